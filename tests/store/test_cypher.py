"""Cypher on ladybug: what is refused, what is rewritten, and the cells of its answers."""

from __future__ import annotations

import pytest

from kg.errors import QueryError
from kg.store.cells import cell
from kg.store.cypher_text import for_ladybug, outline
from kg.store.ladybug_query import cypher
from kg.store.ladybug_sync import Temporary

from .rdf_sample import BERT, LORA, sample


@pytest.fixture(scope="module")
def store():
    made = Temporary(sample())
    yield made
    made.close()


@pytest.mark.parametrize(
    "text",
    [
        "CREATE (:Method {id: 'x'})",
        "MATCH (n) SET n.name = 'x'",
        "MATCH (n) DETACH DELETE n",
        "MATCH (n) WITH n DELETE n",
        "MERGE (n:Method {id: 'x'}) RETURN n",
        "match (n) remove n.name return n",
        "LOAD FROM '/etc/passwd' RETURN *",
        "MATCH (n:Paper) LOAD FROM '/etc/passwd' RETURN *",
        "COPY (MATCH (n:Paper) RETURN n.id) TO 'out.csv'",
        "EXPLAIN COPY (MATCH (n:Paper) RETURN n.id) TO 'out.csv'",
        "PROFILE EXPORT DATABASE 'out'",
        "CALL show_tables() RETURN *",
        "CALL threads=1",
        "INSTALL json",
        "ATTACH 'x' AS y (dbtype duckdb)",
        "EXPORT DATABASE 'out'",
        "IMPORT DATABASE 'out'",
        "DROP TABLE Paper",
        "CHECKPOINT",
        "BEGIN TRANSACTION",
        "MATCH (n) RETURN n.id; MATCH (n) DELETE n",
        "RETURN 1 /* */ ; COPY (RETURN 1) TO 'out.csv'",
        "RETURN 'x' AS `a` // '\nCREATE (:Method {id: 'y'})",
        "",
        " ;; ",
        "// nothing",
        "hello",
        "(n)",
        "RETURN 'open",
        "RETURN `open",
        "MATCH (n:Nothing) RETURN n",
        "MATCH (n:Method) RETURN n.nothing",
        "MATCH (n:Method) RETURN nothing(n)",
        "MATCH (n:Method) RETURN",
        "MATCH (n:Method) WHERE n.id = $x RETURN n",
        "RETURN labels(1)[0] AS x",
        "MATCH (n:Method) RETURN n.aliases[0]",
        "MATCH (n:Method) RETURN collect(n.id)[1]",
        "WITH [1, 2] AS many RETURN many [0..1]",
        "MATCH (a:Method)-[:BASED_ON* ACYCLIC 1..3]->(b) RETURN a.id",
        "MATCH (a:Method)-[:BASED_ON*WALK 1..3]->(b) RETURN a.id",
        "RETURN 1/0 AS x",
    ],
)
def test_what_is_refused(store, text, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(QueryError) as told:
        cypher(store, text)
    assert "\n" not in str(told.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("RETURN 'CREATE; DELETE \\' //' AS x // SET", (("CREATE; DELETE ' //",),)),
        ("RETURN 1 AS `LOAD`;", ((1,),)),
        ("/* MERGE */ RETURN {set: 1}.set AS x", ((1,),)),
        ("MATCH (p:Paper)<-[:IN]-(e:Evidence) WHERE e.start = 0 AND e.end < 6 RETURN DISTINCT p.id", ()),
        ("MATCH (a:Method)-[r:PART_OF]->(b) RETURN type(r) AS r, b.name", (("PART_OF", "PEFT"),)),
        ("MATCH (m:Method {id: 'method:lora'}) RETURN head(m.aliases) AS first, size(m.aliases) AS n", (("LoRA", 2),)),
        ("MATCH (m:Method)-[:PART_OF*]->(n) RETURN m.id, n.id", (("method:lora", "method:peft"),)),
        ("RETURN [1, 2] AS many, {b: 1, a: 'é'} AS map", (("[1, 2]", '{"a": "é", "b": 1}'),)),
        (
            "RETURN 2.0/3 AS f, true AS t, null AS n, date('2020-02-01') AS d",
            ((0.666666667, True, None, "2020-02-01"),),
        ),
        ("MATCH (m:Method) WHERE m.id IN ['method:lora'] RETURN m", (("method:lora",),)),
        ("MATCH p = (m:Method)-[:PART_OF]->(n) RETURN p", None),
        ("UNWIND [3, 1, 2] AS x RETURN x", ((1,), (2,), (3,))),
        ("UNWIND [3, 1, 2] AS x RETURN x ORDER BY x DESC", ((3,), (2,), (1,))),
        ("UNWIND [3, 1, 2] AS x WITH x ORDER BY x DESC LIMIT 2 RETURN x", ((2,), (3,))),
        ("RETURN 2 AS x UNION ALL RETURN 1 AS x", ((1,), (2,))),
    ],
)
def test_what_is_answered(store, text, rows):
    found = cypher(store, text).rows
    if rows is None:
        assert found[0][0].startswith('["method:lora", "')
    else:
        assert found == rows


def test_a_relationship_is_walked_once(store):
    """Two papers name LoRA: a walk may go to it and back on one relationship, which no Cypher does."""
    text = "MATCH (p:Paper {id: $p})-[:MENTIONS|INTRODUCES*2..2]-(q) RETURN q.id"
    assert cypher(store, text, params={"p": LORA.id}).rows == ((BERT.id,),)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("MATCH ()-[r:A|B*1..3]->() RETURN 2*3", "MATCH ()-[r:A|B* TRAIL 1..3]->() RETURN 2*3"),
        ("MATCH ()-[*]-() RETURN 1;", "MATCH ()-[* TRAIL ]-() RETURN 1"),
        ("MATCH ()-[:A* SHORTEST 1..3]->() RETURN 1", "MATCH ()-[:A* SHORTEST 1..3]->() RETURN 1"),
        ("RETURN 5 - [2*3] AS x", "RETURN 5 - [2*3] AS x"),
        ("MATCH (e)-[:IN]->() RETURN e.end, '*'", "MATCH (e)-[:`IN`]->() RETURN e.`end`, '*'"),
        ("RETURN x IN [1] AND y", "RETURN x IN [1] AND y"),
    ],
)
def test_the_form_for_ladybug(text, wanted):
    assert for_ladybug(text, outline(text)) == wanted


def test_parameters(store):
    text = "MATCH (m:Method) WHERE m.papers >= $least RETURN m.id"
    assert cypher(store, text, params={"$least": 2}).rows == (("method:lora",),)
    assert cypher(store, "RETURN $x AS x", params={"x": "\ud800"}).rows == (("\ufffd",),)
    with pytest.raises(QueryError, match="other is not in the query"):
        cypher(store, text, params={"least": 1, "other": 2})


def test_limit_cuts_after_ordering(store):
    assert cypher(store, "UNWIND [3, 1, 2] AS x RETURN x", limit=2).rows == ((1,), (2,))


def test_cells():
    assert cell(b"x") == "b'x'"
    assert cell(float("inf")) == float("inf")
    assert cell([1.00000000049, [True, None]]) == "[1.0, [true, null]]"
