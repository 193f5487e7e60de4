"""A user's query on a SPARQL server: read-only, answered in the rows that the embedded store would give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import Store

from kg.errors import QueryError
from kg.store import oxigraph_query
from kg.store.sparql_params import with_values
from kg.store.sparql_server_http import Refused
from kg.store.sparql_text import outline

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.query.answers import Rows
    from kg.store.oxigraph_query import Parameter
    from kg.store.sparql_server import SparqlServer


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
