"""Checks the fields of one record and makes a ``Paper`` of them; pure, shared by every format that has named fields."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kg.ids import arxiv_id, doi, paper_id
from kg.model import Paper, Source
from kg.text import title_key

if TYPE_CHECKING:
    from collections.abc import Mapping

_UNSAFE = re.compile("[\0\ud800-\udfff]")
_ISO_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ].*)?)?)?", re.S)
_DATE_KEYS = ("date", "published", "publishedAt", "year")


class RecordError(ValueError):
    """A record that makes no paper; the message is the reason of its reject."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A date as far as it is known, and as written where it says more or something else."""

    date: str | None = None
    date_text: str | None = None


def encodable(text: str) -> str:
    """The text with U+FFFD for what UTF-8 or a C string cannot hold: lone surrogates and NUL."""
    return _UNSAFE.sub("\ufffd", text)


def one_line(text: str) -> str:
    """The text encodable, stripped, and with single spaces instead of any white space."""
    return " ".join(encodable(text).split())


def paper_from_record(record: Mapping[str, object], *, file: str, number: int) -> Paper:
    """The paper that a record with named fields describes; ``RecordError`` if it lacks or garbles what is needed."""
    title, abstract = _required(record, "title"), _required(record, "abstract", "summary")
    if not title_key(title):
        raise RecordError("title has no letter or digit")
    url, authors, dated = _text(record, "url"), _authors(record), _dated(record)
    record_id = _record_id(record)
    candidates = (_text(record, "arxiv_id"), record_id, url), (_text(record, "doi"), record_id, url)
    arxiv = next(filter(None, map(arxiv_id, candidates[0])), None)
    doi_found = next(filter(None, map(doi, candidates[1])), None)
    count = _number(record, "author_count")
    return Paper(
        id=paper_id(title=title, arxiv=arxiv, doi=doi_found),
        title=title,
        abstract=abstract,
        authors=authors,
        author_count=len(authors) if count is None and authors else count,
        date=dated.date,
        date_text=dated.date_text,
        comments=_comments(record),
        upvotes=_number(record, "upvotes"),
        url=url,
        sources=_sources(record) or (Source(file, number),),
        record_id=_text(record, "record_id") or record_id,  # our own output keeps the id that the input first had
        abstract_truncated=_flag(record, "abstract_truncated"),
    )


def _required(record: Mapping[str, object], *keys: str) -> str:
    """The first of these fields that holds text."""
    for key in keys:
        if text := _text(record, key):
            return text
    raise RecordError(f"no {' or '.join(keys)}")


def _text(record: Mapping[str, object], key: str) -> str | None:
    value = record.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise RecordError(f"{key} is not text")
    return one_line(value) or None


def _number(record: Mapping[str, object], key: str) -> int | None:
    value = record.get(key)
    if value is None:
        return None
    # Tables written by data-frame libraries turn whole numbers into 3.0 or "3"; nothing is lost in reading them back.
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}", value):
        return int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise RecordError(f"{key} is not a whole number")
    return value


def _comments(record: Mapping[str, object]) -> int | None:
    """How many comments there are; in arXiv's own records the key holds the authors' remark instead ("12 pages")."""
    value = record.get("comments")
    return None if isinstance(value, str) and not value.isdecimal() else _number(record, "comments")


def _flag(record: Mapping[str, object], key: str) -> bool:
    value = record.get(key)
    if value is None:
        return False
    if not isinstance(value, bool):
        raise RecordError(f"{key} is neither true nor false")
    return value


def _record_id(record: Mapping[str, object]) -> str | None:
    """The record's own id, verbatim."""
    value = record.get("id")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise RecordError("id is neither text nor a whole number")
    return encodable(str(value)) or None


def _authors(record: Mapping[str, object]) -> tuple[str, ...] | None:
    value = record.get("authors")
    if value is None:
        return None
    if isinstance(value, str):
        names = _split_names(one_line(value))
    elif isinstance(value, list):
        names = [one_line(_name(item)) for item in value]
    else:
        raise RecordError("authors is neither a list nor text")
    return tuple(name for name in names if name) or None


def _name(item: object) -> str:
    name = item.get("name") if isinstance(item, dict) else item
    if not isinstance(name, str):
        raise RecordError("authors holds something that is no name")
    return name


def _split_names(text: str) -> list[str]:
    """Names joined by semicolons, by commas and a final "and", or as ``Family, Given and Family, Given``."""
    if ";" in text:
        return [part.strip() for part in text.split(";")]
    by_and = re.split(r"\s+and\s+", text)
    if len(by_and) > 1 and all(part.count(",") == 1 and not part.endswith(",") for part in by_and):
        return by_and
    return [part.strip() for part in re.split(r",\s*and\s+|,|\s+and\s+", text)]


def _dated(record: Mapping[str, object]) -> Dated:
    written = _text(record, "date_text")
    for key in _DATE_KEYS:
        value = record.get(key)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if value is None or value == "":
            continue
        if not isinstance(value, str):
            raise RecordError(f"{key} is not a date")
        day = iso_date(one_line(value))
        # A date in some other notation is kept as written: only what is certain goes into the date.
        return Dated(day, written if day or written else one_line(value))
    return Dated(None, written)


def iso_date(text: str) -> str | None:
    """``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD`` at the start of an ISO 8601 time; ``None`` if there is no such day."""
    match = _ISO_DATE.fullmatch(text)
    if not match:
        return None
    year, month, day = match.groups()
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    return "-".join(part for part in (year, month, day) if part)


def _sources(record: Mapping[str, object]) -> tuple[Source, ...]:
    """Where our own output says that a paper was first read; anything else under this key is someone else's."""
    value = record.get("sources")
    if not isinstance(value, list):
        return ()
    sources = []
    for item in value:
        match item:
            case {"file": str(file), "record": int(number)} if len(item) == 2 and not isinstance(number, bool):
                sources.append(Source(encodable(file), number))
            case _:
                return ()
    return tuple(sources)
