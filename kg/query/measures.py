"""The statistics of the answers: small formulas, each with its source."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.snapshot.arrays import Array

Z95 = 1.959963984540054  # the 97.5 % point of the normal distribution


def hypergeometric_tail(*, population: int, marked: int, drawn: int, overlap: int) -> float:
    """P(X >= overlap), X the marked ones among ``drawn`` of ``population`` (the one-sided exact test of Fisher).

    Terms are added in log space: factorials of large populations overflow.
    """
    top = min(marked, drawn)
    if overlap <= max(0, marked + drawn - population):
        return 1.0
    total = _log_choose(population, drawn)
    terms = [
        _log_choose(marked, k) + _log_choose(population - marked, drawn - k) - total for k in range(overlap, top + 1)
    ]
    if not terms:
        return 0.0
    peak = max(terms)
    return min(1.0, math.exp(peak) * math.fsum(math.exp(term - peak) for term in terms))


def log_likelihood_ratio(*, both: int, first: int, second: int, total: int) -> float:
    """Dunning's G2 of two events seen ``first`` and ``second`` times, ``both`` together, in ``total`` places.

    2 * sum(observed * ln(observed / expected)) over the two-by-two table (T. Dunning, Accurate Methods for the
    Statistics of Surprise and Coincidence, Computational Linguistics 19(1), 1993); negative if they avoid each other.
    """
    cells = (
        (both, first * second),
        (first - both, first * (total - second)),
        (second - both, (total - first) * second),
        (total - first - second + both, (total - first) * (total - second)),
    )
    ratio = 2 * math.fsum(seen * math.log(seen * total / product) for seen, product in cells if seen)
    return math.copysign(max(ratio, 0.0), both * total - first * second)


def log_likelihood_ratios(both: Array, first: Array | int, second: Array, total: int) -> Array:
    """``log_likelihood_ratio`` of many pairs at once."""
    ratio = np.zeros(len(both))
    for seen, product in (
        (both, first * second),
        (first - both, first * (total - second)),
        (second - both, (total - first) * second),
        (total - first - second + both, (total - first) * (total - second)),
    ):
        there = seen > 0
        products = np.broadcast_to(product, seen.shape)[there]
        ratio[there] += seen[there] * np.log(seen[there] * (total / products))
    return np.asarray(np.copysign(np.maximum(2 * ratio, 0.0), both * total - first * second))


def chi_square_tail(value: float) -> float:
    """P(X >= value) for chi-square with one degree of freedom: erfc(sqrt(value / 2))."""
    return math.erfc(math.sqrt(max(value, 0.0) / 2))


def slope(counts: Sequence[int]) -> tuple[float, tuple[float, float]]:
    """Least-squares slope of counts at 0, 1, 2 ... and its 95 % interval.

    The interval is normal, the variance of each count being the count itself, as for Poisson counts:
    var = sum((x - mean x)^2 * y) / (sum((x - mean x)^2))^2. With fewer than two counts there is no slope: zeros.
    """
    if len(counts) < 2:
        return 0.0, (0.0, 0.0)
    middle = (len(counts) - 1) / 2
    square = math.fsum((x - middle) ** 2 for x in range(len(counts)))
    value = math.fsum((x - middle) * y for x, y in enumerate(counts)) / square
    error = Z95 * math.sqrt(math.fsum((x - middle) ** 2 * y for x, y in enumerate(counts))) / square
    return value, (value - error, value + error)


def _log_choose(n: int, k: int) -> float:
    if not 0 <= k <= n:
        return -math.inf
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
