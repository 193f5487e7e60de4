"""How two things hang together: the k cheapest loopless paths, around the hubs; or those of the fewest hops."""

from __future__ import annotations

from itertools import islice, pairwise
from typing import TYPE_CHECKING

import numpy as np

from kg.errors import UsageError
from kg.model import EntityType, RelationType
from kg.query.answers import Hop, Path, PathAnswer
from kg.query.scope import first
from kg.query.walk_answers import Reach, Reached
from kg.snapshot.arrays import LINKS, TYPE_NUMBER
from kg.snapshot.walker import UNIT

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from kg.model import Entity
    from kg.query.scope import Scope
    from kg.snapshot.arrays import Array
    from kg.snapshot.walker import Walker


MOST = 1_000  # paths


class Ways:
    """Which ways may be taken: past papers or not, by all relations or some, past things of all types or some."""

    def __init__(
        self,
        scope: Scope,
        *,
        papers: bool = True,
        relations: Collection[RelationType] = (),
        types: Collection[EntityType] = (),
    ) -> None:
        """No relations and no types: all of them. The ends of a path may be of any type."""
        self.scope = scope
        self.papers = papers
        self.relations = tuple(relations)
        self.walker: Walker = scope.view.walker(papers=papers, relations=relations)
        self._shut = None if not types else ~scope.view.is_of(*types)

    def between(self, a: Entity, b: Entity) -> tuple[int, int, Array | None]:
        """The numbers of two ends, and the nodes that a path between them may not enter."""
        if a.id == b.id:
            raise UsageError(f"{a.name!r} and {b.name!r} are the same thing")
        if not self.papers and EntityType.PAPER in (a.type, b.type):
            raise UsageError("a path without papers cannot begin or end at a paper")
        source, target = self.scope.place(a.id), self.scope.place(b.id)
        return source, target, self.shut(source, target)

    def shut(self, *ends: int) -> Array | None:
        """The nodes not to be entered (bool a node), whatever the type of the ends; ``None``: there are none."""
        if self._shut is None:
            return None
        shut = self._shut.copy()
        shut[list(ends)] = False
        return shut


def path(ways: Ways, a: Entity, b: Entity, *, k: int = 3, evidence: int = 3) -> PathAnswer:
    """The ``k`` cheapest loopless paths between two nodes (``Walker`` says what they cost); equal costs by ids."""
    if not 1 <= k <= MOST:
        raise UsageError(f"ask for one path or more, and {MOST} at most, not {k}")
    source, target, shut = ways.between(a, b)
    found = ways.walker.cheapest(source, target, k, shut=shut)
    return PathAnswer(tuple(_path(ways, cost / UNIT, route, evidence) for cost, route in found))


def shortest(ways: Ways, a: Entity, b: Entity, *, limit: int = 1, evidence: int = 3) -> PathAnswer:
    """Paths of the fewest hops, whatever they pass, by ids; a path costs one for each hop."""
    if limit < 1:
        raise UsageError(f"ask for one path or more, not {limit}")
    source, target, shut = ways.between(a, b)
    if limit == 1:
        route = ways.walker.shortest(source, target, shut=shut)
        found = [route] if route else []
    else:
        found = list(islice(ways.walker.all_shortest(source, target, shut=shut), limit))
    return PathAnswer(tuple(_path(ways, len(route) - 1, route, evidence) for route in found))


def neighbourhood(
    ways: Ways, entity: Entity, *, hops: int = 2, type: EntityType | None = None, limit: int = 20, evidence: int = 3
) -> Reach:
    """What is within some hops of a thing, whatever the direction of the claims."""
    if hops < 1:
        raise UsageError(f"ask for one hop or more, not {hops}")
    if not ways.papers and entity.type is EntityType.PAPER:
        raise UsageError("ways without papers cannot begin at a paper")
    view, source = ways.scope.view, ways.scope.place(entity.id)
    level, reached = ways.walker.levels(source, hops=hops, shut=ways.shut(source))
    nodes = reached[1:] if type is None else reached[1:][view.snapshot.types[reached[1:]] == TYPE_NUMBER[type]]
    order = np.lexsort((nodes, -view.namers.degrees()[nodes], level[nodes]))
    chosen = first(limit, nodes[order].tolist())
    ways.scope.nodes(view.snapshot.ids[node] for node in chosen)  # all at once
    return Reach(entity, tuple(_reached(ways, level, node, evidence) for node in chosen), len(nodes))


def _reached(ways: Ways, level: Array, node: int, evidence: int) -> Reached:
    near, ids = ways.walker.near, ways.scope.view.snapshot.ids
    nearer = level[near.of(node)] == level[node] - 1
    over = int(near.of(node)[nearer][np.argmin(near.marks(node)[nearer])])  # by the hop that says most
    last = _hop(ways, over, node, evidence)
    return Reached(ways.scope.node(ids[node]), int(level[node]), ways.scope.node(ids[over]), last)


def _path(ways: Ways, cost: float, route: Sequence[int], evidence: int) -> Path:
    hops = tuple(_hop(ways, a, b, evidence) for a, b in pairwise(route))
    return Path(cost, ways.scope.nodes(ways.scope.view.snapshot.ids[node] for node in route), hops)


def _hop(ways: Ways, a: int, b: int, evidence: int) -> Hop:
    """The statement of most support between two neighbours; at a tie the more specific relation."""
    scope = ways.scope
    sides = [
        (-papers, link, backward)
        for backward, (head, tail) in enumerate(((a, b), (b, a)))
        for link, papers in scope.view.supported(head, tail)
        if not ways.relations or LINKS[link] in ways.relations
    ]
    _, link, backward = min(sides)
    ids, relation = scope.view.snapshot.ids, LINKS[link]
    subject, obj = (ids[b], ids[a]) if backward else (ids[a], ids[b])
    items = scope.evidence(subject, relation, obj) if evidence else ()
    return Hop(relation, not backward, scope.quotes(items, evidence))
