"""How two things hang together: the k cheapest loopless paths, around the hubs."""

from __future__ import annotations

import heapq
import math
from itertools import pairwise
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.model import EntityType, RelationType
from kg.query.answers import Hop, Path, PathAnswer
from kg.query.index import ORDER

if TYPE_CHECKING:
    from kg.model import Entity, Evidence
    from kg.query.index import Links
    from kg.query.scope import Scope

# Costs are whole millionths: sums are exact, so that ties are ties and a path costs the same in both directions.
UNIT = 1_000_000
RELATION_COST = 1 * UNIT  # a statement between two entities
ROLE_COST = UNIT * 5 // 4  # a paper that introduces, uses, evaluates on ...
MENTION_COST = 2 * UNIT  # a paper that only mentions

Route = tuple[str, ...]


class Walk:
    """The graph as a walker sees it: undirected, over relations and (with ``papers``) roles.

    cost(path) = sum over hops of the hop's cost + sum over inner nodes of log2(1 + degree), degree counting distinct
    neighbours. The ends are asked for, so they cost nothing however many neighbours they have.
    """

    def __init__(self, links: Links, ends: tuple[str, str], *, papers: bool) -> None:
        """See a graph as somebody does who walks from one end to the other; what is seen once is remembered."""
        self.links = links
        self.ends = ends
        self.papers = papers
        self._near: dict[str, list[tuple[str, int]]] = {}
        self._tolls = dict.fromkeys(ends, 0)

    def near(self, node: str) -> list[tuple[str, int]]:
        """The neighbours of a node, each with what the hop costs; no node is its own neighbour."""
        if node not in self._near:
            seen = [(other, RELATION_COST) for other in self.links.related(node) if other != node]
            if self.papers:
                for other, role in self.links.named(node).items():
                    seen.append((other, MENTION_COST if role is RelationType.MENTIONS else ROLE_COST))
            self._near[node] = seen
        return self._near[node]

    def toll(self, node: str) -> int:
        """What it costs to enter a node."""
        if node not in self._tolls:
            self._tolls[node] = round(UNIT * math.log2(1 + len(self.near(node))))
        return self._tolls[node]

    def cost(self, route: Route) -> int:
        """What it costs to walk so from its first node into its last."""
        return sum(dict(self.near(a))[b] + self.toll(b) for a, b in pairwise(route))


def path(scope: Scope, a: Entity, b: Entity, *, k: int = 3, papers: bool = True, evidence: int = 3) -> PathAnswer:
    """The ``k`` cheapest loopless paths between two nodes (``Walk`` says what they cost); equal costs by ids."""
    if k < 1:
        raise UsageError(f"ask for one path or more, not {k}")
    if a.id == b.id:
        raise UsageError(f"{a.name!r} and {b.name!r} are the same thing")
    if not papers and EntityType.PAPER in (a.type, b.type):
        raise UsageError("a path without papers cannot begin or end at a paper")
    routes = cheapest(Walk(scope.links, (a.id, b.id), papers=papers), k)
    return PathAnswer(tuple(_path(scope, cost, route, evidence) for cost, route in routes))


def cheapest(walk: Walk, k: int) -> list[tuple[int, Route]]:
    """The k shortest loopless paths of a walk (J. Y. Yen, Management Science 17(11), 1971), spurs found by A*.

    One search from the target gives every distance that A* needs as its bound; taking nodes or hops away only makes
    distances longer, so the bound holds for every spur.
    """
    source, _ = walk.ends
    bound = _distances(walk)
    if source not in bound:
        return []
    found: list[tuple[int, Route]] = []
    waiting: list[tuple[int, Route, int]] = []
    best = _spur(walk, (source,), bound, frozenset(), math.inf)
    while best is not None:
        cost, route, parted = best
        found.append((cost, route))
        # What parts from the route earlier was tried when the route that it parted from was found (Lawler 1972).
        for cut in range(parted, len(route)):
            root = route[:cut]
            closed = frozenset(other[cut] for _, other in found if other[:cut] == root)
            candidate = _spur(walk, root, bound, closed, _worst(waiting, k - len(found)))
            if candidate is not None:
                heapq.heappush(waiting, candidate)
        best = heapq.heappop(waiting) if waiting and len(found) < k else None
    return found


def _worst(waiting: list[tuple[int, Route, int]], wanted: int) -> float:
    """What a path must not cost more than to be among so many of those waiting."""
    if not wanted:
        return -1
    return heapq.nsmallest(wanted, waiting)[-1][0] if wanted <= len(waiting) else math.inf


def _distances(walk: Walk) -> dict[str, int]:
    """What it costs to go on to the target from each node that is not farther from it than the source."""
    source, target = walk.ends
    done: dict[str, int] = {}
    least = {target: 0}
    heap = [(0, target)]
    while heap:
        cost, node = heapq.heappop(heap)
        if node in done:
            continue
        done[node] = cost
        if node == source:
            break
        through = cost + walk.toll(node)
        for other, hop in walk.near(node):
            if through + hop < least.get(other, math.inf):
                least[other] = through + hop
                heapq.heappush(heap, (through + hop, other))
    return done


def _spur(
    walk: Walk, root: Route, bound: dict[str, int], closed: frozenset[str], worst: float
) -> tuple[int, Route, int] | None:
    """The cheapest way on from a root that neither crosses it nor leaves it through a closed node; ties by ids.

    ``None`` if there is none, or none that costs no more than ``worst``; the last number is where it parts.
    """
    far = bound[root[0]]  # nodes that the search from the target did not settle are at least so far away
    done: set[str] = set(root[:-1])
    least: dict[str, int] = {}
    start = walk.cost(root)
    heap = [(start + bound.get(root[-1], far), root, start)]
    while heap and heap[0][0] <= worst:
        _, route, cost = heapq.heappop(heap)
        node = route[-1]
        if node == walk.ends[1]:
            return cost, route, len(root)
        if node in done:
            continue
        done.add(node)
        for other, hop in walk.near(node):
            there = cost + hop + walk.toll(other)
            passed = other in done or there > least.get(other, there) or (route == root and other in closed)
            if not passed:
                least[other] = there
                heapq.heappush(heap, (there + bound.get(other, far), (*route, other), there))
    return None


def _path(scope: Scope, cost: int, route: Route, evidence: int) -> Path:
    hops = tuple(_hop(scope, a, b, evidence) for a, b in pairwise(route))
    return Path(cost / UNIT, tuple(scope.node(node) for node in route), hops)


def _hop(scope: Scope, a: str, b: str, evidence: int) -> Hop:
    """The statement of most support between two neighbours; at a tie the more specific relation."""
    sides: list[tuple[int, int, int, RelationType, tuple[Evidence, ...]]] = []
    for backward, (subject, obj) in enumerate(((a, b), (b, a))):
        sides += [
            (-found.support, ORDER[found.relation], backward, found.relation, found.evidence)
            for found in scope.statements(subject=subject, object=obj)
        ]
    _, _, backward, relation, items = min(sides, key=lambda side: side[:3])
    return Hop(relation, not backward, scope.quotes(items, evidence))
