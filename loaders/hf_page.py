"""Hugging Face Daily Papers listings, saved or copied as text, in any of their layouts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING

from kg.ids import title_id
from kg.model import Paper, Reject, Source
from kg.text import title_key
from loaders.page_labels import Part, Unit, label
from loaders.page_lines import Facts, Kind, Line, split_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_TELLTALE = re.compile(
    r"trending papers in your email inbox|\bby\s*@?AK and the research community|^\W*\d+ authors?\W*$", re.I | re.M
)
_MARKUP = re.compile(r"\s*(?:[#<{\[*>|`=\\-]|\d+\.\s)")
_PROSE_CHARS = 400


@dataclass(slots=True)
class _Entry:
    """A record while it is put together."""

    line: int
    title: str | None
    paragraphs: list[str] = field(default_factory=list)
    facts: Facts = field(default_factory=Facts)

    def learn(self, facts: Facts) -> None:
        """Take what a line says where nothing has been said yet."""
        mine = self.facts
        dated = mine if mine.date_text else facts
        self.facts = Facts(
            author_count=_first(mine.author_count, facts.author_count),
            date=dated.date,
            date_text=dated.date_text,
            comments=_first(mine.comments, facts.comments),
            upvotes=_first(mine.upvotes, facts.upvotes),
        )


def load(lines: Iterable[str], *, file: str) -> Iterator[Paper | Reject]:
    """Yield a paper for every title with its abstract, a reject for one without the other."""
    for number, entry in enumerate(_entries(split_lines("".join(lines))), start=1):
        yield _finished(entry, file, number)


def sniff(head: str) -> bool:
    """Whether the text has the page's own words, or nothing but titles each with a long line of prose."""
    if head.lstrip()[:1] in {"{", "[", "<"}:
        return False
    return bool(_TELLTALE.search(head)) or _is_bare_listing(head)


def _is_bare_listing(head: str) -> bool:
    lines = [line.strip() for line in head.splitlines() if line.strip()]
    titles, abstracts = lines[0::2], lines[1::2]
    return (
        len(abstracts) >= 2
        and all(len(line) >= _PROSE_CHARS for line in abstracts[:-1])  # the last may be cut
        and all(len(line) < _PROSE_CHARS and not line.endswith(".") and not _MARKUP.match(line) for line in titles)
    )


def _first(mine: int | None, other: int | None) -> int | None:
    return other if mine is None else mine


def _entries(lines: list[Line]) -> list[_Entry]:
    parts = _labelled(lines)
    upvotes_lead = _upvotes_lead(lines, parts)
    entries: list[_Entry] = []
    current: _Entry | None = None  # the one that facts belong to
    waiting = Facts()
    for line in lines:
        part = parts.get(line.number) if line.kind is Kind.CONTENT else None
        if part in {Part.TITLE, Part.ORPHAN}:
            current = _Entry(line.number, line.text if part is Part.TITLE else None)
            current.learn(waiting)
            waiting = Facts()
            entries.append(current)
        if part in {Part.ABSTRACT, Part.ORPHAN} and entries:
            entries[-1].paragraphs.append(line.text)
        elif line.kind is Kind.FURNITURE:
            current = None
        elif line.kind is Kind.UPVOTES and upvotes_lead:
            waiting = line.facts
        elif current is not None:
            current.learn(line.facts)
    return entries


def _labelled(lines: list[Line]) -> dict[int, Part]:
    """The part of each line of content, by its number."""
    numbers, units = [], []
    ended = False
    telling = [line for line in lines if line.kind is not Kind.NOISE]
    for line, following in zip_longest(telling, telling[1:]):
        if line.kind is Kind.CONTENT:
            before_facts = following is not None and following.kind is Kind.FACTS
            numbers.append(line.number)
            units.append(Unit(line.text, after_break=ended, before_facts=before_facts))
            ended = False
        elif line.kind in {Kind.FACTS, Kind.FURNITURE}:
            ended = True
    return dict(zip(numbers, label(units), strict=True))


def _upvotes_lead(lines: list[Line], parts: dict[int, Part]) -> bool:
    """Whether the page counts upvotes above each title, not below: seen from which of the two comes first."""
    for line in lines:
        if line.kind is Kind.UPVOTES:
            return True
        if line.kind is Kind.CONTENT and parts[line.number] in {Part.TITLE, Part.ORPHAN}:
            return False
    return False


def _finished(entry: _Entry, file: str, number: int) -> Paper | Reject:
    if entry.title is None:
        return Reject(file, number, entry.line, "abstract without a title")
    if not entry.paragraphs:
        return Reject(file, number, entry.line, "title without an abstract")
    if not title_key(entry.title):
        return Reject(file, number, entry.line, "title has no letter or digit")
    return Paper(
        id=title_id(entry.title),
        title=entry.title,
        abstract=" ".join(entry.paragraphs),
        author_count=entry.facts.author_count,
        date=entry.facts.date,
        date_text=entry.facts.date_text,
        comments=entry.facts.comments,
        upvotes=entry.facts.upvotes,
        sources=(Source(file, number),),
    )
