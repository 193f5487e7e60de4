"""The contract of every store as laws: whatever is put in, in whatever order, it answers as memory does."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from kg.store.memory import MemoryStore

from .conftest import KEEPING, POOL_ENTITIES, POOL_PAPERS, content, statements
from .projected import entities_in, paper_in

ANY = {
    "papers": st.lists(st.sampled_from(POOL_PAPERS), max_size=4),
    "entities": st.lists(st.sampled_from(POOL_ENTITIES), max_size=4),
    "claims": st.lists(statements, max_size=6),
    "data": st.data(),
}


def answers_as_memory_does(make, papers, entities, claims, data):
    papers = [POOL_PAPERS[0], POOL_PAPERS[-1], *papers]
    entities = [POOL_ENTITIES[0], POOL_ENTITIES[-1], *entities]
    reference = MemoryStore()
    reference.add_papers(papers)
    reference.add_entities(entities)
    reference.add_statements(claims)
    with tempfile.TemporaryDirectory() as folder:
        store = make(Path(folder))
        store.add_papers(iter(papers))
        store.add_entities(iter(entities))
        for _ in range(2):
            store.add_statements(iter(data.draw(st.permutations(claims))))
        answers = content(store)
        by_end = [list(store.statements(subject=node)) for node in ("arxiv:1", "method:a")]
        store.close()
    shown = [paper_in(store, paper) for paper in reference.papers()], entities_in(store, reference)
    assert answers == (*shown, *content(reference)[2:])
    assert by_end == [list(reference.statements(subject=node)) for node in ("arxiv:1", "method:a")]


@pytest.mark.parametrize("name", sorted(KEEPING.keys() - {"memory"}))
@settings(max_examples=60, deadline=None)
@given(**ANY)
def test_any_store_answers_as_memory_does(name, papers, entities, claims, data):
    answers_as_memory_does(KEEPING[name], papers, entities, claims, data)


# Examples are not made smaller: that would take minutes.
@settings(max_examples=12, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(**ANY)
def test_any_projection_answers_as_memory_does(projecting, papers, entities, claims, data):
    answers_as_memory_does(projecting, papers, entities, claims, data)
