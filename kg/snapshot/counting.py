"""Kernels that count how often things meet, row by row, and keep the best pairs alone: pairs are never all there.

Rows are things, columns where they are met (papers, sentences, datasets); both as compressed sparse rows.
"""

# Numbers are NumPy's, so that compiled and plain code have the same types; mypy would have Python's.
# mypy: disable-error-code="misc,arg-type,return-value"
from __future__ import annotations

import math
from heapq import heappush, heapreplace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from kg.snapshot.arrays import Array

KERNELS = ("_keep", "best_partners", "_log_likelihood", "score", "_accumulate", "best_of_rows", "best_overall")
COUNT, JACCARD, COSINE, LIFT, PMI, LLR = range(6)


class Table(NamedTuple):
    """Rows with the columns of each, and columns with the partners that may be met in each, ascending.

    ``row_start`` int64[r + 1], ``row_item`` int32; ``start`` int64[c + 1], ``item`` int32. ``weight`` int64[c] is what
    meeting in a column is worth. ``same``: rows and partners are the same things, and nothing meets itself.
    """

    row_start: Array
    row_item: Array
    start: Array
    item: Array
    weight: Array
    row_total: Array  # int64: how often each row is met, whatever the partner
    total: Array  # int64: how often each partner is
    size: int  # the number of columns
    same: bool
    fine: int = 0  # bits of a sum of weights below what tells two sums apart


def _keep(counts: Array, nodes: Array, filled: int, count: int, node: int) -> int:
    """Put a partner at its place among the best so far (more first, then smaller nodes); how many there are."""
    k = len(counts)
    if filled == k and (count < counts[k - 1] or (count == counts[k - 1] and node > nodes[k - 1])):
        return filled
    at = min(filled, k - 1)
    while at > 0 and (counts[at - 1] < count or (counts[at - 1] == count and nodes[at - 1] > node)):
        counts[at], nodes[at] = counts[at - 1], nodes[at - 1]
        at -= 1
    counts[at], nodes[at] = count, node
    return min(filled + 1, k)


def best_partners(table: Table, least: int, counts: Array, nodes: Array, filled: Array) -> None:
    """Of each row the partners it meets most often, at least ``least`` times, where rows and partners are the same.

    ``counts`` and ``nodes`` are int32[r, k], ``filled`` int32[r]. Each pair is counted once, at its smaller row.
    """
    rows = len(filled)
    met = np.zeros(rows, np.int32)
    touched = np.empty(rows, np.int32)
    read = table.start[:-1].copy()  # how far each column has been read: rows come in the order of its items
    k = counts.shape[1]
    for row in range(rows):
        reached = 0
        for place in range(table.row_start[row], table.row_start[row + 1]):
            column = table.row_item[place]
            read[column] += 1
            for at in range(read[column], table.start[column + 1]):
                node = table.item[at]
                touched[reached] = node
                reached += 1 if met[node] == 0 else 0
                met[node] += 1
        for at in range(reached):
            node = touched[at]
            count = met[node]
            met[node] = 0
            if count < least:
                continue
            if filled[row] < k or count >= counts[row, k - 1]:
                filled[row] = _keep(counts[row], nodes[row], filled[row], count, node)
            if filled[node] < k or count > counts[node, k - 1]:
                filled[node] = _keep(counts[node], nodes[node], filled[node], count, row)


def _log_likelihood(both: int, a: int, b: int, total: int) -> float:
    """Dunning's G2, negative where two things avoid each other (see ``kg.query.measures``)."""
    ratio = both * math.log(both * total / (a * b))
    if a > both:
        ratio += (a - both) * math.log((a - both) * total / (a * (total - b)))
    if b > both:
        ratio += (b - both) * math.log((b - both) * total / ((total - a) * b))
    rest = total - a - b + both
    if rest > 0:
        ratio += rest * math.log(rest * total / ((total - a) * (total - b)))
    return 2 * ratio if both * total >= a * b else -2 * ratio


def score(measure: int, both: int, a: int, b: int, total: int) -> float:
    """What a pair is worth by a measure."""
    if measure == COUNT:
        return float(both)
    if measure == JACCARD:
        return both / (a + b - both)
    if measure == COSINE:
        return both * both / (a * b)  # its square: the order is the same, and equal fractions are equal
    if measure in (LIFT, PMI):
        return both * total / (a * b)  # pointwise mutual information is the logarithm of it: the order is the same
    return _log_likelihood(both, a, b, total)


def _accumulate(table: Table, row: int, met: Array, touched: Array) -> int:
    """Count the partners that a row meets; how many there are."""
    reached = 0
    for place in range(table.row_start[row], table.row_start[row + 1]):
        column = table.row_item[place]
        worth = table.weight[column]
        for at in range(table.start[column], table.start[column + 1]):
            node = table.item[at]
            touched[reached] = node
            reached += 1 if met[node] == 0 else 0
            met[node] += worth
    return reached


def best_of_rows(table: Table, measure: int, least: int, scores: Array, counts: Array, nodes: Array) -> None:
    """Of each row the best partners by a measure that are met at least ``least`` times, best first; ties by node.

    ``scores`` (float64[r, k], -inf at first), ``counts`` (int64) and ``nodes`` (int32, -1 at first) are filled.
    """
    rows, k = scores.shape
    met = np.zeros(len(table.total), np.int64)
    touched = np.empty(len(table.total) + 1, np.int32)
    for row in range(rows):
        reached = _accumulate(table, row, met, touched)
        for place in range(reached):
            node = touched[place]
            both = met[node]
            met[node] = 0
            if both < least or (table.same and node == row):
                continue
            value = score(measure, both, table.row_total[row], table.total[node], table.size)
            last = k - 1
            if value < scores[row, last] or (value == scores[row, last] and node > nodes[row, last] >= 0):
                continue
            at = last
            while at > 0 and (
                scores[row, at - 1] < value or (scores[row, at - 1] == value and nodes[row, at - 1] > node)
            ):
                scores[row, at], counts[row, at] = scores[row, at - 1], counts[row, at - 1]
                nodes[row, at] = nodes[row, at - 1]
                at -= 1
            scores[row, at], counts[row, at], nodes[row, at] = value, both, node


def best_overall(table: Table, measure: int, least: int, k: int) -> list[tuple[float, int, int, int]]:
    """The k best pairs of all by a measure, in no order: score, minus row, minus partner, count.

    Where rows and partners are the same things, each pair is there once, its smaller row first.
    """
    met = np.zeros(len(table.total), np.int64)
    touched = np.empty(len(table.total) + 1, np.int32)
    read = table.start[:-1].copy()
    heap = [(0.0, 0, 0, 0)]
    heap.pop()
    for row in range(len(table.row_start) - 1):
        reached = 0
        for place in range(table.row_start[row], table.row_start[row + 1]):
            column = table.row_item[place]
            read[column] += 1
            worth = table.weight[column]
            for at in range(read[column] if table.same else table.start[column], table.start[column + 1]):
                node = table.item[at]
                touched[reached] = node
                reached += 1 if met[node] == 0 else 0
                met[node] += worth
        for place in range(reached):
            node = np.int64(touched[place])
            both = met[node]
            met[node] = 0
            if both >= least:
                value = score(measure, both >> table.fine, table.row_total[row], table.total[node], table.size)
                if len(heap) < k:
                    heappush(heap, (value, -row, -node, both))
                elif value >= heap[0][0] and (value, -row, -node, both) > heap[0]:
                    heapreplace(heap, (value, -row, -node, both))
    return heap
