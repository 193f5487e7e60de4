"""query: Cypher, and the questions of the book."""

from __future__ import annotations

import json
import sqlite3

import pytest

from .conftest import kg, told

LISTED = {"name", "text", "params", "stores"}


def test_cypher_works_at_once(small_graph):
    text = "MATCH (m:Method) RETURN m.name AS name, m.papers AS n"
    ran = kg("query", "--cypher", text, "-g", small_graph, "--json")
    assert (ran.code, ran.err) == (0, "")
    with sqlite3.connect(small_graph) as db:
        names = sorted(name for (name,) in db.execute("SELECT name FROM entity WHERE type = 'Method'"))
    assert [row[0] for row in ran.json["rows"]] == names
    assert ran.json["columns"] == ["name", "n"]
    assert kg("query", "--cypher", text, "-g", small_graph, "--on", "ladybug", "--json").out == ran.out
    assert small_graph.with_name(f"{small_graph.name}.ladybug").is_file()
    assert kg("check", "-g", small_graph).code == 0


def test_cypher_in_a_file_with_parameters(small_graph, tmp_path):
    (tmp_path / "q.cypher").write_text(
        "MATCH (m:Method) WHERE m.papers >= $n AND m.name <> $other RETURN m.name AS name"
    )
    ask = ("query", "--cypher", f"@{tmp_path}/q.cypher", "-g", small_graph, "--param", "n=1")
    assert kg(*ask, "--param", 'other="2"', "--jsonl").code == 0
    assert "no value" in told(kg(*ask), 2)


@pytest.mark.parametrize(
    "text", ["MATCH (n) DELETE n", "MATCH (n", "MATCH (n:None) RETURN n", "LOAD FROM 'x' RETURN *"]
)
def test_cypher_that_writes_or_does_not_parse_is_exit_2(small_graph, text):
    told(kg("query", "--cypher", text, "-g", small_graph), 2)


def test_an_empty_answer_is_exit_1(small_graph):
    ran = kg("query", "--cypher", "MATCH (m:Method {id: 'no'}) RETURN m.id AS id", "-g", small_graph, "--json")
    assert (ran.code, ran.json) == (1, {"columns": ["id"], "rows": []})


def test_the_book_is_listed(tmp_path):
    ran = kg("query", "--list", "--json", "-g", tmp_path / "none.kg")
    assert ran.code == 0
    questions = ran.json["questions"]
    assert len(questions) >= 30
    assert all(each.keys() == LISTED for each in questions)
    assert [json.loads(line) for line in kg("query", "--list", "--jsonl").out.splitlines()] == questions
    assert questions[0]["name"] in kg("query", "--list").out


def test_a_question_by_name_is_not_cut(graph):
    ran = kg("query", "--name", "most-used-resources", "-g", graph, "--json")
    assert ran.code == 0
    assert len(ran.json["rows"]) > 20
    assert (
        kg("query", "--name", "most-used-resources", "-g", graph, "--limit", 2, "--json").json["rows"]
        == (ran.json["rows"][:2])
    )
    for store in ("ladybug", "python", "oxigraph"):
        assert kg("query", "--name", "most-used-resources", "-g", graph, "--on", store, "--json").out == ran.out


def test_a_question_with_values(graph):
    ask = ("query", "--name", "methods-on-resource", "-g", graph)
    example = kg(*ask, "--json")
    assert example.json == kg(*ask, "--param", "resource=glue", "--json").json
    assert example.json != kg(*ask, "--param", "resource=ImageNet", "--json").json
    assert kg(*ask, "--param", "resource=never heard of").code == 1
    assert kg("query", "--name", "pairs-sharing-resources", "-g", graph, "--param", "least=100", "--json").json == {
        "columns": ["a_id", "a", "b_id", "b", "resources"],
        "rows": [],
    }


def test_usage(graph):
    assert "--name" in told(kg("query", "--name", "foundations", "--list", "-g", graph), 2)
    assert "whole number" in told(
        kg("query", "--name", "pairs-sharing-resources", "--param", "least=x", "-g", graph), 2
    )
    assert "no question" in told(kg("query", "--name", "x", "-g", graph), 2)
    assert "no parameter" in told(kg("query", "--name", "foundations", "--param", "x=1", "-g", graph), 2)
    assert "there is" in told(kg("query", "--name", "foundations", "--on", "x", "-g", graph), 2)
    assert "there is" in told(kg("query", "--cypher", "RETURN 1", "--on", "oxigraph", "-g", graph), 2)
