"""A SPARQL 1.1 server: Query, Update and Graph Store Protocol, as https://www.w3.org/TR/sparql11-protocol/ has them.

Data travels in bodies and names of graphs in parameters of the protocol: no text of an update is made from either.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlunsplit

from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    parse,
    parse_query_results,
    serialize,
)

from kg import vocab
from kg.errors import StoreError, UsageError
from kg.store.sparql_server_http import Http, Login, Request, address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pyoxigraph import Quad, Triple

_FORM = "application/x-www-form-urlencoded"
_RESULTS = "application/sparql-results+json"
_TRIPLES = "application/n-triples"
_QUADS = "application/n-quads"


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where a server takes queries, updates and whole graphs; empty where that is not known."""

    query: str
    update: str = ""
    graphs: str = ""


def endpoints(url: str | None, environ: Mapping[str, str] = os.environ) -> Endpoints:
    """The addresses of a dataset, laid out as Fuseki does; without its URL those that the environment names."""
    url = url or environ.get("SPARQL_URL")
    if url:
        parts = address(url)
        base = parts.path.rstrip("/")
        made = (urlunsplit(parts._replace(path=f"{base}/{name}", fragment="")) for name in ("query", "update", "data"))
        return Endpoints(*made)
    query, update = environ.get("SPARQL_QUERY_URL", ""), environ.get("SPARQL_UPDATE_URL", "")
    graphs = environ.get("SPARQL_GRAPH_STORE_URL", "")
    if not query:
        raise UsageError("which server? give its URL, or set SPARQL_URL or SPARQL_QUERY_URL and SPARQL_UPDATE_URL")
    if not graphs and update.endswith("/update"):
        graphs = update.removesuffix("update") + "data"
    return Endpoints(query, update, graphs)


def connect(url: str | None = None, environ: Mapping[str, str] = os.environ) -> SparqlServer:
    """The server at this URL, as the user that ``SPARQL_USERNAME`` and ``SPARQL_PASSWORD`` name, if they do."""
    user = environ.get("SPARQL_USERNAME")
    login = Login(user, environ.get("SPARQL_PASSWORD", "")) if user else None
    return SparqlServer(endpoints(url, environ), Http(login))


class SparqlServer:
    """A server and what it can be asked. Texts of queries and updates may use the prefixes of the ontology."""

    def __init__(self, places: Endpoints, http: Http) -> None:
        """Ask at these addresses over this connection."""
        self.places = places
        self._http = http

    def close(self) -> None:
        """Give the connection back; twice is fine."""
        self._http.close()

    def select(self, text: str, *, among: Sequence[NamedNode] = ()) -> QuerySolutions:
        """The solutions of a SELECT; the named graphs it sees are all, or those ``among`` these."""
        found = self.ask(text, among=among)
        if not isinstance(found, QuerySolutions):
            raise StoreError(f"{self.places.query}: the server did not answer a SELECT with solutions")
        return found

    def holds(self, text: str) -> bool:
        """The answer to an ASK."""
        found = self.ask(text)
        return isinstance(found, QueryBoolean) and bool(found)

    def ask(self, text: str, *, among: Sequence[NamedNode] = ()) -> QuerySolutions | QueryBoolean:
        """The answer to a SELECT or an ASK."""
        body = self._query(text, _RESULTS, among)
        try:
            return parse_query_results(body, format=QueryResultsFormat.JSON)
        except (SyntaxError, ValueError) as error:
            raise self._unreadable(error) from error

    def construct(self, text: str) -> Iterator[Triple]:
        """The triples of a CONSTRUCT or a DESCRIBE."""
        body = self._query(text, _TRIPLES, ())
        try:
            for quad in parse(body, RdfFormat.N_TRIPLES):
                yield quad.triple
        except (SyntaxError, ValueError) as error:
            raise self._unreadable(error) from error

    def _query(self, text: str, accept: str, among: Sequence[NamedNode]) -> bytes:
        fields = [("query", prologue() + text), *(("named-graph-uri", name.value) for name in among)]
        return self._http.send(Request("POST", self.places.query, urlencode(fields).encode(), _FORM, accept))

    def _unreadable(self, error: Exception) -> StoreError:
        said = " ".join(str(error).split())[:200]
        return StoreError(f"{self.places.query}: the server's answer cannot be read: {said}")

    def update(self, text: str, *, among: Sequence[NamedNode] = ()) -> None:
        """Run an update, whose text is one of ours; its WHERE sees all named graphs, or those ``among`` these."""
        if not self.places.update:
            raise UsageError("where does the server take updates? set SPARQL_UPDATE_URL")
        fields = [("update", prologue() + text), *(("using-named-graph-uri", name.value) for name in among)]
        self._http.send(Request("POST", self.places.update, urlencode(fields).encode(), _FORM, what="updates"))

    def put_graph(self, name: NamedNode, triples: Iterable[Triple]) -> None:
        """Make these triples all that a named graph holds."""
        self._http.send(
            Request("PUT", self._graph_url(name), _lines(triples, RdfFormat.N_TRIPLES), _TRIPLES, what="graphs")
        )

    def add_to_default(self, triples: Iterable[Triple]) -> None:
        """Add triples to the default graph."""
        self._http.send(
            Request("POST", f"{self._graphs()}?default", _lines(triples, RdfFormat.N_TRIPLES), _TRIPLES, what="graphs")
        )

    def add_quads(self, quads: Iterable[Quad]) -> None:
        """Add quads to their graphs, all at once: beyond the standard, but most servers can; see ``Abilities``."""
        self._http.send(Request("POST", self._graphs(), _lines(quads, RdfFormat.N_QUADS), _QUADS, what="quads"))

    def _graph_url(self, name: NamedNode) -> str:
        return f"{self._graphs()}?{urlencode({'graph': name.value})}"

    def _graphs(self) -> str:
        if not self.places.graphs:
            raise UsageError("where does the server take whole graphs? set SPARQL_GRAPH_STORE_URL")
        return self.places.graphs


def prologue() -> str:
    """The prefixes of the ontology's context, as one line before a query; those that the query declares win."""
    return " ".join(f"PREFIX {name}: <{space}>" for name, space in vocab.prefixes().items()) + "\n"


def _lines(items: Iterable[Triple] | Iterable[Quad], form: RdfFormat) -> bytes:
    out = BytesIO()
    serialize(items, out, form)
    return out.getvalue()
