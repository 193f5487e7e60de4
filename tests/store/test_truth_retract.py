"""Taking papers back: what is left equals a graph that never had them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.model import Paper, RelationType, Source, Statement

from .conftest import build, content, quote
from .tables import rows

P1 = Paper("arxiv:1", "one", "see AA and BB .", sources=(Source("f", 1),))
P2 = Paper("arxiv:2", "two", "see BB and CC .", sources=(Source("f", 2),))
P3 = Paper("arxiv:3", "three", "see DD .", sources=(Source("f", 3),))


@pytest.mark.parametrize("gone", [P1, P2, P3])
def test_retracting_equals_never_having_had_the_paper(truth, tmp_path, gone):
    build(truth, [P1, P2, P3])
    summary = truth.retract(gone.id)
    with type(truth).open(tmp_path / "other.kg", create=True) as never:
        build(never, [paper for paper in (P1, P2, P3) if paper != gone])
        assert content(truth) == content(never)
        assert rows(truth) == rows(never)
        assert list(truth.terms()) == [
            replace(term, id=same.id) for term, same in zip(never.terms(), truth.terms(), strict=False)
        ]
    assert summary.paper == gone.id
    assert summary.evidence == {P1: 3, P2: 3, P3: 1}[gone]
    assert summary.entities == 1
    assert truth.changes_since(0)[1] == [gone.id]
    assert truth.search(gone.abstract.split()[1]) == ([] if gone != P2 else truth.search("BB"))
    build(truth, [P1, P2, P3])  # it may come back
    assert truth.changes_since(0) == ([P1.id, P2.id, P3.id], [])


def test_retracting_by_an_old_id_and_regrouping_what_is_left(truth):
    first = Paper("arxiv:1", "t", "x", sources=(Source("a", 1),))
    second = Paper("arxiv:2", "t", "y", sources=(Source("a", 2),))
    title = Paper("title:1", "t", "z", sources=(Source("a", 3),))
    for paper in (first, second, title):
        truth.put_paper(paper)
    assert len(list(truth.papers())) == 3
    truth.retract("arxiv:2")
    assert [paper.id for paper in truth.papers()] == ["arxiv:1"]  # the title is that of only one paper now
    assert truth.retract("title:1").paper == "arxiv:1"
    assert rows(truth) == dict.fromkeys(rows(truth), 0)


def test_statements_about_a_retracted_paper_go_too(truth):
    build(truth, [P1, P2])
    revision = truth.revision
    truth.add_statements([Statement(P1.id, RelationType.USES, "method:cc", (quote(P2, "two"),))])
    assert truth.entity("method:cc").papers == 2
    assert truth.retract(P1.id).statements == 4
    assert truth.entity("method:cc").papers == 1
    assert truth.changes_since(revision) == ([P2.id], [P1.id])
