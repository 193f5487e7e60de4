"""The stores that a graph file can be loaded into, by the names that ``kg load`` knows."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol

from kg.errors import UsageError
from kg.query.answers import Loaded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from kg.query.answers import Violation
    from kg.store.truth import Truth

    Listener = Callable[[str, int, int | None], None]


class Loader(Protocol):
    """Brings a store up to date; gives its nodes, its relationships and the number of papers that had changed."""

    def __call__(self, truth: Truth, url: str | None, *, rebuild: bool, told: Listener) -> tuple[int, int, int]:
        """``url`` is where the store is, if the user said so."""


def _neo4j(truth: Truth, url: str | None, *, rebuild: bool, told: Listener) -> tuple[int, int, int]:
    from kg.store.neo4j_server import Neo4jServer, Place
    from kg.store.neo4j_sync import sync

    with Neo4jServer(Place.named(url)) as server:
        done = sync(truth, server, rebuild=rebuild, told=told)
    return done.nodes, done.relationships, done.changed + done.removed


def _neo4j_differences(truth: Truth, url: str | None) -> Iterator[Violation]:
    from kg.store.neo4j_check import differences
    from kg.store.neo4j_server import Neo4jServer, Place

    with Neo4jServer(Place.named(url)) as server:
        yield from differences(truth, server)


LOADERS: dict[str, Loader] = {"neo4j": _neo4j}
CHECKERS: dict[str, Callable[[Truth, str | None], Iterable[Violation]]] = {"neo4j": _neo4j_differences}


def load(
    truth: Truth, store: str, url: str | None = None, *, rebuild: bool = False, told: Listener | None = None
) -> Loaded:
    """Bring a store up to date with a graph file; ``rebuild`` makes it anew. ``told`` hears how far it is."""
    if store not in LOADERS:
        raise UsageError(f"no store {store!r} to load into; there is: {', '.join(sorted(LOADERS))}")
    begin = time.perf_counter()
    nodes, relationships, changed = LOADERS[store](truth, url, rebuild=rebuild, told=told or (lambda *_: None))
    papers = truth.counts().papers
    return Loaded(store, papers, nodes, relationships, changed, time.perf_counter() - begin)


def differences(truth: Truth, store: str, url: str | None = None) -> list[Violation]:
    """Where a store that a graph file was loaded into differs from the file."""
    if store not in CHECKERS:
        raise UsageError(f"no store {store!r} to compare with; there is: {', '.join(sorted(CHECKERS))}")
    return list(CHECKERS[store](truth, url))
