"""The file: made, opened, locked, migrated, killed."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys

import pytest

from kg.errors import NoGraph, SchemaTooNew, StoreError, StoreLocked
from kg.model import Paper, Reject
from kg.store import schema
from kg.store.truth import Truth

from .conftest import ENTITIES, LORA, PAPERS, STATEMENTS, content

KILLED = """
import sys, time
from kg.model import Paper
from kg.store.truth import Truth

truth = Truth.open(sys.argv[1])
with truth.writing(), truth.transaction():
    for number in range(300):
        truth.put_paper(Paper(f"arxiv:9{number:03}", f"title {number}", "x" * 2000))
    sys.stdout.write("ready\\n")
    sys.stdout.flush()
    time.sleep(60)
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "graph.kg"
    with Truth.open(path, create=True) as truth:
        truth.put_paper(LORA)
    return path


def test_a_missing_file_is_not_made_by_reading(tmp_path):
    with pytest.raises(NoGraph, match=r"no graph at .*none\.kg; make one with: kg build"):
        Truth.open(tmp_path / "none.kg")
    assert list(tmp_path.iterdir()) == []


def test_reading_leaves_nothing_behind(file):
    with Truth.open(file) as truth:
        content(truth)
        truth.search("x")
    assert [path.name for path in file.parent.iterdir()] == ["graph.kg"]


def test_the_file_comes_back(file):
    with Truth.open(str(file)) as truth:
        assert list(truth.papers()) == [LORA]
    with Truth.open(file, create=True) as truth:
        assert list(truth.papers()) == [LORA]


def test_a_graph_in_a_folder_that_cannot_be_written_is_read_as_it_is(file, monkeypatch):
    monkeypatch.setattr("os.access", lambda path, mode: False)
    with Truth.open(file) as truth:
        assert list(truth.papers()) == [LORA]
        assert [path.name for path in file.parent.iterdir()] == ["graph.kg"]
        with pytest.raises(StoreError, match="readonly"):
            truth.put_paper(Paper("arxiv:1", "t", ""))


def test_settings_for_durability(file):
    with Truth.open(file) as truth:
        assert truth._db.value("PRAGMA journal_mode") == "wal"
        assert truth._db.value("PRAGMA synchronous") == 2
        assert truth._db.value("PRAGMA foreign_keys") == 1


def foreign(path):
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE meta(key, value)")
    connection.close()


@pytest.mark.parametrize("create", [False, True])
@pytest.mark.parametrize(
    ("write", "reason"),
    [
        (lambda path: path.write_text("title,abstract\n" * 100), "not an SQLite database"),
        (foreign, "an SQLite database of something else"),
        (lambda path: path.mkdir(), "a folder"),
    ],
)
def test_files_of_something_else_are_refused_and_left_alone(tmp_path, write, reason, create):
    path = tmp_path / "it.kg"
    write(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(StoreError, match=reason) as caught:
        Truth.open(path, create=create)
    assert "\n" not in str(caught.value)
    assert "it.kg" in str(caught.value)
    assert (path.read_bytes() if path.is_file() else None) == before


def test_an_empty_file_is_a_graph_only_if_one_is_to_be_made(tmp_path):
    path = tmp_path / "it.kg"
    path.touch()
    with pytest.raises(StoreError):
        Truth.open(path)
    with Truth.open(path, create=True) as truth:
        assert content(truth) == ([], [], [], [])


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(StoreError, match="unable to open"):
        Truth.open(tmp_path / "none" / "graph.kg", create=True)


def test_a_broken_file_is_a_store_error(file):
    raw = bytearray(file.read_bytes())
    raw[2000:] = b"\xff" * (len(raw) - 2000)
    file.write_bytes(raw)
    with pytest.raises(StoreError):
        content(Truth.open(file))


def test_using_a_closed_store_is_an_error(file):
    truth = Truth.open(file)
    truth.close()
    with pytest.raises(StoreError, match="closed"):
        truth.paper(LORA.id)


def test_text_that_is_not_unicode_is_refused(file):
    with Truth.open(file) as truth, pytest.raises(StoreError, match="surrogates"):
        truth.put_paper(Paper("arxiv:1", "\ud800", ""))


# --- versions -----------------------------------------------------------------------------------------------------


def test_a_newer_file_is_refused(file, monkeypatch):
    monkeypatch.setattr(schema, "VERSION", schema.VERSION - 1)
    with pytest.raises(SchemaTooNew, match=r"graph\.kg: written by a newer paperkg"):
        Truth.open(file)


def widen(connection):
    connection.execute("INSERT INTO meta VALUES ('widened', 'yes')")


def test_an_older_file_is_migrated_step_by_step(file, monkeypatch):
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 2)
    steps = {
        schema.VERSION - 2: "CREATE TABLE extra(x);\nCREATE TRIGGER t AFTER INSERT ON extra BEGIN\n  SELECT 1;\nEND;\n",
        schema.VERSION - 1: widen,
    }
    monkeypatch.setattr(schema, "MIGRATIONS", steps)
    with Truth.open(file) as truth:
        assert truth.meta("schema_version") == str(schema.VERSION)
        assert truth.meta("widened") == "yes"
        assert truth._db.value("SELECT COUNT(*) FROM extra") == 0
        assert list(truth.papers()) == [LORA]


def test_a_migration_that_fails_leaves_the_file_as_it_was(file, monkeypatch):
    version = schema.VERSION
    monkeypatch.setattr(schema, "VERSION", version + 2)
    monkeypatch.setattr(schema, "MIGRATIONS", {version: "CREATE TABLE extra(x);\n"})
    with pytest.raises(StoreError, match="cannot be migrated"):
        Truth.open(file)
    monkeypatch.setattr(schema, "VERSION", version)
    with Truth.open(file) as truth:
        assert truth._db.value("SELECT COUNT(*) FROM sqlite_master WHERE name = 'extra'") == 0


# --- several at once, and sudden ends -----------------------------------------------------------------------------


def test_a_second_build_waits_or_fails_clearly(file):
    with Truth.open(file) as first, Truth.open(file) as second:
        with (
            first.writing(),
            pytest.raises(StoreLocked, match=r"graph\.kg: another build"),
            second.writing(timeout=0.1),
        ):
            pass
        with first.writing(), first.writing():  # the same one may ask twice
            pass
        with second.writing(timeout=0.1) as truth:
            assert truth is second


def test_writing_without_the_lock_is_still_safe(file):
    with Truth.open(file) as first, Truth.open(file) as second, first.transaction():
        first.put_paper(Paper("arxiv:1", "t", ""))
        second._db.run("PRAGMA busy_timeout = 50")
        with pytest.raises(StoreLocked, match="another process is writing"):
            second.put_paper(Paper("arxiv:2", "u", ""))
        assert [paper.id for paper in second.papers()] == [LORA.id]  # reading goes on, on what is finished


def test_a_killed_build_leaves_what_was_finished(file):
    with Truth.open(file) as truth:
        before = content(truth), truth.revision
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(file)], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    with Truth.open(file) as truth, truth.writing(timeout=1):
        assert (content(truth), truth.revision) == before
        assert truth._db.value("PRAGMA integrity_check") == "ok"
        assert truth._db.all("PRAGMA foreign_key_check") == []
        assert truth.put_paper(Paper("arxiv:9000", "title 0", "x")) == ("new", "arxiv:9000")


# --- what is kept besides the graph -------------------------------------------------------------------------------


def test_rejects_are_kept_once(truth):
    rejects = [Reject("b", 2, 7, "no title"), Reject("a", 10, None, "x"), Reject("a", 9, None, "x")]
    assert truth.add_rejects(iter(rejects)) == 3
    assert truth.add_rejects(rejects) == 0
    assert list(truth.rejects()) == [rejects[2], rejects[1], rejects[0]]
    assert truth.counts().rejects == 3
    assert truth.clear_rejects("a") == 2
    assert list(truth.rejects()) == [rejects[0]]


def test_meta_runs_and_decisions(truth):
    assert truth.meta("model") is None
    truth.set_meta("model", "fast")
    truth.set_meta("model", "accurate")
    assert truth.meta("model") == "accurate"
    truth.put_run("r", {"b": [1, "é"], "a": None})
    assert truth.runs() == {"r": {"b": [1, "é"], "a": None}}
    truth.set_decisions([("merge", "A", "B"), ["split", "C", ""]])
    truth.set_decisions(iter([("split", "C", ""), ("merge", "A", "B")]))
    assert truth.decisions() == [("split", "C", ""), ("merge", "A", "B")]


def test_counts(truth):
    truth.add_papers(PAPERS)
    truth.add_entities(ENTITIES)
    truth.add_statements(STATEMENTS)
    counts = truth.counts()
    assert (counts.papers, counts.evidence, counts.rejects) == (2, 6, 0)
    assert counts.entities == (("Benchmark", 1), ("Method", 2))
    assert counts.statements == (("EVALUATED_ON", 2), ("EVALUATES_ON", 2), ("INTRODUCES", 2))


def test_a_file_of_schema_1_is_migrated_with_its_terms(tmp_path, monkeypatch):
    old = schema.SCHEMA.replace("  scope TEXT NOT NULL DEFAULT '', entity", "  entity").replace(", scope)", ")")
    assert "scope" not in old
    path = tmp_path / "old.kg"
    with monkeypatch.context() as patch:
        patch.setattr(schema, "VERSION", 1)
        patch.setattr(schema, "SCHEMA", old)
        with Truth.open(path, create=True) as truth:
            truth.add_papers([LORA])
            db = truth._db
            n = db.value("SELECT n FROM node")
            t = db.insert("INSERT INTO term(type, name, surfaces) VALUES (?, ?, ?)", ("Method", "LoRA", '["LoRA"]'))
            values = (n, 0, t, "uses", 0, 4, "rule", 0.5, 0, None)
            db.run("INSERT INTO local_entity VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
    with Truth.open(path) as truth:
        assert truth.meta("schema_version") == str(schema.VERSION)
        assert [(term.name, term.surfaces, term.scope) for term in truth.terms()] == [("LoRA", ("LoRA",), "")]
        assert truth._db.all("PRAGMA foreign_key_check") == []
        assert truth.set_scopes({(LORA.id, 0): "split:x"}) == 1
        assert [term.scope for term in truth.terms()] == ["split:x"]
        assert truth.set_scopes({}) == 1
        assert [term.scope for term in truth.terms()] == [""]
