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

    The first term in log space, since factorials of large populations overflow; each of the others from the one before.
    """
    top = min(marked, drawn)
    if overlap <= max(0, marked + drawn - population):
        return 1.0
    if overlap > top:
        return 0.0
    first = _log_choose(marked, overlap) + _log_choose(population - marked, drawn - overlap)
    terms, term = [1.0], 1.0
    for k in range(overlap, top):
        term *= (marked - k) / (k + 1) * ((drawn - k) / (population - marked - drawn + k + 1))
        terms.append(term)
    return min(1.0, math.exp(first - _log_choose(population, drawn) + math.log(math.fsum(terms))))


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


def slope(counts: Array, totals: Array | None = None) -> tuple[Array, Array]:
    """Least-squares slopes of rows of counts at 0, 1, 2 ... and their standard errors.

    The variance of each count is the count itself, as for Poisson counts:
    var = sum((x - mean x)^2 * y) / (sum((x - mean x)^2))^2. With ``totals`` the slopes are those of the shares
    count / total, a share of nothing being 0. With fewer than two counts there is no slope: zeros.
    """
    months = counts.shape[1]
    if months < 2:
        return np.zeros(len(counts)), np.zeros(len(counts))
    apart = np.arange(months) - (months - 1) / 2
    square = float((apart**2).sum())
    one = np.ones(months) if totals is None else 1 / np.maximum(totals, 1)
    return (counts * one) @ apart / square, np.sqrt((counts * one**2) @ apart**2) / square


def half_life(counts: Sequence[int]) -> float:
    """The median age of papers in months before the end of the last one, as they are counted month by month.

    The half-life of a literature (R. E. Burton, R. W. Kebler, American Documentation 11(1), 1960): half of the papers
    are younger. Within its month a paper may be of any day.
    """
    half, done = sum(counts) / 2, 0
    for age, count in enumerate(reversed(counts)):
        if count and done + count >= half:
            return age + (half - done) / count
        done += count
    return 0.0


def _log_choose(n: int, k: int) -> float:
    if not 0 <= k <= n:
        return -math.inf
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
