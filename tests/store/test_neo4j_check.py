"""The comparison of a real Neo4j with its graph sees every difference."""

from __future__ import annotations

import pytest

from kg.store.neo4j_check import differences
from kg.store.neo4j_sync import sync

from .neo4j_held import run
from .rdf_sample import LORA, fill


@pytest.fixture
def loaded(server, empty_neo4j, truth):
    sync(fill(truth), server)
    return server


def test_nothing_differs_after_a_load(loaded, truth):
    assert list(differences(truth, loaded)) == []


DAMAGES = [
    "MATCH (n:Method {id: 'method:peft'}) SET n.name = 'peft'",
    "MATCH (n:Method {id: 'method:peft'}) SET n:Dataset",
    "MATCH (n:Method {id: 'method:peft'}) DETACH DELETE n",
    "CREATE (:Node {id: 'method:new'})",
    "MATCH (:Node)-[r:PART_OF]->() SET r.support = 2",
    "MATCH (:Node)-[r:PART_OF]->() DELETE r",
    "MATCH (a:Node)-[r:PART_OF]->(b) CREATE (a)-[s:PART_OF]->(b) SET s = properties(r)",
    "MATCH (a:Node)-[r:PART_OF]->(b) CREATE (b)-[s:PART_OF]->(a) SET s = properties(r)",
    "MATCH (e:Evidence {relation: 'PART_OF'}) SET e.sentence = 'x'",
    "MATCH (e:Evidence {relation: 'PART_OF'}) DETACH DELETE e",
    "MATCH (e:Evidence {relation: 'PART_OF'})-[r:IN]->() DELETE r",
    "MATCH (e:Evidence {relation: 'PART_OF'})-[r:IN]->(), (p:Paper) MERGE (e)-[:IN]->(p)",
    "CREATE (:Evidence {id: 'x'})",
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_difference_is_seen(loaded, truth, damage):
    run(loaded, damage)
    assert list(differences(truth, loaded))
    sync(truth, loaded, rebuild=True)
    assert list(differences(truth, loaded)) == []


def test_a_load_that_is_not_up_to_date_is_one_violation(loaded, truth):
    truth.retract(LORA.id)
    (found,) = differences(truth, loaded)
    assert "kg load neo4j" in found.message
    sync(truth, loaded)
    assert list(differences(truth, loaded)) == []
