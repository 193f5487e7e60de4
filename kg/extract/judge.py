"""What a whole thing of a paper is judged by: rows for its kind of resource and its role, and for pairs of things."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kg.extract import relations as rules
from kg.extract.labels import RELATIONS, ROLE_LABELS, SCHEMA, kind_of
from kg.extract.names import fold
from kg.extract.patterns import BENCHMARK_NAME
from kg.extract.rules import CONFIDENCE
from kg.extract.seen import NONE, chances

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from kg.extract.document import Group
    from kg.extract.reading import Reading
    from kg.extract.roles import Role
    from kg.extract.tagger import Tagger
    from kg.model import LocalEntity, Mention

    Floats = NDArray[np.float32]

KINDS = ("Method", "Resource", "Task", "Metric", "Repository")
ROLES = (
    "introduced",
    "used",
    "compared",
    "mentioned",
    "evaluated_on",
    "trained_on",
    "addressed",
    "reported",
    "released",
)
ROLE_RULES = tuple(rule for rule in CONFIDENCE if rule.startswith("role:"))
THING = 30 + len(ROLE_LABELS)  # width of a row
PAIR = 26 + 2 * len(ROLE_LABELS) + len(RELATIONS)
RELATION_RULES = (
    "main-evaluated", "used-evaluated", "used-introduced", "main-trained", "main-compared", "main-task", "main-based",
    "main-used", "code-at", "metric",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Vectors:
    """The encoder's answers for the things of a paper; zeros where no encoder reads.

    ``things`` (N, H), ``benchmark`` (N,), ``roles`` (N, R), ``ranges``: the word ranges of each thing's mentions.
    """

    things: Floats
    benchmark: Floats
    roles: Floats
    ranges: list[list[tuple[int, int]]]


def vectors(tagger: Tagger | None, reading: Reading, groups: Sequence[Group]) -> Vectors:
    """Ask the encoder about things."""
    ranges = [[reading.words(m.span.start, m.span.end) for m in group.mentions] for group in groups]
    count = len(groups)
    if tagger is None or reading.tagged is None or not count or not len(reading.tagged.vectors):
        return Vectors(
            np.zeros((count, 1), np.float32),
            np.zeros(count, np.float32),
            np.zeros((count, len(ROLE_LABELS)), np.float32),
            ranges,
        )
    things = tagger.things(reading.tagged, ranges)
    roles = tagger.roles(things, [kind_of(group.type.value) for group in groups])
    return Vectors(things, tagger.benchmark(things), roles, ranges)


def _seen(reading: Reading, surfaces: Sequence[str]) -> Floats:
    """The counts of the surface that was seen most."""
    known = [reading.view.seen.names.get(fold(surface), NONE) for surface in surfaces]
    return max(known, key=lambda counts: float(counts.sum()), default=NONE)


def thing_rows(reading: Reading, groups: Sequence[Group], roles: Sequence[Role], known: Vectors) -> Floats:
    """(N, F): what speaks of a thing's role and kind of resource; ``roles`` are those that the rules read."""
    new = float(sum(role.name == "introduced" for role in roles))
    table = [
        [
            *_standing(reading, group, role),
            new,
            *_surroundings(reading, group),
            *_history(reading, group),
            float(known.benchmark[i]),
            *known.roles[i],
        ]
        for i, (group, role) in enumerate(zip(groups, roles, strict=True))
    ]
    return np.array(table, np.float32).reshape(-1, THING)


def homes_of(reading: Reading, mentions: Iterable[Mention]) -> list[int]:
    """The sentence of each mention; 0 is the title."""
    starts = reading.view.starts
    return [int(np.searchsorted(starts, mention.span.start, side="right")) - 1 for mention in mentions]


def _standing(reading: Reading, group: Group, role: Role) -> Iterator[float]:
    """What it is, what the rules say of its role, and where it is named."""
    mentions = sorted(group.mentions, key=lambda m: m.span)
    homes = homes_of(reading, mentions)
    last = max(1, len(reading.view.starts) - 1)
    yield float(KINDS.index(kind_of(group.type.value)))
    yield float(ROLES.index(role.name))
    yield float(ROLE_RULES.index("role:" + role.rule))
    yield float(group.confidence)
    yield float(len(mentions))
    yield float(len(group.surfaces))
    yield float(homes[0] == 0)
    yield float(mentions[0].span.start == 0)
    yield homes[0] / last
    yield homes[-1] / last
    yield float(next((home for home in homes if home), 0))
    yield float(any("lexicon" in m.rule for m in mentions))


def _surroundings(reading: Reading, group: Group) -> Iterator[float]:
    """Words just before and after its mentions."""
    text = reading.text
    after = [text[m.span.end : m.span.end + 24].lower() for m in group.mentions]
    before = [text[max(0, m.span.start - 60) : m.span.start].lower() for m in group.mentions]
    yield float(any(BENCHMARK_NAME.search(surface) for surface in group.surfaces))
    yield float(sum(" benchmark" in words or " leaderboard" in words for words in after))
    yield float(sum(" dataset" in words or " corpus" in words for words in after))
    yield float(sum("benchmark" in words for words in before))
    yield float(sum("dataset" in words or "corpora" in words for words in before))
    yield float(sum("train" in words for words in before))
    yield float(sum(words.rstrip().endswith(("our", "the proposed")) for words in before))


def _history(reading: Reading, group: Group) -> Iterator[float]:
    """What annotators made of the name."""
    seen = _seen(reading, group.surfaces)
    yield float(seen[1] / (seen[1] + seen[2] + 0.5))
    yield float(seen[2] / (seen[1] + seen[2] + 0.5))
    yield from chances(seen)


def between(first: Sequence[tuple[int, int]], second: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The words from the one to the other where two things stand nearest, both included."""
    return min(
        ((min(a[0], b[0]), max(a[1], b[1])) for a in first for b in second), key=lambda span: (span[1] - span[0], span)
    )


def candidate_pairs(entities: Sequence[LocalEntity]) -> list[tuple[int, int]]:
    """Every (head, tail) whose kinds could hold a relation, by place."""
    kinds = [kind_of(entity.type.value) for entity in entities]
    allowed = {pair for pairs in SCHEMA.values() for pair in pairs}
    return [
        (i, j) for i in range(len(entities)) for j in range(len(entities)) if i != j and (kinds[i], kinds[j]) in allowed
    ]


def pair_rows(
    reading: Reading, entities: Sequence[LocalEntity], known: Vectors, logits: Floats, pairs: Sequence[tuple[int, int]]
) -> tuple[Floats, list[tuple[int, int, str]]]:
    """(M, F) rows and what each stands for: every relation that the kinds of a pair allow."""
    ruled = {(r.head, r.relation.value, r.tail): r for r in rules.relations(entities, reading.text)}
    ends = Ends.of(reading, entities, known)
    table, meant = [], []
    for row, (i, j) in enumerate(pairs):
        common = [*ends.both(i, j), *ends.one(i), *ends.one(j), *known.roles[i], *known.roles[j]]
        own = logits[row] if len(logits) else np.zeros(len(RELATIONS), np.float32)
        for place, relation in enumerate(RELATIONS):
            if (ends.kinds[i], ends.kinds[j]) in SCHEMA[relation]:
                rule = ruled.get((i, relation, j))
                told = float(RELATION_RULES.index(rule.rule) + 1) if rule else 0.0
                table.append([float(place), float(own[place]), told, *common, *own])
                meant.append((i, j, relation))
    return np.array(table, np.float32).reshape(-1, PAIR), meant


@dataclass(frozen=True, slots=True)
class Ends:
    """What is known of the things that a paper's pairs join."""

    entities: Sequence[LocalEntity]
    kinds: list[str]
    homes: list[set[int]]
    ranges: list[list[tuple[int, int]]]
    main: int | None
    new: int

    @classmethod
    def of(cls, reading: Reading, entities: Sequence[LocalEntity], known: Vectors) -> Ends:
        """Look at every entity once."""
        return cls(
            entities,
            [kind_of(entity.type.value) for entity in entities],
            [set(homes_of(reading, entity.mentions)) for entity in entities],
            known.ranges,
            rules.primary(entities),
            sum(e.role == "introduced" and e.type.value == "Method" for e in entities),
        )

    def one(self, i: int) -> Iterator[float]:
        """Numbers of one end."""
        entity, homes = self.entities[i], self.homes[i]
        yield float(KINDS.index(self.kinds[i]))
        yield float(ROLES.index(entity.role))
        yield max(mention.confidence for mention in entity.mentions)
        yield float(i == self.main)
        yield float(min(homes))
        yield float(len(homes))
        yield float(0 in homes)
        yield float(self.kinds.count(self.kinds[i]))

    def both(self, i: int, j: int) -> Iterator[float]:
        """Numbers of the two together."""
        shared = self.homes[i] & self.homes[j]
        yield float(self.main is not None)
        yield float(self.new)
        yield float(len(self.entities))
        yield float(len(shared))
        yield float(0 in shared)
        yield float(min(abs(a[0] - b[0]) for a in self.ranges[i] for b in self.ranges[j]))
        yield float(min(self.ranges[i])[0] < min(self.ranges[j])[0])
