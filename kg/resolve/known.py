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
from kg.resolve.normal import group_of, normal, numbers
from kg.resolve.wording import loose
from kg.text import digest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

Key = tuple[str, str]  # (type group, normal form)
_TWIN = {EntityType.METHOD: EntityType.TASK, EntityType.TASK: EntityType.METHOD}
Wording = tuple[str, tuple[str, ...], tuple[str, ...]]  # type group, stems, numbers
TYPE_OF = {group_of(kind): kind for kind in EntityType}
THINGS, ALIASES, SHORT_FORMS, SENSES = "things.tsv", "aliases.tsv", "short_forms.tsv", "senses.tsv"


def _wording(group: str, text: str) -> Wording:
    return group, loose(text), numbers(text)


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
    wordings: Mapping[Wording, Key] = field(default_factory=dict)
    synonyms: Mapping[Key, frozenset[Key]] = field(default_factory=dict)

    def name(self, key: Key) -> Key:
        """The key of the name that this one is an alias of; of others the key itself."""
        return self.names.get(key, key)

    def named(self, key: Key, surface: str) -> Key:
        """``name``, also by the same words in other forms or another order."""
        if key in self.names or self.lists(key):
            return self.name(key)
        return self.wordings.get(_wording(key[0], surface), key)

    def lists(self, key: Key) -> bool:
        """Whether the tables know the name of this key."""
        return key in self.papers or key in self.names or key in self.reviewed

    def synonymous(self, a: Key, b: Key) -> bool:
        """Whether two names are in use for one thing, though some papers keep them apart."""
        ends = [{key, self.name(key), *self.synonyms.get(key, ())} for key in (a, b)]
        return not ends[0].isdisjoint(ends[1])

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


@dataclass(frozen=True, slots=True)
class Thing:
    """A reviewed row: what a thing is called, how else, and names that are other things though they look alike.

    ``synonyms`` are names in use for it that papers also keep apart from it: they do not join mentions.
    """

    type: EntityType
    name: str
    aliases: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()


class _Builder:
    def __init__(self, vague: Collection[str]) -> None:
        self.vague = vague
        self.step: dict[Key, Key] = {}
        self.worded: dict[Wording, set[Key]] = defaultdict(set)
        self.written: dict[Key, str] = {}
        self.papers: dict[Key, int] = defaultdict(int)
        self.reviewed: set[Key] = set()
        self.synonyms: dict[Key, set[Key]] = defaultdict(set)

    def alias(self, kind: EntityType, surface: str, name: str, papers: int) -> None:
        form, target = key_of(surface, kind), key_of(name, kind)
        self.papers[target] += papers
        self.written.setdefault(target, name)
        for text in (surface, name):
            self.worded[_wording(form[0], text)].add(target)
        if form != target and form[1] not in self.vague:
            self.step[form] = target

    def thing(self, thing: Thing) -> None:
        target = key_of(thing.name, thing.type)
        self.reviewed.add(target)
        self.step.pop(target, None)
        self.written[target] = thing.name
        for text in (thing.name, *thing.aliases):
            self.worded[_wording(target[0], text)].add(target)
        for other in thing.others:
            form = key_of(other, thing.type)
            self.worded[_wording(form[0], other)].discard(target)
            if self.step.get(form) == target:
                del self.step[form]
        for form in sorted({key_of(other, thing.type) for other in thing.aliases} - {target}):
            self.step[form] = target
        for synonym in thing.synonyms:
            self.synonyms[key_of(synonym, thing.type)].add(target)

    def twins(self, things: Iterable[Thing]) -> None:
        """A task that a paper names as a method, or the other way round, has the same names where they are free."""
        for thing in things:
            if thing.type in _TWIN:
                twin = _TWIN[thing.type]
                target = key_of(thing.name, twin)
                free = target not in self.step and target not in self.reviewed
                for form in {key_of(alias, twin) for alias in thing.aliases} - {target} if free else ():
                    if form not in self.reviewed and form[1] not in self.vague:
                        self.written.setdefault(target, thing.name)
                        self.step.setdefault(form, target)

    def known(self, longs: Iterable[tuple[str, str, int]]) -> Known:
        ends = {key: _end(key, self.step) for key in self.step}
        met: dict[Key, int] = defaultdict(int)
        for key, count in self.papers.items():
            met[ends.get(key, key)] += count
        meant: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for short, long, count in longs:
            meant[normal(short, EntityType.METHOD)].append((long, count))
            for kind in (EntityType.METHOD, EntityType.TASK, EntityType.METRIC, EntityType.DATASET):
                self.written.setdefault(key_of(long, kind), long)
        meanings = {short: tuple(found) for short, found in meant.items()}
        wordings = _settled(self.worded, ends)
        synonyms = {key: frozenset(targets) for key, targets in self.synonyms.items()}
        return Known(ends, dict(met), meanings, frozenset(self.reviewed), self.written, wordings, synonyms)


def built(
    things: Iterable[Thing],
    aliases: Iterable[tuple[EntityType, str, str, int]],
    longs: Iterable[tuple[str, str, int]],
    *,
    vague: Collection[str] = (),
) -> Known:
    """Tables in memory: reviewed things, (type, surface, name, papers) and (short form, long form, papers).

    ``vague`` are the short forms (their normal form) that stand for several things: the papers tell for which.
    """
    builder = _Builder(vague)
    for row in aliases:
        builder.alias(*row)
    reviewed = list(things)
    for thing in reviewed:
        builder.thing(thing)
    builder.twins(reviewed)
    return builder.known(longs)


def _settled(worded: Mapping[Wording, set[Key]], ends: Mapping[Key, Key]) -> dict[Wording, Key]:
    """The wordings of two words and more that all belong to one name."""
    found = {words: {ends.get(key, key) for key in keys} for words, keys in worded.items() if words[1] and keys}
    return {words: next(iter(keys)) for words, keys in found.items() if len(keys) == 1}


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
        (
            Thing(
                EntityType(row["type"]), row["name"], *(_parts(row[each]) for each in ("aliases", "others", "synonyms"))
            )
            for row in table(THINGS)
        ),
        ((EntityType(row["type"]), row["surface"], row["name"], int(row["papers"])) for row in table(ALIASES)),
        ((row["short"], row["long"], int(row["papers"])) for row in table(SHORT_FORMS)),
        vague={normal(row["short"], EntityType.METHOD) for row in table(SENSES)},
    )


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)


@cache
def version() -> str:
    """Digest of the tables, by which a graph knows that they have changed."""
    folder = files("ontology") / "lexicons"
    return digest(*((folder / file).read_text(encoding="utf-8") for file in (THINGS, ALIASES, SHORT_FORMS, SENSES)))
