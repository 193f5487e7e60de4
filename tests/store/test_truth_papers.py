"""Taking records in: which paper they belong to and what it then says."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import NotFound
from kg.ids import title_id
from kg.model import Paper, Source
from kg.store.truth import Truth
from kg.store.variants import Variant

A1 = Paper("arxiv:2501.00001", "A Title", "text", sources=(Source("a", 1),), record_id="2501.00001v2")
D1 = Paper("doi:10.1000/x", "A title.", "longer text", sources=(Source("b", 1),))
A2 = Paper("arxiv:2501.00002", "A Title", "other", sources=(Source("a", 2),))
T1 = Paper(title_id("a title"), "a title", "title only", sources=(Source("c", 1),), comments=3)


def ids(truth):
    return [paper.id for paper in truth.papers()]


def test_new_same_changed(truth):
    assert truth.put_paper(A1) == ("new", A1.id)
    assert truth.put_paper(A1) == ("same", A1.id)
    assert truth.put_paper(replace(A1, abstract="text!")) == ("changed", A1.id)
    assert truth.paper(A1.id) == replace(A1, abstract="text!")
    assert truth.put_paper(replace(A1, abstract="text!", upvotes=1)) == ("changed", A1.id)
    assert truth.put_paper(replace(A1, abstract="text!", upvotes=1)) == ("same", A1.id)


def test_the_same_record_writes_nothing(truth):
    truth.put_paper(A1)
    before = truth.revision
    with Truth.open(truth.path) as other:
        version = other._db.value("PRAGMA data_version")
        truth.put_paper(A1)
        assert other._db.value("PRAGMA data_version") == version
    assert truth.revision == before


def test_a_new_source_changes_a_paper_but_not_its_text(truth):
    truth.put_paper(A1)
    assert truth.put_paper(replace(A1, sources=(Source("z", 7),))) == ("changed", A1.id)
    assert truth.paper(A1.id).sources == (Source("a", 1), Source("z", 7))
    assert truth.put_paper(replace(A1, sources=(Source("z", 7), Source("a", 1)))) == ("same", A1.id)


def test_a_paper_without_sources(truth):
    bare = replace(A1, sources=())
    assert truth.put_paper(bare) == ("new", A1.id)
    assert truth.put_paper(bare) == ("same", A1.id)
    assert truth.paper(A1.id) == bare


def test_a_variant_that_loses_does_not_change_the_paper(truth):
    truth.put_paper(A1)
    truth.put_paper(replace(A1, abstract="t", sources=(Source("z", 7),)))
    revision = truth.revision
    assert truth.put_paper(replace(A1, abstract="u", sources=(Source("z", 7),))) == ("same", A1.id)
    assert truth.revision == revision
    # the replaced one is gone: when the better one goes too, only the latest is left
    assert truth.put_paper(replace(A1, abstract="")) == ("changed", A1.id)
    assert truth.paper(A1.id).abstract == "u"


def test_a_better_id_takes_over_and_the_old_one_leads_to_it(truth):
    assert truth.put_paper(T1) == ("new", T1.id)
    assert truth.put_paper(D1) == ("changed", D1.id)
    assert ids(truth) == [D1.id]
    assert truth.put_paper(A1) == ("changed", A1.id)
    assert ids(truth) == [A1.id]
    paper = truth.paper(A1.id)
    assert (paper.title, paper.abstract, paper.comments) == ("A title.", "longer text", 3)
    assert paper.sources == (Source("a", 1), Source("b", 1), Source("c", 1))
    assert [truth.find_paper(name).id for name in (T1.id, D1.id, A1.id)] == [A1.id] * 3
    assert [truth.put_paper(item) for item in (T1, D1, A1)] == [("same", A1.id)] * 3
    assert truth.changes_since(0) == ([A1.id], [D1.id, T1.id])


def test_a_record_of_an_old_id_goes_to_the_paper_that_took_it_over(truth):
    truth.put_paper(A1)
    truth.put_paper(D1)
    assert truth.put_paper(replace(D1, title="Renamed", sources=(Source("d", 1),))) == ("changed", A1.id)


def test_two_papers_of_one_kind_with_one_title_are_two(truth):
    truth.put_paper(T1)
    truth.put_paper(A1)
    assert ids(truth) == [A1.id]
    assert truth.put_paper(A2) == ("new", A2.id)
    # now the title alone does not say which of them it means
    assert ids(truth) == [A1.id, A2.id, T1.id]
    assert truth.paper(T1.id) == T1
    assert truth.find_paper("A TITLE!") is None
    assert len(truth.papers_called("A TITLE!")) == 3


def test_a_file_whose_record_is_another_paper_now_keeps_both(truth):
    truth.put_paper(A1)
    assert truth.put_paper(Paper("arxiv:2501.00009", "Else", "x", sources=A1.sources)) == ("new", "arxiv:2501.00009")
    assert ids(truth) == [A1.id, "arxiv:2501.00009"]


def test_text_is_chosen_whole_not_cut_then_longest(truth):
    truth.put_paper(replace(A1, abstract="a very long text that was c", abstract_truncated=True))
    truth.put_paper(replace(A1, abstract="b", sources=(Source("b", 1),)))
    truth.put_paper(replace(A1, abstract="a", sources=(Source("c", 1),)))
    assert (truth.paper(A1.id).abstract, truth.paper(A1.id).abstract_truncated) == ("a", False)


@pytest.mark.parametrize(
    "name",
    [A1.id, " arxiv:2501.00001 ", "2501.00001", "https://arxiv.org/abs/2501.00001v3", "2501.00001v2", "a TITLE", "R-7"],
)
def test_find_paper(truth, name):
    truth.put_paper(A1)
    truth.put_paper(Paper("doi:10.1/y", "Else", "", record_id="R-7x"))
    truth.put_paper(replace(A1, sources=(Source("q", 1),), record_id="R-7"))
    assert truth.find_paper(name) == truth.paper(A1.id)


@pytest.mark.parametrize("name", ["", "  ", "!?", "Nothing", "2501.00002", "r-7'; --"])
def test_find_paper_finds_nothing(truth, name):
    truth.put_paper(A1)
    assert truth.find_paper(name) is None


def test_a_record_id_of_two_papers_names_neither(truth):
    truth.put_paper(replace(A1, record_id="1"))
    truth.put_paper(Paper("doi:10.1/y", "Else", "", record_id="1"))
    assert truth.find_paper("1") is None
    assert len(truth.papers_called("1")) == 2


def test_unknown_papers_are_not_found(truth):
    for ask in (truth.paper, truth.extraction, truth.local_entities_of, truth.retract):
        with pytest.raises(NotFound):
            ask("arxiv:1")


RECORDS = [
    Paper(
        paper_id if not paper_id.startswith("title:") else title_id(title),
        title,
        abstract,
        date=date,
        upvotes=len(paper_id),
        sources=(Source(file, 1),),
        abstract_truncated=abstract == "zz",
    )
    for file, paper_id, title, abstract, date in [
        ("a", "arxiv:1", "T", "x", None),
        ("b", "arxiv:1", "U", "yy", "2020"),
        ("c", "arxiv:2", "T", "x", None),
        ("d", "doi:1", "t.", "x", "2020-01"),
        ("e", "doi:2", "U", "zz", None),
        ("f", "title:", "T", "xx", "2019"),
        ("g", "title:", "u", "y", None),
        ("h", "acl:1", "V", "x", None),
    ]
]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(RECORDS), min_size=1, max_size=8, unique=True), st.data())
def test_the_order_of_records_does_not_matter(records, data):
    stored = []
    for order in (records, data.draw(st.permutations(records))):
        with tempfile.TemporaryDirectory() as folder, Truth.open(Path(folder) / "g", create=True) as truth:
            for record in order:
                truth.put_paper(record)
            assert [truth.put_paper(record)[0] for record in order] == ["same"] * len(order)
            homes = {record.id: truth.find_paper(record.id).id for record in records}
            stored.append((list(truth.papers()), homes))
            assert truth._db.value("SELECT COUNT(*) FROM variant") == len(set(map(Variant.of, records)))
            assert truth._db.value("SELECT COUNT(*) FROM record WHERE paper IS NULL") == 0
    assert stored[0] == stored[1]


def test_a_title_of_very_many_papers_joins_nothing(truth):
    many = [Paper(f"arxiv:{number:02}", "Editorial", "x") for number in range(40)]
    others = [Paper("doi:1", "Editorial", "y"), Paper("title:1", "Editorial", "z")]
    with truth.transaction():
        for paper in (*others, *many):
            truth.put_paper(paper)
    assert ids(truth) == sorted(paper.id for paper in (*many, *others))
    with truth.transaction():
        for paper in many[1:]:
            truth.retract(paper.id)
    assert ids(truth) == ["arxiv:00"]  # the only one of its kind again, which takes the others in


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(RECORDS), min_size=1, max_size=8, unique=True))
def test_a_retracted_paper_leaves_the_others_as_if_it_had_never_been(records):
    with tempfile.TemporaryDirectory() as folder, Truth.open(Path(folder) / "g", create=True) as truth:
        for record in records:
            truth.put_paper(record)
        gone = truth.find_paper(records[0].id)
        truth.retract(gone.id)
        left = list(truth.papers())
        with Truth.open(Path(folder) / "h", create=True) as never:
            for record in records:
                if record.sources[0] not in gone.sources:
                    never.put_paper(record)
            assert left == list(never.papers())
