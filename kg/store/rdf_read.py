"""Claims and evidence back from an RDF store: the reverse of ``kg.store.rdf``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from kg.errors import StoreError
from kg.model import Evidence, Span
from kg.store import rdf_terms as rdf
from kg.store.oxigraph_graphs import UNION
from kg.store.rdf_terms import term

if TYPE_CHECKING:
    from pyoxigraph import Quad, Store

    from kg.model import RelationType

Claim = tuple[str, "RelationType", str]


def read_plain(quad: Quad, relation: RelationType) -> Claim:
    """The claim that a plain triple of the graph makes."""
    if not (isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode)):
        raise StoreError(f"{quad}: not a claim between nodes of the graph")
    return rdf.id_of(quad.subject), relation, rdf.id_of(quad.object)


def read_evidence(store: Store, iri: NamedNode) -> Evidence:
    """The evidence of this IRI."""
    paper, sentence = _one(store, iri, "prov:wasDerivedFrom"), _one(store, iri, "oa:hasSelector")
    if not (isinstance(paper, NamedNode) and isinstance(sentence, NamedNode)):
        raise StoreError(f"{iri.value}: not an evidence")
    start, end = _range(store, sentence)
    return Evidence(
        paper_id=rdf.id_of(paper),
        sentence=_one(store, sentence, "oa:exact").value,
        start=start,
        end=end,
        spans=tuple(_spans(store, iri)),
        rule=_one(store, iri, "kg:rule").value,
        confidence=float(_one(store, iri, "kg:confidence").value),
    )


def _spans(store: Store, iri: NamedNode) -> list[Span]:
    spans: list[Span] = []
    while True:
        found = list(store.quads_for_pattern(iri, term(f"rdf:_{len(spans) + 1}"), None, UNION))
        if not found or not isinstance(found[0].object, NamedNode):
            return spans
        spans.append(Span(*_range(store, found[0].object)))


def _range(store: Store, place: NamedNode) -> tuple[int, int]:
    return int(_one(store, place, "oa:start").value), int(_one(store, place, "oa:end").value)


def _one(store: Store, subject: NamedNode, predicate: str) -> NamedNode | Literal:
    found = [quad.object for quad in store.quads_for_pattern(subject, term(predicate), None, UNION)]
    if len(found) != 1 or not isinstance(found[0], NamedNode | Literal):
        raise StoreError(f"{subject.value}: {len(found)} values of {predicate}, not one")
    return found[0]
