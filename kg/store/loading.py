"""The stores that a graph file can be loaded into, by the names that ``kg load`` knows."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from kg.errors import UsageError
from kg.query.answers import Loaded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from kg.query.answers import Violation
    from kg.store.truth import Truth

    Listener = Callable[[str, int, int | None], None]


class Loader(Protocol):
    """Brings a store up to date and tells what that took; the seconds are measured around it."""

    def __call__(self, truth: Truth, url: str | None, *, rebuild: bool, told: Listener) -> Loaded:
        """``url`` is where the store is, if the user said so."""


def _neo4j(truth: Truth, url: str | None, *, rebuild: bool, told: Listener) -> Loaded:
    from kg.store.neo4j_server import Neo4jServer, Place
    from kg.store.neo4j_sync import sync

    place = Place.named(url)
    with Neo4jServer(place) as server:
        done = sync(truth, server, rebuild=rebuild, told=told)
    return _loaded(
        truth, ("neo4j", place.url), (done.changed, done.removed, done.rebuilt), done.nodes, done.relationships
    )


def _ladybug(truth: Truth, url: str | None, *, rebuild: bool, told: Listener) -> Loaded:
    from kg.store.ladybug_sync import sync_ladybug

    file = url or f"{truth.path}.ladybug"
    done = sync_ladybug(truth, file, rebuild=rebuild)
    done.store.close()
    told("papers", done.written, done.written)
    return _loaded(truth, ("ladybug", file), (done.written, done.removed, done.rebuilt))


def _oxigraph(truth: Truth, url: str | None, *, rebuild: bool, told: Listener) -> Loaded:
    from kg.store.oxigraph_sync import sync_projection

    folder = url or f"{truth.path}.oxigraph"
    done = sync_projection(truth, folder, rebuild=rebuild)
    told("papers", done.written, done.written)
    return _loaded(truth, ("oxigraph", folder), (done.written, done.removed, done.rebuilt))


def _sparql(truth: Truth, url: str | None, *, rebuild: bool, told: Listener) -> Loaded:
    from kg.store.sparql_server_sync import load

    done = load(truth, url, rebuild=rebuild, progress=told)
    return _loaded(truth, ("sparql", done.url), (done.written, done.removed, done.rebuilt))


def _loaded(
    truth: Truth,
    where: tuple[str, str],
    done: tuple[int, int, bool],
    nodes: int | None = None,
    relationships: int | None = None,
) -> Loaded:
    (store, url), (written, removed, rebuilt) = where, done
    return Loaded(store, url, truth.counts().papers, written, removed, rebuilt, 0.0, nodes, relationships)


def _neo4j_differences(truth: Truth) -> Iterator[Violation]:
    from kg.store.neo4j_check import differences
    from kg.store.neo4j_server import Neo4jServer, Place

    with Neo4jServer(Place.named()) as server:
        yield from differences(truth, server)


def _ladybug_differences(truth: Truth) -> Iterator[Violation]:
    from kg.store.ladybug_check import differences
    from kg.store.ladybug_sync import sync_ladybug

    projection = sync_ladybug(truth, f"{truth.path}.ladybug").store
    try:
        yield from differences(truth, projection)
    finally:
        projection.close()


def _oxigraph_differences(truth: Truth) -> Iterator[Violation]:
    from kg.store.check import differences
    from kg.store.oxigraph_sync import projection_of

    yield from differences(truth, projection_of(truth).graph)


def _sparql_differences(truth: Truth) -> Iterable[Violation]:
    from kg.store.sparql_server_check import check_server

    return check_server(truth)


LOADERS: dict[str, Loader] = {"ladybug": _ladybug, "neo4j": _neo4j, "oxigraph": _oxigraph, "sparql": _sparql}
CHECKERS: dict[str, Callable[[Truth], Iterable[Violation]]] = {
    "ladybug": _ladybug_differences,
    "neo4j": _neo4j_differences,
    "oxigraph": _oxigraph_differences,
    "sparql": _sparql_differences,
}


def load(
    truth: Truth, store: str, url: str | None = None, *, rebuild: bool = False, told: Listener | None = None
) -> Loaded:
    """Bring a store up to date with a graph file; ``rebuild`` makes it anew. ``told`` hears how far it is."""
    if store not in LOADERS:
        raise UsageError(f"no store {store!r} to load into; there is: {', '.join(sorted(LOADERS))}")
    begin = time.perf_counter()
    done = LOADERS[store](truth, url, rebuild=rebuild, told=told or (lambda *_: None))
    return replace(done, seconds=time.perf_counter() - begin)


def differences(truth: Truth, store: str) -> list[Violation]:
    """Where a store that a graph file was loaded into differs from the file; nothing else of the graph is looked at.

    A projection beside the file is first brought up to date, as a query does.
    """
    if store not in CHECKERS:
        raise UsageError(f"no store {store!r} to compare with; there is: {', '.join(sorted(CHECKERS))}")
    return list(CHECKERS[store](truth))
