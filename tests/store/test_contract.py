"""What every store must do; add a store to ``STORES`` in ``conftest.py`` and it is held to all of this."""

from __future__ import annotations

import tempfile
from dataclasses import astuple, fields, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import NotFound, StoreError
from kg.model import Entity, EntityType, Evidence, Paper, RelationType, Source, Span, Statement
from kg.store.memory import MemoryStore

from .conftest import (
    BERT,
    ENTITIES,
    LORA,
    PAPERS,
    POOL_ENTITIES,
    POOL_PAPERS,
    STATEMENTS,
    STORES,
    content,
    quote,
    statements,
)

R = RelationType


@pytest.mark.parametrize(
    ("pattern", "count"),
    [
        ({}, 6),
        ({"subject": LORA.id}, 2),
        ({"subject": "method:lora"}, 1),
        ({"subject": "benchmark:glue"}, 0),
        ({"object": "benchmark:glue"}, 4),
        ({"object": "method:lora"}, 1),
        ({"relation": R.EVALUATED_ON}, 2),
        ({"relation": R.BASED_ON}, 0),
        ({"subject": LORA.id, "relation": R.INTRODUCES}, 1),
        ({"relation": R.EVALUATES_ON, "object": "benchmark:glue"}, 2),
        ({"subject": "method:lora", "object": "benchmark:glue"}, 1),
        ({"subject": "method:lora", "relation": R.EVALUATED_ON, "object": "benchmark:glue"}, 1),
        ({"subject": "method:lora", "relation": R.TRAINED_ON, "object": "benchmark:glue"}, 0),
        ({"subject": "method:unknown"}, 0),
        ({"object": "method:unknown"}, 0),
    ],
)
def test_patterns(full, pattern, count):
    found = list(full.statements(**pattern))
    assert len(found) == count
    assert found == sorted((item for item in STATEMENTS if item in found), key=lambda item: item.key)


def test_claims_are_the_keys_of_the_statements(full):
    assert list(full.claims()) == [(item.subject, item.relation, item.object) for item in full.statements()]
    assert all(isinstance(relation, RelationType) for _, relation, _ in full.claims())


def test_papers_and_entities_come_back_by_id(full):
    assert list(full.papers()) == sorted(PAPERS, key=lambda paper: paper.id)
    assert [entity.id for entity in full.entities()] == ["benchmark:glue", "method:bert", "method:lora"]
    assert [entity.id for entity in full.entities(EntityType.METHOD)] == ["method:bert", "method:lora"]
    assert list(full.entities(EntityType.TASK)) == []
    assert full.paper(BERT.id) == BERT
    assert full.entity("method:lora") == replace(ENTITIES[0], papers=1)


def test_every_field_of_a_paper_comes_back(store):
    paper = Paper(
        "doi:10.1/x",
        "Gödel — 図 \U0001f600",
        'line\nline "quoted" \\ \x7f',
        authors=("Ann", "Bé"),
        author_count=12,
        date="2020-01-02",
        date_text="Jan 2",
        comments=0,
        upvotes=3,
        url="https://example.org/?a=1&b=<2>",
        sources=(Source("b c.jsonl", 1), Source("b c.jsonl", 12)),
        record_id="X-1",
        abstract_truncated=True,
    )
    empty = Paper("doi:10.1/y", "", "", authors=())
    store.add_papers([paper, empty])
    assert list(store.papers()) == [paper, empty]


def test_every_field_of_an_entity_comes_back(store):
    entity = Entity("repository:a/b", EntityType.REPOSITORY, 'A "B" \\', ("a-b", "É"), kind="code")
    store.add_entities([entity])
    assert store.entity("repository:a/b") == entity


def test_papers_are_counted_from_statements_of_papers(full):
    assert {entity.id: entity.papers for entity in full.entities()} == {
        "benchmark:glue": 2,
        "method:bert": 1,
        "method:lora": 1,
    }
    again = Statement(BERT.id, R.COMPARES, "method:lora", (quote(BERT, "BERT"),))
    full.add_statements([again, Statement(BERT.id, R.MENTIONS, "method:lora", again.evidence)])
    assert full.entity("method:lora").papers == 2  # two statements of one paper count once


def test_the_count_given_with_an_entity_is_not_believed(store):
    store.add_entities([replace(ENTITIES[0], papers=7)])
    assert store.entity("method:lora").papers == 0


@pytest.mark.parametrize("missing", ["", "method:nothing", "arxiv:0000.00000"])
def test_unknown_ids_are_not_found(full, missing):
    with pytest.raises(NotFound):
        full.paper(missing)
    with pytest.raises(NotFound):
        full.entity(missing)


@pytest.mark.parametrize(
    "statement",
    [
        Statement("method:none", R.BASED_ON, "method:bert", (quote(BERT, "BERT"),)),
        Statement("method:bert", R.BASED_ON, "method:none", (quote(BERT, "BERT"),)),
        Statement("method:bert", R.BASED_ON, "method:lora", (Evidence("arxiv:0", "B", 0, 1, (), "test", 1.0),)),
    ],
    ids=["subject", "object", "evidence"],
)
def test_statements_about_unknown_things_are_refused(full, statement):
    before = content(full)
    with pytest.raises(StoreError):
        full.add_statements([statement])
    assert content(full) == before


def test_aliases_are_united_and_the_rest_is_replaced(store):
    store.add_entities([Entity("method:a", EntityType.METHOD, "A", ("x", "b"))])
    store.add_entities([Entity("method:a", EntityType.TASK, "AA", ("a", "b"), kind="k")])
    assert list(store.entities()) == [Entity("method:a", EntityType.TASK, "AA", ("a", "b", "x"), kind="k")]


def test_sources_are_united_and_the_rest_is_replaced(store):
    store.add_papers([replace(LORA, date="2020", sources=(Source("b", 2), Source("a", 10)))])
    store.add_papers([replace(LORA, date=None, url="u", sources=(Source("a", 9), Source("a", 10)))])
    sources = (Source("a", 9), Source("a", 10), Source("b", 2))
    assert list(store.papers()) == [replace(LORA, date=None, url="u", sources=sources)]


def test_evidence_is_united(full):
    more = replace(STATEMENTS[4], evidence=(quote(BERT, "BERT"), quote(BERT, "BERT", rule="other")))
    full.add_statements([more, more])
    (found,) = full.statements(subject="method:lora")
    assert found.evidence == (more.evidence[1], more.evidence[0], *STATEMENTS[4].evidence)  # "other" before "test"
    assert found.support == 2


SAME = (Paper("doi:1", "t", "aaaa"), Paper("doi:2", "t", "aaaa"))
PLAIN = Evidence("doi:1", "aa", 2, 4, (Span(2, 3),), "rule", 0.5)
DIFFERING = {
    "paper_id": {"paper_id": "doi:2"},
    "start": {"start": 3, "end": 5},
    "end": {"end": 5, "sentence": "aaa"},
    "spans": {"spans": (Span(3, 4),)},
    "rule": {"rule": "Rule"},
    "confidence": {"confidence": 0.25},
}


@pytest.mark.parametrize("field", sorted(DIFFERING))
def test_evidence_that_differs_in_one_field_is_kept(store, field):
    store.add_papers(SAME)
    store.add_entities(ENTITIES)
    both = {PLAIN, replace(PLAIN, **DIFFERING[field])}
    for evidence in both:
        store.add_statements([Statement("method:lora", R.BASED_ON, "method:bert", (evidence,))])
    (found,) = store.statements()
    assert set(found.evidence) == both
    assert list(found.evidence) == sorted(both, key=lambda item: (item.paper_id, item.sentence, *astuple(item)[2:]))


def test_each_field_of_evidence_is_tried():
    # The sentence is what the paper says between start and end, so that it cannot differ alone.
    assert {field.name for field in fields(Evidence)} - {"sentence"} == DIFFERING.keys()


def test_adding_twice_changes_nothing(full):
    before = content(full)
    full.add_papers(iter(PAPERS))
    full.add_entities(iter(ENTITIES))
    full.add_statements(iter(STATEMENTS))
    assert content(full) == before


def test_nothing_is_in_a_new_store(store):
    assert content(store) == ([], [], [], [])
    store.add_papers([])
    store.add_entities([])
    store.add_statements([])
    assert content(store) == ([], [], [], [])


def test_closing_twice_is_fine(full):
    full.close()
    full.close()


@pytest.mark.parametrize("name", sorted(STORES.keys() - {"memory"}))
@settings(max_examples=60, deadline=None)
@given(
    papers=st.lists(st.sampled_from(POOL_PAPERS), max_size=4),
    entities=st.lists(st.sampled_from(POOL_ENTITIES), max_size=4),
    claims=st.lists(statements, max_size=6),
    data=st.data(),
)
def test_any_store_answers_as_memory_does(name, papers, entities, claims, data):
    papers = [POOL_PAPERS[0], POOL_PAPERS[-1], *papers]
    entities = [POOL_ENTITIES[0], POOL_ENTITIES[-1], *entities]
    reference = MemoryStore()
    reference.add_papers(papers)
    reference.add_entities(entities)
    reference.add_statements(claims)
    with tempfile.TemporaryDirectory() as folder:
        store = STORES[name](Path(folder))
        store.add_papers(iter(papers))
        store.add_entities(iter(entities))
        for _ in range(2):
            store.add_statements(iter(data.draw(st.permutations(claims))))
        answers = content(store)
        by_end = [list(store.statements(subject=node)) for node in ("arxiv:1", "method:a")]
        store.close()
    assert answers == content(reference)
    assert by_end == [list(reference.statements(subject=node)) for node in ("arxiv:1", "method:a")]
