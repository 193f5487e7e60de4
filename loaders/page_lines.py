"""What a single line of a listing page is, as far as the line alone can say."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, auto

from loaders.fields import one_line


class Kind(Enum):
    """What a line is for."""

    CONTENT = auto()  # a title, a part of an abstract, or something unforeseen
    FACTS = auto()  # what the page says about a paper: authors, date, comments
    UPVOTES = auto()  # stands before or after its paper, by the layout
    NOISE = auto()  # belongs to a paper and says nothing
    FURNITURE = auto()  # belongs to the page: ends the paper before it


@dataclass(frozen=True, slots=True)
class Facts:
    """What a line says about its paper."""

    author_count: int | None = None
    date: str | None = None
    date_text: str | None = None
    comments: int | None = None
    upvotes: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank: its number from 1, its text, and what it is."""

    number: int
    text: str
    kind: Kind
    facts: Facts = field(default_factory=Facts)


_INBOX = r"Get trending papers in your email inbox(?: once a day)?!"
_BY = r"by\s*@?(?:AK|akhaliq)\b(?: and the research community)?"
# The banner, its parts glued or not. What is glued to its end is the first title: a copied page loses the line break
# after the button. "Subscribe" alone is a button, while "Subscribed" and "Subscribers" are words.
_BANNER = re.compile(
    rf"(?:(?:new\s*)?{_INBOX}\s*)+(?:Subscribe(?!rs?\b|d\b)\s*)?(?:Daily Papers\s*)?(?:{_BY}\s*)?"
    r"|Subscribe(?!rs?\b|d\b|\s)"
    rf"|(?:Daily Papers\s*)?{_BY}\s*",
)
_FURNITURE = frozenset(
    """
    about|all rights reserved|articles|back to top|blog|brand assets|buckets|careers|changelog|collections|community
    company|cookie policy|daily|daily papers|datasets|discord|docs|documentation|enterprise|forum|github|home
    hugging face|huggingface|jobs|join|learn|linkedin|load more|log in|login|models|monthly|new|news|next|organizations
    paper page|papers|posts|press|previous|pricing|privacy|privacy policy|resources|search|service status|settings
    sign in|sign up|solutions|spaces|status|subscribe|system theme|tasks|terms|terms of service|today|tos|trending
    trending papers|twitter|website|weekly|yesterday
    """.replace("\n", "|")
    .replace("    ", "")
    .split("|")
) - {""}
_FURNITURE_SHAPE = re.compile(
    r"(?:©|\(c\)|copyright\b).{0,60}|(?:previous|next)(?:[\s\d.…]+|page)*(?:next)?|hugging ?face.{0,3}(?:inc\.?)?", re.I
)
_NOISE = re.compile(
    r"[\W_]+|\+?\d[\d.,]*k?|upvote|submitted by(?:\s+\S+){0,4}|view (?:on|in) (?:arxiv|hugging ?face)|view pdf|pdf"
    r"|arxiv(?:lens)?|arxiv page|paper page|project page|github\s*[\d.,]*k?|show more|read more|hide|like|share",
    re.I,
)
_COUNT = re.compile(r"(\d{1,5}) authors?", re.I)
_UPVOTES = re.compile(r"(?:[▲△⬆↑]\s*(\d+)|(\d+) (?:upvotes?|likes?)|upvotes?:?\s*(\d+))", re.I)
_COMMENTS = re.compile(r"(\d+) comments?", re.I)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DATE = re.compile(
    rf"(?:(?:published|submitted) (?:on )?)?((?:[a-z]{{3,9}},?\s+)?(?:{_MONTH}\s+(\d\d?)(?:,?\s+(\d{{4}}))?"
    rf"|(\d\d?)\s+{_MONTH}(?:,?\s+(\d{{4}}))?))(?:\s+(\d{{1,4}}))?",
    re.I,
)
_BULLET = re.compile(r"\s*[·•∙⋅|]\s*")


def split_lines(text: str) -> list[Line]:
    """The lines of a page that are not blank, each with what it is."""
    found: list[Line] = []
    for number, raw in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        text = one_line(raw)
        if re.fullmatch(r"[0-9]{1,4}", text) and _ends_with_date(found, number):
            found.append(Line(number, text, Kind.FACTS, Facts(comments=int(text))))
        else:
            found += _classified(number, text, waits_for_name=_waits_for_name(found))
    return [_reconsidered(line, found[index + 1 : index + 2]) for index, line in enumerate(found)]


def _waits_for_name(found: list[Line]) -> bool:
    return bool(found) and found[-1].text.lower() == "submitted by"


def _ends_with_date(found: list[Line], number: int) -> bool:
    """Whether the line right above, with no blank line between, is a date that lacks its number of comments."""
    last = found[-1] if found else None
    return bool(last and last.number == number - 1 and last.facts.date_text and last.facts.comments is None)


def _classified(number: int, text: str, *, waits_for_name: bool) -> list[Line]:
    if not text:
        return []
    if waits_for_name and " " not in text:
        return [Line(number, text, Kind.NOISE)]
    banner = _BANNER.match(text)
    if banner:
        rest = text[banner.end() :].strip()
        head = Line(number, banner[0].strip(), Kind.FURNITURE)
        return [head, *_classified(number, rest, waits_for_name=False)]
    if text.lower() in _FURNITURE or _FURNITURE_SHAPE.fullmatch(text):
        return [Line(number, text, Kind.FURNITURE)]
    facts = _facts(text)
    if facts:
        return [Line(number, text, Kind.FACTS, facts)]
    upvotes = _UPVOTES.fullmatch(text)
    if upvotes:
        return [Line(number, text, Kind.UPVOTES, Facts(upvotes=int(next(filter(None, upvotes.groups())))))]
    return [Line(number, text, Kind.NOISE if _NOISE.fullmatch(text) else Kind.CONTENT)]


def _reconsidered(line: Line, following: list[Line]) -> Line:
    """A word of the page's own furniture that stands right above prose is a paper's title: "Datasets", "Search"."""
    is_word = line.kind is Kind.FURNITURE and line.text.lower() in _FURNITURE - {"new", "subscribe", "daily papers"}
    is_prose = any(len(other.text) > 100 and other.text.endswith(".") for other in following)
    return Line(line.number, line.text, Kind.CONTENT) if is_word and is_prose else line


def _facts(text: str) -> Facts | None:
    """What a line such as ``Some Lab · 5 authors · Oct 10, 2017 1`` says; ``None`` if it is no such line."""
    pieces = [piece for piece in _BULLET.split(text) if piece]
    read = [_fact(piece) or (_comments(piece) if index else None) for index, piece in enumerate(pieces)]
    known = [fact for fact in read if fact]
    # One name of an institution may stand before the facts, never after them.
    if not known or any(fact is None for fact in read[1:]):
        return None
    return Facts(
        author_count=next((fact.author_count for fact in known if fact.author_count is not None), None),
        date=next((fact.date for fact in known if fact.date), None),
        date_text=next((fact.date_text for fact in known if fact.date_text), None),
        comments=next((fact.comments for fact in known if fact.comments is not None), None),
    )


def _comments(piece: str) -> Facts | None:
    return Facts(comments=int(piece)) if re.fullmatch(r"[0-9]{1,4}", piece) else None


def _fact(piece: str) -> Facts | None:
    if count := _COUNT.fullmatch(piece):
        return Facts(author_count=int(count[1]))
    if comments := _COMMENTS.fullmatch(piece):
        return Facts(comments=int(comments[1]))
    found = _DATE.fullmatch(piece)
    if not found:
        return None
    month = (found[2] or found[6]).lower()[:3]
    day, year, comments_text = found[3] or found[5], found[4] or found[7], found[8]
    return Facts(
        date=_day(year, month, day) if year else None,
        date_text=found[1],
        comments=int(comments_text) if comments_text else None,
    )


def _day(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), _MONTHS.index(month) + 1, int(day)).isoformat()
    except ValueError:
        return None
