"""Training of the arbiter on papers that neither the encoder nor the lexicons learned from.

Each stage learns from what the stages before it say of papers that they did not learn from (cross-fitting), so that
its inputs in training look as they will in use.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from kg.evaluate.score import normalised as norm
from kg.extract import features
from kg.extract.arbiter import CLASSES, Arbiter, Thing, entity, relation_rows, retype, rule_roles, things_of
from kg.extract.judge import thing_rows, vectors
from kg.extract.labels import RELATIONS, ROLES, kind_of
from kg.model import SYMMETRIC, EntityType
from kg.train.gold import place

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from kg.extract.reading import Reading
    from kg.extract.tagger import Tagger
    from kg.model import LocalEntity

    Floats = NDArray[np.float64]
    Rows = NDArray[np.float32]
    Arrays = dict[str, NDArray[Any]]
    Told = Callable[[str], object]

FOLDS = 5
RATE, FEATURES = 0.06, 1.0
SKIP = -1
SEED = 1


@dataclass(frozen=True, slots=True)
class Case:
    """A paper to learn from: what was read, and what is true."""

    record: dict[str, Any]
    reading: Reading


def boosted(rows: Rows, target: NDArray[np.int64], *, trees: int, leaves: int = 15) -> HistGradientBoostingClassifier:
    """Boosted trees with the project's settings."""
    model = HistGradientBoostingClassifier(
        learning_rate=RATE,
        max_iter=trees,
        max_leaf_nodes=leaves,
        min_samples_leaf=20,
        l2_regularization=2.0,
        max_features=FEATURES,
        early_stopping=False,
        random_state=SEED,
    )
    return model.fit(rows, target)


def crossed(
    rows: Rows, target: NDArray[np.int64], paper: NDArray[np.int64], *, trees: int, leaves: int = 15
) -> tuple[HistGradientBoostingClassifier, Floats]:
    """A model on all labelled rows, and for every row the chances by a model that saw nothing of its paper."""
    known = target != SKIP
    classes = np.unique(target[known])
    out = np.zeros((len(rows), len(classes)))
    for fold in range(FOLDS):
        there = paper % FOLDS == fold
        model = boosted(rows[known & ~there], target[known & ~there], trees=trees, leaves=leaves)
        if there.any():
            out[np.ix_(there, np.searchsorted(classes, model.classes_))] = model.predict_proba(rows[there])
    return boosted(rows[known], target[known], trees=trees, leaves=leaves), out


def arrays_of(model: HistGradientBoostingClassifier, name: str) -> Arrays:
    """A model as the arrays that ``Forest`` reads."""
    parts: dict[str, list[Any]] = {key: [] for key in ("feature", "threshold", "left", "right", "value", "roots")}
    size = depth = 0
    for stage in model._predictors:  # noqa: SLF001  (scikit-learn shows its trees nowhere else)
        for tree in stage:
            nodes = tree.nodes
            own = np.arange(len(nodes)) + size
            leaf = nodes["is_leaf"].astype(bool)
            parts["roots"].append(size)
            parts["feature"].append(np.where(leaf, 0, nodes["feature_idx"]))
            parts["threshold"].append(np.where(leaf, 0, nodes["num_threshold"]))
            parts["left"].append(np.where(leaf, own, nodes["left"] + size))
            parts["right"].append(np.where(leaf, own, nodes["right"] + size))
            parts["value"].append(np.where(leaf, nodes["value"], 0))
            size += len(nodes)
            depth = max(depth, int(nodes["depth"].max()))
    kinds = {
        "feature": np.int16, "threshold": np.float32, "left": np.int32, "right": np.int32, "value": np.float32,
    }  # fmt: skip
    arrays: Arrays = {f"{name}.{key}": np.concatenate(parts[key]).astype(kind) for key, kind in kinds.items()}
    arrays[f"{name}.roots"] = np.array(parts["roots"], np.int32)
    arrays[f"{name}.start"] = np.asarray(model._baseline_prediction, np.float64).ravel()  # noqa: SLF001
    arrays[f"{name}.depth"] = np.array(depth)
    return arrays


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


def truth_of(thing: Thing, record: dict[str, Any]) -> dict[str, Any] | None:
    """The annotated entity that a thing means, if any: one of its surfaces is one of its own."""
    own = {norm(surface) for surface in (*thing.group.surfaces, thing.group.name)}
    fitting: list[dict[str, Any]] = [
        e for e in record["entities"] if own & {norm(surface) for surface in (*e["surface"], e["name"])}
    ]
    same = [e for e in fitting if kind_of(e["type"]) == thing.kind]
    best = sorted(same, key=lambda e: bool(e.get("optional"))) or fitting
    return best[0] if best else None


def best_cut(chances: Floats, right: NDArray[np.bool_], missed: int) -> float:
    """The least chance to accept for the highest F1; ``missed`` true ones are not among the chances at all."""
    order = np.argsort(-chances)
    hits = np.cumsum(right[order])
    f1 = 2 * hits / (np.arange(1, len(order) + 1) + right.sum() + missed)
    if not len(f1):
        return 0.5
    smooth = np.convolve(f1, np.ones(9) / 9, mode="same") if len(f1) > 40 else f1
    return float(np.clip(chances[order[int(smooth.argmax())]], 0.15, 0.75))


def train(cases: Sequence[Case], tagger: Tagger | None, told: Told = print) -> Arrays:
    """Everything in ``forests.npz``."""
    arrays: Arrays = {}
    chances = _spans(cases, arrays, told)
    things = [things_of(case.reading, own) for case, own in zip(cases, chances, strict=True)]
    sure = _things(cases, things, arrays, told)
    kept = [
        [t for t, chance in zip(of, own, strict=True) if t.kind == "Repository" or chance >= arrays[f"cut.{t.kind}"]]
        for of, own in zip(things, sure, strict=True)
    ]
    entities = _roles(cases, kept, tagger, arrays, told)
    _relations(cases, kept, entities, tagger, arrays, told)
    return arrays


def _spans(cases: Sequence[Case], arrays: Arrays, told: Told) -> list[Floats]:
    rows = [features.rows(case.reading.view, case.reading.candidates) for case in cases]
    labels = np.array([label for case in cases for label in span_labels(case)])
    paper = np.repeat(np.arange(len(cases)), [len(r) for r in rows])
    model, chances = crossed(np.concatenate(rows), labels, paper, trees=120)
    arrays.update(arrays_of(model, "spans"))
    right = (chances.argmax(1) == labels)[labels >= 0].mean()
    told(f"candidates {len(labels)}, named {(labels > 0).sum()}, agreed {right:.4f}")
    return np.split(chances, np.cumsum([len(r) for r in rows])[:-1])


def _things(cases: Sequence[Case], things: list[list[Thing]], arrays: Arrays, told: Told) -> list[list[float]]:
    sure: list[list[float]] = [[0.99] * len(of) for of in things]
    for kind in CLASSES[1:]:
        evidence, right, open_, places = [], [], [], []
        missed = 0
        for p, (case, of) in enumerate(zip(cases, things, strict=True)):
            found = set()
            for i, thing in enumerate(of):
                if thing.kind != kind:
                    continue
                truth = truth_of(thing, case.record)
                hit = truth is not None and kind_of(truth["type"]) == kind
                if hit:
                    found.add(truth["name"])  # type: ignore[index]
                evidence.append(thing.evidence)
                right.append(hit)
                open_.append(truth is not None and bool(truth.get("optional") or truth["type"] == "Tool"))
                places.append((p, i))
            missed += sum(
                kind_of(e["type"]) == kind and not e.get("optional") and e["name"] not in found
                for e in case.record["entities"]
            )
        x, y, skip = np.array(evidence), np.array(right), np.array(open_)
        model = LogisticRegression(C=10.0).fit(x[~skip], y[~skip])
        chance = model.predict_proba(x)[:, 1]
        arrays[f"calibration.{kind}"] = np.concatenate([model.intercept_, model.coef_[0]])
        cut = best_cut(chance[~skip], y[~skip], missed)
        arrays[f"cut.{kind}"] = np.array(cut)
        took = (chance >= cut) & ~skip
        tp = (took & y).sum()
        told(f"{kind}: cut {cut:.3f} P {tp / took.sum():.3f} R {tp / (y[~skip].sum() + missed):.3f}")
        for (p, i), value in zip(places, chance, strict=True):
            sure[p][i] = float(value)
    return sure


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
    bench = np.array(
        [
            int(t["type"] == "Benchmark") if k == "Resource" and t and kind_of(t["type"]) == k else SKIP
            for k, t in zip(kinds, truths, strict=True)
        ]
    )
    model, chance = crossed(whole, bench, home, trees=60, leaves=8)
    arrays.update(arrays_of(model, "benchmark"))
    told(f"benchmark or dataset: {((chance[:, 1] > 0.5) == bench)[bench >= 0].mean():.3f}")
    names = [role.name for said in ruled for role in said]
    for kind, roles in ROLES.items():
        target = np.array(
            [
                roles.index(t["role"]) if k == kind and t and kind_of(t["type"]) == k and t["role"] in roles else SKIP
                for k, t in zip(kinds, truths, strict=True)
            ]
        )
        model, chances = crossed(whole, target, home, trees=60, leaves=8)
        arrays.update(arrays_of(model, f"roles.{kind}"))
        known_ = target >= 0
        told(f"role of {kind}: {(chances.argmax(1) == target)[known_].mean():.3f} of {known_.sum()}")
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


@dataclass(frozen=True, slots=True)
class Pairing:
    """Which annotated entity each thing of a paper is, paired as the score does: by type and surface."""

    index: dict[str, int]  # annotated name -> thing
    open: list[bool]  # whether annotators left the thing open

    @classmethod
    def of(cls, record: dict[str, Any], things: Sequence[Thing], entities: Sequence[LocalEntity]) -> Pairing:
        """Pair the things of one paper."""
        index: dict[str, int] = {}
        open_ = [False] * len(things)
        for i, (thing, own) in enumerate(zip(things, entities, strict=True)):
            truth = truth_of(thing, record)
            if truth is not None and truth["type"] == own.type.value:
                index.setdefault(truth["name"], i)
                open_[i] = bool(truth.get("optional"))
        return cls(index, open_)

    def claims(self, record: dict[str, Any]) -> set[tuple[int, str, int]]:
        """The annotated claims whose two ends were found."""
        found = set()
        for head, relation, tail in record.get("relations", []):
            if head in self.index and tail in self.index:
                found.add((self.index[head], relation, self.index[tail]))
                if relation in SYMMETRIC:
                    found.add((self.index[tail], relation, self.index[head]))
        return found

    def missed(self, record: dict[str, Any]) -> list[str]:
        """The relations of the required claims that have an end missing."""
        optional = {e["name"]: bool(e.get("optional")) for e in record["entities"]}
        return [
            relation
            for head, relation, tail in record.get("relations", [])
            if not optional.get(head, True)
            and not optional.get(tail, True)
            and not (head in self.index and tail in self.index)
        ]


def _relations(
    cases: Sequence[Case],
    kept: list[list[Thing]],
    entities: list[list[LocalEntity]],
    tagger: Tagger | None,
    arrays: Arrays,
    told: Told,
) -> None:
    rows, target, paper, names, left = [], [], [], [], []
    missed: Counter[str] = Counter()
    for p, (case, things, own) in enumerate(zip(cases, kept, entities, strict=True)):
        found, meant = relation_rows(case.reading, own, tagger)
        pairing = Pairing.of(case.record, things, own)
        claims = pairing.claims(case.record)
        missed.update(pairing.missed(case.record))
        rows.append(found)
        for i, name, j in ((i, name, j) for i, j, name in meant):
            target.append(int((i, name, j) in claims))
            twin = name in SYMMETRIC and i > j  # counted once
            left.append(pairing.open[i] or pairing.open[j] or twin)
            names.append(name)
            paper.append(p)
    whole, truth, home = np.concatenate(rows), np.array(target), np.array(paper)
    model, chances = crossed(whole, truth, home, trees=150)
    arrays.update(arrays_of(model, "relations"))
    open_rows, which = np.array(left), np.array(names)
    for name in RELATIONS:
        mine = (which == name) & ~open_rows
        cut = best_cut(chances[mine, 1], truth[mine] == 1, missed[name])
        arrays[f"cut.{name}"] = np.array(cut)
        took = mine & (chances[:, 1] >= cut)
        tp = (truth[took] == 1).sum()
        told(
            f"{name}: cut {cut:.3f} P {tp / max(1, took.sum()):.3f} "
            f"R {tp / max(1, (truth[mine] == 1).sum() + missed[name]):.3f} of {(truth[mine] == 1).sum() + missed[name]}"
        )


__all__ = ["Arbiter", "Case", "train"]
