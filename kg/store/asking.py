"""Which store answers a query in which language."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from kg.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kg.query.answers import Rows
    from kg.store.oxigraph import OxigraphStore

    Parameters: TypeAlias = Mapping[str, str | float]
    Projection: TypeAlias = Callable[[], OxigraphStore]

# For each language the stores that answer it; the first is asked unless the user says otherwise.
STORES = {"SPARQL": ("oxigraph",), "Cypher": ("neo4j",)}


def ask(
    projection: Projection,
    *,
    sparql: str | None,
    cypher: str | None,
    on: str | None,
    params: Parameters,
    limit: int | None,
) -> Rows:
    """The answer of a store to a query in one of the languages."""
    if (sparql is None) == (cypher is None):
        raise UsageError("give one query, in SPARQL or in Cypher")
    if sparql is not None:
        _store("SPARQL", on)
        from kg.store.oxigraph_query import sparql as answer

        return answer(projection().graph, sparql, params=params, limit=limit)
    _store("Cypher", on)
    return _neo4j(cypher or "", params, limit)


def _store(language: str, on: str | None) -> str:
    known = STORES[language]
    if on is not None and on not in known:
        raise UsageError(f"no store {on!r} for {language} yet; there is: {', '.join(known)}")
    return on or known[0]


def _neo4j(text: str, params: Parameters, limit: int | None) -> Rows:
    from kg.store.neo4j_query import cypher
    from kg.store.neo4j_server import Neo4jServer, Place

    with Neo4jServer(Place.named()) as server:
        return cypher(server, text, params=params, limit=limit)
