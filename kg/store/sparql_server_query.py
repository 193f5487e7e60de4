"""A user's query on a SPARQL server: read-only, answered in the rows that the embedded store would give."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from pyoxigraph import Store

from kg.errors import QueryError, StoreError
from kg.store import oxigraph_query
from kg.store.sparql_params import with_values
from kg.store.sparql_server import connect
from kg.store.sparql_server_about import read_state
from kg.store.sparql_server_http import Refused
from kg.store.sparql_server_sync import wanted_state
from kg.store.sparql_text import outline
from kg.store.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.query.answers import Rows
    from kg.store.base import GraphStore
    from kg.store.oxigraph_query import Parameter
    from kg.store.sparql_server import SparqlServer


def ask_server(
    store: GraphStore, text: str, *, params: Mapping[str, Parameter] | None = None, limit: int | None = None
) -> Rows:
    """The answer of the server that the environment names, which must hold all of this graph if it is one in a file."""
    with closing(connect()) as server:
        if isinstance(store, Truth):
            require_current(store, server)
        return sparql(server, text, params=params, limit=limit)


def require_current(truth: Truth, server: SparqlServer) -> None:
    """Raise ``StoreError`` unless a server holds all of this graph: its answers would be others."""
    state, wanted = read_state(server), wanted_state(truth, truth.revision)
    if state != wanted:
        mine = state is not None and state.graph == wanted.graph
        holds = "an earlier or later state of the graph" if mine else "not this graph"
        raise StoreError(f"{server.places.query}: it holds {holds}; kg load sparql brings it up to date")


def sparql(
    server: SparqlServer, text: str, *, params: Mapping[str, Parameter] | None = None, limit: int | None = None
) -> Rows:
    """The answer to a query that reads, as ``oxigraph_query.sparql`` gives it."""
    # Nothing is in this store: what it says is what is wrong with the query, in the same words for every store.
    oxigraph_query.sparql(Store(), text, params=params, limit=0)
    seen, given = outline(text), oxigraph_query.terms(params or {})
    asked = with_values(text, given)
    try:
        found = server.ask(asked) if seen.form in {"SELECT", "ASK"} else server.construct(asked)
        return oxigraph_query.table(found, given, ordered=seen.ordered, limit=limit)
    except Refused as error:
        if error.status == 400:
            raise QueryError(f"the server cannot run this query: {error.said}") from error
        raise
