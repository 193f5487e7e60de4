"""Pairs of things that may be one, for a person to look at: near names by kind of nearness, best first.

Candidates come from shared keys (words, initials, letters left out one at a time: Mor and Fraenkel 1982), so that the
number of comparisons grows with the names and not with their square.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from kg.model import EntityType
from kg.resolve.decisions import DIFFER, settles
from kg.resolve.known import TYPE_OF
from kg.resolve.normal import abbreviates, group_of, is_short, normal, numbers
from kg.resolve.wording import loose, same_wording, typo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from kg.model import Entity
    from kg.resolve.decisions import Decision
    from kg.resolve.known import Known

_CROWD = 12  # a key that more things share tells nothing
_LETTERS_OF_CHANCE = 2  # two initials agree by chance
_LETTERS = 8  # shorter names one letter apart are two things more often than one
# Words without which a name often means the same.
_OPTIONAL = frozenset("neural deep machine automatic natural model models based learning task training method".split())


@dataclass(frozen=True, slots=True)
class Near:
    """Two things whose names come near each other; ``score`` is between 0 and 1, likelier duplicates above."""

    a: Entity
    b: Entity
    reason: str
    score: float


def near(entities: Iterable[Entity], known: Known, decisions: Sequence[Decision] = ()) -> list[Near]:
    """Near pairs, best first; those that a person noted to be two things are left out."""
    differ = [row for row in decisions if row.action == DIFFER]
    groups: dict[str, list[Entity]] = defaultdict(list)
    for entity in entities:
        if entity.type not in (EntityType.REPOSITORY, EntityType.PAPER):
            groups[group_of(entity.type)].append(entity)
    found = []
    for group, members in groups.items():
        listed = sorted(members, key=lambda entity: entity.id)
        for a, b in sorted(_candidates(listed)):
            judged = _judge(listed[a], listed[b], group, known)
            if judged and not _noted(listed[a], listed[b], differ):
                first, second = sorted((listed[a], listed[b]), key=lambda entity: (-entity.papers, entity.id))
                prior, reason = judged
                # what more papers speak of is worth a look first
                score = prior * (1 - 0.5 / (1 + second.papers))
                found.append(Near(first, second, reason, round(score, 4)))
    return sorted(found, key=lambda pair: (-pair.score, -pair.a.papers - pair.b.papers, pair.a.id, pair.b.id))


def _noted(a: Entity, b: Entity, rows: Sequence[Decision]) -> bool:
    return any(settles(row, left, right) for row in rows for left in (a.id, a.name) for right in (b.id, b.name))


def _candidates(entities: list[Entity]) -> set[tuple[int, int]]:
    """Places of things that share a key of any kind."""
    found: set[tuple[int, int]] = set()
    for keys in (_words, _initials, _deletions, _kernel):
        found |= _sharing(entities, keys)
    return found


def _sharing(entities: list[Entity], keys: Callable[[Entity], Iterator[str]]) -> set[tuple[int, int]]:
    buckets: dict[str, set[int]] = defaultdict(set)
    for place, entity in enumerate(entities):
        for key in keys(entity):
            buckets[key].add(place)
    return {pair for held in buckets.values() if len(held) <= _CROWD for pair in combinations(sorted(held), 2)}


def _names(entity: Entity) -> tuple[str, ...]:
    return (entity.name, *entity.aliases)


def _words(entity: Entity) -> Iterator[str]:
    for name in _names(entity):
        yield from filter(None, {" ".join(loose(name)), " ".join(loose(name, camel=True))})


def _initials(entity: Entity) -> Iterator[str]:
    for name in _names(entity):
        if is_short(name):
            yield "".join(filter(str.isalpha, name.removesuffix("s"))).casefold()
        else:
            words = name.replace("-", " ").split()
            if len(words) > 1:
                yield "".join(word[0] for word in words).casefold()


def _deletions(entity: Entity) -> Iterator[str]:
    form = normal(entity.name, entity.type)
    if len(form) >= _LETTERS:
        yield form
        yield from {form[:i] + form[i + 1 :] for i in range(len(form))}


def _kernel(entity: Entity) -> Iterator[str]:
    for name in _names(entity):
        words = [word for word in loose(name) if word not in _OPTIONAL]
        if words:
            yield " ".join(words)


def _judge(a: Entity, b: Entity, group: str, known: Known) -> tuple[float, str] | None:
    """How likely two things with a common key are one, and why; nothing if their numbers speak against it."""
    best: tuple[float, str] | None = None
    defined = {name for entity in (a, b) for name in _names(entity) if _spelled_out(name, entity)}
    for left in _names(a):
        for right in _names(b):
            if numbers(left) != numbers(right) or (
                defined & {left, right} and normal(left, a.type) != normal(right, b.type)
            ):
                continue
            told = _told(left, right, group, known)
            if told and (best is None or told > best):
                best = told
    return best


def _spelled_out(name: str, entity: Entity) -> bool:
    """Whether a short form has its long form among the names of its thing: then it stands for no other."""
    return is_short(name) and any(abbreviates(name, other) for other in _names(entity))


def _told(left: str, right: str, group: str, known: Known) -> tuple[float, str] | None:
    kind = TYPE_OF[group]
    if normal(left, kind) == normal(right, kind):
        return 0.6, f"both are called {left!r}"  # kept apart by what papers define
    for short, long in ((left, right), (right, left)):
        if is_short(short) and not is_short(long) and abbreviates(short, long):
            listed = (group, normal(long, kind)) in known.meanings(normal(short, EntityType.METHOD), group)
            guess = 0.7 if len(short) > _LETTERS_OF_CHANCE else 0.2
            return (0.9 if listed else guess), f"{short!r} may stand for {long!r}"
    if same_wording(left, right):
        return 0.95, f"{left!r} and {right!r} are the same words"
    if typo(left, right):
        return 0.8, f"{left!r} and {right!r} are one letter apart"
    kernels = [[word for word in loose(name) if word not in _OPTIONAL] for name in (left, right)]
    if kernels[0] and kernels[0] == kernels[1]:
        return 0.5, f"{left!r} and {right!r} differ by words that often say nothing"
    return None
