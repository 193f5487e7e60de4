"""What ArcadeDB does otherwise than Neo4j; that it answers the same is seen by the contract and the question book."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.errors import QueryError, StoreError
from kg.model import EntityType
from kg.query.answers import Rows
from kg.store.neo4j_check import differences
from kg.store.neo4j_query import cypher
from kg.store.neo4j_server import Neo4jServer, Place
from kg.store.neo4j_sync import sync
from tests.servers.arcadedb import DATABASE

from .neo4j_held import assert_equal, run
from .rdf_sample import LORA, NASTIER, NASTY, fill
from .test_neo4j_query import WRITES


@pytest.fixture(scope="module")
def place(arcadedb):
    return Place(arcadedb.url, arcadedb.user, arcadedb.password, DATABASE)


@pytest.fixture
def loaded(place, truth):
    """It, with the sample in it."""
    with Neo4jServer(place) as server:
        sync(fill(truth), server, rebuild=True)
        yield server


def test_it_holds_all_of_the_graph_and_nothing_else(loaded, truth):
    assert not loaded.is_neo4j
    assert_equal(loaded, truth)
    truth.retract(LORA.id)
    assert sync(truth, loaded).removed == 1
    assert_equal(loaded, truth)
    assert list(differences(truth, loaded)) == []


def test_a_type_that_changes_takes_its_relationships_along(loaded, truth):
    truth.add_entities([replace(each, type=EntityType.TASK) for each in truth.entities() if "lora" in each.id])
    assert not sync(truth, loaded).rebuilt
    assert_equal(loaded, truth)


@pytest.mark.parametrize("text", [*WRITES, "CALL db.labels()"])
def test_what_would_write_is_not_sent(loaded, text):
    constraints, everything = "SHOW CONSTRAINTS", "MATCH (n) RETURN n.id AS id, properties(n) AS p ORDER BY id"
    before = run(loaded, constraints), run(loaded, everything)
    with pytest.raises(QueryError):
        cypher(loaded, text)
    assert (run(loaded, constraints), run(loaded, everything)) == before


@pytest.mark.parametrize("value", [NASTY, NASTIER, "') RETURN 1 //", "\\u0027", "}>`", 7, 1.5, True])
def test_parameters_are_values(loaded, value):
    assert cypher(loaded, "RETURN $x AS x", params={"x": value}).rows == ((value,),)


def test_an_empty_answer_does_not_name_its_columns(loaded):
    assert cypher(loaded, "MATCH (n:Method {id: 'none'}) RETURN n.id AS id") == Rows((), ())


@pytest.mark.parametrize(
    ("other", "said"),
    [({"password": "wrong"}, "wrong user or password"), ({"database": "other"}, "no database 'other'")],
)
def test_its_errors_are_ours(place, other, said):
    with pytest.raises(StoreError, match=said), Neo4jServer(replace(place, **other)):
        pass
