"""Making a snapshot of a store, and a new one from an old one and what changed since."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

import numpy as np

from kg.snapshot import reading
from kg.snapshot.arrays import IS_ROLE, Ids, Snapshot, adjacency, rows, undirected
from kg.snapshot.reading import Columns, read
from kg.store.base import Revised

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from kg.snapshot.arrays import Array
    from kg.store.base import GraphStore

_ANEW = 5  # where more than one paper in so many has changed, reading all is faster


def build(store: GraphStore) -> Snapshot:
    """The snapshot of all that a store holds."""
    with _one_state(store):
        identity, revision = _state(store)
        columns = read(store)
    return assemble(columns, identity, revision)


def update(old: Snapshot, store: Revised) -> Snapshot:
    """The snapshot of a store whose former one is known: only what the papers say that changed is read."""
    with store.reading():
        identity, revision = _state(store)
        if old.identity != identity or old.revision > revision:
            return build(store)
        if old.revision == revision:
            return old
        changed, gone = store.changes_since(old.revision)
        if len(changed) * _ANEW > old.nodes:
            return build(store)
        ids, types, dates = reading.nodes(store)
        number = {node: place for place, node in enumerate(ids)}
        fresh = reading.numbered((said for paper in changed for said in store.statements_of(paper)), number)
    kept = _kept(old, number, {*changed, *gone})
    fresh[3]["claim"] += len(kept[0])
    head, link, tail, evidence = (np.concatenate(both) for both in zip(kept, fresh, strict=True))
    return assemble(_united(Columns(ids, types, dates, head, link, tail, evidence)), identity, revision)


def _one_state(store: GraphStore) -> AbstractContextManager[None]:
    """What is read inside is of one revision, whatever others write meanwhile."""
    return store.reading() if isinstance(store, Revised) else nullcontext()


def _state(store: GraphStore) -> tuple[str, int]:
    return (store.identity, store.revision) if isinstance(store, Revised) else ("", 0)


def _kept(old: Snapshot, number: dict[str, int], changed: set[str]) -> tuple[Array, Array, Array, Array]:
    """What the papers say that did not change, in the new numbers of nodes."""
    places = np.array([number.get(node, -1) for node in old.ids], dtype=np.int64)
    stale = np.array([node in changed for node in old.ids], dtype=bool)
    claim = np.repeat(np.arange(old.claims), np.diff(old.support))
    keep = ~stale[old.paper]
    # Only claims that still have evidence: the ends of the others may be gone, and have no number.
    backed = np.zeros(old.claims, dtype=bool)
    backed[claim[keep]] = True
    place = np.cumsum(backed) - 1
    evidence = np.empty(int(keep.sum()), dtype=reading.EVIDENCE)
    evidence["claim"] = place[claim[keep]]
    evidence["paper"] = places[old.paper[keep]]
    for name in ("begin", "end", "confidence", "joint"):
        evidence[name] = getattr(old, name)[keep]
    return places[old.head[backed]], old.link[backed], places[old.tail[backed]], evidence


def _united(columns: Columns) -> Columns:
    """Claims that are there twice become one, and those without evidence none."""
    key = _key(columns)
    _, first, same = np.unique(key, return_index=True, return_inverse=True)
    columns.evidence["claim"] = first[same][columns.evidence["claim"]]
    backed = np.zeros(len(key), dtype=bool)
    backed[columns.evidence["claim"]] = True
    place = np.cumsum(backed) - 1
    columns.evidence["claim"] = place[columns.evidence["claim"]]
    columns.head, columns.link, columns.tail = columns.head[backed], columns.link[backed], columns.tail[backed]
    return columns


def _key(columns: Columns) -> Array:
    """One number a claim, in the order of claims."""
    key = columns.head.astype(np.int64)
    key *= len(columns.ids)
    key += columns.tail
    key *= len(IS_ROLE)
    key += columns.link
    return key


def assemble(columns: Columns, identity: str, revision: int) -> Snapshot:
    """The snapshot of a graph in columns, whose evidence is gone afterwards: both together would take much memory."""
    count = len(columns.ids)
    order = np.argsort(_key(columns))
    head = columns.head[order].astype(np.int32)
    link, tail = columns.link[order], columns.tail[order].astype(np.int32)
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    support, evidence = _evidence(columns, place)
    del order, place

    role = IS_ROLE[link]
    pairs = head[role], tail[role], link[role]
    strongest = np.ones(len(pairs[0]), dtype=bool)
    strongest[1:] = (np.diff(pairs[0]) != 0) | (np.diff(pairs[1]) != 0)  # claims are sorted by link, too
    paper, named, how = (each[strongest] for each in pairs)
    return Snapshot(
        identity=identity,
        revision=revision,
        ids=Ids.of(columns.ids),
        types=columns.types,
        dates=columns.dates,
        head=head,
        link=link,
        tail=tail,
        support=support,
        **evidence,
        walk=undirected(count, head, link, tail),
        names=rows(count, paper, named, how),
        namers=adjacency(count, named, paper, how),
    )


def _evidence(columns: Columns, place: Array) -> tuple[Array, dict[str, Array]]:
    """Where the evidence of each claim begins, and paper, begin, end, confidence and joint of all evidence."""
    found, columns.evidence = columns.evidence, columns.evidence[:0]
    claim = place[found["claim"]]
    support = np.zeros(len(place) + 1, dtype=np.int64)
    np.cumsum(np.bincount(claim, minlength=len(place)), out=support[1:])
    order = _by_claim(found, claim * len(columns.ids) + found["paper"])
    return support, {name: found[name][order] for name in ("paper", "begin", "end", "confidence", "joint")}


def _by_claim(found: Array, key: Array) -> Array:
    """The order of the evidence: by ``key`` (claim and paper), then by its place in the text."""
    order = np.argsort(key, kind="stable")
    again = np.flatnonzero(key[order[1:]] == key[order[:-1]])
    if len(again):  # few papers say a thing twice: only these are compared by their sentences
        some = np.union1d(again, again + 1)
        rows = order[some]
        details = [found[name][rows] for name in ("joint", "confidence", "end", "begin")]
        order[some] = rows[np.lexsort((*details, key[rows]))]
    return order
