"""Where sentences begin, by a table of hard cases and by laws over random text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.sentences import sentence_spans
from kg.extract.urls import find_urls

from .reading import FRAGMENTS, papers


def split(abstract: str, title: str = "Title") -> list[str]:
    text = f"{title}\n{abstract}"
    return [text[span.start : span.end] for span in sentence_spans(text, len(title))][1:]


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        ("Plain ones end here. The next follows.", ["Plain ones end here.", "The next follows."]),
        ("Is it so? Yes! It is.", ["Is it so?", "Yes!", "It is."]),
        ("Trees vs. Forests is no match.", ["Trees vs. Forests is no match."]),
        ("As e.g. BERT does, i.e. Well.", ["As e.g. BERT does, i.e. Well."]),
        ("It beats Smith et al. The gain is 3.5 points.", ["It beats Smith et al.", "The gain is 3.5 points."]),
        ("It follows Smith et al. Smith was first.", ["It follows Smith et al. Smith was first."]),
        ("See Fig. 2 and Eq. 3 there.", ["See Fig. 2 and Eq. 3 there."]),
        ("Glued ends.It goes on.", ["Glued ends.", "It goes on."]),
        ("Glued (so it is).It goes on.", ["Glued (so it is).", "It goes on."]),
        ("Names like Node.js stay.", ["Names like Node.js stay."]),
        ("See https://a.org/x.Html now. We go.", ["See https://a.org/x.Html now.", "We go."]),
        ("Code is at github.com/a/b.Our gain.", ["Code is at github.com/a/b.Our gain."]),
        ("Code: https://a.org/x. We go.", ["Code: https://a.org/x.", "We go."]),
        ("(All of it.) We go on.", ["(All of it.)", "We go on."]),
        ("So \u201cwe stop.\u201d Then we go.", ["So \u201cwe stop.\u201d", "Then we go."]),
        ("Small letters. do not begin one.", ["Small letters. do not begin one."]),
        ("Numbers may. 3 of them.", ["Numbers may.", "3 of them."]),
        ("By J. Smith alone.", ["By J. Smith alone."]),
        ("This is part I. We go on.", ["This is part I.", "We go on."]),
        ("Forests, trees, etc. The rest follows.", ["Forests, trees, etc.", "The rest follows."]),
        ("The share is 3.5 here.", ["The share is 3.5 here."]),
        ("", []),
        ("   ", []),
    ],
)
def test_table(abstract, expected):
    assert split(abstract) == expected


@pytest.mark.parametrize("title", ["Why? Because. It is", "Vs. all", "A", "Trees et al. The end!"])
def test_the_title_is_one_sentence_whatever_it_holds(title):
    text = f"{title}\nOne. Two."
    assert [text[span.start : span.end] for span in sentence_spans(text, len(title))] == [title, "One.", "Two."]


def test_an_empty_title_is_no_sentence():
    assert [(span.start, span.end) for span in sentence_spans("\nOne.", 0)] == [(1, 5)]


def check(text: str, title_end: int) -> None:
    spans = sentence_spans(text, title_end)
    covered: set[int] = set()
    for span in spans:
        assert span.start < span.end
        assert text[span.start : span.end] == text[span.start : span.end].strip()
        assert span.end <= title_end or span.start > title_end, "a sentence of the title and the abstract"
        assert covered.isdisjoint(range(span.start, span.end))
        covered.update(range(span.start, span.end))
    assert all(place in covered for place, char in enumerate(text) if not char.isspace())
    assert list(spans) == sorted(spans)


@given(papers)
@settings(deadline=None)
def test_sentences_cover_the_text_and_do_not_overlap(paper):
    check(paper.text, len(paper.title))


@given(st.lists(st.sampled_from([*FRAGMENTS, " ", "\t", "\u00a0", "  "])).map("".join))
@settings(deadline=None)
def test_blanks_of_every_kind(abstract):
    check(f"A title\n{abstract}", len("A title"))


@given(papers)
@settings(deadline=None)
def test_no_address_is_cut(paper):
    spans = sentence_spans(paper.text, len(paper.title))
    for url in find_urls(paper.text):
        assert any(span.start <= url.span.start and url.span.end <= span.end for span in spans)
