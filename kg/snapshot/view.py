"""A snapshot under a filter: the claims that count and what follows from them, made when it is asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kg.model import RESOURCES, EntityType, RelationType
from kg.snapshot.arrays import (
    HOP,
    IS_ROLE,
    LINK_NUMBER,
    PAPER,
    RELATED,
    TYPE_NUMBER,
    Adjacency,
    adjacency,
    rows,
    spread,
    undirected,
)
from kg.snapshot.walker import Walker

if TYPE_CHECKING:
    from collections.abc import Collection

    from kg.snapshot.arrays import Array, Snapshot


class Places(NamedTuple):
    """Where things are named, papers or sentences: ``of`` leads from nodes to places, ``names`` from places to nodes.

    ``paper`` is the node of each place's paper.
    """

    of: Adjacency
    names: Adjacency
    paper: Array


class View:
    """A snapshot as far as a filter lets its evidence through; without one, all of it."""

    def __init__(self, snapshot: Snapshot, evidence: Array | None = None) -> None:
        """``evidence`` (bool a row) says which evidence counts; a claim without any does not."""
        self.snapshot = snapshot
        self.evidence = evidence
        self._walkers: dict[tuple[bool, tuple[RelationType, ...]], Walker] = {}

    @property
    def count(self) -> int:
        """The number of nodes."""
        return self.snapshot.nodes

    @cached_property
    def claims(self) -> Array | None:
        """Which claims count (bool a claim); ``None``: all."""
        if self.evidence is None:
            return None
        sums = np.concatenate(([0], np.cumsum(self.evidence)))
        return np.asarray(np.diff(sums[self.snapshot.support]) > 0)

    def _chosen(self, mask: Array | None = None) -> tuple[Array, Array, Array]:
        """Head, link and tail of the claims that count, as far as the mask has them."""
        keep = self.claims if mask is None else mask if self.claims is None else mask & self.claims
        found = self.snapshot
        whole = found.head, found.link, found.tail
        return whole if keep is None else (whole[0][keep], whole[1][keep], whole[2][keep])

    def walker(self, *, papers: bool = True, relations: Collection[RelationType] = ()) -> Walker:
        """Who is next to whom: with roles of papers or without, over all relations or some."""
        key = (papers, tuple(sorted(relations)))
        if key not in self._walkers:
            self._walkers[key] = Walker(self._near(papers=papers, relations=relations))
        return self._walkers[key]

    def _near(self, *, papers: bool, relations: Collection[RelationType]) -> Adjacency:
        if self.evidence is None and papers and not relations:
            return self.snapshot.walk
        wanted = np.ones(len(HOP), dtype=bool) if papers else HOP == RELATED
        if relations:
            wanted &= _links(relations)
        chosen = wanted[self.snapshot.link]
        if not papers:  # in a graph that was not checked a relation may begin at a paper
            paper = self.snapshot.types == PAPER
            chosen &= ~(paper[self.snapshot.head] | paper[self.snapshot.tail])
        return undirected(self.count, *self._chosen(chosen))

    @cached_property
    def names(self) -> Adjacency:
        """From papers to what they give a role, marked by the strongest link."""
        if self.evidence is None:
            return self.snapshot.names
        head, link, tail = self._chosen(IS_ROLE[self.snapshot.link])
        return adjacency(self.count, head, tail, link)

    @cached_property
    def namers(self) -> Adjacency:
        """From entities to the papers that give them a role, marked by the strongest link."""
        if self.evidence is None:
            return self.snapshot.namers
        head, link, tail = self._chosen(IS_ROLE[self.snapshot.link])
        return adjacency(self.count, tail, head, link)

    @cached_property
    def out(self) -> Adjacency:
        """From heads to tails of relations, once for each link, which is the mark."""
        head, link, tail = self._chosen(~IS_ROLE[self.snapshot.link])
        return rows(self.count, head, tail, link)

    @cached_property
    def into(self) -> Adjacency:
        """From tails to heads of relations, once for each link, which is the mark."""
        head, link, tail = self._chosen(~IS_ROLE[self.snapshot.link])
        return adjacency(self.count, tail, head, link, distinct=False)

    def runs(self, relations: Collection[RelationType]) -> tuple[Adjacency, Adjacency]:
        """From methods to the datasets and benchmarks they stand in these relations to, and back."""
        head, link, tail = self._chosen(_links(relations)[self.snapshot.link])
        right = self.is_of(EntityType.METHOD)[head] & self.is_of(*RESOURCES)[tail]
        head, link, tail = head[right], link[right] * 0, tail[right]
        return adjacency(self.count, head, tail, link), adjacency(self.count, tail, head, link)

    @cached_property
    def _first(self) -> Array:
        """Where the claims of each head begin (int64[n + 1])."""
        return np.searchsorted(self.snapshot.head, np.arange(self.count + 1, dtype=np.int32))

    def _about(self, head: int, tail: int) -> Array:
        """The claims of a head about a tail, whatever the filter."""
        first, last = self._first[head], self._first[head + 1]
        claims: Array = np.flatnonzero(self.snapshot.tail[first:last] == tail) + first
        return claims

    def _backing(self, claims: Array) -> Array:
        """The evidence of some claims, as far as the filter lets it through."""
        rows = spread(self.snapshot.support[claims], self.snapshot.support[claims + 1])
        return rows if self.evidence is None else rows[self.evidence[rows]]

    def behind(self, head: int, relations: Collection[RelationType], tails: Array) -> Array:
        """The papers that support any of these claims of a head, as often as they do and the filter lets them."""
        found = self.snapshot
        own = slice(self._first[head], self._first[head + 1])
        wanted = np.isin(found.tail[own], tails, kind="sort") & _links(relations)[found.link[own]]
        return found.paper[self._backing(np.flatnonzero(wanted) + own.start)]

    def supported(self, head: int, tail: int) -> list[tuple[int, int]]:
        """The links from a head to a tail, as far as the filter lets them, each with how many papers support it."""
        found, claims = self.snapshot, self._about(head, tail)
        papers = [set(found.paper[self._backing(claims[at : at + 1])].tolist()) for at in range(len(claims))]
        return [(link, len(each)) for link, each in zip(found.link[claims].tolist(), papers, strict=True) if each]

    def sentences_of(self, head: int, tail: int) -> set[tuple[int, int]]:
        """Begin and end of the sentences that support any claim of a head about a tail, as the filter lets them."""
        rows = self._backing(self._about(head, tail))
        return set(zip(self.snapshot.begin[rows].tolist(), self.snapshot.end[rows].tolist(), strict=True))

    def is_of(self, *types: EntityType) -> Array:
        """Which nodes are of one of these types (bool a node)."""
        return np.isin(self.snapshot.types, [TYPE_NUMBER[each] for each in types])

    @cached_property
    def papers(self) -> Places:
        """The papers that name anything, as places."""
        naming = np.flatnonzero(self.names.degrees()).astype(np.int32)
        number = np.full(self.count, -1, dtype=np.int32)
        number[naming] = np.arange(len(naming), dtype=np.int32)
        of = Adjacency(self.namers.start, number[self.namers.node], self.namers.mark)
        start = np.append(self.names.start[naming], self.names.start[-1:])
        return Places(of, Adjacency(start, self.names.node, self.names.mark), naming)

    @cached_property
    def sentences(self) -> Places:
        """The sentences that name anything: those that show a role, or a relation all of whose names stand in them."""
        found = self.snapshot
        keep = found.joint if self.evidence is None else found.joint & self.evidence
        claim = np.repeat(np.arange(found.claims, dtype=np.int32), np.diff(found.support))[keep]
        spots = (found.paper[keep], found.begin[keep], found.end[keep])
        # one number a sentence: 63 bits hold a million papers of a million characters
        _, begins, ends = (int(each.max(initial=0)) + 1 for each in spots)
        key, place = np.unique((spots[0].astype(np.int64) * begins + spots[1]) * ends + spots[2], return_inverse=True)
        related = ~IS_ROLE[found.link[claim]]
        node = np.concatenate((found.tail[claim], found.head[claim][related]))
        place = np.concatenate((place, place[related]))
        size = max(self.count, len(key))
        thing = found.types[node] != PAPER
        node, place = node[thing], place[thing]
        none = np.zeros(len(node), dtype=np.uint8)
        of, names = adjacency(size, node, place, none), adjacency(size, place, node, none)
        of = Adjacency(of.start[: self.count + 1], of.node, of.mark)
        names = Adjacency(names.start[: len(key) + 1], names.node, names.mark)
        return Places(of, names, key // (begins * ends))


def _links(relations: Collection[RelationType]) -> Array:
    """Which links are of these relations (bool a link)."""
    found = np.zeros(len(HOP), dtype=bool)
    found[[LINK_NUMBER[each] for each in relations]] = True
    return found
