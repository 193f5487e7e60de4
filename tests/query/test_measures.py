"""The formulas against direct computation and published values."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.query.measures import chi_square_tail, hypergeometric_tail, log_likelihood_ratio, slope


@given(st.data())
def test_hypergeometric_tail_is_the_sum_of_combinations(data):
    population = data.draw(st.integers(1, 40))
    marked = data.draw(st.integers(0, population))
    drawn = data.draw(st.integers(0, population))
    overlap = data.draw(st.integers(0, min(marked, drawn)))
    ways = sum(
        math.comb(marked, k) * math.comb(population - marked, drawn - k) for k in range(overlap, min(marked, drawn) + 1)
    )
    tail = hypergeometric_tail(population=population, marked=marked, drawn=drawn, overlap=overlap)
    assert tail == pytest.approx(ways / math.comb(population, drawn), rel=1e-9)


def test_hypergeometric_tail_of_the_impossible_and_of_the_huge():
    assert hypergeometric_tail(population=10, marked=3, drawn=3, overlap=4) == 0
    tiny = hypergeometric_tail(population=100_000, marked=500, drawn=500, overlap=60)
    assert 0 < tiny < 1e-50


@pytest.mark.parametrize(
    ("counts", "expected"),
    # "the swiss" and "natural and" are in Dunning's table 1 (his totals: 31777 bigrams), to his two digits
    [
        ({"both": 110, "first": 110 + 2442, "second": 110 + 111, "total": 110 + 2442 + 111 + 29114}, 270.72),
        ({"both": 29, "first": 29 + 13, "second": 29 + 123, "total": 29 + 13 + 123 + 31612}, 263.90),
    ],
)
def test_log_likelihood_ratio_is_that_of_dunning(counts, expected):
    assert log_likelihood_ratio(**counts) == pytest.approx(expected, abs=0.01)


def test_log_likelihood_ratio_has_the_sign_of_the_association():
    assert log_likelihood_ratio(both=5, first=10, second=50, total=100) == 0
    assert log_likelihood_ratio(both=9, first=10, second=50, total=100) > 0
    assert log_likelihood_ratio(both=1, first=10, second=50, total=100) < 0


@pytest.mark.parametrize(("value", "expected"), [(0, 1), (3.841458820694124, 0.05), (6.6348966010212145, 0.01)])
def test_chi_square_tail_gives_the_usual_critical_values(value, expected):
    assert chi_square_tail(value) == pytest.approx(expected, rel=1e-9)


def test_slope_of_a_line():
    value, (low, high) = slope([1, 2, 3])
    assert value == 1
    # mean 1; squares 1, 0, 1; variance (1 * 1 + 1 * 3) / 4
    assert (low, high) == (pytest.approx(1 - 1.959963984540054), pytest.approx(1 + 1.959963984540054))


@pytest.mark.parametrize("counts", [[], [7]])
def test_there_is_no_slope_in_one_month(counts):
    assert slope(counts) == (0.0, (0.0, 0.0))
