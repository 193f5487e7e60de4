"""Kernels that walk over a graph: fewest hops, levels, and the cheapest ways where hops and nodes cost something.

What a walk writes to a node lies in one row of ``state``, so that a look at a node touches one line of the cache. The
rows are kept from walk to walk: a value counts only with the ``stamp`` of the present one, so that a walk that touches
a hundred nodes of a million costs what a hundred nodes cost.
"""

# Numbers are NumPy's, so that compiled and plain code have the same types; mypy would have Python's.
# mypy: disable-error-code="misc,arg-type,return-value"
from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from kg.snapshot.arrays import Array

KERNELS = ("fewest_hops", "levels", "_expand", "search", "_passes", "_ends_well", "_extend", "alternatives")

# Columns of ``state`` (int64[n, 8]): what it costs to enter the node; the stamp under which it may not be entered; then
# for each side, from the source and from the target: twice the stamp, plus one if settled; the least cost; the node
# before. Of a breadth-first search the cost is not used.
TOLL, SHUT, SIDE, WIDTH = 0, 1, 2, 8
FLAG, COST, CAME, BACK = 0, 1, 2, 3  # within a side; ``BACK`` is how far the columns of the second side are
NOWHERE = 1 << 60


class Ground(NamedTuple):
    """What is walked on: an adjacency, the cost of a hop by its mark, and what walks write to.

    ``start`` int64[n + 1], ``node`` int32[m], ``mark`` uint8[m], ``hop`` int64[3], ``state`` int64[n, 8].
    """

    start: Array
    node: Array
    mark: Array
    hop: Array
    state: Array


def fewest_hops(ground: Ground, queue: Array, source: int, target: int, stamp: int) -> tuple[int, int]:
    """Bidirectional breadth-first search; the hop where both sides meet, (-1, -1) if they never do.

    From its ends ``CAME`` leads back to the source and on to the target. The side with fewer neighbours to look at
    goes first (I. Pohl, Bi-directional Search, Machine Intelligence 6, 1971). ``queue`` is int32[2, n].
    """
    state = ground.state
    first, last, cost = [0, 0], [1, 1], [0, 0]
    for side, end in ((0, source), (1, target)):
        state[end, SIDE + BACK * side + FLAG] = 2 * stamp
        state[end, SIDE + BACK * side + CAME] = -1
        queue[side, 0] = end
        cost[side] = ground.start[end + 1] - ground.start[end]
    while True:
        side = 0 if cost[0] <= cost[1] else 1
        own, other = SIDE + BACK * side, SIDE + BACK * (1 - side)
        if first[side] == last[side]:
            return -1, -1
        found, more = last[side], 0
        for at in range(first[side], last[side]):
            x = np.int64(queue[side, at])
            for place in range(ground.start[x], ground.start[x + 1]):
                y = np.int64(ground.node[place])
                if state[y, other + FLAG] == 2 * stamp:
                    return (x, y) if side == 0 else (y, x)
                if state[y, own + FLAG] != 2 * stamp and state[y, SHUT] != stamp:
                    state[y, own + FLAG] = 2 * stamp
                    state[y, own + CAME] = x
                    queue[side, found] = y
                    found += 1
                    more += ground.start[y + 1] - ground.start[y]
        first[side], last[side], cost[side] = last[side], found, more


def levels(ground: Ground, ends: tuple[int, int], limit: int, level: Array, queue: Array, stamp: int) -> int:
    """Breadth-first search from the first end as far as ``limit`` hops, or the level of the second (-1: none).

    ``level`` (int32, -1 at first) becomes the distance, ``queue`` holds the nodes reached, nearest first; how many.
    """
    source, target = ends
    level[source] = 0
    queue[0] = source
    at, found = 0, 1
    while at < found:
        x = np.int64(queue[at])
        at += 1
        if level[x] == limit or (target >= 0 and level[target] == level[x]):
            break
        for place in range(ground.start[x], ground.start[x + 1]):
            y = np.int64(ground.node[place])
            if level[y] < 0 and ground.state[y, SHUT] != stamp:
                level[y] = level[x] + 1
                queue[found] = y
                found += 1
    return found


def _expand(
    ground: Ground, heap: list[tuple[int, int]], ends: tuple[int, int], side: int, bounds: tuple[int, int], stamp: int
) -> tuple[int, int]:
    """Settle the nearest node of a side and look at its neighbours; the best cost, and the least that was left out.

    ``bounds``: the best cost known, and what the other side costs at least.
    """
    state = ground.state
    own, other = SIDE + BACK * side, SIDE + BACK * (1 - side)
    best, beyond = bounds
    left = NOWHERE
    cost, x = heappop(heap)
    if state[x, own + FLAG] == 2 * stamp + 1:
        return best, left
    state[x, own + FLAG] = 2 * stamp + 1
    leaving = state[x, TOLL] if side == 1 and x != ends[1] else 0
    for place in range(ground.start[x], ground.start[x + 1]):
        y = np.int64(ground.node[place])
        toll = state[y, TOLL] if side == 0 and y != ends[1] else leaving
        there = cost + ground.hop[ground.mark[place]] + toll
        if state[y, SHUT] == stamp:
            continue
        if there + beyond > best:
            left = min(left, there)
        elif state[y, own + FLAG] < 2 * stamp or there < state[y, own + COST]:
            state[y, own + FLAG] = 2 * stamp
            state[y, own + COST] = there
            state[y, own + CAME] = x
            heappush(heap, (there, y))
        if state[y, other + FLAG] >= 2 * stamp:
            best = min(best, there + state[y, other + COST])
    return best, left


def search(ground: Ground, source: int, target: int, best: int, stamp: int) -> tuple[int, int]:
    """Bidirectional search by E. W. Dijkstra's method, from what a path is known to cost, or ``NOWHERE``.

    The least cost, and a bound: nodes that were not settled from the target cost at least so much from there on.
    """
    ends = (source, target)
    left = NOWHERE
    ahead, back = [(0, source)], [(0, target)]
    for side, end in ((0, source), (1, target)):
        ground.state[end, SIDE + BACK * side + FLAG] = 2 * stamp
        ground.state[end, SIDE + BACK * side + COST] = 0
        ground.state[end, SIDE + BACK * side + CAME] = -1
    while len(ahead) > 0 and len(back) > 0 and ahead[0][0] + back[0][0] <= best:
        if ahead[0][0] < back[0][0]:
            best, _ = _expand(ground, ahead, ends, 0, (best, back[0][0]), stamp)
        else:
            best, more = _expand(ground, back, ends, 1, (best, ahead[0][0]), stamp)
            left = min(left, more)
    return best, min(left, back[0][0]) if len(back) > 0 else left


def _passes(trail: list[tuple[int, int, int]], at: int, node: int) -> bool:
    """Whether the trail that ends at an entry has been at a node."""
    while at >= 0:
        if trail[at][0] == node:
            return True
        at = trail[at][1]
    return False


def _ends_well(ground: Ground, trail: list[tuple[int, int, int]], at: int, node: int, stamp: int) -> bool:
    """Whether the known way from a node to the target is there, and meets neither the trail nor itself."""
    if ground.state[node, SIDE + BACK + FLAG] != 2 * stamp + 1:
        return False
    while node >= 0:
        if _passes(trail, at, node):
            return False
        node = ground.state[node, SIDE + BACK + CAME]
    return True


def _extend(
    ground: Ground,
    heap: list[tuple[int, int]],
    trail: list[tuple[int, int, int]],
    ends: tuple[int, int, int],
    worst: list[int],
    stamp: int,
) -> None:
    """Put the trails that go on from an entry by one hop into the heap, except by the hop that is known already.

    ``ends``: the entry, the target, and what nodes cost at least whose way on is not known. ``worst`` are the costs of
    the cheapest complete paths so far, dearest first: what costs more than the dearest is left out.
    """
    at, target, beyond = ends
    x, _, cost = trail[at]
    state = ground.state
    known = state[x, SIDE + BACK + CAME] if _ends_well(ground, trail, trail[at][1], x, stamp) else -1
    for place in range(ground.start[x], ground.start[x + 1]):
        y = np.int64(ground.node[place])
        if y == known or state[y, SHUT] == stamp:
            continue
        there = cost + ground.hop[ground.mark[place]] + (0 if y == target else state[y, TOLL])
        settled = state[y, SIDE + BACK + FLAG] == 2 * stamp + 1
        whole = there + (state[y, SIDE + BACK + COST] if settled else beyond)
        if whole > worst[0] or _passes(trail, at, y):
            continue
        if settled and _ends_well(ground, trail, at, y, stamp):
            worst[0] = whole
            worst.sort(reverse=True)
        heappush(heap, (whole, len(trail)))
        trail.append((y, np.int64(at), there))


def alternatives(
    ground: Ground, source: int, target: int, beyond: int, k: int, stamp: int
) -> tuple[list[int], list[tuple[int, int, int]]]:
    """After ``search``: the k cheapest loopless paths, as ends of trails (node, entry before, cost) in their order.

    Trails grow in the order of what they cost at least, as in A* (P. E. Hart, N. J. Nilsson, B. Raphael 1968); those
    whose way on is known are paths, from which others part by one hop (D. Eppstein, Finding the k Shortest Paths 1998).
    """
    trail = [(source, -1, 0)]
    heap = [(0, 0)]
    worst = [NOWHERE] * k
    found = [0]
    found.pop()
    while len(heap) > 0 and len(found) < k:
        _, at = heappop(heap)
        x = trail[at][0]
        if _ends_well(ground, trail, trail[at][1], x, stamp):
            # The path is complete; others part from it at this node and at each of those after it.
            while x != target:
                _extend(ground, heap, trail, (at, target, beyond), worst, stamp)
                y = ground.state[x, SIDE + BACK + CAME]
                cost = trail[at][2] + ground.state[x, SIDE + BACK + COST] - ground.state[y, SIDE + BACK + COST]
                trail.append((y, np.int64(at), cost))
                at, x = len(trail) - 1, y
            found.append(at)
        else:
            _extend(ground, heap, trail, (at, target, beyond), worst, stamp)
    return found, trail
