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
    from collections.abc import Iterator

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
        """See a graph as somebody does who walks from one end to the other."""
        self.links = links
        self.ends = ends
        self.papers = papers

    def near(self, node: str) -> Iterator[tuple[str, int]]:
        """The neighbours of a node, each with what the hop costs; no node is its own neighbour."""
        for other in self.links.related(node) - {node}:
            yield other, RELATION_COST
        if self.papers:
            for other, role in self.links.named(node).items():
                yield other, MENTION_COST if role is RelationType.MENTIONS else ROLE_COST

    def hop(self, a: str, b: str) -> int:
        """What it costs to go from a node to its neighbour."""
        return dict(self.near(a))[b]

    def toll(self, node: str) -> int:
        """What it costs to enter a node."""
        if node in self.ends:
            return 0
        degree = len(self.links.related(node) - {node}) + (len(self.links.named(node)) if self.papers else 0)
        return round(UNIT * math.log2(1 + degree))


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
    waiting: list[tuple[int, Route]] = []
    spur = _spur(walk, (source,), bound, frozenset())
    while spur is not None and len(found) < k:
        found.append(spur)
        known = {route for _, route in found} | {route for _, route in waiting}
        for cut in range(1, len(spur[1])):
            root = spur[1][:cut]
            closed = frozenset(route[cut] for _, route in found if route[:cut] == root and len(route) > cut)
            candidate = _spur(walk, root, bound, closed)
            if candidate is not None and candidate[1] not in known:
                heapq.heappush(waiting, candidate)
        spur = heapq.heappop(waiting) if waiting else None
    return found


def _distances(walk: Walk) -> dict[str, int]:
    """What it costs to go on to the target from each node that is not farther from it than the source."""
    source, target = walk.ends
    done: dict[str, int] = {}
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
            if other not in done:
                heapq.heappush(heap, (through + hop, other))
    return done


def _spur(walk: Walk, root: Route, bound: dict[str, int], closed: frozenset[str]) -> tuple[int, Route] | None:
    """The cheapest way on from a root that neither crosses it nor leaves it through a closed node; ties by ids."""
    far = bound[root[0]]  # nodes that the search from the target did not settle are at least so far away
    start = sum(walk.hop(a, b) + walk.toll(b) for a, b in pairwise(root))
    done: set[str] = set(root[:-1])
    heap = [(start + bound.get(root[-1], far), root, start)]
    while heap:
        _, route, cost = heapq.heappop(heap)
        node = route[-1]
        if node == walk.ends[1]:
            return cost, route
        if node in done:
            continue
        done.add(node)
        for other, hop in walk.near(node):
            if other not in done and not (route == root and other in closed):
                there = cost + hop + walk.toll(other)
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
