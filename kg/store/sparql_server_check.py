"""Where a SPARQL server differs from the graph that it was loaded from."""

from __future__ import annotations

from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg.query.answers import Violation
from kg.store import rdf, rdf_terms
from kg.store.rdf_slices import slices
from kg.store.shapes_sparql import broken
from kg.store.sparql_server import connect
from kg.store.sparql_server_about import read_state
from kg.store.sparql_server_sync import wanted_state

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.store.rdf_slices import Slice
    from kg.store.sparql_server import SparqlServer
    from kg.store.truth import Truth

_PAPERS = 100  # whose graphs are compared at a time
_OURS = 'FILTER(STRSTARTS(STR(?g), STR(id:)) && STRENDS(STR(?g), "#graph"))'
_QUADS = "SELECT ?s ?p ?o ?g { GRAPH ?g { ?s ?p ?o } }"
_GRAPHS = f"SELECT DISTINCT ?g {{ GRAPH ?g {{ ?s ?p ?o }} {_OURS} }}"
_NOT_IN_UNION = f"""SELECT ?g (COUNT(*) AS ?n) {{ GRAPH ?g {{ ?s ?p ?o }} {_OURS}
  FILTER NOT EXISTS {{ ?s ?p ?o }} }} GROUP BY ?g"""
_IN_NO_GRAPH = f"""SELECT (COUNT(*) AS ?n) (MIN(STR(?s)) AS ?first) {{ ?s ?p ?o
  FILTER NOT EXISTS {{ GRAPH ?g {{ ?s ?p ?o }} {_OURS} }} }}"""


def check_server(truth: Truth) -> tuple[Violation, ...]:
    """Where the server that the environment names differs from this graph."""
    with closing(connect()) as server:
        return tuple(server_differences(truth, server))


def server_differences(truth: Truth, server: SparqlServer) -> list[Violation]:
    """What a server holds that the graph does not say, and the other way round; if there is any, what breaks a shape.

    A server that is equal to the graph breaks no other shapes than the graph does, which ``check`` tells faster.
    """
    found = list(_differences(truth, server))
    return [*found, *broken(server)] if found else []


def _differences(truth: Truth, server: SparqlServer) -> Iterator[Violation]:
    state = read_state(server)
    if state != wanted_state(truth, truth.revision):
        message = "the server does not show the present revision of this graph; kg load sparql brings it up to date"
        yield Violation("projection", server.places.query, None, message)
    there = {found for (found,) in server.select(_GRAPHS) if isinstance(found, NamedNode)}
    parts = slices(truth)
    while batch := list(islice(parts, _PAPERS)):
        there -= {rdf_terms.graph(part.paper.id) for part in batch}
        yield from _batch_differences(batch, server)
    for name in sorted(there, key=str):
        message = "the server holds a graph of a paper that is not there"
        yield Violation("projection", name.value, rdf_terms.owner(name), message)
    yield from _union_differences(server)


def _batch_differences(batch: Iterable[Slice], server: SparqlServer) -> Iterator[Violation]:
    wanted = {rdf_terms.graph(part.paper.id): (part, set(map(_valued, rdf.slice_quads(part)))) for part in batch}
    present: dict[NamedNode, set[Quad]] = {name: set() for name in wanted}
    for subject, predicate, value, name in server.select(_QUADS, among=list(wanted)):
        if not (isinstance(subject, NamedNode) and isinstance(predicate, NamedNode) and isinstance(name, NamedNode)):
            continue  # a blank node is none of ours, and shows as a quad that is missing
        if value is not None:
            present[name].add(_valued(Quad(subject, predicate, value, name)))
    for name, (part, quads) in wanted.items():
        if quads != present[name]:
            counts = f"{len(quads - present[name])} quads missing, {len(present[name] - quads)} too many"
            yield Violation("projection", name.value, part.paper.id, f"the server differs: {counts}")


def _union_differences(server: SparqlServer) -> Iterator[Violation]:
    for name, number in server.select(_NOT_IN_UNION):
        if isinstance(name, NamedNode) and isinstance(number, Literal):
            message = f"{number.value} triples of the paper are not in the union of all graphs"
            yield Violation("projection", name.value, rdf_terms.owner(name), message)
    for number, first in server.select(_IN_NO_GRAPH):
        if isinstance(number, Literal) and number.value != "0":
            focus = first.value if isinstance(first, Literal) else server.places.query
            yield Violation("projection", focus, None, f"{number.value} triples belong to no paper's graph")


def _valued(quad: Quad) -> Quad:
    """The quad with floats as they are written here: a store may keep their value only."""
    value = quad.object
    if isinstance(value, Literal) and value.datatype == rdf_terms.term("xsd:double"):
        value = rdf_terms.double(float(value.value))
    elif isinstance(value, Triple):
        raise TypeError(f"the graph holds no such term: {value}")
    return Quad(quad.subject, quad.predicate, value, quad.graph_name)
