"""Quads held to ``ontology/shapes.ttl`` by pySHACL: for files, and to hold ``kg.store.shapes_sparql`` to it.

A paper's graph is self-contained, so that a few papers at a time are enough: the memory needed does not grow with the
graph.
"""

from __future__ import annotations

from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

import pyshacl
import rdflib
from pyoxigraph import Literal, NamedNode

from kg import vocab
from kg.query.answers import Violation
from kg.store import rdf_terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import BlankNode, Quad, Triple

Graphs = tuple[str, "Iterable[Quad]"]

_BATCH = 100
_SHACL = rdflib.Namespace(vocab.prefixes()["sh"])


def shape_violations(graphs: Iterable[Graphs]) -> Iterator[Violation]:
    """What breaks a shape; ``graphs`` are papers' ids and their quads."""
    told: set[tuple[str, str]] = set()
    waiting = iter(graphs)
    while batch := list(islice(waiting, _BATCH)):
        for violation in _batch_violations(batch):
            # An entity stands in the graph of each paper that names it.
            if (violation.focus, violation.message) not in told:
                told.add((violation.focus, violation.message))
                yield violation


def _batch_violations(batch: list[Graphs]) -> list[Violation]:
    graph = rdflib.Graph()
    papers: dict[str, str] = {}
    for paper_id, quads in batch:
        for quad in quads:
            subject = _term(quad.subject)
            papers.setdefault(str(subject), paper_id)
            graph.add((subject, _term(quad.predicate), _term(quad.object)))
    conforms, report, text = pyshacl.validate(graph, shacl_graph=_shapes(), inplace=True)
    if conforms:
        return []
    if not isinstance(report, rdflib.Graph):
        raise TypeError(f"pySHACL could not validate: {text}")
    found = []
    # Not every sh:ValidationResult: some are but the details of others.
    for result in report.objects(None, _SHACL.result):
        focus = str(report.value(result, _SHACL.focusNode))
        message = str(report.value(result, _SHACL.resultMessage))
        value = report.value(result, _SHACL.value)
        shown = f"{message}; not {value}" if isinstance(value, rdflib.Literal) else message
        found.append(Violation("shape", _name(focus), papers.get(focus), shown))
    return sorted(found, key=lambda item: (item.paper or "", item.focus, item.message))


@cache
def _shapes() -> rdflib.Graph:
    return rdflib.Graph().parse(data=vocab.turtle("shapes.ttl"), format="turtle")


def _name(iri: str) -> str:
    """The id of a paper or entity; the IRI of everything else."""
    ours = iri.startswith(vocab.prefixes()["id"]) and "#" not in iri
    return rdf_terms.id_of(NamedNode(iri)) if ours else iri


def _term(term: NamedNode | BlankNode | Literal | Triple) -> rdflib.URIRef | rdflib.Literal:
    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, Literal):
        # To rdflib a text with and one without its datatype are two.
        kind = rdflib.URIRef(term.datatype.value)
        return rdflib.Literal(term.value, datatype=None if kind == rdflib.XSD.string else kind)
    raise TypeError(f"the graph holds no such term: {term}")
