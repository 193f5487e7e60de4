"""The graph for rdflib: a dataset with a named graph for each paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from kg import vocab
from kg.store import rdf, rdf_terms
from kg.store.rdf_slices import slices
from kg.store.rdf_terms import term

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Node

    from kg.store.base import GraphStore


def to_rdflib(store: GraphStore) -> rdflib.Dataset:
    """The graph as an ``rdflib.Dataset`` in memory; its default graph is the union of the papers' graphs."""
    import rdflib

    dataset = rdflib.Dataset(default_union=True)
    for name, namespace in vocab.prefixes().items():
        dataset.bind(name, namespace)
    for part in slices(store):
        graph = dataset.graph(rdf_terms.graph(part.paper.id).value)
        for quad in rdf.slice_quads(part):
            graph.add((_term(quad.subject), _term(quad.predicate), _term(quad.object)))
    return dataset


def _term(value: object) -> Node:
    import rdflib

    if isinstance(value, NamedNode):
        return rdflib.URIRef(value.value)
    if not isinstance(value, Literal):
        raise TypeError(f"the graph holds no such term: {value}")
    datatype = None if value.datatype == term("xsd:string") else rdflib.URIRef(value.datatype.value)
    return rdflib.Literal(value.value, datatype=datatype, normalize=False)
