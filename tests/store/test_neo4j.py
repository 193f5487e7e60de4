"""The projection into a real Neo4j is the graph, whatever happened to the graph or to the load."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import replace

import pytest

from kg.errors import StoreError
from kg.model import Entity, EntityType, Paper, RelationType, Statement
from kg.store.export import export
from kg.store.neo4j_sync import sync
from kg.store.truth import Truth

from .conftest import build
from .neo4j_held import assert_equal, run
from .rdf_sample import BERT, ENTITIES, LORA, NASTIER, NASTY, PAPERS, STATEMENTS, fill, quote

pytestmark = pytest.mark.usefixtures("empty_neo4j")


@pytest.fixture
def sample(truth):
    fill(truth)
    return truth


def test_the_load_is_the_truth(server, sample):
    done = sync(sample, server)
    assert_equal(server, sample)
    evidence = sum(len(statement.evidence) for statement in STATEMENTS)
    assert done.nodes == len(PAPERS) + len(ENTITIES) + evidence
    assert (done.relationships, done.changed, done.rebuilt) == (len(STATEMENTS), len(PAPERS), True)
    types = run(server, "MATCH (:Node)-[r]->(:Node) RETURN type(r) AS type, count(r) AS n")
    assert {row["type"]: row["n"] for row in types} == Counter(each.relation.value for each in STATEMENTS)
    labels = run(server, "MATCH (n:Entity) UNWIND labels(n) AS label RETURN label, count(n) AS n")
    found = {row["label"]: row["n"] for row in labels if row["label"] in EntityType.__members__.values()}
    assert found == Counter(each.type.value for each in ENTITIES)


def test_a_second_load_writes_nothing(server, sample):
    sync(sample, server)
    before = run(server, "MATCH (p:Projection) RETURN properties(p) AS p")
    done = sync(sample, server)
    assert (done.changed, done.removed, done.rebuilt) == (0, 0, False)
    assert run(server, "MATCH (p:Projection) RETURN properties(p) AS p") == before


def test_texts_come_out_as_they_went_in(server, truth):
    odd = "`) DETACH DELETE n //' \" \\ {x: $y} > \r\n\u2028 $rows"
    papers = [Paper("title:`'\"\\{}>\n", odd, NASTIER, authors=(odd, NASTY)), replace(LORA, title=NASTY)]
    entities = [
        Entity("method:`'\"\\{}>\n", EntityType.METHOD, odd, (NASTIER, NASTY)),
        Entity("method:lora", EntityType.METHOD, ""),
    ]
    truth.add_papers(papers)
    truth.add_entities(entities)
    quoted = (quote(papers[0], odd, rule=odd), quote(papers[0], NASTIER), quote(papers[1], NASTY, rule=NASTY))
    truth.add_statements([Statement(entities[0].id, RelationType.BASED_ON, "method:lora", quoted)])
    sync(truth, server)
    assert_equal(server, truth)
    truth.add_statements([Statement(papers[0].id, RelationType.USES, entities[0].id, quoted[:1])])
    sync(truth, server)
    assert_equal(server, truth)


def test_two_papers_that_say_the_same_are_two_evidences(server, truth):
    twins = [Paper("arxiv:1", "A", "LoRA on GLUE."), Paper("arxiv:2", "A", "LoRA on GLUE.")]
    truth.add_papers(twins)
    truth.add_entities(ENTITIES)
    quotes = tuple(quote(paper, "LoRA on GLUE.") for paper in twins)
    truth.add_statements([Statement("method:lora", RelationType.EVALUATED_ON, "benchmark:glue", quotes)])
    sync(truth, server)
    assert_equal(server, truth)
    truth.retract("arxiv:1")
    assert sync(truth, server).removed == 1
    assert_equal(server, truth)


CHANGES = {
    "a paper retracted": lambda truth: truth.retract(LORA.id),
    "the other one": lambda truth: truth.retract(BERT.id),
    "a paper added": lambda truth: truth.add_papers([Paper("arxiv:9", "New", "LoRA.")]),
    "a name changed": lambda truth: truth.add_entities([Entity("benchmark:glue", EntityType.BENCHMARK, "`GLUE`")]),
    "a type changed": lambda truth: truth.add_entities([Entity("benchmark:glue", EntityType.DATASET, "GLUE")]),
    "evidence added": lambda truth: truth.add_statements(
        [Statement("method:lora", RelationType.EVALUATED_ON, "benchmark:glue", (quote(LORA, "LoRA"),))]
    ),
    "all said anew": lambda truth: truth.put_statements(
        LORA.id, [Statement(LORA.id, RelationType.MENTIONS, "benchmark:glue", (quote(LORA, "LoRA", rule="new"),))]
    ),
    "nothing said": lambda truth: truth.put_statements(LORA.id, []),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changed_is_written(server, sample, change):
    sync(sample, server)
    CHANGES[change](sample)
    done = sync(sample, server)
    assert not done.rebuilt
    assert done.changed + done.removed > 0
    assert_equal(server, sample)


def test_a_build_step_by_step(server, truth):
    papers = [Paper(f"arxiv:{n}", f"T{n}", f"{chr(65 + n)} beats {chr(66 + n)} .") for n in range(6)]
    for some in (papers[:3], papers[2:4], [replace(papers[0], abstract="A and F .")], papers):
        build(truth, some)
        sync(truth, server)
        assert_equal(server, truth)
    for paper in papers:
        truth.retract(paper.id)
        sync(truth, server)
        assert_equal(server, truth)
    assert run(server, "MATCH (n) WHERE NOT n:Projection RETURN count(n) AS n") == [{"n": 0}]


def test_a_rebuild_removes_what_others_left(server, sample):
    for schema in run(server, "SHOW CONSTRAINTS YIELD name"):
        run(server, f"DROP CONSTRAINT {schema['name']}")
    run(server, "CREATE (:Node {id: 'x'})-[:USES]->(:Node {id: 'x'})")
    with pytest.raises(StoreError, match="--rebuild"):
        sync(sample, server)
    assert run(server, "MATCH (n) RETURN count(n) AS n") == [{"n": 2}]
    assert run(server, "SHOW CONSTRAINTS") == []
    assert sync(sample, server, rebuild=True).rebuilt
    assert_equal(server, sample)


def test_another_graph_is_not_replaced_unasked(server, sample, tmp_path):
    sync(sample, server)
    with Truth.open(tmp_path / "other.kg", create=True) as other:
        with pytest.raises(StoreError, match="another graph"):
            sync(other, server)
        assert_equal(server, sample)
        sync(other, server, rebuild=True)
        assert_equal(server, other)


def test_other_data_in_the_database_stays(server, sample):
    run(server, "CREATE (:Person {name: 'Ada'})-[:KNOWS]->(:Person {name: 'Bob'})")
    sync(sample, server)
    sync(sample, server, rebuild=True)
    assert run(server, "MATCH (:Person)-[r:KNOWS]->(:Person) RETURN count(r) AS n") == [{"n": 1}]
    assert_equal(server, sample)


def test_the_same_graph_from_elsewhere_is_taken_over(server, sample):
    """As after an import or a script: no load has been there, but everything is."""
    sync(sample, server)
    run(server, "MATCH (p:Projection) DELETE p")
    done = sync(sample, server)
    assert (done.changed, done.rebuilt) == (0, False)
    sample.retract(LORA.id)
    assert sync(sample, server).removed == 1
    assert_equal(server, sample)


def test_the_script_of_the_export_gives_the_same_graph(server, sample):
    out = io.BytesIO()
    export(sample, "cypher", out)
    with server.session() as session:
        for line in out.getvalue().decode().removesuffix("\n").split("\n"):
            session.run(line.removesuffix(";")).consume()
    assert_equal(server, sample)
    assert not sync(sample, server).rebuilt
