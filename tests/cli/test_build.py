"""build and retract: summaries, increments, a second build at the same time, interruption."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys

import pytest
from filelock import FileLock

from kg.store import truth

from .conftest import build, command, kg, nquads, sample, told, write
from .shapes import SUMMARY, check


def summary(path, *sources):
    ran = kg("build", *sources, "-g", path, "--json", "--jobs", 1)
    assert ran.code == 0, ran
    check(ran.json, SUMMARY)
    return ran.json


def counts(found):
    return tuple(found[f"papers_{state}"] for state in ("new", "changed", "same", "reread"))


def test_build_is_incremental_and_idempotent(small, tmp_path):
    path = tmp_path / "graph.kg"
    first = summary(path, small)
    assert counts(first) == (6, 0, 0, 0)
    stats = kg("stats", "-g", path, "--json").json
    assert first["entities"] == sum(stats["entities"].values())
    assert first["statements"] == sum(stats["statements"].values())
    before = nquads(path)
    again = summary(path, small)
    assert counts(again) == (0, 0, 6, 0)
    assert (again["entities"], again["statements"]) == (first["entities"], first["statements"])
    assert nquads(path) == before
    more = write(tmp_path / "more.jsonl", sample()[4:8])
    assert counts(summary(path, more)) == (2, 2, 0, 0)  # two papers have a further source now
    assert counts(summary(path, small, more)) == (0, 0, 8, 0)


def test_build_tells_people_on_standard_error(small, tmp_path):
    ran = kg("build", small, "-g", tmp_path / "graph.kg")
    assert (ran.code, ran.out) == (0, "")
    assert "6 new, 0 changed, 0 unchanged, 0 rejected" in ran.err
    assert "nothing to do" in kg("build", small, "-g", tmp_path / "graph.kg").err


def test_build_of_standard_input_and_of_several_sources(small, tmp_path):
    both = build(tmp_path / "both.kg", small, write(tmp_path / "more.jsonl", sample()[6:8]))
    ran = kg("build", "-", "-g", tmp_path / "stdin.kg", "--json", stdin=write(tmp_path / "a", sample()[:8]).read_text())
    assert counts(ran.json) == (8, 0, 0, 0)
    assert nquads(tmp_path / "stdin.kg") == nquads(both)


def test_rejects_are_counted_told_and_written(small, tmp_path):
    small.write_text(small.read_text() + '{"title": "Half"}\n{\n')
    ran = kg("build", small, "-g", tmp_path / "graph.kg", "--json", "--rejects", tmp_path / "rejects.jsonl")
    assert (ran.code, ran.json["rejects"], ran.json["papers_new"]) == (0, 2, 6)
    assert ran.err.count("rejected ") == 2
    assert [json.loads(line)["record"] for line in (tmp_path / "rejects.jsonl").read_text().splitlines()] == [7, 8]
    assert kg("stats", "-g", tmp_path / "graph.kg", "--json").json["rejects"] == 2
    kg("build", small, "-g", tmp_path / "graph.kg", "-q")
    assert kg("stats", "-g", tmp_path / "graph.kg", "--json").json["rejects"] == 2  # once each


def test_retract_leaves_the_graph_as_if_the_paper_had_never_been(graph, tmp_path):
    whole = shutil.copy(graph, tmp_path / "whole.kg")
    ran = kg("retract", "arxiv:1512.03385", "-g", whole, "--json")
    assert ran.code == 0
    check(ran.json, {"paper": str, "statements": int, "evidence": int, "entities": int})
    assert ran.json["paper"] == "arxiv:1512.03385"
    assert ran.json["evidence"] > 0
    rest = [record for record in sample() if record["id"] != "1512.03385"]
    without = build(tmp_path / "without.kg", write(tmp_path / "rest.jsonl", rest))
    assert kg("stats", "-g", whole, "--json").out == kg("stats", "-g", without, "--json").out
    assert nquads(whole) == nquads(without)


def test_retract_by_title_and_by_the_id_of_the_record(small, tmp_path):
    path = build(tmp_path / "graph.kg", small)
    for record, name in zip(sample(), ("title", "id"), strict=False):
        assert kg("retract", record[name], "-g", path, "--json").json["paper"] == f"arxiv:{record['id']}"


def test_retract_several_or_none(small, tmp_path):
    path = build(tmp_path / "graph.kg", small)
    before = nquads(path)
    ids = [f"arxiv:{record['id']}" for record in sample()[:2]]
    assert "nosuch" in told(kg("retract", ids[0], "nosuch", "-g", path), 1)
    assert nquads(path) == before  # all or none
    assert [each["paper"] for each in kg("retract", *ids, "-g", path, "--json").json] == ids
    assert kg("stats", "-g", path, "--json").json["papers"] == 4
    assert ids[0] in told(kg("retract", ids[0], "-g", path), 1)
    ran = kg("retract", f"arxiv:{sample()[2]['id']}", "-g", path)
    assert ran.out == ""
    assert "statements" in ran.err
    kg("build", small, "-g", path, "-q")
    assert nquads(path) == before


def test_the_projection_follows(small, tmp_path):
    path = build(tmp_path / "graph.kg", small)
    asked = ("query", "--sparql", "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?p a kg:Paper }", "-g", path, "--json")
    assert kg(*asked).json["rows"] == [[6]]
    kg("retract", f"arxiv:{sample()[0]['id']}", "-g", path)
    assert kg(*asked).json["rows"] == [[5]]
    assert kg("check", "-g", path).code == 0
    build(path, small)
    assert kg(*asked).json["rows"] == [[6]]


def test_a_second_build_at_the_same_time_is_exit_3(small, tmp_path, monkeypatch):
    path = build(tmp_path / "graph.kg", small)
    monkeypatch.setattr(truth.Truth.writing, "__kwdefaults__", {"timeout": 0.1}, raising=False)
    monkeypatch.setattr(truth.Truth.writing.__wrapped__, "__kwdefaults__", {"timeout": 0.1})
    with FileLock(f"{path}.lock"):
        assert "another build holds it" in told(kg("build", small, "-g", path), 3)
        assert kg("stats", "-g", path).code == 0  # reading goes on
    assert kg("build", small, "-g", path, "-q").code == 0


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT for one process")
def test_an_interrupted_build_is_130_and_goes_on_later(small, tmp_path):
    path = tmp_path / "graph.kg"
    # tests started in a shell's background ignore the signal, and children would inherit that
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen(
        command("build", "-", "-g", path, "--jobs", 1, "--model", "rules"),
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        process.stdin.write(small.read_bytes())
        process.stdin.flush()
        while not path.exists():
            assert process.poll() is None
        os.kill(process.pid, signal.SIGINT)  # it waits for more input
        signal.signal(signal.SIGINT, before)
        told_last = process.stderr.read().decode()
        assert process.wait(60) == 130
    assert "interrupted" in told_last
    assert "Traceback" not in told_last
    assert counts(summary(path, small))[0] + counts(summary(path, small))[2] >= 6
    assert nquads(path) == nquads(build(tmp_path / "unbroken.kg", small))
