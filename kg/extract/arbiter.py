"""The arbiter: what all sources say of a paper becomes things with calibrated chances, their roles and relations."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from kg.extract import document, roles
from kg.extract import relations as rules
from kg.extract.candidates import standing
from kg.extract.forest import Forest
from kg.extract.judge import between, candidate_pairs, pair_rows, thing_rows, vectors
from kg.extract.labels import RELATIONS, ROLES, kind_of
from kg.extract.names import fold, never
from kg.extract.urls import kind_of as address_kind
from kg.model import EntityType, LocalEntity, LocalRelation, Mention, RelationType, Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from kg.extract.document import Group
    from kg.extract.judge import Vectors
    from kg.extract.reading import Reading
    from kg.extract.tagger import Tagger

    Floats = NDArray[np.float64]

CLASSES = ("nothing", "Method", "Resource", "Task", "Metric")  # of the forest over candidates
WORTH_A_LOOK = 0.12  # chance of a mention below which it is forgotten before its thing is judged
FILE = "forests.npz"
_TYPE = {"Resource": EntityType.DATASET}  # until it is told from a benchmark
URL_CHANCE = 0.99


@dataclass(slots=True)
class Thing:
    """One thing of a paper while it is judged: its group of mentions, kind, and the features of its chance."""

    group: Group
    kind: str
    evidence: tuple[float, float, float]  # log-odds of its best mention, of the mean, and log number of mentions


class Arbiter:
    """The trained decisions, as forests and calibrations; ``cuts`` are the least chances by kind and relation."""

    def __init__(self, arrays: Mapping[str, NDArray[np.generic]]) -> None:
        self._forests = {
            name: Forest.load(arrays, name)
            for name in ("spans", "benchmark", "relations", *(f"roles.{kind}" for kind in ROLES))
        }
        self._calibration = {kind: np.asarray(arrays[f"calibration.{kind}"], np.float64) for kind in CLASSES[1:]}
        self._cuts = {kind: float(arrays[f"cut.{kind}"]) for kind in (*CLASSES[1:], *RELATIONS)}

    @classmethod
    def load(cls, folder: Path) -> Arbiter:
        """Read ``forests.npz``."""
        with np.load(folder / FILE, allow_pickle=False) as arrays:
            return cls({name: arrays[name] for name in arrays.files})

    def span_chances(self, rows: NDArray[np.float32]) -> Floats:
        """(N, classes) for the rows of ``features.rows``."""
        return self._forests["spans"].chances(rows)

    def chance(self, thing: Thing) -> float:
        """Calibrated probability that a thing is one, of its kind."""
        if thing.kind == "Repository":
            return URL_CHANCE
        return calibrated(self._calibration[thing.kind], thing.evidence)

    def entities(self, reading: Reading, things: Sequence[Thing], tagger: Tagger | None) -> list[LocalEntity]:
        """The things that are likely enough, with type and role."""
        sure = [(thing, self.chance(thing)) for thing in things]
        kept = [(t, chance) for t, chance in sure if t.kind == "Repository" or chance >= self._cuts[t.kind]]
        for thing, chance in kept:
            thing.group.mentions = [replace(m, confidence=round(chance, 4)) for m in thing.group.mentions]
        groups = [thing.group for thing, _ in kept]
        known, ruled = vectors(tagger, reading, groups), rule_roles(reading, groups)
        rows = thing_rows(reading, groups, ruled, known)
        benchmark = self._forests["benchmark"].chances(rows)[:, 0]
        chances = {kind: self._forests[f"roles.{kind}"].chances(rows) for kind in ROLES}
        found = []
        for i, (thing, _) in enumerate(kept):
            if thing.kind == "Resource" and benchmark[i] >= 0.5:
                retype(thing.group, EntityType.BENCHMARK)
            role, chance = ruled[i], ruled[i].confidence
            if thing.kind in ROLES:
                row = chances[thing.kind][i]
                name = ROLES[thing.kind][int(row.argmax())]
                chance = float(row.max())
                if name != role.name:
                    sentence = roles.shown(name, thing.group, reading.text, reading.sentences)
                    role = roles.Role(name, sentence, "model", chance)
            found.append(entity(thing.group, role, chance))
        return found

    def relations(
        self, reading: Reading, entities: Sequence[LocalEntity], tagger: Tagger | None
    ) -> list[LocalRelation]:
        """The claims that are likely enough, each with the sentence that shows it."""
        rows, meant = relation_rows(reading, entities, tagger)
        if not meant:
            return []
        ruled = {(r.head, r.relation.value, r.tail): r for r in rules.relations(entities, reading.text)}
        found: dict[tuple[int, str, int], LocalRelation] = {}
        chances = self._forests["relations"].chances(rows)[:, 0]
        for (i, j, name), chance in zip(meant, chances, strict=True):
            if chance < self._cuts[name] or (name == "COMPARED_WITH" and (j, name, i) in found):
                continue
            rule = ruled.get((i, name, j))
            sentence = rule.sentence if rule else shared_sentence(reading, entities[i], entities[j])
            spans = (rules.at(entities[i], sentence), rules.at(entities[j], sentence))
            found[i, name, j] = LocalRelation(
                i, RelationType(name), j, sentence, spans, rule.rule if rule else "model", round(float(chance), 4)
            )
        return list(found.values())


def calibrated(weights: Floats, evidence: Sequence[float]) -> float:
    """Logistic regression over the evidence: (bias, weights ...)."""
    return float(1 / (1 + np.exp(-(weights[0] + weights[1:] @ np.asarray(evidence)))))


def log_odds(chance: float) -> float:
    """Of a probability, kept finite."""
    clipped = min(max(chance, 1e-4), 1 - 1e-4)
    return float(np.log(clipped / (1 - clipped)))


def things_of(reading: Reading, chances: Floats) -> list[Thing]:
    """Candidates that stand, put together into things; ``chances`` (N, classes) are those of the candidates."""
    text = reading.text
    worth = 1 - chances[:, 0] if len(chances) else np.zeros(0)
    best = chances[:, 1:].max(1) if len(chances) else np.zeros(0)
    looked = [i for i in range(len(worth)) if best[i] >= WORTH_A_LOOK]
    kept = standing([reading.candidates[i] for i in looked], worth[looked])
    mentions, of = [], {}
    for place in kept:
        i = looked[place]
        c = reading.candidates[i]
        if c.key in never():
            continue
        kind = CLASSES[1 + int(chances[i, 1:].argmax())]
        start = reading.doc[c.start].idx
        span = Span(start, start + len(c.text))
        of[span] = chances[i]
        rule = "+".join(sorted(c.said.keys() - {"again"})) or "again"
        mentions.append(Mention(span, c.text, _TYPE.get(kind) or EntityType(kind), rule, float(best[i])))
    mentions += [Mention(u.span, u.text, EntityType.REPOSITORY, "url", URL_CHANCE) for u in reading.urls]
    groups = document.split_joint(document.group(mentions, reading.pairs, text))
    return [_thing(group, of) for group in groups if not all(fold(s) in never() for s in group.surfaces)]


def _thing(group: Group, of: Mapping[Span, Floats]) -> Thing:
    if any(m.rule == "url" for m in group.mentions):
        return Thing(group, "Repository", (0.0, 0.0, 0.0))
    votes = np.array([of[m.span] for m in group.mentions])
    place = 1 + int(votes[:, 1:].sum(0).argmax())
    kind, own = CLASSES[place], votes[:, place]
    retype(group, _TYPE.get(kind) or EntityType(kind))
    evidence = (log_odds(float(own.max())), log_odds(float(own.mean())), float(np.log(len(own))))
    return Thing(group, kind, evidence)


def retype(group: Group, kind: EntityType) -> None:
    """Every mention of a group is of its type."""
    group.mentions = [replace(m, type=kind) for m in group.mentions]


def rule_roles(reading: Reading, groups: Sequence[Group]) -> list[roles.Role]:
    """What the rules say of roles."""
    text = reading.text
    return [roles.role_of(group, group.mentions[0].type, text, reading.sentences) for group in groups]


def entity(group: Group, role: roles.Role, chance: float) -> LocalEntity:
    """A group with its role as a local entity."""
    mentions = tuple(sorted(group.mentions, key=lambda mention: mention.span))
    kind = mentions[0].type
    served = address_kind(mentions[0].text) if kind is EntityType.REPOSITORY else None
    return LocalEntity(
        kind,
        group.name,
        group.surfaces,
        mentions,
        role.name,
        role.sentence,
        role.rule,
        round(chance, 4),
        kind=served,
    )


def relation_rows(
    reading: Reading, entities: Sequence[LocalEntity], tagger: Tagger | None
) -> tuple[NDArray[np.float32], list[tuple[int, int, str]]]:
    """Rows for every claim that the kinds of two entities allow, and what each stands for."""
    pairs = candidate_pairs(entities)
    known = entity_vectors(reading, entities, tagger)
    logits = np.zeros((0, len(RELATIONS)), np.float32)
    if tagger is not None and reading.tagged is not None and pairs:
        nearest = [(i, j, between(known.ranges[i], known.ranges[j])) for i, j in pairs]
        logits = tagger.relations(reading.tagged, known.things, nearest)
    return pair_rows(reading, entities, known, logits, pairs)


def entity_vectors(reading: Reading, entities: Sequence[LocalEntity], tagger: Tagger | None) -> Vectors:
    """The encoder's answers for entities."""
    return vectors(tagger, reading, [document.Group(list(e.mentions), called=e.name) for e in entities])


def shared_sentence(reading: Reading, head: LocalEntity, tail: LocalEntity) -> Span:
    """The sentence that names both, the abstract's before the title; else the one that shows the role of the tail."""
    shared = [
        sentence
        for sentence in (*reading.sentences[1:], *reading.sentences[:1])
        if all(any(sentence.start <= m.span.start < sentence.end for m in e.mentions) for e in (head, tail))
    ]
    return shared[0] if shared else tail.sentence


assert all(kind_of(kind) == kind for kind in CLASSES[1:])  # noqa: S101  (classes are kinds)
