"""The arrays of a snapshot: nodes by id, claims with the places that support them, and who is next to whom."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, overload

import numpy as np

from kg.model import ROLES, STRONGEST_FIRST, EntityType, RelationType

if TYPE_CHECKING:
    from collections.abc import Iterable

Array: TypeAlias = "np.ndarray[Any, np.dtype[Any]]"

TYPES: tuple[EntityType, ...] = tuple(EntityType)
LINKS: tuple[RelationType, ...] = STRONGEST_FIRST  # the smaller the number, the more the claim says
TYPE_NUMBER = {each: number for number, each in enumerate(TYPES)}
LINK_NUMBER = {each: number for number, each in enumerate(LINKS)}
IS_ROLE: Array = np.array([link in ROLES for link in LINKS])
PAPER = TYPE_NUMBER[EntityType.PAPER]
# How a hop is taken: by a relation, by a role, by a mention.
RELATED, NAMED, MENTIONED = 0, 1, 2
HOP: Array = np.array(
    [MENTIONED if link is RelationType.MENTIONS else NAMED if link in ROLES else RELATED for link in LINKS],
    dtype=np.uint8,
)


class Ids(Sequence[str]):
    """The ids of all nodes in ascending order, as one text, of which nothing is decoded before it is asked for."""

    __slots__ = ("_ends", "_text", "ends", "text")

    def __init__(self, text: Array, ends: Array) -> None:
        """``text`` holds UTF-8 (uint8), ``ends`` where each id ends in it (int64, one more than there are ids)."""
        self.text, self.ends = text, ends
        self._text, self._ends = text.data, ends

    @classmethod
    def of(cls, ids: Iterable[str]) -> Ids:
        """These ids, which must be sorted."""
        coded = [each.encode("utf-8", "surrogatepass") for each in ids]
        ends = np.zeros(len(coded) + 1, dtype=np.int64)
        np.cumsum([len(each) for each in coded], out=ends[1:])
        return cls(np.frombuffer(b"".join(coded), dtype=np.uint8), ends)

    @overload
    def __getitem__(self, place: int) -> str: ...

    @overload
    def __getitem__(self, place: slice) -> list[str]: ...

    def __getitem__(self, place: int | slice) -> str | list[str]:
        """The id of a node, or those of some."""
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        if not 0 <= place < len(self):
            raise IndexError(place)
        return str(self._text[self._ends[place] : self._ends[place + 1]], "utf-8", "surrogatepass")

    def __len__(self) -> int:
        """The number of nodes."""
        return len(self._ends) - 1

    def find(self, node_id: str) -> int:
        """The node of this id, -1 if there is none. UTF-8 sorts as code points do, so that halving works."""
        place = bisect_left(self, node_id)
        return place if place < len(self) and self[place] == node_id else -1


@dataclass(frozen=True, slots=True, eq=False)
class Adjacency:
    """Compressed sparse rows: the neighbours of node ``i`` are ``node[start[i]:start[i + 1]]``, ascending.

    ``start`` int64, ``node`` int32; ``mark`` uint8 says how the neighbour is met (see the place where it is made).
    """

    start: Array
    node: Array
    mark: Array

    def of(self, row: int) -> Array:
        """The neighbours of a node."""
        return self.node[self.start[row] : self.start[row + 1]]

    def of_all(self, rows: Array) -> Array:
        """The neighbours of some nodes, those of one after those of the other."""
        return self.node[spread(self.start[rows], self.start[rows + 1])]

    def marks(self, row: int) -> Array:
        """How each of them is met."""
        return self.mark[self.start[row] : self.start[row + 1]]

    def degrees(self) -> Array:
        """How many neighbours each node has."""
        return np.diff(self.start)


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """A graph at one revision. Nodes are numbered in the order of their ids, claims by head, tail and link.

    Claims: ``head`` and ``tail`` int32, ``link`` uint8 (a place in ``LINKS``). The evidence of claim ``c`` are the rows
    ``support[c]`` to ``support[c + 1]`` of ``paper``, ``begin``, ``end`` (int32), ``confidence`` (float64) and
    ``joint`` (bool: its sentence holds all names that the claim joins).
    ``walk`` joins nodes whatever the direction, ``mark`` being the cheapest hop; ``names`` leads from papers to what
    they give a role, ``namers`` back, ``mark`` being the strongest link.
    """

    identity: str
    revision: int
    ids: Ids
    types: Array  # uint8, places in ``TYPES``
    dates: Array  # S10: of papers; empty where there is none
    head: Array
    link: Array
    tail: Array
    support: Array
    paper: Array
    begin: Array
    end: Array
    confidence: Array
    joint: Array
    walk: Adjacency
    names: Adjacency
    namers: Adjacency

    @property
    def nodes(self) -> int:
        """The number of nodes."""
        return len(self.types)

    @property
    def claims(self) -> int:
        """The number of claims."""
        return len(self.head)


def rows(count: int, row: Array, node: Array, mark: Array) -> Adjacency:
    """The adjacency of pairs that are sorted by row."""
    start = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(row, minlength=count), out=start[1:])
    return Adjacency(start, node.astype(np.int32, copy=False), mark.astype(np.uint8, copy=False))


def spread(begin: Array, end: Array) -> Array:
    """All numbers from each begin up to its end, one range after the other (int64)."""
    lengths = end - begin
    ends = np.cumsum(lengths)
    return np.repeat(begin - (ends - lengths), lengths) + np.arange(int(lengths.sum()))


def adjacency(count: int, row: Array, node: Array, mark: Array, *, distinct: bool = True) -> Adjacency:
    """The adjacency of pairs in any order; of pairs that are there twice the smallest mark stays, if ``distinct``."""
    key = row.astype(np.int64)
    key *= count
    key += node
    key <<= _MARK_BITS
    key |= mark
    key.sort()
    if distinct and len(key):
        new = np.ones(len(key), dtype=bool)
        np.greater(key[1:] ^ key[:-1], _MARK_MASK, out=new[1:])  # they differ in more than the mark
        key = key[new]
    mark = (key & _MARK_MASK).astype(np.uint8)
    key >>= _MARK_BITS
    return rows(count, key // count if count else key, key % count if count else key, mark)


_MARK_BITS = 5  # there are fewer than 32 links, and with 2**29 nodes a key still fits into 63 bits
_MARK_MASK = (1 << _MARK_BITS) - 1


def undirected(count: int, head: Array, link: Array, tail: Array) -> Adjacency:
    """Who is next to whom whatever the direction of the claim; nobody is next to themselves."""
    apart = head != tail
    if not apart.all():
        head, link, tail = head[apart], link[apart], tail[apart]
    hop = HOP[link]
    return adjacency(count, np.concatenate((head, tail)), np.concatenate((tail, head)), np.concatenate((hop, hop)))
