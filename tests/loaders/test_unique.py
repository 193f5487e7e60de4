"""Records of one paper become one, whatever their order."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.ids import title_id
from kg.model import Paper, Source
from loaders import merge


def paper(title="Cups", *, id=None, record=1, **fields):
    fields = {"abstract": "Tea.", "sources": (Source("a", record),)} | fields
    return Paper(id=id or title_id(title), title=title, **fields)


def ids(papers):
    return [found.id for found in merge(papers)]


A, B, D, E = "arxiv:2401.00001", "arxiv:2401.00002", "doi:10.1000/x", "doi:10.1000/y"
T = title_id("Cups")


@pytest.mark.parametrize(
    ("given_ids", "expected"),
    [
        ([None, None], [T]),
        ([A, A], [A]),
        ([None, A], [A]),
        ([None, D], [D]),
        ([A, D], [A]),
        ([D, None, A], [A]),
        ([A, B], [A, B]),
        ([D, E], [D, E]),
        ([A, B, None], [A, B, T]),
        ([A, B, D], [A, B, D]),
        ([A, D, E], [A, D, E]),
    ],
)
def test_which_records_of_one_title_are_one_paper(given_ids, expected):
    assert ids([paper(id=key, record=n) for n, key in enumerate(given_ids, 1)]) == expected


def test_one_id_joins_different_titles():
    assert ids([paper("Cups", id=A), paper("Cups, Revised", id=A)]) == [A]
    assert ids([paper("Cups", id=A), paper("Cups, Revised", id=A), paper("cups revised")]) == [A]


def test_titles_are_compared_without_case_and_marks():
    assert len(merge([paper("Cups: A Survey"), paper("CUPS -- a survey")])) == 1
    assert len(merge([paper("Cups 1"), paper("Cups 2")])) == 2


def test_ids_hide_in_urls_and_record_ids():
    assert ids([paper("Cups", url="https://arxiv.org/abs/2401.00001", id=A), paper("Mugs", id=D, record_id=A)]) == [A]


def test_a_doi_does_not_join_two_arxiv_ids_by_its_titles():
    records = [paper("Cups", id=A), paper("Mugs", id=B), paper("Cups", id=D), paper("Mugs", id=D)]
    assert ids(records) == [A, B, D]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            {"abstract": "Long tea", "abstract_truncated": False},
            {"abstract": "Much longer tea", "abstract_truncated": True},
        ),
        ({"abstract": "Longer tea"}, {"abstract": "Tea"}),
        ({"abstract": "a"}, {"abstract": "b"}),
        ({"title": "CUPS"}, {"title": "Cups"}),
    ],
)
def test_which_text_is_kept(first, second):
    kept, other = paper(**first), paper(**second)
    for records in ([kept, other], [other, kept]):
        (merged,) = merge(records)
        assert (merged.text, merged.abstract_truncated) == (kept.text, kept.abstract_truncated)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("authors", ("Ann Lid",)),
        ("author_count", 4),
        ("date", "2024"),
        ("date_text", "Jul 14"),
        ("comments", 0),
        ("upvotes", 0),
        ("url", "https://example.org"),
        ("record_id", "p1"),
    ],
)
def test_what_one_record_lacks_comes_from_another(field, value):
    (merged,) = merge([paper(abstract="Much tea."), paper(**{field: value})])
    assert getattr(merged, field) == value


def test_authors_and_their_count_come_from_one_record():
    (merged,) = merge([paper(abstract="Much tea.", author_count=9), paper(authors=("Ann Lid",), author_count=1)])
    assert (merged.authors, merged.author_count) == (("Ann Lid",), 1)


def test_the_fullest_date_wins():
    (merged,) = merge([paper(date="2024", abstract="Much tea."), paper(date="2024-05-06")])
    assert merged.date == "2024-05-06"


def test_sources_are_sorted_and_distinct():
    records = [paper(record=10), paper(record=2), paper(record=10), paper(sources=(Source("B", 1),))]
    assert merge(records)[0].sources == (Source("B", 1), Source("a", 2), Source("a", 10))


def test_papers_come_in_the_order_of_their_first_records():
    titles = ["C", "A", "B", "a", "c"]
    assert [found.title.upper() for found in merge(paper(title) for title in titles)] == ["C", "A", "B"]


records = st.builds(
    paper,
    title=st.sampled_from(["Cups", "CUPS", "Mugs"]),
    id=st.sampled_from([None, A, B, D, E]),
    record=st.integers(1, 3),
    abstract=st.sampled_from(["Tea.", "Teas", "Much tea."]),
    abstract_truncated=st.booleans(),
    date=st.sampled_from([None, "2024", "2023-01"]),
    authors=st.sampled_from([None, ("Ann Lid",), ("Bo Spout",)]),
    author_count=st.sampled_from([None, 1, 2]),
    upvotes=st.sampled_from([None, 0, 1]),
    url=st.sampled_from([None, "https://example.org", "https://doi.org/10.1000/x"]),
    record_id=st.sampled_from([None, "p1", "p2"]),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(records, max_size=7).flatmap(lambda found: st.tuples(st.just(found), st.permutations(found))))
def test_the_order_of_records_changes_nothing_but_the_order_of_papers(pair):
    found, shuffled = pair
    assert sorted(map(repr, merge(found))) == sorted(map(repr, merge(shuffled)))


@settings(deadline=None)
@given(st.lists(records, max_size=7))
def test_every_source_is_kept_once_merged(found):
    merged = merge(found)
    assert {source for item in merged for source in item.sources} == {s for item in found for s in item.sources}
    assert len({item.id for item in merged}) == len(merged)
