"""Counts of pairs against counting by hand, by plain and by compiled kernels."""

from __future__ import annotations

import math
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.query.measures import log_likelihood_ratio
from kg.snapshot import counting
from kg.snapshot.arrays import adjacency
from kg.snapshot.compiled import kernels
from kg.snapshot.tables import rectangular, symmetric

THINGS, COLUMNS = 7, 5
NODES = THINGS + COLUMNS
sets = st.lists(st.sets(st.integers(0, COLUMNS - 1)), min_size=THINGS, max_size=THINGS)
some = settings(max_examples=80, deadline=None)
measures = st.sampled_from(range(6))


def both_ways(drawn):
    """Things are nodes 0 to 6, columns the nodes after them."""
    pairs = [(thing, THINGS + column) for thing, columns in enumerate(drawn) for column in columns]
    table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    none = np.zeros(len(table), dtype=np.uint8)
    return adjacency(NODES, table[:, 0], table[:, 1], none), adjacency(NODES, table[:, 1], table[:, 0], none)


def worth(measure, both, a, b, total):
    return {
        counting.COUNT: lambda: both,
        counting.JACCARD: lambda: both / (a + b - both),
        counting.COSINE: lambda: both * both / (a * b),  # ranked by its square
        counting.LIFT: lambda: both * total / (a * b),
        counting.PMI: lambda: both * total / (a * b),
        counting.LLR: lambda: log_likelihood_ratio(both=both, first=a, second=b, total=total),
    }[measure]()


def ranking(drawn, measure, least, row, partners):
    found = []
    for other in partners:
        both = len(drawn[row] & drawn[other])
        if other != row and both >= least:
            value = worth(measure, both, len(drawn[row]), len(drawn[other]), COLUMNS)
            found.append((-round(value, 9), other, both))
    return sorted(found)


def run(table, measure, least, top, *, compiled=False):
    rows = len(table.row_start) - 1
    scores, counts = np.full((rows, top), -np.inf), np.zeros((rows, top), np.int64)
    nodes = np.full((rows, top), -1, np.int32)
    kernels(counting, large=compiled).best_of_rows(table, measure, least, scores, counts, nodes)
    return scores, counts, nodes


@pytest.mark.parametrize("compiled", [False, True])
@some
@given(drawn=sets, measure=measures, least=st.integers(1, 2), top=st.integers(1, 4))
def test_the_best_partners_of_each_row(compiled, drawn, measure, least, top):
    of, names = both_ways(drawn)
    rows = np.array([0, 2, 3])
    partners = np.array([1, 2, 4, 6])
    table = rectangular(of, names, rows, partners)._replace(size=COLUMNS)
    scores, counts, nodes = run(table, measure, least, top, compiled=compiled)
    for at, row in enumerate(rows.tolist()):
        # partners that are rows, too, are not left out here: they are things of another kind
        others = [(value, other, both) for value, other, both in _with_self(drawn, measure, least, row, partners)]
        assert [partners[node] for node in nodes[at] if node >= 0] == [other for _, other, _ in others[:top]]
        assert [count for count in counts[at].tolist() if count] == [both for *_, both in others[:top]]
        assert [-value for value in scores[at].tolist() if value > -math.inf] == pytest.approx(
            [value for value, *_ in others[:top]], abs=1e-8
        )


def _with_self(drawn, measure, least, row, partners):
    found = ranking(drawn, measure, least, row, partners.tolist())
    if row in partners.tolist() and len(drawn[row]) >= least:
        size = len(drawn[row])
        found.append((-round(worth(measure, size, size, size, COLUMNS), 9), row, size))
    return sorted(found)


@pytest.mark.parametrize("compiled", [False, True])
@some
@given(drawn=sets, least=st.integers(1, 2), top=st.integers(1, 4))
def test_each_pair_is_counted_once(compiled, drawn, least, top):
    of, names = both_ways(drawn)
    table = symmetric(of, names, np.arange(THINGS))._replace(size=COLUMNS)
    counts, nodes = np.zeros((THINGS, top), np.int32), np.full((THINGS, top), -1, np.int32)
    filled = np.zeros(THINGS, np.int32)
    kernels(counting, large=compiled).best_partners(table, least, counts, nodes, filled)
    _, same_counts, same_nodes = run(table, counting.COUNT, least, top, compiled=compiled)
    assert counts.tolist() == same_counts.tolist()
    assert nodes.tolist() == same_nodes.tolist()
    for row in range(THINGS):
        expected = ranking(drawn, counting.COUNT, least, row, range(THINGS))[:top]
        assert [node for node in nodes[row].tolist() if node >= 0] == [other for _, other, _ in expected]


@pytest.mark.parametrize("compiled", [False, True])
@some
@given(drawn=sets, measure=measures, least=st.integers(1, 2), k=st.integers(1, 6), same=st.booleans())
def test_the_best_pairs_of_all(compiled, drawn, measure, least, k, same):
    of, names = both_ways(drawn)
    rows, partners = (np.arange(THINGS), np.arange(THINGS)) if same else (np.arange(3), np.arange(3, THINGS))
    table = symmetric(of, names, rows) if same else rectangular(of, names, rows, partners)
    found = kernels(counting, large=compiled).best_overall(table._replace(size=COLUMNS), measure, least, k)
    pairs = combinations(range(THINGS), 2) if same else product(rows.tolist(), partners.tolist())
    expected = []
    for a, b in pairs:
        both = len(drawn[a] & drawn[b])
        if both >= least:
            value = worth(measure, both, len(drawn[a]), len(drawn[b]), COLUMNS)
            expected.append((-round(value, 9), a, b, both))
    best = [(-round(value, 9), -a, -b + (0 if same else 3), both) for value, a, b, both in found]
    assert sorted(best) == sorted(expected)[:k]
