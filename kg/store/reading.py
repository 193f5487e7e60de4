"""What the readers of projections share: many things in their order, fetched a few at a time.

All ids or keys of an answer are in memory at once, papers, entities and evidence only a batch of them. They are sorted
here: stores differ in the order of strings.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from kg.errors import NotFound, StoreError
from kg.model import RelationType, Statement
from kg.store.order import evidence_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from kg.model import Evidence

T = TypeVar("T")
Claim = tuple[str, RelationType, str]

BATCH = 1_000  # things that one question asks for


def by_id(ids: Iterable[str], fetch: Callable[[list[str]], Mapping[str, T]]) -> Iterator[T]:
    """The things of these ids, in the order of the ids; what went meanwhile is left out."""
    for batch in _batches(sorted(ids)):
        found = fetch(batch)
        yield from (found[key] for key in batch if key in found)


def one(key: str, fetch: Callable[[list[str]], Mapping[str, T]]) -> T:
    """The thing of this id; ``NotFound`` otherwise."""
    found = fetch([key])
    if key not in found:
        raise NotFound(key)
    return found[key]


def supported(
    claims: Iterable[Claim], fetch: Callable[[list[Claim]], Mapping[Claim, Iterable[Evidence]]]
) -> Iterator[Statement]:
    """The statements of these claims, which are in order, each with all its evidence."""
    for batch in _batches(claims):
        found = fetch(batch)
        for claim in batch:
            yield Statement(*claim, evidence=tuple(sorted(found.get(claim, ()), key=evidence_key)))


def relation_of(name: object) -> RelationType:
    """The relation of this name; ``StoreError`` if the ontology knows none, for then no load made it."""
    if name not in RelationType.__members__:
        raise StoreError(f"the store holds a relationship {name!r}, which is none of ours")
    return RelationType[str(name)]


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    waiting = iter(items)
    while batch := list(islice(waiting, BATCH)):
        yield batch
