"""query: SPARQL that only reads, in every form."""

from __future__ import annotations

import csv
import io

import pytest

from kg.model import EntityType

from .conftest import kg, told
from .shapes import ROWS, check

NAMES = "SELECT ?name ?n { ?e a kg:Method ; skos:prefLabel ?name . BIND(STRLEN(?name) AS ?n) }"


@pytest.fixture(scope="session")
def ask(graph):
    def run(text, *options):
        return kg("query", "--sparql", text, "-g", graph, *options)

    return run


def test_rows_come_in_a_total_order(ask, opened):
    ran = ask(NAMES, "--json")
    assert (ran.code, ran.err) == (0, "")
    check(ran.json, ROWS)
    assert ran.json["columns"] == ["name", "n"]
    names = [entity.name for entity in opened.store.entities(EntityType.METHOD)]
    assert sorted(row[0] for row in ran.json["rows"]) == sorted(names)
    assert all(row[1] == len(row[0]) for row in ran.json["rows"])
    assert ask(NAMES, "--json").out == ran.out
    backwards = ask(NAMES.replace("a kg:Method ; skos:prefLabel ?name", "skos:prefLabel ?name ; a kg:Method"), "--json")
    assert backwards.json == ran.json


def test_json_lines_and_csv(ask):
    rows = ask(NAMES, "--json").json["rows"]
    assert ask(NAMES, "--jsonl").lines == [{"name": name, "n": n} for name, n in rows]
    assert list(csv.reader(io.StringIO(ask(NAMES, "--csv").out))) == [["name", "n"], *([a, str(n)] for a, n in rows)]
    assert ask(NAMES).out.splitlines()[0].split() == ["name", "n"]


def test_ask_and_cells(ask):
    assert ask("ASK { ?x a kg:Method }", "--json").json["rows"] == [[True]]
    ran = ask("SELECT ('a' AS ?s) (1 AS ?i) (1/3 AS ?f) (true AS ?b) ?none {}", "--json")
    assert ran.json["rows"] == [["a", 1, 0.333333333, True, None]]


def test_construct_gives_triples(ask):
    ran = ask("CONSTRUCT { ?m a kg:Method } { ?m a kg:Method }", "--json")
    assert ran.code == 0
    assert len(ran.json["columns"]) == 3
    assert ran.json["rows"]


@pytest.mark.parametrize("form", ["--json", "--jsonl", "--csv"])
def test_an_empty_answer_is_exit_1(ask, form):
    ran = ask("SELECT ?x { ?x a kg:Nothing }", form)
    assert (ran.code, ran.err) == (1, "")
    expected = {"--jsonl": "", "--csv": "x\n"}
    if form == "--json":
        assert ran.json == {"columns": ["x"], "rows": []}
    else:
        assert ran.out == expected[form]


@pytest.mark.parametrize(
    "text",
    [
        "DELETE WHERE { ?s ?p ?o }",
        "INSERT DATA { kg:a kg:b kg:c }",
        "prefix x: <http://x/> DROP ALL",
        "CLEAR DEFAULT",
        "LOAD <file:///etc/hostname>",
        "SELECT {",
        "SELECT ?x { ?x unknown:p ?y }",
        "",
        "hello",
    ],
)
def test_what_writes_or_does_not_parse_is_exit_2(ask, graph, text):
    told(ask(text), 2)
    assert kg("stats", "-g", graph).code == 0


def test_a_file_of_a_query(ask, tmp_path):
    (tmp_path / "names.rq").write_text(NAMES)
    assert ask(f"@{tmp_path}/names.rq", "--json").out == ask(NAMES, "--json").out
    assert "missing" in told(ask(f"@{tmp_path}/missing"), 3)
    (tmp_path / "noise.rq").write_bytes(b"\xff\xfe")
    assert "not UTF-8" in told(ask(f"@{tmp_path}/noise.rq"), 3)


def test_parameters(ask):
    assert ask(NAMES, "--param", "name=ResNet", "--json").json == {"columns": ["n"], "rows": [[6]]}
    assert ask(NAMES, "--param", "name=' . ?x ?y ?z", "--json").code == 1
    assert "NAME=VALUE" in told(ask(NAMES, "--param", "name"), 2)
    told(ask(NAMES, "--param", "other=1"), 2)


def test_usage(graph):
    assert "--sparql" in told(kg("query", "-g", graph), 2)
    assert "no store" in told(kg("query", "--sparql", "ASK {}", "--on", "paper", "-g", graph), 2)
