"""What is known of names before any paper is read: aliases, and what short forms stand for.

Three tables of ``ontology/lexicons``: ``things.tsv`` (reviewed by hand), ``aliases.tsv`` (what annotators called the
thing that a paper names so) and ``short_forms.tsv`` (definitions counted over abstracts).
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from kg.model import EntityType
from kg.resolve.normal import group_of, normal
from kg.text import digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Key = tuple[str, str]  # (type group, normal form)
TYPE_OF = {group_of(kind): kind for kind in EntityType}
THINGS, ALIASES, SHORT_FORMS, SENSES = "things.tsv", "aliases.tsv", "short_forms.tsv", "senses.tsv"


def key_of(name: str, type: EntityType) -> Key:
    """The key of a name."""
    return group_of(type), normal(name, type)


@dataclass(frozen=True, slots=True)
class Known:
    """Aliases (followed to their end), how often a name is met, and the long forms of short ones."""

    names: Mapping[Key, Key] = field(default_factory=dict)
    papers: Mapping[Key, int] = field(default_factory=dict)
    longs: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    reviewed: frozenset[Key] = frozenset()
    written: Mapping[Key, str] = field(default_factory=dict)

    def name(self, key: Key) -> Key:
        """The key of the name that this one is an alias of; of others the key itself."""
        return self.names.get(key, key)

    def spelled(self, key: Key) -> str:
        """How the tables write the name of a key; of an unknown one the key's form."""
        return self.written.get(key, key[1])

    def preferred(self, key: Key) -> str | None:
        """What a reviewed thing is called."""
        return self.written.get(key) if key in self.reviewed else None

    def met(self, key: Key) -> int:
        """How many of the papers behind the tables speak of the thing of this key."""
        return self.papers.get(self.name(key), 0)

    def meanings(self, short: str, group: str) -> dict[Key, int]:
        """What a short form (its normal form) stands for, with the papers that define it so.

        A long form that the tables know as something else ("attack success rate" is a metric) does not count here.
        """
        kind, found = TYPE_OF[group], defaultdict[Key, int](int)
        for long, papers in self.longs.get(short, ()):
            form = normal(long, kind)
            key = self.name((group, form))
            elsewhere = max(
                (self.papers.get((g, normal(long, TYPE_OF[g])), 0) for g in TYPE_OF if g != group), default=0
            )
            if self.papers.get(key, 0) or elsewhere < 2:
                found[key] += papers
        return dict(found)


def table(file: str) -> Iterator[dict[str, str]]:
    """The rows of a table of ``ontology/lexicons``."""
    text = (files("ontology") / "lexicons" / file).read_text(encoding="utf-8")
    yield from csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE)


def built(
    things: Iterable[tuple[EntityType, str, Iterable[str]]],
    aliases: Iterable[tuple[EntityType, str, str, int]],
    longs: Iterable[tuple[str, str, int]],
) -> Known:
    """Tables in memory: (type, name, aliases), (type, surface, name, papers) and (short form, long form, papers)."""
    step: dict[Key, Key] = {}
    written: dict[Key, str] = {}
    papers: dict[Key, int] = defaultdict(int)
    for kind, surface, name, count in aliases:
        form, target = key_of(surface, kind), key_of(name, kind)
        papers[target] += count
        written.setdefault(target, name)
        if form != target:
            step[form] = target
    reviewed = set()
    for kind, name, others in things:
        target = key_of(name, kind)
        reviewed.add(target)
        step.pop(target, None)
        written[target] = name
        for form in sorted({key_of(other, kind) for other in others} - {target}):
            step[form] = target
    ends = {key: _end(key, step) for key in step}
    met: dict[Key, int] = defaultdict(int)
    for key, count in papers.items():
        met[ends.get(key, key)] += count
    by_short: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for short, long, count in longs:
        by_short[normal(short, EntityType.METHOD)].append((long, count))
    meant = {short: tuple(found) for short, found in by_short.items()}
    for kind in (EntityType.METHOD, EntityType.TASK, EntityType.METRIC, EntityType.DATASET):
        for long, _ in (each for found in meant.values() for each in found):
            written.setdefault(key_of(long, kind), long)
    return Known(ends, dict(met), meant, frozenset(reviewed), written)


def _end(key: Key, step: Mapping[Key, Key]) -> Key:
    seen = {key}
    while step.get(key, key) not in seen:
        key = step[key]
        seen.add(key)
    return min(seen) if step.get(key, key) != key else key  # a circle is one thing, called by its first form


@cache
def known() -> Known:
    """The tables that are shipped."""
    return built(
        ((EntityType(row["type"]), row["name"], _parts(row["aliases"])) for row in table(THINGS)),
        ((EntityType(row["type"]), row["surface"], row["name"], int(row["papers"])) for row in table(ALIASES)),
        ((row["short"], row["long"], int(row["papers"])) for row in table(SHORT_FORMS)),
    )


def _parts(cell: str) -> list[str]:
    return [part for part in cell.split("|") if part]


@cache
def version() -> str:
    """Digest of the tables, by which a graph knows that they have changed."""
    folder = files("ontology") / "lexicons"
    return digest(*((folder / file).read_text(encoding="utf-8") for file in (THINGS, ALIASES, SHORT_FORMS, SENSES)))
