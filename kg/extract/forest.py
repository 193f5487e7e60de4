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
    depth: int

    @classmethod
    def load(cls, arrays: Mapping[str, NDArray[np.generic]], name: str) -> Forest:
        """The forest called ``name`` among the arrays of a file; ``KeyError`` if there is none."""
        parts: dict[str, Any] = {part: arrays[f"{name}.{part}"] for part in PARTS}
        return cls(**parts, depth=int(arrays[f"{name}.depth"].item()))

    def scores(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """(N, F) rows to (N, classes) sums: log-odds for one class, logits for several."""
        node = np.broadcast_to(self.roots, (len(rows), len(self.roots)))
        place = np.arange(len(rows))[:, None]
        for _ in range(self.depth):
            goes_left = rows[place, self.feature[node]] <= self.threshold[node]
            node = np.where(goes_left, self.left[node], self.right[node])
        classes = len(self.start)
        sums: NDArray[np.float64] = (
            self.value[node].astype(np.float64).reshape(len(rows), len(self.roots) // classes, classes).sum(1)
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
