from __future__ import annotations

from dataclasses import replace

import pytest
from pyoxigraph import DefaultGraph, Quad

from kg.model import Entity, EntityType, RelationType, Span, Statement
from kg.query.answers import Violation
from kg.store.check import check
from kg.store.check_shapes import shape_violations
from kg.store.memory import MemoryStore
from kg.store.oxigraph_sync import project
from kg.store.rdf import slice_quads
from kg.store.rdf_slices import slices
from kg.store.rdf_terms import graph, node, term, text

from .rdf_sample import BERT, ENTITIES, LORA, STATEMENTS, quote, sample

R = RelationType
PROPOSED = quote(LORA, "We propose LoRA.", "LoRA")


class Unchecked(MemoryStore):
    """Takes statements about what it does not know."""

    def _check(self, statement):
        pass


def broken(*statements, entities=()):
    store = Unchecked()
    for add, values in (
        (store.add_papers, [LORA, BERT]),
        (store.add_entities, [*ENTITIES, *entities]),
        (store.add_statements, [*STATEMENTS, *statements]),
    ):
        add(values)
    return store


def test_a_good_graph_has_nothing_wrong():
    assert check(sample()) == []
    assert check(sample(), projection=project(sample()).graph) == []
    assert check(MemoryStore()) == []


@pytest.mark.parametrize(
    ("evidence", "name", "said"),
    [
        (replace(PROPOSED, start=PROPOSED.start + 1), "sentence", "is not at 27:42 of its paper"),
        (replace(PROPOSED, sentence="We propose BERT."), "sentence", "is not at 26:42"),
        (replace(PROPOSED, end=4000), "sentence", "is not at 26:4000"),
        (quote(LORA, LORA.text[:30]), "sentence", "runs from the title into the abstract"),
        (quote(LORA, "\nWe"), "sentence", "runs from the title into the abstract"),
        (replace(PROPOSED, spans=(Span(0, 4), Span(3, 3))), "span", "no 3:3"),
        (replace(PROPOSED, spans=(Span(-1, 4),)), "span", "no -1:4"),
        (replace(PROPOSED, spans=(Span(0, 4000),)), "span", "no 0:4000"),
        (replace(PROPOSED, confidence=1.5), "shape", "exactly one confidence, from 0 to 1; not 1.5"),
        (replace(PROPOSED, rule=""), "shape", "exactly one rule"),
        (replace(PROPOSED, sentence="", end=PROPOSED.start), "shape", "exactly one text, which is not empty"),
    ],
)
def test_bad_evidence(evidence, name, said):
    found = check(broken(Statement(LORA.id, R.USES, "method:lora", (evidence,))))
    assert any(item.check == name and said in item.message and item.paper == LORA.id for item in found)
    assert {item.paper for item in found} == {LORA.id}


@pytest.mark.parametrize(
    ("subject", "relation", "obj", "said"),
    [
        (LORA.id, R.USES, "benchmark:glue", "USES may not join Paper to Benchmark"),
        ("benchmark:glue", R.PART_OF, "method:lora", "PART_OF may not join Benchmark to Method"),
        ("method:lora", R.INTRODUCES, "method:peft", "INTRODUCES may not join Method to Method"),
        ("method:lora", R.EVALUATED_ON, BERT.id, "EVALUATED_ON may not join Method to Paper"),
    ],
)
def test_a_claim_that_the_vocabulary_does_not_allow(subject, relation, obj, said):
    found = check(broken(Statement(subject, relation, obj, (PROPOSED,))))
    assert Violation("vocabulary", f"{subject} {relation.value} {obj}", LORA.id, said) in found
    shapes = [item for item in found if item.check == "shape"]
    assert {(item.focus, item.paper) for item in shapes} == {(subject, LORA.id)}
    assert f"kg:{relation.camel} joins things of these types only" in shapes[0].message


def test_what_is_not_in_the_graph():
    found = check(broken(Statement("method:ghost", R.BASED_ON, "method:lora", (PROPOSED,))))
    claim = "method:ghost BASED_ON method:lora"
    assert Violation("known", claim, LORA.id, "'method:ghost' is not in the graph") in found
    found = check(broken(Statement("method:peft", R.BASED_ON, "method:lora", (replace(PROPOSED, paper_id="p"),))))
    assert [(item.check, item.paper) for item in found] == [("known", "p")]


def test_an_entity_that_no_paper_names():
    found = check(broken(entities=[Entity("task:x", EntityType.TASK, "x")]))
    assert found == [Violation("named", "task:x", None, "no paper names this entity")]


def test_an_entity_with_a_bad_name_or_kind():
    entities = [Entity("method:e", EntityType.METHOD, "", kind="animal")]
    found = check(broken(Statement(LORA.id, R.USES, "method:e", (PROPOSED,)), entities=entities))
    assert {(item.check, item.focus, item.paper) for item in found} == {("shape", "method:e", LORA.id)}
    assert sorted(item.message.partition(";")[0] for item in found) == [
        "a kind is one of code, project, hub, other",
        "an entity has exactly one name",
    ]


@pytest.mark.parametrize(
    ("subject", "predicate", "obj", "said"),
    [
        (node(LORA.id), "dcterms:title", text("another"), "exactly one title"),
        (node("method:lora"), "skos:prefLabel", text("another"), "exactly one name"),
        (node("method:lora"), "rdf:type", term("kg:Task"), "exactly one type"),
        (node("method:new"), "skos:prefLabel", text("without type"), "exactly one type"),
        (node(LORA.id), "kg:uses", node("benchmark:glue"), "kg:uses joins"),
        (node("x"), "rdf:type", term("kg:Evidence"), "supports exactly one claim"),
        (node("x"), "rdf:type", term("kg:Claim"), "a claim has evidence"),
    ],
)
def test_a_quad_too_many(subject, predicate, obj, said):
    (part,) = slices(sample(), {LORA.id})
    quads = [*slice_quads(part), Quad(subject, term(predicate), obj, graph(LORA.id))]
    found = list(shape_violations([(LORA.id, quads)]))
    assert any(said in item.message for item in found)
    assert {item.paper for item in found} == {LORA.id}


@pytest.mark.parametrize("predicate", ["dcterms:title", "skos:prefLabel", "kg:supports", "kg:confidence", "kg:rule"])
def test_a_quad_too_few(predicate):
    (part,) = slices(sample(), {LORA.id})
    quads = [quad for quad in slice_quads(part) if quad.predicate != term(predicate)]
    assert list(shape_violations([(LORA.id, quads)])) != []


def test_an_entity_is_told_once():
    entities = [replace(ENTITIES[3], kind="animal")]
    found = check(broken(entities=entities))
    assert [(item.focus, item.message) for item in found] == [
        ("benchmark:glue", "a kind is one of code, project, hub, other; not animal")
    ]


def test_a_projection_that_differs():
    store = sample()

    def differing(change):
        made = project(store).graph
        change(made)
        return [(item.focus, item.paper, item.message) for item in check(store, projection=made)]

    quad = Quad(node(LORA.id), term("dcterms:title"), text(LORA.title), graph(LORA.id))
    name = graph(LORA.id).value
    missing = "the projection differs: 1 quads missing, 0 too many"
    assert differing(lambda made: made.remove(quad)) == [
        (name, LORA.id, missing),
        (str(quad.triple), None, "1 triples belong to no paper's graph"),
    ]
    assert differing(lambda made: made.remove(Quad(*quad.triple, DefaultGraph()))) == [
        (name, LORA.id, "1 triples of the paper are not in the union of all graphs")
    ]
    ghost = graph("ghost")
    found = differing(lambda made: made.add(Quad(node("ghost"), term("kg:rule"), text("x"), ghost)))
    assert found == [(ghost.value, "ghost", "the projection holds a graph of a paper that is not there")]
