"""Boosted trees: trained by scikit-learn, cross-fitted by paper, laid out as the arrays that ``Forest`` reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from kg.errors import UsageError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Rows = NDArray[np.float32]
    Arrays = dict[str, NDArray[Any]]

FOLDS = 5
RATE, FEATURES = 0.04, 0.3  # of these, and of slower and greedier ones, the best on held-out papers
SKIP = -1  # a target that annotators left open
SEED = 1
LEAST_CUT = 0.15
EVIDENCE = 3  # numbers that a thing's chance is calibrated from


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


@dataclass(frozen=True, slots=True)
class Settings:
    """Of a forest: the number of classes that its targets have, and its size."""

    classes: int
    trees: int
    leaves: int = 15


Model: TypeAlias = HistGradientBoostingClassifier | int  # where only one class occurs, that class


def fitted(rows: Rows, target: NDArray[np.int64], settings: Settings) -> Model:
    """A model of all rows; ``UsageError`` if there is none to learn from."""
    present = np.unique(target)
    if not len(present):
        raise UsageError("too few annotated papers to learn from: some kind of thing or relation never occurs")
    if len(present) == 1:
        return int(present[0])
    return boosted(rows, target, trees=settings.trees, leaves=settings.leaves)


def predicted(model: Model, rows: Rows, classes: int) -> Floats:
    """(N, classes) chances."""
    out = np.zeros((len(rows), classes))
    if isinstance(model, int):
        out[:, model] = 1.0
    elif len(rows):
        out[:, model.classes_] = model.predict_proba(rows)
    return out


def crossed(
    rows: Rows, target: NDArray[np.int64], paper: NDArray[np.int64], settings: Settings
) -> tuple[Model, Floats]:
    """A model of all labelled rows, and for every row the chances by a model that saw nothing of its paper."""
    known = target != SKIP
    out = np.zeros((len(rows), settings.classes))
    for fold in range(FOLDS):
        there = paper % FOLDS == fold
        model = fitted(rows[known & ~there], target[known & ~there], settings)
        out[there] = predicted(model, rows[there], settings.classes)
    return fitted(rows[known], target[known], settings), out


_NODE = ("is_leaf", "feature_idx", "num_threshold", "left", "right", "value")
_LEAF = np.zeros(1, [(part, "f8") for part in _NODE])
_LEAF["is_leaf"] = 1
_NEVER = -20.0  # the log-odds of a class that did not occur


def arrays_of(model: Model, name: str, classes: int) -> Arrays:
    """A model as the arrays that ``Forest`` reads; with two classes it sums up the second's log-odds."""
    outputs = 1 if classes == 2 else classes
    start = np.full(outputs, _NEVER)
    stages: list[list[Any]] = [[_LEAF] * outputs]
    if isinstance(model, int):
        start[model if outputs > 1 else 0] = 0.0 if outputs > 1 else (-_NEVER if model else _NEVER)
    else:
        places = [0] if outputs == 1 else list(model.classes_)
        if outputs > 1 and len(places) == 2:  # one tree a stage: the second's log-odds
            start[places[0]] = 0.0
            places = places[1:]
        start[places] = np.asarray(model._baseline_prediction, np.float64).ravel()  # noqa: SLF001
        stages = []
        for trees in model._predictors:  # noqa: SLF001  (scikit-learn shows its trees nowhere else)
            stage = [_LEAF] * outputs
            for place, tree in zip(places, trees, strict=True):
                stage[place] = tree.nodes
            stages.append(stage)
    return {**_laid_out([nodes for stage in stages for nodes in stage], name), f"{name}.start": start}


def _laid_out(trees: list[Any], name: str) -> Arrays:
    parts: dict[str, list[Any]] = {key: [] for key in ("feature", "threshold", "left", "right", "value", "roots")}
    size = 0
    for nodes in trees:
        own = np.arange(len(nodes)) + size
        leaf = nodes["is_leaf"].astype(bool)
        parts["roots"].append(size)
        parts["feature"].append(np.where(leaf, 0, nodes["feature_idx"]))
        parts["threshold"].append(np.where(leaf, 0, nodes["num_threshold"]))
        parts["left"].append(np.where(leaf, own, nodes["left"] + size))
        parts["right"].append(np.where(leaf, own, nodes["right"] + size))
        parts["value"].append(np.where(leaf, nodes["value"], 0))
        size += len(nodes)
    kinds = {
        "feature": np.int16, "threshold": np.float32, "left": np.int32, "right": np.int32, "value": np.float32,
    }  # fmt: skip
    arrays: Arrays = {f"{name}.{key}": np.concatenate(parts[key]).astype(kind) for key, kind in kinds.items()}
    arrays[f"{name}.roots"] = np.array(parts["roots"], np.int32)
    return arrays


def best_cut(chances: Floats, right: NDArray[np.bool_], missed: int) -> float:
    """The least chance to accept for the highest F1: half of that F1 (Lipton et al. 2014, arXiv:1402.1892).

    ``missed`` true ones are not among the chances at all. Taken from the curve itself, the cut would be mostly noise.
    """
    hits = np.cumsum(right[np.argsort(-chances)])
    f1 = 2 * hits / (np.arange(1, len(hits) + 1) + right.sum() + missed)
    return float(np.clip(f1.max(initial=0.0) / 2, LEAST_CUT, 0.5))


def calibration(evidence: Floats, right: NDArray[np.bool_]) -> Floats:
    """Logistic regression (bias, weights ...) from evidence to being right; (Platt 1999)."""
    if len(np.unique(right)) < 2:  # the share of right ones, smoothed, whatever the evidence
        share = (right.sum() + 1) / (len(right) + 2)
        return np.array([np.log(share / (1 - share)), *[0.0] * EVIDENCE])
    model = LogisticRegression(C=10.0).fit(evidence, right)
    return np.concatenate([model.intercept_, model.coef_[0]])
