"""Paths on a snapshot: fewest hops, all of the fewest, the k cheapest, and who is within some hops."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from kg.snapshot import walking
from kg.snapshot.compiled import LARGE, kernels
from kg.snapshot.walking import Ground

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.snapshot.arrays import Adjacency, Array

# Costs are whole millionths: sums are exact, so that ties are ties and a path costs the same in both directions.
UNIT = 1_000_000
RELATION_COST = 1 * UNIT  # a statement between two entities
ROLE_COST = UNIT * 5 // 4  # a paper that introduces, uses, evaluates on ...
MENTION_COST = 2 * UNIT  # a paper that only mentions

Route = tuple[int, ...]


class Walker:
    """A graph as somebody sees it who walks over it, whatever the direction of its claims.

    cost(path) = sum over hops of the hop's cost + sum over inner nodes of log2(1 + degree), degree counting distinct
    neighbours. The ends are asked for, so they cost nothing however many neighbours they have.
    """

    def __init__(self, near: Adjacency, *, compiled: bool | None = None) -> None:
        """Walk over this adjacency, marked by hop (``HOP``); large ones are walked by compiled kernels."""
        large = len(near.node) >= 2 * LARGE if compiled is None else compiled
        self._run = kernels(walking, large=large)
        self.near = near
        self._count = len(near.start) - 1
        state = np.zeros((self._count, walking.WIDTH), dtype=np.int64)
        state[:, walking.TOLL] = _tolls(near.degrees())
        self._ground = Ground(near.start, near.node, near.mark, _HOPS, state)
        self._queue = np.empty((2, self._count), dtype=np.int32)
        self._stamp = 0

    def _begin(self, shut: Array | None) -> int:
        """A new walk; ``shut`` (bool a node) are the nodes not to enter."""
        self._stamp += 1
        if shut is not None:
            self._ground.state[shut, walking.SHUT] = self._stamp
        return self._stamp

    def shortest(self, source: int, target: int, *, shut: Array | None = None) -> Route:
        """A path of the fewest hops; empty if there is none. ``shut`` (bool a node) marks nodes not to enter."""
        if source == target:
            return (source,)
        x, y = self._run.fewest_hops(self._ground, self._queue, source, target, self._begin(shut))
        return (*self._back(x, 0)[::-1], *self._back(y, 1)) if x >= 0 else ()

    def _back(self, node: int, side: int) -> list[int]:
        """The nodes from one that a search reached to the end that it came from."""
        came = self._ground.state[:, walking.SIDE + walking.BACK * side + walking.CAME]
        route = []
        while node >= 0:
            route.append(int(node))
            node = came[node]
        return route

    def all_shortest(self, source: int, target: int, *, shut: Array | None = None) -> Iterator[Route]:
        """All paths of the fewest hops, in the order of their nodes."""
        level, _ = self.levels(target, reach=source, shut=shut)
        waiting: list[Route] = [(source,)] if level[source] >= 0 else []
        while waiting:
            route = waiting.pop()
            if route[-1] == target:
                yield route
                continue
            near = self.near.of(route[-1])
            nearer = near[level[near] == level[route[-1]] - 1].tolist()
            waiting.extend((*route, node) for node in reversed(nearer))

    def levels(self, source: int, *, hops: int = -1, reach: int = -1, shut: Array | None = None) -> tuple[Array, Array]:
        """Distances from a node (int32, -1 where it was not come), and the nodes reached, nearest first.

        The search ends after so many hops, or where the node to reach is found.
        """
        level = np.full(self._count, -1, dtype=np.int32)
        queue = np.empty(self._count, dtype=np.int32)
        found = self._run.levels(self._ground, (source, reach), hops, level, queue, self._begin(shut))
        return level, queue[:found]

    def cheapest(self, source: int, target: int, k: int, *, shut: Array | None = None) -> list[tuple[int, Route]]:
        """The k cheapest loopless paths, in millionths, cheapest first; equal ones in the order of their nodes.

        Of equal paths of which not all are among the k, always the same ones are.
        """
        short = self.shortest(source, target, shut=shut)
        if not short:
            return []
        stamp = self._begin(shut)
        _, beyond = self._run.search(self._ground, source, target, self.cost(short), stamp)
        ends, trail = self._run.alternatives(self._ground, source, target, beyond, k, stamp)
        return sorted((int(trail[end][2]), _route(trail, end)) for end in ends)

    def cost(self, route: Route) -> int:
        """What it costs to walk so from its first node into its last, in millionths."""
        tolls = sum(int(self._ground.state[node, walking.TOLL]) for node in route[1:-1])
        return tolls + sum(self._hop(a, b) for a, b in pairwise(route))

    def _hop(self, a: int, b: int) -> int:
        place = np.searchsorted(self.near.of(a), b)
        return int(_HOPS[self.near.marks(a)[place]])


_HOPS: Array = np.array([RELATION_COST, ROLE_COST, MENTION_COST], dtype=np.int64)


def _route(trail: list[tuple[int, int, int]], at: int) -> Route:
    route = []
    while at >= 0:
        route.append(int(trail[at][0]))
        at = trail[at][1]
    return tuple(reversed(route))


def _tolls(degrees: Array) -> Array:
    """What it costs to enter nodes of these degrees."""
    known, place = np.unique(degrees, return_inverse=True)
    return np.array([round(UNIT * math.log2(1 + degree)) for degree in known.tolist()], dtype=np.int64)[place]
