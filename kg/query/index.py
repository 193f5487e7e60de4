"""Who names whom and what is related to what, by ids: a snapshot seen as mappings, read as far as they are asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from kg.model import ROLES, STRONGEST_FIRST, RelationType

if TYPE_CHECKING:
    from kg.model import Evidence
    from kg.snapshot.arrays import Adjacency
    from kg.snapshot.view import View

__all__ = ["ORDER", "ROLES", "Links", "Place", "place_of"]

# The place of each relation among them all, from what says most to what says least.
ORDER: dict[RelationType, int] = {relation: place for place, relation in enumerate(STRONGEST_FIRST)}

Place = tuple[str, int, int]  # a sentence: paper, start, end
Neighbours = Mapping[str, "tuple[RelationType, ...]"]


class _Near(Mapping[str, Neighbours]):
    """An adjacency by ids: the neighbours of a node with how they are met; nodes that have none are not in it."""

    def __init__(self, view: View, near: Adjacency) -> None:
        self._ids = view.snapshot.ids
        self._near = near
        self._read: dict[str, Neighbours] = {}

    def __getitem__(self, node: str) -> Neighbours:
        if node not in self._read:
            place = self._ids.find(node)
            if place < 0 or self._near.start[place] == self._near.start[place + 1]:
                raise KeyError(node)
            pairs = zip(self._near.of(place).tolist(), self._near.marks(place).tolist(), strict=True)
            self._read[node] = {
                self._ids[other]: tuple(STRONGEST_FIRST[mark] for _, mark in marks)
                for other, marks in groupby(pairs, key=lambda pair: pair[0])
            }
        return self._read[node]

    def __iter__(self) -> Iterator[str]:
        return (self._ids[place] for place in self._near.degrees().nonzero()[0].tolist())

    def __len__(self) -> int:
        return len(self._near.degrees().nonzero()[0])


@dataclass(frozen=True, slots=True)
class Links:
    """Adjacency of a graph, links strongest first.

    ``papers[entity][paper]`` and ``entities[paper][entity]`` are the strongest role, seen from either end;
    ``out[head][tail]`` and ``into[tail][head]`` the relations between entities.
    """

    papers: Mapping[str, Neighbours]
    entities: Mapping[str, Neighbours]
    out: Mapping[str, Neighbours]
    into: Mapping[str, Neighbours]

    @staticmethod
    def of(view: View) -> Links:
        """The adjacency of a view."""
        return Links(*(_Near(view, near) for near in (view.namers, view.names, view.out, view.into)))

    def related(self, node: str) -> set[str]:
        """What stands in a relation with an entity, whichever way it points."""
        return set(self.out.get(node, ())) | set(self.into.get(node, ()))


def place_of(item: Evidence) -> Place:
    """The sentence that an evidence quotes."""
    return (item.paper_id, item.start, item.end)
