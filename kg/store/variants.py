"""What one record says of a paper, and what the records of a paper say together."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.model import Paper, Source
from kg.text import digest, title_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# The fields beside title and abstract, in the order in which they are written.
FIELDS = (
    "authors",
    "author_count",
    "date",
    "date_text",
    "comments",
    "upvotes",
    "url",
    "record_id",
    "abstract_truncated",
)


@dataclass(frozen=True, slots=True)
class Variant:
    """Title, abstract and the other fields (as JSON) as one record gives them."""

    title: str
    abstract: str
    fields: str

    @classmethod
    def of(cls, paper: Paper) -> Variant:
        """What this paper says, without its id and sources."""
        return cls(paper.title, paper.abstract, dump({name: getattr(paper, name) for name in FIELDS}))

    @property
    def digest(self) -> str:
        """Equal for what is equal."""
        return digest(self.title, self.abstract, self.fields, size=32)

    @property
    def key(self) -> str:
        """Normalised title."""
        return title_key(self.title)


def dump(value: object) -> str:
    """Compact JSON in one spelling, so that texts can be compared."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def combine(variants: Iterable[Variant]) -> tuple[Variant, str]:
    """The variant whose text stands for the paper, and the fields of all of them, whatever their order.

    The text is one that its source did not cut, then the longest abstract, then the smallest; counts are the largest
    seen; a date the most precise, then the earliest; everything else the first that says anything.
    """
    ordered = sorted(set(variants), key=_preference)
    said = [json.loads(variant.fields) for variant in ordered]
    merged: dict[str, Any] = {name: _first(values[name] for values in said) for name in FIELDS}
    for name in ("comments", "upvotes"):
        merged[name] = max((values[name] for values in said if values[name] is not None), default=None)
    dates = [values["date"] for values in said if values["date"] is not None]
    merged["date"] = min(dates, key=lambda date: (-len(date), date), default=None)
    merged["abstract_truncated"] = said[0]["abstract_truncated"]
    return ordered[0], dump(merged)


def _preference(variant: Variant) -> tuple[bool, int, str, str, str]:
    truncated = bool(json.loads(variant.fields)["abstract_truncated"])
    return (truncated, -len(variant.abstract), variant.title, variant.abstract, variant.fields)


def _first(values: Iterable[Any]) -> Any:  # noqa: ANN401 - a field of any type
    return next((value for value in values if value is not None), None)


def build_paper(paper_id: str, title: str, abstract: str, fields: str, sources: Sequence[Source]) -> Paper:
    """The paper that these parts make."""
    values = json.loads(fields)
    if values["authors"] is not None:
        values["authors"] = tuple(values["authors"])
    return Paper(paper_id, title, abstract, sources=tuple(sources), **values)
