"""The stages of a build, incremental: what is pending, what resolution changes, what must be linked again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.errors import NotFound, StoreError
from kg.model import Assignment, Entity, EntityType, Paper, RelationType, Source, Statement

from .conftest import build, content, extraction, link, quote, resolve
from .tables import rows

M = EntityType.METHOD
P1 = Paper("arxiv:1", "one", "see AA and BB .", sources=(Source("f", 1),))
P2 = Paper("arxiv:2", "two", "see BB and CC .", sources=(Source("f", 2),))
P3 = Paper("arxiv:3", "three", "see DD .", sources=(Source("f", 3),))


def test_pending(truth):
    for paper in (P2, P1):
        truth.put_paper(paper)
    assert list(truth.pending("f1")) == [P1.id, P2.id]
    truth.put_extraction(extraction(P1, ("AA", M)), "f1")
    assert list(truth.pending("f1")) == [P2.id]
    assert truth.count_pending("f1") == 1
    assert list(truth.pending("f2")) == [P1.id, P2.id]
    truth.put_paper(replace(P1, upvotes=3))  # not the text
    assert list(truth.pending("f1")) == [P2.id]
    truth.put_paper(replace(P1, abstract="now CC ."))
    assert list(truth.pending("f1")) == [P1.id, P2.id]
    with pytest.raises(StoreError, match="nothing has been extracted"):
        truth.extraction(P1.id)


def test_pending_can_be_worked_off_while_it_is_walked(truth):
    papers = [Paper(f"arxiv:{number:04}", "t", f"{number}") for number in range(1100)]
    with truth.transaction():
        for paper in papers:
            truth.put_paper(paper)
    seen = []
    with truth.transaction():
        for paper_id in truth.pending("f"):
            truth.put_extraction(extraction(truth.paper(paper_id)), "f")
            seen.append(paper_id)
    assert seen == [paper.id for paper in papers]
    assert truth.count_pending("f") == 0


def test_an_extraction_comes_back_as_it_was(truth):
    paper = Paper("arxiv:1", "Gödel \U0001f600 x", "AA and BB, AA .")
    found = extraction(paper, ("BB", M), ("AA", EntityType.REPOSITORY), ("AA", EntityType.TASK))
    entity = found.entities[1]
    entity = replace(entity, optional=True, kind="code", surfaces=("AA", "aa"), mentions=entity.mentions * 2)
    silent = replace(found.entities[2], mentions=(), surfaces=(), confidence=0.1 + 0.2)
    found = replace(found, entities=(found.entities[0], entity, silent))
    truth.put_paper(paper)
    truth.put_extraction(found, "f1")
    assert truth.extraction(paper.id) == found
    truth.put_extraction(replace(found, entities=(silent,), relations=(), sentences=(), abbreviations=()), "f1")
    assert truth.extraction(paper.id).entities == (silent,)
    assert truth.drop_unused() == 2
    assert rows(truth)["mention"] == 0


def test_an_extraction_that_does_not_fit_its_paper_is_refused(truth):
    truth.put_paper(P1)
    with pytest.raises(StoreError, match="no 'BB' at"):
        truth.put_extraction(replace(extraction(P2, ("BB", M)), paper_id=P1.id), "f")
    with pytest.raises(StoreError, match="not there"):
        truth.put_extraction(replace(extraction(P1, ("AA", M), ("BB", M)), entities=()), "f")
    with pytest.raises(NotFound):
        truth.put_extraction(extraction(P2), "f")


def test_terms_are_content_in_order(truth):
    for paper in (P1, P2):
        truth.put_paper(paper)
    truth.put_extraction(extraction(P1, ("BB", M), ("AA", M)), "f")
    second = extraction(P2, ("BB", M), ("BB", EntityType.DATASET))
    longer = replace(second.entities[0], surfaces=("BB", "bb"))
    truth.put_extraction(replace(second, entities=(*second.entities, longer, second.entities[0])), "f")
    assert [(term.type, term.name, term.surfaces, term.papers) for term in truth.terms()] == [
        (EntityType.DATASET, "BB", ("BB",), 1),
        (M, "AA", ("AA",), 1),
        (M, "BB", ("BB",), 2),
        (M, "BB", ("BB", "bb"), 1),
    ]


def test_a_build_and_the_same_again(truth):
    build(truth, [P1, P2])
    entities = [(entity.id, entity.papers) for entity in truth.entities()]
    assert entities == [("method:aa", 1), ("method:bb", 2), ("method:cc", 1)]
    assert truth.local_entities_of(P2.id) == ("method:bb", "method:cc")
    before, inside, revision = content(truth), rows(truth), truth.revision
    build(truth, [P1, P2])
    assert (content(truth), rows(truth), truth.revision) == (before, inside, revision)
    assert list(truth.unlinked()) == []


def test_a_later_paper_leaves_the_others_alone(truth):
    build(truth, [P1])
    revision = truth.revision
    build(truth, [P1, P2])
    assert truth.changes_since(revision) == ([P2.id], [])
    assert truth.changes_since(truth.revision) == ([], [])


def test_another_fingerprint_with_the_same_result_changes_nothing(truth):
    build(truth, [P1, P2])
    revision = truth.revision
    build(truth, [], fingerprint="f2")
    assert truth.revision == revision
    assert truth.count_pending("f2") == 0


def test_a_changed_text_takes_its_statements_along(truth):
    build(truth, [P1, P2])
    truth.put_paper(replace(P1, abstract="see EE ."))
    assert [item for item in truth.statements() if item.evidence[0].paper_id == P1.id] == []
    assert truth.entity("method:bb").papers == 1
    build(truth, [replace(P1, abstract="see EE .")])
    assert [entity.id for entity in truth.entities()] == ["method:bb", "method:cc", "method:ee"]


def test_unresolved_entities_are_an_error(truth):
    truth.put_paper(P1)
    truth.put_extraction(extraction(P1, ("AA", M)), "f")
    assert list(truth.unlinked()) == [P1.id]
    with pytest.raises(StoreError, match="not been resolved"):
        truth.local_entities_of(P1.id)


def assign(truth, names, redirects=None):
    """Assign each term to the entity that ``names`` gives for its name."""
    terms = list(truth.terms())
    entities = [Entity(f"method:{name}", M, name) for name in sorted(set(names.values()))]
    found = [Assignment(term.id, f"method:{names[term.name]}", "test") for term in terms]
    return truth.assign(entities, found, redirects)


def test_a_merge_unlinks_only_the_papers_that_it_concerns(truth):
    build(truth, [P1, P2, P3])
    assert resolve(truth) == 0
    revision = truth.revision
    changed = assign(truth, {"AA": "aa", "BB": "bb", "CC": "bb", "DD": "DD"}, {"method:cc": "method:bb"})
    assert changed == 2  # CC, and DD to an entity of another id
    assert list(truth.unlinked()) == [P2.id, P3.id]
    assert truth.redirects() == {"method:cc": "method:bb"}
    # statements of an entity that is no more are gone at once
    assert [item.key for item in truth.statements(object="method:cc")] == []
    assert link(truth) == [P2.id, P3.id]
    assert truth.entity("method:bb").papers == 2
    assert truth.changes_since(revision) == ([P1.id, P2.id, P3.id], [])  # the names of BB changed for P1
    assert truth.resolve_name("METHOD:CC") == [truth.entity("method:bb")]
    assert truth.assigned() == {
        (M, "AA", ("AA",), ""): "method:aa",
        (M, "BB", ("BB",), ""): "method:bb",
        (M, "CC", ("CC",), ""): "method:bb",
        (M, "DD", ("DD",), ""): "method:DD",
    }


def test_redirects_follow_and_end(truth):
    build(truth, [P2])
    assign(truth, {"BB": "x", "CC": "cc"}, {"method:bb": "method:x"})
    assign(truth, {"BB": "y", "CC": "cc"}, {"method:x": "method:y"})
    assert truth.redirects() == {"method:bb": "method:y", "method:x": "method:y"}
    assign(truth, {"BB": "bb", "CC": "cc"})
    assert truth.redirects() == {}  # method:bb is itself again, and nobody said where method:y went


def test_a_renamed_or_retyped_entity_changes_the_papers_that_name_it(truth):
    build(truth, [P1, P2])
    terms = {term.name: term.id for term in truth.terms()}
    assignments = [Assignment(terms[name], f"method:{name.lower()}", "same name") for name in terms]
    entities = {entity.id: entity for entity in truth.entities()}

    def changed(entity):
        revision = truth.revision
        entities[entity.id] = entity
        assert truth.assign(entities.values(), assignments) == 0
        assert truth.entity(entity.id) == entity
        return truth.changes_since(revision)[0], list(truth.unlinked())

    aa = entities["method:aa"]
    assert changed(replace(aa, name="Aa")) == ([P1.id], [])
    assert changed(replace(aa, name="Aa", aliases=("a", "b"))) == ([P1.id], [])
    assert changed(replace(aa, name="Aa", aliases=("b",), kind="k")) == ([P1.id], [])
    assert changed(replace(aa, type=EntityType.TASK)) == ([P1.id], [P1.id])  # what may be linked hangs on the type
    assert changed(replace(aa, type=EntityType.TASK)) == ([], [P1.id])


def test_assignments_must_fit(truth):
    build(truth, [P1])
    term = next(truth.terms())
    listed = [Entity("method:x", M, "X")]
    before = content(truth)
    for entities, assignments, redirects in [
        (listed, [Assignment(term.id, "method:y", "r")], {}),
        (listed, [Assignment(10_000, "method:x", "r")], {}),
        (listed * 2, [], {}),
        (listed, [], {"method:z": "method:y"}),
        (listed, [], {"method:z": "method:q", "method:q": "method:z"}),
    ]:
        with pytest.raises(StoreError):
            truth.assign(entities, assignments, redirects)
    assert content(truth) == before


def test_statements_of_a_paper_are_replaced(truth):
    build(truth, [P1, P2])
    one, two = quote(P1, "one"), quote(P1, "one", confidence=0.5)
    uses = Statement(P1.id, RelationType.USES, "method:aa", (one, two))
    shared = Statement("method:bb", RelationType.EVALUATED_ON, "method:cc", (one,))
    truth.put_statements(P1.id, iter([uses, shared]))
    assert list(truth.statements(subject=P1.id)) == [replace(uses, evidence=(two, one))]
    (found,) = truth.statements(subject="method:bb")
    assert found.support == 2
    revision = truth.revision
    truth.put_statements(P1.id, [shared, uses, uses])
    assert truth.revision == revision
    truth.put_statements(P1.id, [])
    assert [item.evidence[0].paper_id for item in truth.statements()] == [P2.id] * 3
    assert truth.changes_since(revision) == ([P1.id], [])


def test_statements_must_fit(truth):
    build(truth, [P1, P2])
    before = content(truth)
    uses = Statement(P1.id, RelationType.USES, "method:aa", (quote(P1, "one"),))
    for wrong in [
        replace(uses, evidence=(quote(P2, "two"),)),
        replace(uses, object="method:none"),
        replace(uses, evidence=(replace(quote(P1, "one"), sentence="One"),)),
        replace(uses, evidence=(replace(quote(P1, "one"), confidence=float("nan")),)),
    ]:
        with pytest.raises(StoreError):
            truth.put_statements(P1.id, [wrong])
        assert content(truth) == before
    with pytest.raises(NotFound):
        truth.put_statements("arxiv:9", [])


def fail(truth, error):
    with truth.transaction():
        truth.put_paper(P2)
        raise error


def test_a_part_of_a_transaction_can_fail_alone(truth):
    with truth.transaction():
        truth.put_paper(P1)
        with pytest.raises(StoreError):
            fail(truth, StoreError("no"))
        truth.put_paper(P3)
    assert [paper.id for paper in truth.papers()] == [P1.id, P3.id]
    with pytest.raises(KeyboardInterrupt):
        fail(truth, KeyboardInterrupt())
    assert truth.changes_since(0) == ([P1.id, P3.id], [])
    assert truth.revision == 1


def test_a_revision_made_in_a_part_that_failed_is_made_again(truth):
    with truth.transaction():
        with pytest.raises(StoreError):
            fail(truth, StoreError("no"))
        truth.put_paper(P1)
    assert (truth.revision, truth.changes_since(0)) == (1, ([P1.id], []))
