"""export, view, stats, check."""

from __future__ import annotations

import json
import re
import sqlite3
import zipfile
from xml.etree import ElementTree as ET

import pytest

from kg.model import EntityType, RelationType

from .conftest import build, kg, nquads, sample, told, write
from .shapes import check

FORMATS = (
    "nquads trig turtle rdfxml jsonld rdf12 graphml gexf csv parquet cypher networkx-json".split()  # of the contract
)


def export(graph, fmt, out):
    ran = kg("export", "-g", graph, "--format", fmt, "-o", out)
    if fmt == "parquet" and ran.code != 0 and "pyarrow" in ran.err:
        pytest.skip("Parquet needs pyarrow")
    assert (ran.code, ran.out) == (0, ""), ran
    return out.read_bytes()


@pytest.mark.parametrize("fmt", FORMATS)
def test_the_same_graph_gives_the_same_bytes(graph, tmp_path, fmt):
    written = export(graph, fmt, tmp_path / "one")
    assert written
    assert export(graph, fmt, tmp_path / "two") == written
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "two"]
    assert str(graph.parent).encode() not in written
    assert b"papers.jsonl" not in written


@pytest.fixture(scope="session")
def moved_graph(tmp_path_factory):
    """The same six records as in ``small_graph``, read from another file in another order."""
    folder = tmp_path_factory.mktemp("moved")
    return build(folder / "other.kg", write(folder / "elsewhere.jsonl", sample()[5::-1]))


@pytest.mark.parametrize("fmt", FORMATS)
def test_an_export_does_not_say_where_the_papers_were_read(small_graph, moved_graph, tmp_path, fmt):
    assert export(small_graph, fmt, tmp_path / "one") == export(moved_graph, fmt, tmp_path / "two")


def test_the_formats_are_what_they_say(graph, tmp_path, opened):
    entities = sum(1 for _ in opened.store.entities())
    nodes = json.loads(export(graph, "networkx-json", tmp_path / "a.json"))["nodes"]
    assert len(nodes) == entities + 40
    ET.fromstring(export(graph, "graphml", tmp_path / "a.graphml"))  # noqa: S314 - our own
    ET.fromstring(export(graph, "gexf", tmp_path / "a.gexf"))  # noqa: S314
    ET.fromstring(export(graph, "rdfxml", tmp_path / "a.rdf"))  # noqa: S314
    json.loads(export(graph, "jsonld", tmp_path / "a.jsonld"))
    export(graph, "csv", tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) > 1
    lines = nquads(graph).decode().splitlines()
    assert lines
    assert all(line.endswith(" .") for line in lines)


def test_export_usage(graph, tmp_path):
    assert "no export format 'dot'" in told(kg("export", "-g", graph, "--format", "dot", "-o", tmp_path / "x"), 2)
    assert "cannot be written" in told(kg("export", "-g", graph, "--format", "csv", "-o", tmp_path / "no" / "x"), 3)
    assert list(tmp_path.iterdir()) == []
    assert "--format" in told(kg("export", "-g", graph, "-o", tmp_path / "x"), 2)


def test_view_writes_a_page(graph, tmp_path):
    ran = kg("view", "ImageNet", "-g", graph, "-o", tmp_path / "page.html", "--limit", 12)
    assert (ran.code, ran.out) == (0, "")
    assert re.search(r"wrote \S+page\.html: 12 nodes, \d+ edges", ran.err)
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert page.lower().startswith("<!doctype html>")
    assert "ImageNet" in page
    assert not re.search(r'(?:src|href)="https?://[^"]*\.(?:js|css)"', page)
    again = kg("view", "ImageNet", "-g", graph, "-o", tmp_path / "again.html", "--limit", 12)
    assert again.code == 0
    assert (tmp_path / "again.html").read_text(encoding="utf-8") == page


def test_view_of_nothing(graph, tmp_path):
    assert "did you mean" in told(kg("view", "imagenett", "-g", graph, "-o", tmp_path / "x.html"), 1)
    assert "cannot be written" in told(kg("view", "ImageNet", "-g", graph, "-o", tmp_path / "no" / "x.html"), 3)


def test_stats(graph, opened):
    document = kg("stats", "-g", graph, "--json").json
    check(document, {"papers": int, "entities": dict, "statements": dict, "evidence": int, "rejects": int}, "stats")
    statements = list(opened.store.statements())
    assert document["papers"] == 40
    assert document["evidence"] == sum(len(statement.evidence) for statement in statements)
    assert sum(document["statements"].values()) == len(statements)
    assert document["entities"].keys() <= set(EntityType)
    assert document["statements"].keys() <= set(RelationType)
    rows = kg("stats", "-g", graph, "--csv").out.splitlines()
    assert rows[0] == "what,kind,count"
    assert f"papers,,{document['papers']}" in rows


def test_check_of_a_good_graph(graph):
    ran = kg("check", "-g", graph, "--json")
    assert (ran.code, ran.json, ran.err) == (0, {"violations": []}, "")


def test_check_tells_people_that_all_is_well(small_graph):
    ran = kg("check", "-g", small_graph)
    assert (ran.code, ran.out) == (0, "")
    assert "no violations" in ran.err


def test_check_of_a_graph_that_was_tampered_with(small, tmp_path):
    path = build(tmp_path / "graph.kg", small)
    with sqlite3.connect(path) as connection:
        changed = connection.execute("UPDATE evidence SET stop = 99999 WHERE e = 1").rowcount
    connection.close()
    assert changed == 1
    ran = kg("check", "-g", path, "--json")
    assert ran.code == 1
    check(ran.json["violations"], [{"check": str, "focus": str, "paper": (str, type(None)), "message": str}])
    assert "sentence" in {violation["check"] for violation in ran.json["violations"]}
    assert kg("check", "-g", path, "--jsonl").lines == ran.json["violations"]
    assert kg("check", "-g", path).code == 1
