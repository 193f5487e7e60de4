"""The toy graph is what it says it is."""

from __future__ import annotations

from kg.examples import fill, toy_entities, toy_papers, toy_statements
from kg.model import RESOURCES, EntityType, RelationType
from kg.query.index import ROLES
from kg.store.memory import MemoryStore


def test_every_span_is_a_name_in_a_literal_sentence():
    papers = {paper.id: paper for paper in toy_papers()}
    names = {entity.name for entity in toy_entities()}
    for statement in toy_statements():
        for item in statement.evidence:
            text = papers[item.paper_id].text
            assert text[item.start : item.end] == item.sentence
            assert len(item.spans) == (1 if statement.relation in ROLES else 2)
            for span in item.spans:
                assert item.start <= span.start < span.end <= item.end
                assert text[span.start : span.end] in names


def test_a_store_gives_back_what_it_was_filled_with():
    store = fill(fill(MemoryStore()))
    assert tuple(store.papers()) == toy_papers()
    assert tuple(store.entities()) == toy_entities()
    assert tuple(store.statements()) == toy_statements()


def test_claims_join_what_the_ontology_says():
    types = {entity.id: entity.type for entity in toy_entities()} | {
        paper.id: EntityType.PAPER for paper in toy_papers()
    }
    for statement in toy_statements():
        assert (types[statement.subject] is EntityType.PAPER) is (statement.relation in ROLES)
        if statement.relation is RelationType.EVALUATED_ON:
            assert types[statement.object] in RESOURCES
