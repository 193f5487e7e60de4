"""From files, folders, globs and standard input to records."""

import gzip
import io
import json
import sys

import pytest

import loaders
from kg.errors import UnreadableInput, UsageError
from kg.model import Paper, Reject
from loaders import FORMATS, read

LINE = json.dumps({"title": "Cups", "abstract": "They hold tea."}) + "\n"
PAGE = "new\n\nSubscribe\n\nbyAK and the research community\n\nCups\n\nWe study cups. They hold tea, and it is warm.\n"


def titles(records):
    return [record.title for record in records if isinstance(record, Paper)]


def test_the_public_names():
    assert loaders.__all__ == sorted(loaders.__all__)
    assert list(FORMATS) == sorted(FORMATS) == ["hf-api", "hf-page", "jsonl"]
    assert all(info.name == name and info.description and "kg read" in info.example for name, info in FORMATS.items())


@pytest.mark.parametrize(
    ("name", "text"),
    [("page.txt", PAGE), ("day.json", f"[{LINE}]"), ("papers.jsonl", LINE), ("no-suffix", LINE)],
)
@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_files_of_every_format(tmp_path, name, text, packed, mark):
    data = (mark + text).encode()
    path = tmp_path / (f"{name}.gz" if packed else name)
    path.write_bytes(gzip.compress(data) if packed else data)
    (paper,) = read([str(path)])
    assert (paper.title, paper.sources[0].file) == ("Cups", str(path))


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_standard_input(monkeypatch, pack):
    stdin = io.TextIOWrapper(io.BytesIO(pack(LINE.encode())))
    monkeypatch.setattr(sys, "stdin", stdin)
    (paper,) = read(["-"])
    assert paper.sources[0].file == "-"
    assert not stdin.buffer.closed


def test_a_folder_is_read_in_order_and_reports_what_it_skips(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "2.jsonl").write_text(LINE.replace("Cups", "Second"))
    (tmp_path / "b" / "1.jsonl").write_text(LINE.replace("Cups", "First"))
    (tmp_path / "c.txt").write_text(PAGE.replace("\nCups", "\nThird"))
    (tmp_path / "README.md").write_text("# Cups\n\nAbout cups.\n")
    (tmp_path / "a.png").write_bytes(b"\x89PNG\xff")
    (tmp_path / "d.json").write_text("1")
    (tmp_path / "e.jsonl.gz").write_bytes(gzip.compress(LINE.encode())[:-12])
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x.jsonl").write_text(LINE)
    (tmp_path / ".hidden.jsonl").write_text(LINE)
    records = list(read([str(tmp_path)]))
    assert titles(records) == ["First", "Second", "Third"]
    rejects = [record for record in records if isinstance(record, Reject)]
    assert {(reject.record, reject.line) for reject in rejects} == {(0, None)}
    assert {reject.file.removeprefix(str(tmp_path)): reject.reason for reject in rejects} == {
        "/README.md": "format not recognised",
        "/a.png": "format not recognised: not UTF-8 text (line 1)",
        "/d.json": "format not recognised",
        "/e.jsonl.gz": "Compressed file ended before the end-of-stream marker was reached",
    }


def test_a_glob_is_sorted_and_a_file_of_that_name_comes_first(tmp_path):
    for name in ("2.jsonl", "1.jsonl", "[12].jsonl"):
        (tmp_path / name).write_text(LINE.replace("Cups", name))
    assert titles(read([f"{tmp_path}/?.jsonl"])) == ["1.jsonl", "2.jsonl"]
    assert titles(read([f"{tmp_path}/[12].jsonl"])) == ["[12].jsonl"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"1", "format not recognised"),
        (b"", "format not recognised: the file is empty"),
        (b"\xff\xfe", r"not UTF-8 text \(line 1\)"),
        (LINE.encode() + b"\xff\n", r"not UTF-8 text \(line 2\)"),
        (b"\x1f\x8bmore garbage", "compression method"),
        (b'[{"paper"', "not JSON"),
    ],
)
def test_a_file_that_was_named_must_be_readable(tmp_path, data, reason):
    path = tmp_path / "input"
    path.write_bytes(data)
    with pytest.raises(UnreadableInput, match=f"input: .*{reason}") as caught:
        list(read([str(path)]))
    assert caught.value.file == str(path)


def test_a_missing_file_raises_before_anything_is_read(tmp_path):
    with pytest.raises(UnreadableInput, match="no such file or folder"):
        read([str(tmp_path / "none*.txt")])


def test_a_folder_cannot_be_opened_as_a_file_only_by_mistake(tmp_path):
    assert list(read([str(tmp_path)])) == []


def test_an_unknown_format_lists_the_known_ones():
    with pytest.raises(UsageError, match="'bibtext'; known: hf-api, hf-page, jsonl"):
        read([], format="bibtext")


def test_a_named_format_is_not_sniffed(tmp_path):
    path = tmp_path / "notes"
    path.write_text("Cups\n\nWe study cups. They hold tea, and it is warm.\n")
    assert titles(read([str(path)], format="hf-page")) == ["Cups"]
    with pytest.raises(UnreadableInput, match="format not recognised"):
        list(read([str(path)]))


def test_the_name_tells_where_the_text_does_not(tmp_path):
    (tmp_path / "a.jsonl").write_text("{broken\n")
    (tmp_path / "b.jsonl").write_text("")
    assert [record.reason[:8] for record in read([str(tmp_path)])] == ["not JSON"]


def test_lines_are_read_one_at_a_time(tmp_path):
    path = tmp_path / "large.jsonl"
    path.write_bytes(LINE.encode() * 5000 + b"\xff\n")
    records = read([str(path)])
    assert titles([next(records) for _ in range(3000)]) == ["Cups"] * 3000
    with pytest.raises(UnreadableInput, match="line 5001"):
        list(records)
