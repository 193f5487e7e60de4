"""JSON Lines: every field, every reason to reject, and the way back from our own output."""

import json
from dataclasses import asdict, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.ids import title_id
from kg.model import Paper, Reject, Source
from kg.text import title_key
from loaders import jsonl

BASE = {"title": "Cups", "abstract": "They hold tea."}


def parse(*lines):
    return list(jsonl.load([f"{line}\n" for line in lines], file="in.jsonl"))


def one(**fields):
    (record,) = parse(json.dumps(BASE | fields))
    return record


def test_only_what_is_there_is_known():
    assert one() == Paper(
        id=title_id("Cups"), title="Cups", abstract="They hold tea.", sources=(Source("in.jsonl", 1),)
    )


def test_all_fields():
    paper = one(
        id="p7",
        authors=["Ann Lid", {"name": "Bo Spout"}],
        date="2024-02-29T10:00:00Z",
        date_text="Feb 29, 2024",
        comments=2,
        upvotes=3.0,
        url="https://example.org/7",
        abstract_truncated=True,
        colour="blue",
    )
    assert paper == Paper(
        id=title_id("Cups"),
        title="Cups",
        abstract="They hold tea.",
        authors=("Ann Lid", "Bo Spout"),
        author_count=2,
        date="2024-02-29",
        date_text="Feb 29, 2024",
        comments=2,
        upvotes=3,
        url="https://example.org/7",
        sources=(Source("in.jsonl", 1),),
        record_id="p7",
        abstract_truncated=True,
    )


@pytest.mark.parametrize(
    ("fields", "paper_id"),
    [
        ({"id": "2401.01234v2"}, "arxiv:2401.01234"),
        ({"id": "arXiv:2401.01234"}, "arxiv:2401.01234"),
        ({"id": "x", "arxiv_id": "cs/0101001"}, "arxiv:cs/0101001"),
        ({"id": "x", "url": "https://arxiv.org/abs/2401.01234"}, "arxiv:2401.01234"),
        ({"id": "10.1000/CUP"}, "doi:10.1000/cup"),
        ({"doi": "https://doi.org/10.1000/cup"}, "doi:10.1000/cup"),
        ({"doi": "10.1000/cup", "arxiv_id": "2401.01234"}, "arxiv:2401.01234"),
        ({"id": "title:0123456789abcdef"}, title_id("Cups")),
        ({"id": 17}, title_id("Cups")),
    ],
)
def test_ids(fields, paper_id):
    paper = one(**fields)
    assert paper.id == paper_id
    assert paper.record_id == (str(fields["id"]) if "id" in fields else None)


@pytest.mark.parametrize(
    ("fields", "date", "date_text"),
    [
        ({"date": "2024"}, "2024", None),
        ({"date": "2024-05"}, "2024-05", None),
        ({"date": "2024-05-06 07:08"}, "2024-05-06", None),
        ({"published": "2024-05-06T00:00:00.000Z", "year": 2023}, "2024-05-06", None),
        ({"year": 2023}, "2023", None),
        ({"year": "2023"}, "2023", None),
        ({"date": "May 2024"}, None, "May 2024"),
        ({"date": "2024-02-30"}, None, "2024-02-30"),
        ({"date": "", "year": 2023}, "2023", None),
        ({"date": None, "date_text": "Jul 14"}, None, "Jul 14"),
    ],
)
def test_dates(fields, date, date_text):
    paper = one(**fields)
    assert (paper.date, paper.date_text) == (date, date_text)


@pytest.mark.parametrize(
    ("authors", "expected"),
    [
        ("Ann Lid, Bo Spout and Cy Handle", ("Ann Lid", "Bo Spout", "Cy Handle")),
        ("Ann Lid, Bo Spout, and Cy Handle", ("Ann Lid", "Bo Spout", "Cy Handle")),
        ("Lid, Ann; Spout, Bo", ("Lid, Ann", "Spout, Bo")),
        ("Lid, Ann and Spout, Bo", ("Lid, Ann", "Spout, Bo")),
        ("Andy Sand", ("Andy Sand",)),
        ([], None),
        ("", None),
        (None, None),
    ],
)
def test_authors(authors, expected):
    assert one(authors=authors).authors == expected


def test_the_abstract_may_be_called_summary():
    assert parse('{"title": "Cups", "summary": "Tea."}')[0].abstract == "Tea."
    assert parse('{"title": "Cups", "abstract": null, "summary": "Tea."}')[0].abstract == "Tea."


def test_white_space_is_single_and_what_cannot_be_encoded_is_replaced():
    (paper,) = parse(r'{"title": " Two\n cups ", "abstract": "a\u0000b \ud800 \ud83d\ude00 c\u0007\u00a0d\t\ne"}')
    assert (paper.title, paper.abstract) == ("Two cups", "a\ufffdb \ufffd \U0001f600 c\u0007 d e")
    paper.text.encode()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not JSON: Expecting property name enclosed in double quotes at column 2"),
        ('{"title": Infinity}', "not JSON: Infinity is no JSON number"),
        ("[" * 100_000, "not JSON: nested too deeply"),
        ("[1]", "not a JSON object"),
        ('{"abstract": "b"}', "no title"),
        ('{"title": " ", "abstract": "b"}', "no title"),
        ('{"title": "?!", "abstract": "b"}', "title has no letter or digit"),
        ('{"title": "a"}', "no abstract or summary"),
        ('{"title": "a", "abstract": ""}', "no abstract or summary"),
        ('{"title": ["a"], "abstract": "b"}', "title is not text"),
        ('{"title": "a", "abstract": 5}', "abstract is not text"),
        ('{"title": "a", "abstract": "b", "id": 1.5}', "id is neither text nor a whole number"),
        ('{"title": "a", "abstract": "b", "id": true}', "id is neither text nor a whole number"),
        ('{"title": "a", "abstract": "b", "url": 1}', "url is not text"),
        ('{"title": "a", "abstract": "b", "doi": 1}', "doi is not text"),
        ('{"title": "a", "abstract": "b", "arxiv_id": 2401.01234}', "arxiv_id is not text"),
        ('{"title": "a", "abstract": "b", "date": ["2024"]}', "date is not a date"),
        ('{"title": "a", "abstract": "b", "year": true}', "year is not a date"),
        ('{"title": "a", "abstract": "b", "authors": 3}', "authors is neither a list nor text"),
        ('{"title": "a", "abstract": "b", "authors": [3]}', "authors holds something that is no name"),
        ('{"title": "a", "abstract": "b", "upvotes": "many"}', "upvotes is not a whole number"),
        ('{"title": "a", "abstract": "b", "upvotes": -1}', "upvotes is not a whole number"),
        ('{"title": "a", "abstract": "b", "comments": true}', "comments is not a whole number"),
        ('{"title": "a", "abstract": "b", "author_count": 1.5}', "author_count is not a whole number"),
        ('{"title": "a", "abstract": "b", "abstract_truncated": 1}', "abstract_truncated is neither true nor false"),
    ],
)
def test_a_broken_line_is_rejected_and_the_next_one_read(line, reason):
    reject, paper = parse("", line, json.dumps(BASE))
    assert reject == Reject("in.jsonl", 1, 2, reason)
    assert paper.sources == (Source("in.jsonl", 2),)


def test_nan_is_an_empty_cell():
    (paper,) = parse('{"title": "Cups", "abstract": "Tea.", "authors": NaN, "upvotes": NaN}')
    assert (paper.authors, paper.upvotes) == (None, None)


def test_remarks_are_not_counted_as_comments():
    assert one(comments="12 pages, 3 cups").comments is None
    assert one(comments="12").comments == 12


def test_a_foreign_sources_key_is_ignored():
    assert one(sources=["web"]).sources == (Source("in.jsonl", 1),)
    assert one(sources=[{"file": "a"}]).sources == (Source("in.jsonl", 1),)


def test_nested_papers_are_read_too():
    (paper,) = parse(json.dumps({"paper": {"id": "2401.01234", "title": "Cups", "summary": "Tea."}, "numComments": 4}))
    assert (paper.id, paper.comments) == ("arxiv:2401.01234", 4)


@pytest.mark.parametrize(
    ("head", "known"),
    [
        (json.dumps(BASE), True),
        (f"\n{json.dumps(BASE)}\n", True),
        (f"{{broken\n{json.dumps(BASE)}\n", True),
        (json.dumps(BASE | {"data": [1]}), True),
        (json.dumps({"status": "ok", "data": []}), False),
        (json.dumps(BASE, indent=1), False),
        ("[1]", False),
        ("1", False),
        ("", False),
    ],
)
def test_sniff(head, known):
    assert jsonl.sniff(head) is known


KEYS = (
    "id",
    "title",
    "abstract",
    "authors",
    "author_count",
    "date",
    "date_text",
    "comments",
    "upvotes",
    "url",
    "sources",
)
# Tiny pools, so that values meet; each field is also met alone.
papers = st.builds(
    Paper,
    id=st.just(""),
    title=st.sampled_from(["Cups", "Cups of Tea: 1", "Ünder"]),
    abstract=st.sampled_from(["Tea.", 'Some "tea" \\ cake\u2028now.']).map(lambda text: " ".join(text.split())),
    authors=st.none() | st.lists(st.sampled_from(["Ann Lid", "Bo, Spout"]), min_size=1, max_size=2).map(tuple),
    author_count=st.none() | st.integers(0, 9),
    date=st.sampled_from([None, "2024", "2024-05", "2024-05-06"]),
    date_text=st.sampled_from([None, "May 6"]),
    comments=st.none() | st.integers(0, 3),
    upvotes=st.none() | st.integers(0, 3),
    url=st.sampled_from([None, "https://example.org"]),
    sources=st.lists(st.builds(Source, st.sampled_from(["a", "b"]), st.integers(1, 3)), min_size=1, max_size=2).map(
        tuple
    ),
)


@settings(deadline=None)
@given(papers, st.sampled_from(["arxiv:2401.01234", "doi:10.1000/x", None]))
def test_our_own_output_comes_back(paper, paper_id):
    count = len(paper.authors) if paper.authors and paper.author_count is None else paper.author_count
    paper = replace(paper, id=paper_id or title_id(paper.title), author_count=count)
    line = json.dumps({key: value for key, value in asdict(paper).items() if key in KEYS})
    assert parse(line) == [replace(paper, record_id=paper.id)]


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), st.none() | st.booleans() | st.integers() | st.text(max_size=3)))
def test_every_object_is_a_paper_or_a_reject(fields):
    (record,) = parse(json.dumps(fields))
    if isinstance(record, Paper):
        assert title_key(record.title)
        assert record.abstract
        repr(record.text).encode()
        record.text.encode()
