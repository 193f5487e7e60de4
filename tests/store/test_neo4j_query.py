"""Cypher on a real Neo4j: plain cells, and nothing that writes."""

from __future__ import annotations

import pytest

from kg.errors import QueryError
from kg.ids import claim_id
from kg.store.neo4j_query import cypher
from kg.store.neo4j_sync import sync

from .neo4j_held import run
from .rdf_sample import NASTIER, NASTY, fill


@pytest.fixture
def loaded(server, empty_neo4j, truth):
    sync(fill(truth), server)
    return server


def test_cells(loaded):
    text = """
    MATCH (m:Method {id: 'method:lora'})-[r:PART_OF]->(o)
    MATCH way = (m)-[:PART_OF]->(o)
    RETURN m.name AS s, r.support AS i, 1.0 / 3 AS f, true AS b, null AS n, m, r, way,
           [1.0 / 3, 'é'] AS l, {a: [true]} AS o, date('2020-02-01') AS d, duration('P1D') AS u
    """
    found = cypher(loaded, text)
    key = claim_id("method:lora", "PART_OF", "method:peft")
    assert found.columns == ("s", "i", "f", "b", "n", "m", "r", "way", "l", "o", "d", "u")
    way = f'["method:lora", "{key}", "method:peft"]'
    plain = ("LoRA", 1, 0.333333333, True, None, "method:lora", key, way)
    assert found.rows == ((*plain, '[0.333333333, "é"]', '{"a": [true]}', "2020-02-01", "P1D"),)


def test_rows_are_in_the_order_of_the_query_and_cut(loaded):
    text = "MATCH (n:Entity) RETURN n.id AS id ORDER BY id DESC"
    ids = [row[0] for row in cypher(loaded, text).rows]
    assert ids == sorted(ids, reverse=True)
    assert [row[0] for row in cypher(loaded, text, limit=2).rows] == ids[:2]


@pytest.mark.parametrize("value", [NASTY, NASTIER, "') RETURN 1 //", "\\u0027", "\ud800", 7, 1.5, True])
def test_parameters_are_values(loaded, value):
    wanted = value.replace("\ud800", "\ufffd") if isinstance(value, str) else value
    assert cypher(loaded, "RETURN $x AS x", params={"x": value}).rows == ((wanted,),)
    assert cypher(loaded, "RETURN $x AS x", params={"$x": value}).rows == ((wanted,),)


def test_a_name_is_found_by_parameter(loaded):
    found = cypher(loaded, "MATCH (n:Method {name: $name}) RETURN n", params={"name": NASTY})
    assert found.rows == (("method:bert",),)


WRITES = [
    "CREATE (n:Node {id: 'x'}) RETURN n",
    "MATCH (n) DETACH DELETE n",
    "MATCH (n:Node) SET n.name = 'x' RETURN n",
    "CREATE INDEX odd FOR (n:Node) ON (n.odd)",
    "DROP CONSTRAINT node_id",
    "MATCH (n) CALL { WITH n DETACH DELETE n } IN TRANSACTIONS",
]


@pytest.mark.parametrize("text", WRITES)
def test_what_would_write_is_refused(loaded, text):
    before = run(loaded, "MATCH (n) RETURN properties(n) AS p ORDER BY elementId(n)")
    with pytest.raises(QueryError) as error:
        cypher(loaded, text)
    assert "\n" not in str(error.value)
    assert run(loaded, "MATCH (n) RETURN properties(n) AS p ORDER BY elementId(n)") == before


@pytest.mark.parametrize("text", ["", "MATCH (n RETURN n", "RETURN $missing", "RETURN 1/0", "CALL no.such()"])
def test_a_query_that_cannot_be_run_is_told_in_a_line(loaded, text):
    with pytest.raises(QueryError) as error:
        cypher(loaded, text)
    assert "\n" not in str(error.value)


def test_rows_without_an_order_of_their_own_come_in_ours(loaded):
    found = cypher(loaded, "MATCH (n:Node) RETURN n.id AS id").rows
    assert list(found) == sorted(found)
    assert cypher(loaded, "MATCH (n:Node) RETURN n.id AS id", limit=1).rows == found[:1]
