"""``kg load``, ``kg query --on`` and ``kg check --on`` as a user types them, with a real Fuseki."""

from __future__ import annotations

import pytest

from tests.cli.conftest import kg, told

from .rdf_sample import BERT, fill

NAMES = "SELECT ?m ?n { ?m skos:prefLabel ?n }"


@pytest.fixture
def graph(truth):
    fill(truth)
    return truth.path


def test_load_query_and_check(graph, truth, papers, monkeypatch):
    ran = kg("load", "sparql", papers, "-g", graph, "--json")
    assert ran.code == 0
    assert ran.json == {
        "store": "sparql",
        "url": f"{papers}/query",
        "papers": 3,
        "changed_papers": 3,
        "removed_papers": 0,
        "rebuilt": True,
        "seconds": ran.json["seconds"],
    }
    again = kg("load", "sparql", papers, "-g", graph)
    assert (again.code, again.out) == (0, "")
    assert f"{papers}/query: 3 papers; nothing to do, in " in again.err
    monkeypatch.setenv("SPARQL_URL", papers)
    here, there = (kg("query", "--sparql", NAMES, "-g", graph, "--json", *on) for on in ((), ("--on", "sparql")))
    assert here == there
    assert kg("query", "--sparql", NAMES, "-g", graph, "--on", "sparql", "--param", "n=PEFT", "--json").json == {
        "columns": ["m"],
        "rows": [["https://w3id.org/paperkg/id/method:peft"]],
    }
    assert kg("check", "--on", "sparql", "-g", graph).code == 0
    truth.retract(BERT.id)
    assert kg("check", "--on", "sparql", "-g", graph).code == 1
    assert "kg load sparql brings it up to date" in told(
        kg("query", "--sparql", NAMES, "-g", graph, "--on", "sparql"), 3
    )
    assert "1 removed" in kg("load", "sparql", "-g", graph).err
    assert kg("load", "sparql", "-g", graph, "--rebuild", "--json").json["rebuilt"]


def test_load_oxigraph(graph, tmp_path):
    ran = kg("load", "oxigraph", "-g", graph, "--json")
    assert (ran.json["url"], ran.json["changed_papers"], ran.json["rebuilt"]) == (f"{graph}.oxigraph", 3, True)
    assert kg("load", "oxigraph", "-g", graph, "--json").json["changed_papers"] == 0
    assert kg("load", "oxigraph", tmp_path / "other", "-g", graph, "--rebuild", "--json").json["rebuilt"]
    assert kg("check", "-g", graph).code == 0


def test_usage(graph, monkeypatch):
    for name in ("SPARQL_URL", "SPARQL_QUERY_URL", "SPARQL_UPDATE_URL"):
        monkeypatch.delenv(name, raising=False)
    assert "no store 'excel' to load into; there is: ladybug, neo4j, oxigraph, sparql" in told(
        kg("load", "excel", "-g", graph), 2
    )
    assert "which server?" in told(kg("load", "sparql", "-g", graph), 2)
    assert "which server?" in told(kg("query", "--sparql", "ASK {}", "--on", "sparql", "-g", graph), 2)
    assert "no server answers there" in told(kg("load", "sparql", "http://127.0.0.1:1/x", "-g", graph), 3)
    assert "no store 'neo' to compare" in told(kg("check", "--on", "neo", "-g", graph), 2)
    assert "no graph at" in told(kg("load", "oxigraph", "-g", f"{graph}.none"), 3)
