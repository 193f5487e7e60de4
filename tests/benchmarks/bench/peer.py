"""What the peers share: their folder, the arrays of the graph, and sums over them that several need."""

from __future__ import annotations

import math
import shutil
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from tests.benchmarks.bench.draw import Drawn
from tests.benchmarks.bench.write import ARRAYS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.benchmarks.bench.asked import Asked

MEMORY = 8 << 30  # bytes that a database may hold: as much as on a laptop
Run = tuple[int, int, int]  # a method, a resource, a paper that says so


class Base:
    """A peer that keeps its data in the folder ``NAME`` beside the graph."""

    NAME = ""
    opens = False
    pid = 0

    def __init__(self, home: Path, asked: Asked) -> None:
        self.home = home
        self.asked = asked
        self.folder = home / self.NAME

    @cached_property
    def drawn(self) -> Drawn:
        """The graph as it was drawn."""
        return Drawn.read(self.home / ARRAYS)

    def empty(self) -> Path:
        """The folder, emptied."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        return self.folder

    def close(self) -> None:
        """Nothing to give back."""


def evidence(drawn: Drawn) -> tuple[np.ndarray, np.ndarray]:
    """For each statement the first of its papers in the second array; the last entry is the length of that."""
    order = np.lexsort((drawn.paper, drawn.claim))
    return np.searchsorted(drawn.claim[order], np.arange(len(drawn.subject) + 1)), drawn.paper[order]


def kinds(drawn: Drawn) -> np.ndarray:
    """The place in ``TYPES`` of the type of each node."""
    return np.repeat(np.arange(len(drawn.starts) - 1), np.diff(drawn.starts))


def weights(methods: int, on: dict[int, int]) -> dict[int, float]:
    """What a resource weighs, of how many methods in all were run and on it."""
    return {resource: math.log(methods / count) for resource, count in on.items()}


def ranked(rows: Iterable[tuple[int, int]], weight: dict[int, float], top: int) -> list[tuple[int, float, list[int]]]:
    """The methods of the highest score from rows of (method, shared resource), with score and resources."""
    common: dict[int, list[int]] = {}
    for other, resource in rows:
        common.setdefault(other, []).append(resource)
    scored = [(math.fsum(weight[each] for each in found), other) for other, found in common.items()]
    scored.sort(key=lambda pair: (-pair[0], pair[1]))
    return [(other, score, sorted(common[other])) for score, other in scored[:top]]


def quoted(method: int, best: list[tuple[int, float, list[int]]], runs: Iterable[Run]) -> list[list[object]]:
    """The answer to ``shared``: with the papers behind the runs of both methods on what they share."""
    papers: dict[tuple[int, int], set[int]] = {}
    for who, resource, paper in runs:
        papers.setdefault((who, resource), set()).add(paper)
    answer: list[list[object]] = []
    for other, score, resources in best:
        pairs = [(who, resource) for who in (method, other) for resource in resources]
        answer.append([other, score, resources, sorted(set().union(*(papers.get(pair, set()) for pair in pairs)))])
    return answer


def in_order(a: np.ndarray, b: np.ndarray, count: np.ndarray) -> np.ndarray:
    """Rows by a, -count, b."""
    return np.stack([a, b, count], axis=1)[np.lexsort((b, -count, a))]


HIGH = 1 << 32  # count and node as one number, count * HIGH - node: the greatest is the best


def parted(a: np.ndarray, best: np.ndarray) -> np.ndarray:
    """Rows in order, from a and such numbers."""
    count = -(-best // HIGH)
    return in_order(a, count * HIGH - best, count)


def firsts(rows: np.ndarray, top: int) -> np.ndarray:
    """Of rows in that order, the first ``top`` of each a."""
    if not len(rows):
        return rows
    begin = np.flatnonzero(np.r_[True, rows[1:, 0] != rows[:-1, 0]])
    lengths = np.diff(np.r_[begin, len(rows)])
    return rows[np.arange(len(rows)) - np.repeat(begin, lengths) < top]
