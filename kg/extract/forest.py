"""Boosted trees, read: sums of regression trees over rows of numbers (Friedman 2001; histogram-trained)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

PARTS = ("feature", "threshold", "left", "right", "value", "roots", "start")


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees laid end to end; a leaf points at itself.

    ``feature``, ``threshold``, ``left``, ``right``, ``value`` (nodes,); ``roots`` (trees,), where tree t adds to class
    t modulo the number of classes; ``start`` (classes,) what a sum begins with.
    """

    feature: NDArray[np.int16]
    threshold: NDArray[np.float32]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    value: NDArray[np.float32]
    roots: NDArray[np.int32]
    start: NDArray[np.float64]

    @classmethod
    def load(cls, arrays: Mapping[str, NDArray[np.generic]], name: str) -> Forest:
        """The forest called ``name`` among the arrays of a file; ``KeyError`` if there is none."""
        parts: dict[str, Any] = {part: arrays[f"{name}.{part}"] for part in PARTS}
        return cls(**parts)

    def scores(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """(N, F) rows to (N, classes) sums: log-odds for one class, logits for several."""
        count, width = rows.shape
        flat = np.ascontiguousarray(rows, dtype=np.float32).ravel()
        node = np.tile(self.roots, count)
        begin = np.repeat(np.arange(count, dtype=np.int32) * width, len(self.roots))
        going = np.flatnonzero(self.left[node] != node)  # paths end at many depths: only those that go on are followed
        while len(going):
            here = node[going]
            goes_left = flat[begin[going] + self.feature[here]] <= self.threshold[here]
            below = np.where(goes_left, self.left[here], self.right[here])
            node[going] = below
            going = going[self.left[below] != below]
        classes = len(self.start)
        sums: NDArray[np.float64] = (
            self.value[node].astype(np.float64).reshape(count, len(self.roots) // classes, classes).sum(1)
        )
        return sums + self.start

    def chances(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """(N, F) rows to probabilities: (N, 1) for a yes-or-no forest, else (N, classes)."""
        scores = self.scores(rows)
        if scores.shape[1] == 1:
            return 1.0 / (1.0 + np.exp(-scores))
        powers = np.exp(scores - scores.max(1, keepdims=True))
        chances: NDArray[np.float64] = powers / powers.sum(1, keepdims=True)
        return chances
