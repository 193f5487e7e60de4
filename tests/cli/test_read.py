"""sources and read: what can be named as a source, what becomes of records that cannot be read."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from .conftest import SAMPLE, build, kg, nquads, sample, shell, told, write
from .shapes import PAPER, check


def test_sources_lists_the_formats_with_examples():
    ran = kg("sources")
    assert (ran.code, ran.err) == (0, "")
    for name in ("jsonl", "hf-page", "hf-api"):
        assert name in ran.out
    assert ran.out.count("kg read ") == len(ran.out.splitlines()) - 1


def test_a_line_for_each_paper(small):
    ran = kg("read", small)
    assert (ran.code, ran.err) == (0, "")
    check(ran.lines, [PAPER])
    assert [paper["title"] for paper in ran.lines] == [record["title"] for record in sample()[:6]]
    assert [paper["sources"] for paper in ran.lines] == [[{"file": str(small), "record": n}] for n in range(1, 7)]


def test_what_the_source_does_not_say_is_null(tmp_path):
    path = write(tmp_path / "a.jsonl", [{"title": "A Title", "summary": "Some words.", "other": 1}])
    (paper,) = kg("read", path).lines
    unsaid = ("authors", "author_count", "date", "date_text", "comments", "upvotes", "url")
    assert [paper[key] for key in unsaid] == [None] * len(unsaid)
    assert paper["abstract"] == "Some words."


def test_a_cut_abstract_is_marked(tmp_path):
    record = {"title": "A Title", "abstract": "Some words", "abstract_truncated": True}
    (paper,) = kg("read", write(tmp_path / "a.jsonl", [record])).lines
    assert paper["abstract_truncated"] is True


def test_standard_input(small):
    text = small.read_text()
    there = kg("read", small).lines
    read = kg("read", "-", stdin=text).lines
    assert [paper | {"sources": []} for paper in read] == [paper | {"sources": []} for paper in there]
    assert {source["file"] for paper in read for source in paper["sources"]} == {"-"}
    ran = shell("read", "-", input=text)
    assert [json.loads(line) for line in ran.stdout.splitlines()] == read


def test_folders_globs_and_packed_files(tmp_path):
    records = sample()
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / ".hidden").mkdir()
    write(tmp_path / "in" / "a.jsonl", records[:2])
    write(tmp_path / "in" / ".hidden" / "c.jsonl", records[6:7])
    packed = "".join(json.dumps(record) + "\n" for record in records[2:4])
    (tmp_path / "in" / "deep" / "b.jsonl.gz").write_bytes(gzip.compress(packed.encode()))
    by_folder = kg("read", tmp_path / "in")
    assert [paper["title"] for paper in by_folder.lines] == [record["title"] for record in records[:4]]
    assert kg("read", f"{tmp_path}/in/**/*.jsonl*").out == by_folder.out
    assert kg("read", tmp_path / "in" / "a.jsonl", tmp_path / "in" / "deep").out == by_folder.out
    assert kg("read", f"{tmp_path}/in/*.jsonl").lines == by_folder.lines[:2]


def test_a_file_can_be_written(small, tmp_path):
    out = tmp_path / "papers.jsonl"
    ran = kg("read", small, "-o", out)
    assert (ran.code, ran.out) == (0, "")
    assert out.read_text() == kg("read", small).out
    assert "cannot be written" in told(kg("read", small, "-o", tmp_path / "no" / "folder"), 3)


def test_a_file_may_be_its_own_source(small):
    found = kg("read", small).lines
    assert kg("read", small, "-o", small).code == 0
    assert [json.loads(line)["title"] for line in small.read_text().splitlines()] == [each["title"] for each in found]
    assert [path.name for path in small.parent.iterdir()] == ["small.jsonl"]


def test_what_fails_leaves_no_file_behind(small, tmp_path):
    told(kg("read", small, tmp_path / "missing", "-o", tmp_path / "out"), 3)
    (tmp_path / "noise").write_bytes(bytes(range(256)) * 9)
    assert kg("read", small, tmp_path / "noise", "-o", tmp_path / "out").code == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["noise", "small.jsonl"]
    assert kg("read", small, "-o", "/dev/null").code == 0
    assert Path("/dev/null").is_char_device()


def test_what_was_read_can_be_built_again(small, tmp_path):
    kg("read", small, "-o", tmp_path / "papers.jsonl")
    again = build(tmp_path / "again.kg", tmp_path / "papers.jsonl")
    assert nquads(again) == nquads(build(tmp_path / "first.kg", small))
    first = kg("read", small).lines
    second = kg("read", tmp_path / "papers.jsonl").lines
    place = {"sources": [], "record_id": None}  # which record it was is told by the file that is read
    assert [paper | place for paper in second] == [paper | place for paper in first]


BROKEN = '{"title": "Half a record"}\n{"title": "Not even that\n[1, 2]\n'


def test_rejects_are_told_and_written(small, tmp_path):
    mixed = tmp_path / "mixed.jsonl"
    mixed.write_text(small.read_text() + BROKEN)
    ran = kg("read", mixed, "--rejects", tmp_path / "rejects.jsonl")
    assert ran.code == 0
    assert len(ran.lines) == 6
    assert ran.err.count("rejected ") == 3
    assert f"{mixed}:7" in ran.err
    rejects = [json.loads(line) for line in (tmp_path / "rejects.jsonl").read_text().splitlines()]
    check(rejects, [{"file": str, "record": int, "line": int, "reason": str}])
    assert [(item["file"], item["record"], item["line"]) for item in rejects] == [(str(mixed), n, n) for n in (7, 8, 9)]
    quiet = kg("read", mixed, "--quiet")
    assert (quiet.out, quiet.err) == (ran.out, "")


def test_many_rejects_are_counted(tmp_path):
    path = tmp_path / "bad.jsonl"
    path.write_text('{"title": "No abstract"}\n' * 50)
    ran = kg("read", path, "--rejects", tmp_path / "rejects.jsonl")
    assert ran.err.count("rejected ") == 20
    assert "30 more" in ran.err
    assert len((tmp_path / "rejects.jsonl").read_text().splitlines()) == 50


def test_unique_joins_the_records_of_one_paper(tmp_path):
    first = sample()[0]
    same_id = {"id": f"arXiv:{first['id']}v3", "title": first["title"] + "!", "abstract": "Shorter.", "upvotes": 7}
    same_title = {"title": first["title"].upper(), "abstract": "Shorter still."}
    path = write(tmp_path / "a.jsonl", [first, same_id, same_title, sample()[1]])
    assert len(kg("read", path).lines) == 4
    one, other = kg("read", path, "--unique").lines
    check([one, other], [PAPER])
    assert one["abstract"] == first["abstract"]
    assert one["upvotes"] == 7
    assert [source["record"] for source in one["sources"]] == [1, 2, 3]
    assert [source["record"] for source in other["sources"]] == [4]
    assert kg("read", SAMPLE, "--unique").lines == kg("read", SAMPLE).lines


@pytest.mark.parametrize("command", ["read", "extract", "build"])
def test_unreadable_sources_are_exit_3(command, tmp_path):
    graph = tmp_path / "graph.kg"
    rest = ("-g", graph) if command == "build" else ()
    assert "no such file" in told(kg(command, tmp_path / "missing.jsonl", *rest), 3)
    assert "no such file" in told(kg(command, f"{tmp_path}/*.jsonl", *rest), 3)
    assert not graph.exists()
    (tmp_path / "noise.bin").write_bytes(bytes(range(256)) * 9)
    assert "not recognised" in told(kg(command, tmp_path / "noise.bin", *rest), 3)
    assert "no format is called 'pdf'" in told(kg(command, SAMPLE, "--format", "pdf", *rest), 2)


def test_a_named_format_is_taken_at_its_word(small):
    assert kg("read", small, "--format", "jsonl").out == kg("read", small).out
    assert kg("read", small, "--format", "hf-api").code in {0, 3}


def test_a_bad_file_of_a_folder_is_a_reject(small, tmp_path):
    (tmp_path / "noise.bin").write_bytes(bytes(range(256)) * 9)
    ran = kg("read", tmp_path)
    assert ran.code == 0
    assert len(ran.lines) == 6
    assert "noise.bin" in ran.err
