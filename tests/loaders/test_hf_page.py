"""Listing pages in all their layouts; every sample is invented."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import Paper, Reject
from loaders import hf_page

HEADER = [
    "new",
    "Get trending papers in your email inbox!",
    "Subscribe",
    "Daily Papers",
    "byAK and the research community",
    "Mar 11",
]
FOOTER = [
    *("Previous", "1", "2", "3", "...", "7", "Next", "Company", "TOS", "Privacy", "About", "Careers", "Website"),
    *("Models", "Datasets", "Spaces", "Pricing", "Docs", "© Hugging Face"),
]
TITLES = [
    "Kettles and Their Whistles: A Study of Steam",
    "Do Teapots Dream of Larger Cups?",
    "Spoons vs. Forks in Low-Resource Kitchens",
    "Stirring ... and Then Some",
    "Porridge",
]
ABSTRACTS = [
    "We study how kettles whistle. The pitch depends on the spout, and our model of it, WhistleNet, predicts it well. "
    "On SteamBench it is ahead of every earlier kettle by a wide margin, and the code is at https://example.org/kettle",
    "It is unclear whether teapots dream. This paper asks 40 of them in a controlled setting; none has answered yet.",
    "Forks are widely used. However, spoons have been neglected, e.g. in soups. We show that they can be of use there.",
    "We stir.",
    "Porridge is a dish that we propose to eat warm. In experiments with three bears, 33.3% of bowls were just right, "
    "which is 12.1 points above the strongest baseline.",
]
PAPERS = list(zip(TITLES, ABSTRACTS, strict=True))


def parse(text):
    return list(hf_page.load(text.splitlines(keepends=True), file="page.txt"))


def texts(text):
    records = parse(text)
    assert all(isinstance(record, Paper) for record in records), records
    return [(paper.title, paper.abstract) for paper in records]


def spaced(papers, header=HEADER, footer=()):
    return "\n\n".join([*header, *(text for pair in papers for text in pair), *footer])


def glued(papers):
    lines = [text for pair in papers for text in pair]
    banner = ["Get trending papers in your email inbox once a day!", "Get trending papers in your email inbox!"]
    return "\n".join([*banner, "Subscribe" + lines[0], *lines[1:]]) + "\n"


def with_facts(papers, facts):
    blocks = [f"{title}\n\n{abstract}\n\n{fact}\n" for (title, abstract), fact in zip(papers, facts, strict=True)]
    return "\n\n".join(HEADER) + "\n\n" + "\n".join(blocks)


FACTS = [
    "  • 2 authors\n·\nOct 10, 2017",
    "  • 11 authors\n·\nAug 21",
    "  • 1 author\n·\nJan 23, 2024 1",
    "  • 5 authors\n·\nMar 18 2",
    "Teapot University\n  • 3 authors\n·\nDec 8, 2022",
]


@pytest.mark.parametrize(
    "text",
    [
        spaced(PAPERS),
        spaced(PAPERS, footer=FOOTER),
        spaced(PAPERS, header=[]),
        spaced(PAPERS, header=HEADER[:-1]),
        glued(PAPERS),
        with_facts(PAPERS, FACTS),
        with_facts(PAPERS, FACTS) + "\n" + "\n".join(FOOTER),
        spaced(PAPERS[:2]) + "\n\n" + spaced(PAPERS[2:], footer=FOOTER),
        with_facts(PAPERS[:2], FACTS[:2]) + "\n" + spaced(PAPERS[2:]),
    ],
    ids=["spaced", "footer", "no header", "no date", "glued", "facts", "facts footer", "two pages", "two layouts"],
)
@pytest.mark.parametrize("change", ["", "crlf", "cr", "nbsp"])
def test_every_layout_gives_every_paper(text, change):
    text = {
        "": text,
        "crlf": text.replace("\n", "\r\n"),
        "cr": text.replace("\n", "\r"),
        "nbsp": text.replace(" ", "\u00a0"),
    }[change]
    assert texts(text) == PAPERS


def test_facts_belong_to_the_paper_above_them():
    papers = parse(with_facts(PAPERS, FACTS))
    assert [(p.author_count, p.date, p.date_text, p.comments) for p in papers] == [
        (2, "2017-10-10", "Oct 10, 2017", None),
        (11, None, "Aug 21", None),
        (1, "2024-01-23", "Jan 23, 2024", 1),
        (5, None, "Mar 18", 2),
        (3, "2022-12-08", "Dec 8, 2022", None),
    ]
    assert [p.sources[0].record for p in papers] == [1, 2, 3, 4, 5]
    assert all(p.url is None and p.authors is None and p.sources[0].file == "page.txt" for p in papers)


def test_the_date_of_a_page_dates_no_paper():
    papers = parse(spaced(PAPERS[:2]) + "\n\n" + spaced(PAPERS[2:]))
    assert {(p.date, p.date_text) for p in papers} == {(None, None)}


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        ("Teapot Lab · 4 authors · Oct 10, 2017 · 3", (4, "2017-10-10", "Oct 10, 2017", 3)),
        ("• 4 authors\n·\nOct 10, 2017\n3", (4, "2017-10-10", "Oct 10, 2017", 3)),
        ("• 4 authors\n·\n10 October 2017", (4, "2017-10-10", "10 October 2017", None)),
        ("Published on Oct 10", (None, None, "Oct 10", None)),
        ("4 authors\nFeb 31, 2020", (4, None, "Feb 31, 2020", None)),
        ("2 comments", (None, None, None, 2)),
        ("3 authors\n9 authors", (3, None, None, None)),
    ],
)
def test_facts_are_read_however_they_are_set(fact, expected):
    (paper,) = parse(f"{TITLES[0]}\n\n{ABSTRACTS[0]}\n\n{fact}\n")
    assert (paper.author_count, paper.date, paper.date_text, paper.comments) == expected


@pytest.mark.parametrize(
    "stray",
    ["Teapot University", "NVIDIA", "Submitted by ladle", "Submitted by\nladle", "12 upvotes", "Upvote\n12", "+4", "·"],
)
@pytest.mark.parametrize("facts", ["\n  • 2 authors\n·\nOct 10, 2017", ""])
def test_stray_lines_are_no_part_of_a_paper(stray, facts):
    page = "\n\n".join(f"{title}\n\n{abstract}\n\n{stray}{facts}" for title, abstract in PAPERS)
    assert texts(page) == PAPERS


def test_a_long_institution_is_stray_where_the_layout_has_it():
    name = "{} Centre of Warm Milk for Cold Days"
    page = "\n\n".join(f"{t}\n\n{a}\n\n{name.format(t[:4])}\n  • 2 authors\n" for t, a in PAPERS)
    assert texts(page) == PAPERS


@pytest.mark.parametrize("stray", ["Acme", "Warm Milk", "Cold University of Milk", "Acme Team", "Milk Research"])
def test_a_line_between_papers_that_may_be_an_institution_is_dropped(stray):
    assert texts(spaced([PAPERS[0], (stray, PAPERS[1][0]), (PAPERS[1][1],), PAPERS[2]])) == PAPERS[:3]


@pytest.mark.parametrize("title", ["Boil It Twice", "The Lid Is the Message", "Lids: Why", "Lids?"])
def test_a_line_between_papers_that_may_be_a_title_is_rejected(title):
    records = parse(spaced([PAPERS[0], (title, PAPERS[1][0]), (PAPERS[1][1],), PAPERS[2]]))
    assert [(r.title, r.abstract) for r in records if isinstance(r, Paper)] == PAPERS[:3]
    assert [(r.record, r.reason) for r in records if isinstance(r, Reject)] == [(2, "title without an abstract")]


def test_upvotes_above_the_title_and_below():
    below = "".join(f"{t}\n{a}\n{n} upvotes\n" for n, (t, a) in enumerate(PAPERS, 1))
    above = "".join(f"{n} upvotes\n{t}\n{a}\n" for n, (t, a) in enumerate(PAPERS, 1))
    assert [p.upvotes for p in parse(below)] == [p.upvotes for p in parse(above)] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("title", [f"{'Remarkably ' * 22}Long Titles for Small Results", "Subscribers", "Datasets"])
def test_odd_titles(title):
    papers = [PAPERS[0], (title, ABSTRACTS[4]), PAPERS[1]]
    assert texts(spaced(papers, footer=FOOTER)) == papers


@pytest.mark.parametrize("title", ["iSpoon: Stirring at Scale", "rPot Boils", "Étude on Cups", "3 Bears and a Bowl"])
def test_subscribe_glued_to_the_first_title(title):
    papers = [(title, ABSTRACTS[0]), *PAPERS[1:]]
    assert texts(glued(papers)) == papers


def test_an_abstract_in_paragraphs():
    first, second = ABSTRACTS[4].split(". ", 1)
    page = spaced([(TITLES[0], f"{first}.\n\n{second}"), *PAPERS[1:]])
    assert texts(page)[0] == (TITLES[0], ABSTRACTS[4])


def test_a_title_without_an_abstract_is_rejected_and_nothing_else_lost():
    title = "On Lids: Why Pots Have Them and Pans Do Not"
    records = parse(
        spaced([PAPERS[0], (title, PAPERS[1][0]), (PAPERS[1][1], PAPERS[2][0]), (PAPERS[2][1],)], header=[])
    )
    assert [(r.title, r.abstract) for r in records if isinstance(r, Paper)] == PAPERS[:3]
    assert [r for r in records if isinstance(r, Reject)] == [Reject("page.txt", 2, 5, "title without an abstract")]


def test_a_title_at_the_end_is_rejected():
    records = parse(spaced(PAPERS, header=[]) + "\n\nOn Lids: A Fragment About Pots\n")
    assert records[-1] == Reject("page.txt", 6, 21, "title without an abstract")


def test_an_abstract_without_a_title_is_rejected_and_nothing_else_lost():
    text = with_facts(PAPERS, FACTS).replace(f"{TITLES[2]}\n\n", "")
    records = parse(text)
    assert [(r.title, r.abstract) for r in records if isinstance(r, Paper)] == PAPERS[:2] + PAPERS[3:]
    assert [(r.record, r.reason) for r in records if isinstance(r, Reject)] == [(3, "abstract without a title")]
    assert [r.date_text for r in records if isinstance(r, Paper)] == ["Oct 10, 2017", "Aug 21", "Mar 18", "Dec 8, 2022"]


def test_two_long_abstracts_are_not_one():
    long = [(abstract + " ") * 12 for abstract in ABSTRACTS[:2]]
    records = parse("\n\n".join([TITLES[0], long[0], long[1], *PAPERS[2]]))
    assert [type(record) for record in records] == [Paper, Reject, Paper]


def test_a_title_of_marks_only_is_not_read_as_a_title():
    assert parse(f"???\n\n{ABSTRACTS[0]}") == [Reject("page.txt", 1, 3, "abstract without a title")]


@pytest.mark.parametrize("text", ["", "\n\n", "\n".join(HEADER), "\n".join(FOOTER)])
def test_a_page_without_papers_has_no_records(text):
    assert parse(text) == []


@pytest.mark.parametrize(
    ("text", "known"),
    [
        (spaced(PAPERS), True),
        (glued(PAPERS), True),
        (f"{TITLES[0]}\n\n{ABSTRACTS[0]}\n\n  • 2 authors\n", True),
        ("\n\n".join(text for t, a in PAPERS for text in (t, a * 50)), True),
        ("# Porridge\n\n" + ABSTRACTS[0] * 5 + "\n\n## Installing\n\n" + ABSTRACTS[1] * 5, False),
        ("Copyright Bears\n" + ABSTRACTS[0] * 3 + "\nThe above must be kept.\n" + ABSTRACTS[1] * 5, False),
        ("Permission is granted, free of charge, to any bear\nwho finds this bowl, to eat it.\n", False),
        ('[{"title": "3 authors"}]', False),
        ("", False),
    ],
)
def test_sniff(text, known):
    assert hf_page.sniff(text) is known


words = st.text(string.ascii_lowercase, min_size=3, max_size=9)
titles = st.lists(words, min_size=3, max_size=18).map(lambda found: " ".join(word.capitalize() for word in found))
ends = st.sampled_from(["", "?", "!", ": A Study", " vs. Others", " ..."])
random_titles = st.builds(lambda title, end: title + end, titles, ends)
sentences = st.lists(words, min_size=8, max_size=20).map(lambda found: f"We {' '.join(found)}.")
abstracts = st.lists(sentences, min_size=1, max_size=8).map(" ".join)
random_papers = st.lists(st.tuples(random_titles, abstracts), min_size=1, max_size=6, unique_by=lambda pair: pair[0])


@settings(max_examples=150, deadline=None)
@given(random_papers, st.sampled_from([spaced, glued, lambda papers: with_facts(papers, [FACTS[0]] * len(papers))]))
def test_a_rendered_page_parses_back(papers, render):
    assert texts(render(papers)) == papers


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("Aab .?·•1\n\r\u00a0\ufeff\ud800"), max_size=200))
def test_no_text_breaks_the_parser(text):
    for number, record in enumerate(parse(text), start=1):
        assert (record.record if isinstance(record, Reject) else record.sources[0].record) == number
