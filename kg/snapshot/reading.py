"""Reading all of a store into columns: fast where the store can give numbers, by its statements where it cannot."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from kg.model import ROLES, EntityType
from kg.snapshot.arrays import IS_ROLE, LINK_NUMBER, PAPER, TYPE_NUMBER, Array
from kg.store.base import ReadsInBulk

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.model import Evidence, Statement
    from kg.store.base import GraphStore

DATE = "S10"
EVIDENCE = np.dtype(
    [("claim", "i4"), ("paper", "i4"), ("begin", "i4"), ("end", "i4"), ("confidence", "f8"), ("joint", "?")]
)
_CLAIM = np.dtype([("key", "i4"), ("head", "i4"), ("link", "u1"), ("tail", "i4")])
_PAIRS, _BARE = "[]", str.maketrans("", "", "[] ")  # how spans are stored: none, and what is around their numbers


@dataclass(slots=True, eq=False)
class Columns:
    """All of a graph: nodes by id; claims as numbers of nodes in any order, whose places evidence has as ``claim``."""

    ids: Sequence[str]
    types: Array
    dates: Array
    head: Array
    link: Array
    tail: Array
    evidence: Array


def read(store: GraphStore) -> Columns:
    """All of a store."""
    return _in_bulk(store) if isinstance(store, ReadsInBulk) else _by_statement(store)


def nodes(store: GraphStore) -> tuple[list[str], Array, Array]:
    """Ids in ascending order, types and dates."""
    if isinstance(store, ReadsInBulk):
        return _described(list(store.bulk_nodes()))
    papers = ((paper.id, PAPER, paper.date or "") for paper in store.papers())
    entities = ((entity.id, TYPE_NUMBER[entity.type], "") for entity in store.entities())
    found = sorted(chain(papers, entities))
    types = np.array([each[1] for each in found], dtype=np.uint8)
    return [each[0] for each in found], types, np.array([each[2] for each in found], dtype=DATE)


def _described(rows: list[tuple[int, str, str | None, str | None]]) -> tuple[list[str], Array, Array]:
    types = np.array([PAPER if kind is None else TYPE_NUMBER[EntityType(kind)] for _, _, kind, _ in rows], np.uint8)
    return [node for _, node, _, _ in rows], types, np.array([date or "" for *_, date in rows], dtype=DATE)


def _row(claim: int, paper: int, item: Evidence, *, role: bool) -> tuple[int, int, int, int, float, bool]:
    """An evidence as a row of the columns."""
    joint = role or all(item.start <= span.start and span.end <= item.end for span in item.spans)
    return claim, paper, item.start, item.end, item.confidence, joint


def numbered(statements: Iterable[Statement], number: dict[str, int]) -> tuple[Array, Array, Array, Array]:
    """Statements as head, link, tail and evidence."""
    claims: list[tuple[int, int, int]] = []
    items: list[tuple[int, int, int, int, float, bool]] = []
    for statement in statements:
        role = statement.relation in ROLES
        place = len(claims)
        claims.append((number[statement.subject], LINK_NUMBER[statement.relation], number[statement.object]))
        items += (_row(place, number[item.paper_id], item, role=role) for item in statement.evidence)
    table = np.array(claims, dtype=np.int64).reshape(-1, 3)
    return table[:, 0], table[:, 1].astype(np.uint8), table[:, 2], np.array(items, dtype=EVIDENCE)


def _by_statement(store: GraphStore) -> Columns:
    ids, types, dates = nodes(store)
    number = {node: place for place, node in enumerate(ids)}
    return Columns(ids, types, dates, *numbered(store.statements(), number))


def _in_bulk(store: ReadsInBulk) -> Columns:
    found = list(store.bulk_nodes())
    ids, types, dates = _described(found)
    keys = np.array([key for key, *_ in found], dtype=np.int64)
    place = np.full(int(keys.max(initial=0)) + 1, -1, dtype=np.int32)
    place[keys] = np.arange(len(keys), dtype=np.int32)
    del found

    claims = np.fromiter(store.bulk_claims(), dtype=_CLAIM)
    claim_place = np.full(int(claims["key"].max(initial=0)) + 1, -1, dtype=np.int32)
    claim_place[claims["key"]] = np.arange(len(claims), dtype=np.int32)
    head, link, tail = place[claims["head"]], claims["link"].copy(), place[claims["tail"]]
    del claims  # with it, the evidence would not fit into the memory that a snapshot may take

    evidence = np.fromiter(store.bulk_evidence(), dtype=EVIDENCE)
    evidence["claim"] = claim_place[evidence["claim"]]
    evidence["paper"] = place[evidence["paper"]]
    apart = np.flatnonzero(~IS_ROLE[link[evidence["claim"]]])
    evidence["joint"][apart] = _joint(store, evidence[apart])
    return Columns(ids, types, dates, head, link, tail, evidence)


def _joint(store: ReadsInBulk, rows: Array) -> Array:
    """Whether the sentence of each evidence of a relation holds all names that its claim joins."""
    joint = np.ones(len(rows), dtype=bool)
    texts = [spans for (spans,) in store.bulk_spans(ROLES)]
    counts = np.array([text.count("[") - 1 for text in texts], dtype=np.int64)
    named = np.flatnonzero(counts)
    if len(named):
        # all numbers at once: parsing hundreds of thousands of small texts would take as long as all the rest
        flat = np.fromstring(",".join(filter(_PAIRS.__ne__, texts)).translate(_BARE), dtype=np.int64, sep=",")
        first = np.concatenate(([0], np.cumsum(counts[named])[:-1]))
        low, high = np.minimum.reduceat(flat[0::2], first), np.maximum.reduceat(flat[1::2], first)
        joint[named] = (rows["begin"][named] <= low) & (high <= rows["end"][named])
    return joint
