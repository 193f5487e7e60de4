"""Walks against networkx, by plain and by compiled kernels."""

from __future__ import annotations

import math
import shutil
import subprocess
import sys
from itertools import islice
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.snapshot.arrays import HOP
from kg.snapshot.walker import MENTION_COST, RELATION_COST, ROLE_COST, UNIT, Walker

from .graphs import near

COSTS = (RELATION_COST, ROLE_COST, MENTION_COST)
NODES = 11
nodes = st.integers(0, NODES - 1)
edges = st.lists(st.tuples(nodes, st.integers(0, len(HOP) - 1), nodes), min_size=4, max_size=45)
shut_ones = st.sets(nodes, max_size=3)
some = settings(max_examples=150, deadline=None)


def reference(found, ends, shut) -> nx.DiGraph:
    graph = nx.DiGraph()
    open_ones = [node for node in range(NODES) if node not in shut or node in ends]
    graph.add_nodes_from(open_ones)
    for a in open_ones:
        for b, mark in zip(found.of(a).tolist(), found.marks(a).tolist(), strict=True):
            toll = 0 if b in ends else round(UNIT * math.log2(1 + len(found.of(b))))
            if b in open_ones:
                graph.add_edge(a, b, weight=COSTS[mark] + toll)
    return graph


def mask(shut, ends):
    return np.isin(np.arange(NODES), [node for node in shut if node not in ends]) if shut else None


def check(drawn, ends, shut, k, *, compiled=False):
    found = near(drawn, NODES)
    walker, graph = Walker(found, compiled=compiled), reference(found, ends, shut)
    closed = mask(shut, ends)
    routes = walker.cheapest(*ends, k, shut=closed)
    if not nx.has_path(graph, *ends):
        assert (routes, walker.shortest(*ends, shut=closed)) == ([], ())
        assert list(walker.all_shortest(*ends, shut=closed)) == []
        return
    best = islice(nx.shortest_simple_paths(graph, *ends, weight="weight"), k)
    assert [cost for cost, _ in routes] == [nx.path_weight(graph, path, "weight") for path in best]
    assert routes == sorted(set(routes))
    for cost, route in routes:
        assert len(set(route)) == len(route)
        assert (route[0], route[-1]) == ends
        assert nx.path_weight(graph, route, "weight") == cost == walker.cost(route)
    every = sorted(map(tuple, nx.all_shortest_paths(graph, *ends)))
    assert list(walker.all_shortest(*ends, shut=closed)) == every
    assert walker.shortest(*ends, shut=closed) in every


different = st.tuples(nodes, nodes).filter(lambda ends: ends[0] != ends[1])


@some
@given(edges, different, shut_ones, st.integers(1, 8))
def test_walks_are_those_of_networkx(drawn, ends, shut, k):
    check(drawn, ends, shut, k)


@settings(max_examples=60, deadline=None)
@given(edges, different, shut_ones, st.integers(1, 8))
def test_compiled_walks_too(drawn, ends, shut, k):
    check(drawn, ends, shut, k, compiled=True)


@some
@given(edges, nodes, st.integers(0, 4), shut_ones)
def test_levels_are_distances(drawn, source, hops, shut):
    found = near(drawn, NODES)
    graph = reference(found, (source,), shut)
    level, reached = Walker(found).levels(source, hops=hops, shut=mask(shut, (source,)))
    distances = nx.single_source_shortest_path_length(graph, source, cutoff=hops)
    assert {node: int(level[node]) for node in range(NODES) if level[node] >= 0} == dict(distances)
    assert sorted(reached.tolist()) == sorted(distances)
    assert [int(level[node]) for node in reached.tolist()] == sorted(distances.values())


@pytest.mark.parametrize("compiled", [False, True])
def test_a_walk_does_not_see_what_another_left(compiled):
    found = near([(node, 0, node + 1) for node in range(NODES - 1)], NODES)
    walker = Walker(found, compiled=compiled)
    closed = np.arange(NODES) == 4
    for _ in range(3):
        assert walker.shortest(0, 6, shut=closed) == ()
        assert walker.cheapest(0, 6, 2, shut=closed) == []
        assert walker.shortest(0, 6) == tuple(range(7))
        assert [route for _, route in walker.cheapest(6, 0, 2)] == [tuple(range(6, -1, -1))]
    assert walker.shortest(3, 3) == (3,)


def test_kernels_are_compiled_where_nothing_can_be_kept(tmp_path):
    """A read-only installation without a home: numba finds no folder for what it compiles."""
    package = Path(kg.__file__).parents[1]
    for folder in ("kg", "ontology"):
        shutil.copytree(package / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "weights"))
    (tmp_path / "kg/snapshot/__pycache__").write_text("in the way")
    (tmp_path / "home").write_text("in the way, too")
    code = """
import numpy as np
from kg.snapshot.arrays import undirected
from kg.snapshot.walker import Walker
ends = np.arange(3)
print(Walker(undirected(4, ends, np.zeros(3, np.uint8), ends + 1), compiled=True).shortest(0, 3))
"""
    bare = {"PYTHONPATH": str(tmp_path), "HOME": str(tmp_path / "home"), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=bare, cwd=tmp_path, check=False
    )
    assert done.stdout.strip() == "(0, 1, 2, 3)", done.stderr
