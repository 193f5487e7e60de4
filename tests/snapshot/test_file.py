"""A snapshot comes back from its file, and a file that is not one of this graph is made anew."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

import kg
from kg.errors import StoreError
from kg.snapshot import keeping
from kg.snapshot.build import build
from kg.snapshot.file import load, save
from kg.snapshot.keeping import snapshot_of
from kg.store.memory import MemoryStore
from kg.store.truth import Truth

from .graphs import fill, plain, statements

CLAIMS = [
    (("arxiv:1", "USES", "method:a"), "arxiv:1", 3, 1),
    (("method:a", "EVALUATED_ON", "dataset:d"), "doi:2", 4, 2),
    (("method:b", "EVALUATED_ON", "dataset:d"), "arxiv:1", 4, 2),
]


@pytest.fixture
def truth(tmp_path):
    with Truth.open(tmp_path / "g.kg", create=True) as opened:
        fill(opened, CLAIMS)
        yield opened


def test_a_snapshot_comes_back(tmp_path, truth):
    made = build(truth)
    save(made, tmp_path / "s")
    found = load(tmp_path / "s", truth.identity)
    assert plain(found) == plain(made)
    assert (found.identity, found.revision) == (truth.identity, truth.revision)
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith("s")] == ["s"]


def test_an_empty_one_comes_back(tmp_path):
    made = build(MemoryStore())
    save(made, tmp_path / "s")
    assert plain(load(tmp_path / "s", "")) == plain(made)


def test_what_is_no_snapshot_of_this_graph_is_none(tmp_path, truth):
    file = tmp_path / "s"
    assert load(file, truth.identity) is None
    save(build(truth), file)
    assert load(file, "another") is None
    whole = file.read_bytes()
    for broken in (b"", b"something else\n", whole[:-1], whole[:40], whole + b"x"):
        file.write_bytes(broken)
        assert load(file, truth.identity) is None
    line, _, rest = whole.partition(b"\n")
    head = json.loads(line.removeprefix(b"paperkg snapshot "))
    for first in (b"paperkg snapshot {\n", b"paperkg snapshot []\n", b"paperkg snapshot \xff\n"):
        file.write_bytes(first + rest)
        assert load(file, truth.identity) is None
    for change in ({"format": 0}, {"links": head["links"][::-1]}, {"types": []}, {"names": []}, {"size": None}):
        file.write_bytes(b"paperkg snapshot " + json.dumps({**head, **change}).encode() + b"\n" + rest)
        assert load(file, truth.identity) is None


def test_errors_of_the_file_system_are_ours(tmp_path, truth):
    with pytest.raises(StoreError, match="cannot be written"):
        save(build(truth), tmp_path / "nowhere" / "s")
    (tmp_path / "folder").mkdir()
    with pytest.raises(StoreError, match="cannot be read"):
        load(tmp_path / "folder", truth.identity)


def test_a_large_graph_keeps_its_snapshot_and_brings_it_up_to_date(tmp_path, truth, monkeypatch):
    first = snapshot_of(truth, truth.path)
    assert not keeping.place(truth.path).exists(), "a small graph is read faster than a file is opened"
    monkeypatch.setattr(keeping, "KEPT", 1)
    assert plain(snapshot_of(truth, truth.path)) == plain(first)
    assert plain(load(keeping.place(truth.path), truth.identity)) == plain(first)
    truth.add_statements(statements([(("arxiv:1", "MENTIONS", "task:t"), "arxiv:1", 3, 1)]))
    assert plain(snapshot_of(truth, truth.path)) == plain(build(truth))
    assert load(keeping.place(truth.path), truth.identity).revision == truth.revision
    assert plain(snapshot_of(truth)) == plain(build(truth))


def test_an_answer_does_not_need_the_file(truth, monkeypatch):
    monkeypatch.setattr(keeping, "KEPT", 1)
    whole = plain(build(truth))
    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.warns(RuntimeWarning, match="cannot be written: No space left"):
        assert plain(snapshot_of(truth, truth.path)) == whole
    assert [each.name for each in Path(truth.path).parent.iterdir() if "snapshot" in each.name] == []


def full(*_):
    raise OSError(28, "No space left on device")


def test_a_kept_snapshot_that_is_wrong_is_told(truth, monkeypatch):
    monkeypatch.setattr(keeping, "KEPT", 1)
    with kg.open(truth.path) as graph:
        before = len(graph.check())
        made = graph.snapshot()
        assert len(graph.check()) == before
        wrong = made.confidence.copy()
        wrong[0] = 0.125
        save(replace(made, confidence=wrong), keeping.place(truth.path))
        (found,) = graph.check()[before:]
        assert (found.check, found.focus, "confidence" in found.message) == ("projection", "g.kg.snapshot", True)
