"""Annotated abstracts as training examples: where each name stands, what it is, and what hangs on it."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.extract.names import fold
from kg.model import Paper

if TYPE_CHECKING:
    from collections.abc import Iterable, Set

    from spacy.tokens import Doc, Span


@dataclass(frozen=True, slots=True)
class GoldEntity:
    """One annotated thing of a paper; ``spans`` are half-open token ranges, one for each place where it is named."""

    type: str
    name: str
    surfaces: tuple[str, ...]
    role: str
    optional: bool
    spans: tuple[tuple[int, int], ...]


def paper_of(record: dict[str, Any]) -> Paper:
    """The paper of a record, with the same blanks that the loaders leave."""
    return Paper(record["id"], " ".join(record["title"].split()), " ".join(record["abstract"].split()))


def place(doc: Doc, record: dict[str, Any]) -> list[GoldEntity]:
    """The entities of a record with all the places of their surfaces; longer surfaces take the place of shorter."""
    found: list[tuple[int, int, int]] = []
    for index, entity in enumerate(record["entities"]):
        for surface in dict.fromkeys([*entity["surface"]]):
            clean = " ".join(surface.split())
            for match in re.finditer(rf"(?<!\w){re.escape(clean)}(?!\w)" if clean else r"(?!)", doc.text):
                span = doc.char_span(*match.span())
                if span is not None:
                    found.append((span.start, span.end, index))
    taken: set[int] = set()
    given: set[tuple[int, int]] = set()  # "CIFAR-10/100" names two things at one place
    spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for start, end, index in sorted(found, key=lambda item: (item[0] - item[1], item)):
        if (start, end) in given or taken.isdisjoint(range(start, end)):
            given.add((start, end))
            taken.update(range(start, end))
            spans[index].append((start, end))
    return [
        GoldEntity(
            entity["type"],
            entity["name"],
            tuple(entity["surface"]),
            entity["role"],
            bool(entity.get("optional")),
            tuple(sorted(set(spans[index]))),
        )
        for index, entity in enumerate(record["entities"])
    ]


class Support:
    """In which gold papers a name is annotated: what the lexicons would say of a paper had it not been read."""

    def __init__(self, records: Iterable[dict[str, Any]]) -> None:
        self._papers: dict[str, set[str]] = defaultdict(set)
        for record in records:
            for entity in record["entities"]:
                for surface in (*entity["surface"], entity["name"]):
                    self._papers[fold(surface)].add(record["id"])

    def without(self, spans: Iterable[Span], paper: str) -> list[Span]:
        """The listed names less those that only this paper taught."""
        return [span for span in spans if self._papers.get(fold(span.text)) != {paper}]

    def within(self, spans: Iterable[Span], papers: Set[str]) -> list[Span]:
        """The listed names less those that annotated papers taught, but none of these."""
        return [span for span in spans if not self._papers.get(fold(span.text), papers).isdisjoint(papers)]
