"""What every store must do; add one to ``KEEPING`` or ``PROJECTIONS`` in ``conftest.py``: it is held to all of this.

A projection is written through the graph file that it is loaded from, and everything is read from itself. It is
compared in what it says that it shows (``SHOWS`` of its reader); entities that no statement speaks of are not in it.
"""

from __future__ import annotations

from dataclasses import astuple, fields, replace

import pytest

from kg.errors import NotFound, StoreError
from kg.model import Entity, EntityType, Evidence, Paper, RelationType, Source, Span, Statement

from . import rdf_sample
from .conftest import (
    BERT,
    ENTITIES,
    LORA,
    PAPERS,
    STATEMENTS,
    content,
    quote,
)
from .projected import entity_in, paper_in

R = RelationType
SPEAKS = Paper("doi:10.1/speaks", "It speaks of all.", "")


def add_spoken_of(store, *entities):
    """Keep these entities, and a paper that mentions each: a projection holds no others."""
    store.add_papers([SPEAKS])
    store.add_entities(entities)
    said = (quote(SPEAKS, SPEAKS.title),)
    store.add_statements([Statement(SPEAKS.id, R.MENTIONS, entity.id, said) for entity in entities])


PATTERNS = (
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
)


# In one test, and so below: filling a projection takes longer than asking it.
def test_patterns(full):
    for pattern, count in PATTERNS:
        found = list(full.statements(**pattern))
        assert len(found) == count, pattern
        assert found == sorted((item for item in STATEMENTS if item in found), key=lambda item: item.key)


def test_claims_are_the_keys_of_the_statements(full):
    assert list(full.claims()) == [(item.subject, item.relation, item.object) for item in full.statements()]
    assert all(isinstance(relation, RelationType) for _, relation, _ in full.claims())


def test_papers_and_entities_come_back_by_id(full):
    assert list(full.papers()) == [paper_in(full, paper) for paper in sorted(PAPERS, key=lambda paper: paper.id)]
    assert [entity.id for entity in full.entities()] == ["benchmark:glue", "method:bert", "method:lora"]
    assert [entity.id for entity in full.entities(EntityType.METHOD)] == ["method:bert", "method:lora"]
    assert list(full.entities(EntityType.TASK)) == []
    assert full.paper(BERT.id) == paper_in(full, BERT)
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
    assert list(store.papers()) == [paper_in(store, paper), paper_in(store, empty)]


def test_every_field_of_an_entity_comes_back(store):
    entity = Entity("repository:a/b", EntityType.REPOSITORY, 'A "B" \\', ("a-b", "É"), kind="code")
    add_spoken_of(store, entity)
    assert store.entity("repository:a/b") == replace(entity, papers=1)


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
    add_spoken_of(store, replace(ENTITIES[0], papers=7))
    assert store.entity("method:lora").papers == 1


def test_only_a_projection_leaves_out_what_no_statement_speaks_of(store):
    store.add_entities([replace(ENTITIES[0], papers=7)])
    if not hasattr(store, "SHOWS"):
        assert store.entity("method:lora") == ENTITIES[0]
        return
    assert list(store.entities()) == []
    with pytest.raises(NotFound):
        store.entity("method:lora")
    add_spoken_of(store, ENTITIES[0])
    assert [entity.id for entity in store.entities()] == ["method:lora"]


def test_unknown_ids_are_not_found(full):
    for missing in ("", "method:nothing", "arxiv:0000.00000"):
        with pytest.raises(NotFound):
            full.paper(missing)
        with pytest.raises(NotFound):
            full.entity(missing)
    with pytest.raises(NotFound):
        full.paper("method:lora")
    with pytest.raises(NotFound):
        full.entity(LORA.id)


REFUSED = (
    Statement("method:none", R.BASED_ON, "method:bert", (quote(BERT, "BERT"),)),
    Statement("method:bert", R.BASED_ON, "method:none", (quote(BERT, "BERT"),)),
    Statement("method:bert", R.BASED_ON, "method:lora", (Evidence("arxiv:0", "B", 0, 1, (), "test", 1.0),)),
)


def test_statements_about_unknown_things_are_refused(full):
    before = content(full)
    for statement in REFUSED:
        with pytest.raises(StoreError):
            full.add_statements([statement])
        assert content(full) == before


def test_aliases_are_united_and_the_rest_is_replaced(store):
    add_spoken_of(store, Entity("method:a", EntityType.METHOD, "A", ("x", "b")))
    store.add_entities([Entity("method:a", EntityType.TASK, "AA", ("a", "b"), kind="k")])
    assert list(store.entities()) == [Entity("method:a", EntityType.TASK, "AA", ("a", "b", "x"), 1, "k")]
    assert [list(store.entities(each)) for each in (EntityType.METHOD, EntityType.PAPER)] == [[], []]


def test_a_name_of_its_own_among_the_aliases(store):
    entity = Entity("method:a", EntityType.METHOD, "A", ("A", "b"))
    add_spoken_of(store, entity)
    assert store.entity("method:a") == replace(entity_in(store, entity), papers=1)


def test_sources_are_united_and_the_rest_is_replaced(store):
    store.add_papers([replace(LORA, date="2020", sources=(Source("b", 2), Source("a", 10)))])
    store.add_papers([replace(LORA, date=None, url="u", sources=(Source("a", 9), Source("a", 10)))])
    sources = (Source("a", 9), Source("a", 10), Source("b", 2))
    assert list(store.papers()) == [paper_in(store, replace(LORA, date=None, url="u", sources=sources))]


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


def test_texts_with_everything_that_a_format_could_trip_over(store):
    """Quotes, backticks, backslashes, braces, angle brackets, every line ending and characters that XML forbids."""
    names = ("`d`", "{{g}}", "$p", "\\'", "l\nm\r\n", "') DETACH DELETE n //", "> <x> }")
    entities = [Entity(f"method:{name}", EntityType.METHOD, name, (f"{name}2",), kind=name) for name in names]
    add_spoken_of(store, *entities)
    assert [store.entity(each.id) for each in entities] == [replace(each, papers=1) for each in entities]
    rdf_sample.fill(store)
    reference = rdf_sample.sample()
    assert [store.entity(each.id) for each in rdf_sample.ENTITIES] == [
        entity_in(store, reference.entity(each.id)) for each in rdf_sample.ENTITIES
    ]
    assert [store.paper(each.id) for each in rdf_sample.PAPERS] == [paper_in(store, each) for each in rdf_sample.PAPERS]
    assert [each for each in store.statements() if each.subject != SPEAKS.id] == list(reference.statements())


def test_closing_twice_is_fine(full):
    full.close()
    full.close()
