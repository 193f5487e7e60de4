"""A snapshot holds what its store does, whatever the store and however it came about."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import ROLES, Entity, EntityType, Evidence, RelationType, Statement
from kg.snapshot.arrays import LINKS, TYPES, Ids, adjacency
from kg.snapshot.build import build, update
from kg.store.memory import MemoryStore
from kg.store.truth import Truth

from .graphs import PAPERS, claims, entities, fill, papers, plain, statements

few = settings(max_examples=40, deadline=None)


@few
@given(claims)
def test_a_snapshot_holds_what_its_store_does(drawn):
    store = MemoryStore()
    fill(store, drawn)
    made = build(store)
    assert list(made.ids) == sorted([paper.id for paper in store.papers()] + [each.id for each in store.entities()])
    kinds = {each.id: each.type for each in store.entities()}
    assert [TYPES[number] for number in made.types.tolist()] == [kinds.get(each, "Paper") for each in made.ids]
    found = []
    for claim in range(made.claims):
        key = made.ids[int(made.head[claim])], LINKS[int(made.link[claim])], made.ids[int(made.tail[claim])]
        rows = range(int(made.support[claim]), int(made.support[claim + 1]))
        places = {(made.ids[int(made.paper[row])], int(made.begin[row]), float(made.confidence[row])) for row in rows}
        found.append((key, places))
    assert sorted(found) == [
        ((each.subject, each.relation, each.object), {(e.paper_id, e.start, e.confidence) for e in each.evidence})
        for each in store.statements()
    ]
    for claim, joint in zip(np.repeat(np.arange(made.claims), np.diff(made.support)), made.joint, strict=True):
        assert joint or LINKS[int(made.link[claim])] not in ROLES


@few
@given(claims)
def test_who_is_next_to_whom(drawn):
    store = MemoryStore()
    fill(store, drawn)
    made = build(store)
    beside, named = set(), set()
    for subject, relation, obj in store.claims():
        beside |= {(subject, obj), (obj, subject)} if subject != obj else set()
        named |= {(subject, obj)} if relation in ROLES else set()
    pairs = {
        name: {
            (made.ids[row], made.ids[int(node)]) for row in range(made.nodes) for node in getattr(made, name).of(row)
        }
        for name in ("walk", "names", "namers")
    }
    assert pairs == {"walk": beside, "names": named, "namers": {(b, a) for a, b in named}}


@few
@given(claims)
def test_the_file_gives_the_same_as_the_statements(drawn):
    reference = MemoryStore()
    fill(reference, drawn)
    with tempfile.TemporaryDirectory() as folder, Truth.open(Path(folder) / "g.kg", create=True) as truth:
        fill(truth, drawn)
        assert plain(build(truth)) == plain(build(reference))


@few
@given(claims, claims, st.sets(st.sampled_from(PAPERS), max_size=2))
def test_what_changed_leads_to_the_same_as_reading_all(before, after, gone):
    with tempfile.TemporaryDirectory() as folder, Truth.open(Path(folder) / "g.kg", create=True) as truth:
        fill(truth, before)
        old = build(truth)
        assert update(old, truth) is old
        # many more papers, so that a change of these four is a small one
        truth.add_papers(paper for paper in _others())
        truth.add_statements(statements(after))
        middle = build(truth)
        for paper in sorted(gone):
            truth.retract(paper)
        fresh = build(truth)
        assert plain(update(middle, truth)) == plain(fresh)
        assert plain(update(old, truth)) == plain(fresh)
        assert update(middle, truth).revision == truth.revision


def _others():
    first = papers()[0]
    return (type(first)(f"title:{number:03}", "aa", "aaaa bbbb cccc") for number in range(40))


def test_a_claim_about_what_is_gone_is_not_taken_for_another(tmp_path):
    """The node that is gone has no number; the claim about it must not be read as one about the last node."""
    told = [Evidence(paper, "aaaa", 3, 7, (), "test", 0.5) for paper in ("arxiv:1", "doi:2", "title:é")]
    with Truth.open(tmp_path / "g.kg", create=True) as truth:
        truth.add_papers(_others())
        fill(truth, [])
        truth.add_entities([Entity("task:gone", EntityType.TASK, "gone")])
        gone = Statement("method:b", RelationType.BASED_ON, "task:gone", (told[0],))
        truth.add_statements([gone])
        old = build(truth)
        truth.retract("arxiv:1")
        last = list(build(truth).ids)[-1]
        truth.add_statements([Statement("method:a", RelationType.BASED_ON, last, (told[1],))])
        assert plain(update(old, truth)) == plain(build(truth))


def test_what_is_read_is_of_one_revision(tmp_path):
    with Truth.open(tmp_path / "g.kg", create=True) as truth, Truth.open(tmp_path / "g.kg") as other:
        fill(truth, [])
        with other.reading():
            before = len(list(other.papers()))
            truth.add_papers(_others())
            assert len(list(other.papers())) == before
            with other.reading():  # inside another one it is the same
                assert len(list(other.papers())) == before
        assert len(list(other.papers())) > before


def test_another_graph_is_read_anew(tmp_path):
    with Truth.open(tmp_path / "a.kg", create=True) as one, Truth.open(tmp_path / "b.kg", create=True) as other:
        one.add_papers(papers())
        other.add_entities(entities())
        assert list(update(build(one), other).ids) == [each.id for each in entities()]


def test_a_store_with_nothing_in_it():
    made = build(MemoryStore())
    assert (made.nodes, made.claims, list(made.ids)) == (0, 0, [])


@pytest.mark.parametrize("ids", [[], ["a"], ["", "a", "b\n", "é", "図", "\U0001f600", "\ud800"]])
def test_ids_are_found_again(ids):
    ids = sorted(ids, key=lambda each: each.encode("utf-8", "surrogatepass"))
    kept = Ids.of(ids)
    assert list(kept) == ids
    assert [kept.find(each) for each in ids] == list(range(len(ids)))
    assert kept.find("nothing") == -1
    assert kept[1:] == ids[1:]
    with pytest.raises(IndexError):
        kept[len(ids)]


def test_pairs_that_are_there_twice_keep_the_smallest_mark():
    row, node, mark = np.array([1, 1, 0, 1]), np.array([2, 2, 1, 0]), np.array([5, 3, 1, 2])
    one = adjacency(3, row, node, mark)
    assert (one.start.tolist(), one.node.tolist(), one.mark.tolist()) == ([0, 1, 3, 3], [1, 0, 2], [1, 2, 3])
    both = adjacency(3, row, node, mark, distinct=False)
    assert (both.node.tolist(), both.mark.tolist()) == ([1, 0, 2, 2], [1, 2, 3, 5])
