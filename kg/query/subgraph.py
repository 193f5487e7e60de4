"""What to draw around a node: few neighbours, those that say most about it, and why they are there.

What is drawn matters more than what draws it: neighbours by degree make a hairball of hubs, neighbours by
count * log(lift) can be read at a glance.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from kg.errors import UsageError
from kg.model import Entity, EntityType, RelationType
from kg.query.answers import Edge, Subgraph
from kg.query.cooccur import Units
from kg.query.index import ORDER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.query.scope import Scope

_PAPERS = 8  # drawn beside an entity, or beside a paper
_PAPER_SHARE = 5  # and never more than one node in so many


def subgraph(scope: Scope, center: Entity, *, limit: int = 60, evidence: int = 3) -> Subgraph:
    """At most ``limit`` nodes around one, all connected to it, with every statement between them.

    Around an entity: what it stands in a relation with, then up to eight papers (those that give it the strongest
    role and name most of what is drawn), then what these papers name more often with it than chance would.
    Around a paper: what it names, strongest role first, and up to eight papers that name the rarest of the same.
    Relations come first where there is no room for all.
    """
    if limit < 1:
        raise UsageError(f"a drawing has at least one node, not {limit}")
    chooser = _Chooser(scope, center.id, limit - 1)
    chosen = {center.id, *(chooser.around_paper() if center.type is EntityType.PAPER else chooser.around_entity())}
    edges = (
        Edge(subject, relation, obj, len({item.paper_id for item in items}), scope.quotes(items, evidence))
        for subject, relation, obj in _between(scope, chosen)
        for items in [scope.evidence(subject, relation, obj)]
    )
    nodes = (scope.node(node) for node in sorted(chosen))
    return Subgraph(
        center, tuple(nodes), tuple(sorted(edges, key=lambda edge: (edge.subject, edge.object, edge.relation)))
    )


class _Chooser:
    """Chooses what is drawn around one node, ``room`` nodes in all."""

    def __init__(self, scope: Scope, center: str, room: int) -> None:
        self.scope = scope
        self.links = scope.links
        self.center = center
        self.room = room
        self.quota = min(_PAPERS, room // _PAPER_SHARE)

    def around_entity(self) -> list[str]:
        worth = self._worth()
        related = sorted(
            self.links.related(self.center) - {self.center}, key=lambda node: (-worth.get(node, 0.0), node)
        )
        related = related[: self.room - self.quota]
        papers = self._papers(set(related))
        seen = {name for paper in papers for name in self.links.entities[paper]} - {self.center, *related}
        more = sorted((node for node in seen if worth.get(node, 0.0) > 0), key=lambda node: (-worth[node], node))
        return [*related, *papers, *more][: self.room]

    def around_paper(self) -> list[str]:
        roles = self.links.entities.get(self.center, {})
        total = len(self.links.entities)
        rarity = {name: math.log(total / len(self.links.papers[name])) for name in roles}
        named = sorted(roles, key=lambda name: (ORDER[roles[name][0]], -rarity[name], name))[: self.room - self.quota]
        kin = {paper for name in named for paper in self.links.papers[name]} - {self.center}
        nearness = {
            paper: math.fsum(rarity[name] for name in named if name in self.links.entities[paper]) for paper in kin
        }
        ranked = sorted((paper for paper in kin if nearness[paper] > 0), key=lambda paper: (-nearness[paper], paper))
        return [*named, *ranked[: self.quota]]

    def _worth(self) -> dict[str, float]:
        """count * log(lift) over papers: what is named with the centre more often than chance would give."""
        units = Units(self.scope, via="paper")
        met = units.met(self.center)
        worth = met.both * np.log(met.both / met.expected)
        return dict(zip(met.ids, worth.tolist(), strict=True))

    def _papers(self, drawn: set[str]) -> list[str]:
        roles = self.links.papers.get(self.center, {})

        def rank(paper: str) -> tuple[int, int, str]:
            return (ORDER[roles[paper][0]], -len(drawn & self.links.entities[paper].keys()), paper)

        return sorted(roles, key=rank)[: self.quota]


def _between(scope: Scope, chosen: Iterable[str]) -> Iterator[tuple[str, RelationType, str]]:
    """The claims both of whose ends are chosen; between a paper and an entity its strongest role."""
    nodes = set(chosen)
    for node in nodes:
        for other, relations in scope.links.out.get(node, {}).items():
            if other in nodes:
                yield from ((node, relation, other) for relation in relations)
        for other, roles in scope.links.entities.get(node, {}).items():
            if other in nodes:
                yield node, roles[0], other
