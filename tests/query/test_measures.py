"""The formulas against direct computation and published values."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.query.measures import (
    chi_square_tail,
    half_life,
    hypergeometric_tail,
    log_likelihood_ratio,
    log_likelihood_ratios,
    slope,
)


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


@given(st.data())
def test_log_likelihood_ratios_are_the_same_of_many_at_once(data):
    total = data.draw(st.integers(2, 60))
    first = data.draw(st.integers(1, total))
    rows = data.draw(st.lists(st.integers(1, total), min_size=1, max_size=5))
    both = [data.draw(st.integers(max(1, first + row - total), max(1, min(first, row)))) for row in rows]
    found = log_likelihood_ratios(np.array(both), first, np.array(rows), total)
    alone = [
        log_likelihood_ratio(both=b, first=first, second=row, total=total) for b, row in zip(both, rows, strict=True)
    ]
    assert found.tolist() == pytest.approx(alone, abs=1e-9)


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
    values, errors = slope(np.array([[1, 2, 3], [0, 4, 0]]))
    assert values.tolist() == [1, 0]
    # mean 1; squares 1, 0, 1; variance (1 * 1 + 1 * 3) / 4
    assert errors.tolist() == [1, 0]


def test_slope_of_shares():
    values, errors = slope(np.array([[1, 2, 3]]), np.array([10, 10, 0]))  # shares .1, .2 and nothing of nothing
    assert values[0] == pytest.approx((3 - 0.1) / 2)
    assert errors[0] == pytest.approx(math.sqrt(0.01 + 3) / 2)


@pytest.mark.parametrize("counts", [[], [7]])
def test_there_is_no_slope_in_one_month(counts):
    assert [each.tolist() for each in slope(np.array([counts]))] == [[0.0], [0.0]]


@pytest.mark.parametrize(
    ("counts", "age"),
    [([], 0), ([0, 0], 0), ([0, 0, 4], 0.5), ([4, 0, 0], 2.5), ([1, 1, 2], 1), ([2, 0, 2], 1), ([3, 1], 4 / 3)],
)
def test_half_life_is_the_median_age(counts, age):
    assert half_life(counts) == pytest.approx(age)
