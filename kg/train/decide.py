"""Training of the arbiter on papers that neither the encoder nor the lexicons learned from.

Each stage learns from what the stages before it say of papers that they did not learn from (cross-fitting), so that
its inputs in training look as they will in use.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.evaluate.score import normalised as norm
from kg.extract import features
from kg.extract.arbiter import CLASSES, Thing, entity, retype, rule_roles, things_of
from kg.extract.judge import thing_rows, vectors
from kg.extract.labels import ROLES, kind_of
from kg.model import EntityType
from kg.train import claims
from kg.train.boosting import EVIDENCE, SKIP, Settings, arrays_of, best_cut, calibration, crossed
from kg.train.cases import Case, truth_of
from kg.train.gold import place

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from kg.extract.tagger import Tagger
    from kg.model import LocalEntity

    Floats = NDArray[np.float64]
    Rows = NDArray[np.float32]
    Arrays = dict[str, NDArray[Any]]
    Told = Callable[[str], object]


SPANS = Settings(len(CLASSES), trees=240)
BENCHMARK = Settings(2, trees=120, leaves=8)


def span_labels(case: Case) -> list[int]:
    """The class of each candidate; ``SKIP`` where annotators left it open."""
    known: dict[tuple[int, int], int] = {}
    names: dict[str, int] = {}
    for one in place(case.reading.doc, case.record):
        kind = kind_of(one.type)
        value = CLASSES.index(kind) if kind in CLASSES else 0
        value = SKIP if one.optional else value
        for start, end in one.spans:
            known.setdefault((start, end), value)
        for surface in one.surfaces:
            names.setdefault(norm(surface), value)
    covered = {i for start, end in known for i in range(start, end)}
    labels = []
    for c in case.reading.candidates:
        label = known.get((c.start, c.end))
        if label is None:  # the same words in another case count, unless they are part of a longer name
            inside = any(i in covered for i in range(c.start, c.end))
            label = 0 if inside else names.get(norm(c.text), 0)
        labels.append(label)
    return labels


def train(cases: Sequence[Case], tagger: Tagger | None, told: Told = print) -> Arrays:
    """Everything in ``forests.npz``."""
    arrays: Arrays = {}
    chances = _spans(cases, arrays, told)
    things = [things_of(case.reading, own) for case, own in zip(cases, chances, strict=True)]
    sure = _things(cases, things, arrays, told)
    kept = [
        [_sure(t, chance) for t, chance in zip(of, own, strict=True) if _stays(t, chance, arrays)]
        for of, own in zip(things, sure, strict=True)
    ]
    entities = _roles(cases, kept, tagger, arrays, told)
    claims.train(cases, kept, entities, tagger, arrays, told)
    return arrays


def _stays(thing: Thing, chance: float, arrays: Arrays) -> bool:
    return thing.kind == "Repository" or chance >= float(arrays[f"cut.{thing.kind}"])


def _sure(thing: Thing, chance: float) -> Thing:
    """The thing with the confidence that it will have in use."""
    if thing.kind != "Repository":
        thing.group.mentions = [replace(m, confidence=round(chance, 4)) for m in thing.group.mentions]
    return thing


def _spans(cases: Sequence[Case], arrays: Arrays, told: Told) -> list[Floats]:
    rows = [features.rows(case.reading.view, case.reading.candidates) for case in cases]
    labels = np.array([label for case in cases for label in span_labels(case)])
    paper = np.repeat(np.arange(len(cases)), [len(r) for r in rows])
    model, chances = crossed(np.concatenate(rows), labels, paper, SPANS)
    arrays.update(arrays_of(model, "spans", SPANS.classes))
    right = (chances.argmax(1) == labels)[labels >= 0].mean()
    told(f"candidates {len(labels)}, named {(labels > 0).sum()}, agreed {right:.4f}")
    return np.split(chances, np.cumsum([len(r) for r in rows])[:-1])


@dataclass(slots=True)
class Judged:
    """The things of one kind over all papers: their evidence, right or not, left open or not, and where they are."""

    evidence: list[tuple[float, float, float]] = field(default_factory=list)
    right: list[bool] = field(default_factory=list)
    open: list[bool] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)
    missed: int = 0

    @classmethod
    def of(cls, cases: Sequence[Case], things: list[list[Thing]], kind: str) -> Judged:
        """Compare things with what is annotated."""
        judged = cls()
        for p, (case, of) in enumerate(zip(cases, things, strict=True)):
            found = {name for i, thing in enumerate(of) if (name := judged.add(case, thing, (p, i), kind))}
            required = [e for e in case.record["entities"] if kind_of(e["type"]) == kind and not e.get("optional")]
            judged.missed += sum(e["name"] not in found for e in required)
        return judged

    def add(self, case: Case, thing: Thing, where: tuple[int, int], kind: str) -> str | None:
        """Note one thing, if it is of this kind; the name of the annotated one that it is."""
        if thing.kind != kind:
            return None
        truth = truth_of(thing, case.record)
        hit = truth is not None and kind_of(truth["type"]) == kind
        self.evidence.append(thing.evidence)
        self.right.append(hit)
        self.open.append(truth is not None and bool(truth.get("optional") or truth["type"] == "Tool"))
        self.places.append(where)
        return str(truth["name"]) if truth is not None and hit else None


def _things(cases: Sequence[Case], things: list[list[Thing]], arrays: Arrays, told: Told) -> list[list[float]]:
    sure: list[list[float]] = [[0.99] * len(of) for of in things]
    for kind in CLASSES[1:]:
        judged = Judged.of(cases, things, kind)
        evidence = np.array(judged.evidence, np.float64).reshape(-1, EVIDENCE)
        right, settled = np.array(judged.right, bool), ~np.array(judged.open, bool)
        weights = calibration(evidence[settled], right[settled])
        chance = 1 / (1 + np.exp(-(weights[0] + evidence @ weights[1:])))
        cut = best_cut(chance[settled], right[settled], judged.missed)
        arrays[f"calibration.{kind}"], arrays[f"cut.{kind}"] = weights, np.array(cut)
        took = (chance >= cut) & settled
        told(f"{kind}: cut {cut:.3f} {_shares(right[took], right[settled].sum() + judged.missed)}")
        for (p, i), value in zip(judged.places, chance, strict=True):
            sure[p][i] = float(value)
    return sure


def _shares(right: NDArray[np.bool_], of: int) -> str:
    """Precision and recall, in words."""
    return f"P {right.sum() / max(1, len(right)):.3f} R {right.sum() / max(1, of):.3f} of {of}"


def _benchmark(kind: str, truth: dict[str, Any] | None) -> int:
    """Whether a found resource is a benchmark (1) or a dataset (0), if it is a resource at all."""
    known = kind == "Resource" and truth is not None and kind_of(truth["type"]) == kind
    return int(truth["type"] == "Benchmark") if known and truth is not None else SKIP


def _role(kind: str, truth: dict[str, Any] | None) -> int:
    """The place of the annotated role among those of its kind."""
    if truth is None or kind_of(truth["type"]) != kind or truth["role"] not in ROLES[kind]:
        return SKIP
    return ROLES[kind].index(truth["role"])


def _roles(
    cases: Sequence[Case], kept: list[list[Thing]], tagger: Tagger | None, arrays: Arrays, told: Told
) -> list[list[LocalEntity]]:
    rows, ruled, known, paper = [], [], [], []
    truths: list[dict[str, Any] | None] = []
    for p, (case, things) in enumerate(zip(cases, kept, strict=True)):
        groups = [thing.group for thing in things]
        own, said = vectors(tagger, case.reading, groups), rule_roles(case.reading, groups)
        rows.append(thing_rows(case.reading, groups, said, own))
        ruled.append(said)
        known.append(own)
        truths.extend(truth_of(thing, case.record) for thing in things)
        paper.extend([p] * len(things))
    whole = np.concatenate([r for r in rows if len(r)])
    kinds = [thing.kind for things in kept for thing in things]
    home = np.array(paper)
    bench = np.array([_benchmark(k, t) for k, t in zip(kinds, truths, strict=True)])
    model, chance = crossed(whole, bench, home, BENCHMARK)
    arrays.update(arrays_of(model, "benchmark", 2))
    told(f"benchmark or dataset: {((chance[:, 1] > 0.5) == bench)[bench >= 0].mean():.3f}")
    names = [role.name for said in ruled for role in said]
    for kind, roles in ROLES.items():
        target = np.array([_role(k, t) if k == kind else SKIP for k, t in zip(kinds, truths, strict=True)])
        model, chances = crossed(whole, target, home, replace(BENCHMARK, classes=len(roles)))
        arrays.update(arrays_of(model, f"roles.{kind}", len(roles)))
        settled = target >= 0
        told(f"role of {kind}: {(chances.argmax(1) == target)[settled].mean():.3f} of {settled.sum()}")
        for i in np.flatnonzero(np.array(kinds) == kind):
            names[i] = roles[int(chances[i].argmax())]
    return _entities(kept, ruled, names, chance[:, 1])


def _entities(kept: list[list[Thing]], ruled: list[Any], names: list[str], bench: Floats) -> list[list[LocalEntity]]:
    found, i = [], 0
    for things, said in zip(kept, ruled, strict=True):
        own = []
        for thing, role in zip(things, said, strict=True):
            if thing.kind == "Resource" and bench[i] >= 0.5:
                retype(thing.group, EntityType.BENCHMARK)
            fitting = type(role)(names[i], role.sentence, role.rule, role.confidence)
            own.append(entity(thing.group, fitting, role.confidence))
            i += 1
        found.append(own)
    return found
