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
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from kg.extract.document import Group
    from kg.extract.reading import Reading
    from kg.extract.roles import Role
    from kg.extract.tagger import Tagger
    from kg.model import LocalEntity

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
    text = reading.text
    table = []
    new = sum(role.name == "introduced" for role in roles)
    for i, (group, role) in enumerate(zip(groups, roles, strict=True)):
        mentions = sorted(group.mentions, key=lambda m: m.span)
        seen = _seen(reading, group.surfaces)
        homes = [np.searchsorted(reading.view.starts, m.span.start, side="right") - 1 for m in mentions]
        last = max(1, len(reading.view.starts) - 1)
        after = [text[m.span.end : m.span.end + 24].lower() for m in mentions]
        before = [text[max(0, m.span.start - 60) : m.span.start].lower() for m in mentions]
        table.append(
            [
                float(KINDS.index(kind_of(group.type.value))),
                float(ROLES.index(role.name)),
                float(ROLE_RULES.index("role:" + role.rule)),
                float(group.confidence),
                float(len(mentions)),
                float(len(group.surfaces)),
                float(homes[0] == 0),
                float(mentions[0].span.start == 0),
                float(homes[0]) / last,
                float(homes[-1]) / last,
                float(next((home for home in homes if home), 0)),
                float(new),
                float(any(m.rule == "lexicon" for m in mentions)),
                float(seen[1] / (seen[1] + seen[2] + 0.5)),
                float(seen[2] / (seen[1] + seen[2] + 0.5)),
                float(any(BENCHMARK_NAME.search(surface) for surface in group.surfaces)),
                float(sum(" benchmark" in words or " leaderboard" in words for words in after)),
                float(sum(" dataset" in words or " corpus" in words for words in after)),
                float(sum("benchmark" in words for words in before)),
                float(sum("dataset" in words or "corpora" in words for words in before)),
                float(sum("train" in words for words in before)),
                float(sum(w.rstrip().endswith(("our", "the proposed")) for w in before)),
                *chances(seen),
                float(known.benchmark[i]),
                *known.roles[i],
            ]
        )
    return np.array(table, np.float32).reshape(-1, 30 + len(ROLE_LABELS))


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
    main = rules.primary(entities)
    kinds = [kind_of(entity.type.value) for entity in entities]
    new = sum(e.role == "introduced" and e.type.value == "Method" for e in entities)
    homes = [
        {int(np.searchsorted(reading.view.starts, m.span.start, side="right")) - 1 for m in e.mentions}
        for e in entities
    ]
    sure = [max(m.confidence for m in e.mentions) for e in entities]
    table, meant = [], []
    for row, (i, j) in enumerate(pairs):
        both = homes[i] & homes[j]
        gap = min(abs(a[0] - b[0]) for a in known.ranges[i] for b in known.ranges[j])
        first = min(known.ranges[i])[0] < min(known.ranges[j])[0]
        common = [
            float(KINDS.index(kinds[i])), float(KINDS.index(kinds[j])),
            float(ROLES.index(entities[i].role)), float(ROLES.index(entities[j].role)),
            sure[i], sure[j],
            float(i == main), float(j == main), float(main is not None), float(new),
            float(bool(both)), float(len(both)), float(0 in both), float(gap), float(first),
            float(min(homes[i])), float(min(homes[j])), float(len(homes[i])), float(len(homes[j])),
            float(0 in homes[i]), float(0 in homes[j]), float(len(entities)),
            float(sum(kind == kinds[i] for kind in kinds)), float(sum(kind == kinds[j] for kind in kinds)),
            *known.roles[i], *known.roles[j],
        ]  # fmt: skip
        for place, relation in enumerate(RELATIONS):
            if (kinds[i], kinds[j]) not in SCHEMA[relation]:
                continue
            rule = ruled.get((i, relation, j))
            own = float(logits[row, place]) if len(logits) else 0.0
            others = logits[row] if len(logits) else np.zeros(len(RELATIONS), np.float32)
            told = float(RELATION_RULES.index(rule.rule) + 1) if rule else 0.0
            table.append([float(place), own, told, *common, *(float(x) for x in others)])
            meant.append((i, j, relation))
    width = 3 + 24 + 2 * len(ROLE_LABELS) + len(RELATIONS)
    return np.array(table, np.float32).reshape(-1, width), meant
