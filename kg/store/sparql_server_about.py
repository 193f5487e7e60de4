"""What a server's metadata graph says: how far the load came, a VoID description, example queries.

VoID: https://www.w3.org/TR/void/. The examples are SHACL executables, as tools for SPARQL endpoints look for them
(https://www.w3.org/TR/shacl-af/#SPARQLExecutable).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Triple

from kg import vocab
from kg.store import rdf_terms as rdf
from kg.store.rdf_terms import term

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kg.store.sparql_server import SparqlServer

# No paper's graph has such a name: those end in "#graph".
ABOUT = NamedNode(vocab.expand("id:about"))
_VOID = "http://rdfs.org/ns/void#"
_STATE = "SELECT ?state { GRAPH id:about { id:about rdf:value ?state } }"
_CLASSES = "SELECT ?term (COUNT(*) AS ?n) { ?node a ?term } GROUP BY ?term"
_PROPERTIES = "SELECT ?term (COUNT(*) AS ?n) { ?node ?term ?value } GROUP BY ?term"
_VOCABULARIES = ("kg", "skos", "dcterms", "schema", "fabio", "prov", "oa")
EXAMPLES = {
    "datasets-by-methods": (
        "The datasets and benchmarks on which most methods were evaluated.",
        "SELECT ?name (COUNT(DISTINCT ?method) AS ?methods) { ?method kg:evaluatedOn ?set . ?set skos:prefLabel ?name }"
        " GROUP BY ?set ?name ORDER BY DESC(?methods) ?name LIMIT 20",
    ),
    "shared-datasets": (
        "Pairs of methods that were evaluated on the same dataset or benchmark.",
        "SELECT ?a ?b ?name { ?x kg:evaluatedOn ?set ; skos:prefLabel ?a . ?y kg:evaluatedOn ?set ; skos:prefLabel ?b ."
        " ?set skos:prefLabel ?name FILTER(STR(?x) < STR(?y)) } ORDER BY ?a ?b ?name LIMIT 20",
    ),
    "evidence": (
        "Who is evaluated on what, with the sentence that says so, its paper and how sure that is.",
        "SELECT ?method ?set ?sentence ?paper ?confidence { ?claim rdf:predicate kg:evaluatedOn ; rdf:subject ?m ;"
        " rdf:object ?d . ?m skos:prefLabel ?method . ?d skos:prefLabel ?set . ?e kg:supports ?claim ;"
        " kg:confidence ?confidence ; oa:hasSelector/oa:exact ?sentence ; prov:wasDerivedFrom/dcterms:title ?paper }"
        " ORDER BY ?method ?set ?paper ?sentence ?confidence LIMIT 20",
    ),
    "graphs": (
        "The papers that say the most: each has a graph of its own.",
        "SELECT ?title (COUNT(*) AS ?triples) { GRAPH ?graph { ?claim a kg:Claim . ?paper a kg:Paper ;"
        " dcterms:title ?title } } GROUP BY ?graph ?title ORDER BY DESC(?triples) ?title LIMIT 20",
    ),
}


@dataclass(frozen=True, slots=True)
class State:
    """What a server was loaded from; ``revision`` is ``None`` while it is being filled."""

    layout: int
    ontology: str
    graph: str
    revision: int | None

    def dump(self) -> str:
        """The state as JSON."""
        return json.dumps({name: getattr(self, name) for name in self.__slots__}, sort_keys=True)


def read_state(server: SparqlServer) -> State | None:
    """The state that a server shows; ``None`` if nothing of ours was ever there."""
    for (found,) in server.select(_STATE):
        if isinstance(found, Literal):
            return State(**json.loads(found.value))
    return None


def write_state(server: SparqlServer, state: State) -> None:
    """Make a server show this state, and nothing else of itself."""
    server.put_graph(ABOUT, [_said(ABOUT, "rdf:value", rdf.text(state.dump()))])


def describe(server: SparqlServer, state: State) -> int:
    """Make a server show this state and describe what it holds; how many triples that is."""
    classes, properties = _counts(server, _CLASSES), _counts(server, _PROPERTIES)
    triples = [_said(ABOUT, "rdf:value", rdf.text(state.dump())), *_description(classes, properties), *_examples()]
    server.put_graph(ABOUT, triples)
    return sum(properties.values())


def _counts(server: SparqlServer, query: str) -> dict[str, int]:
    found = server.select(query)
    return {
        name.value: int(number.value)
        for name, number in found
        if isinstance(name, NamedNode) and isinstance(number, Literal)
    }


def _description(classes: Mapping[str, int], properties: Mapping[str, int]) -> Iterator[Triple]:
    yield _said(ABOUT, "rdf:type", NamedNode(_VOID + "Dataset"))
    yield _said(ABOUT, "dcterms:title", rdf.text("A knowledge graph of machine-learning papers"))
    yield _void(ABOUT, "uriSpace", rdf.text(vocab.prefixes()["id"]))
    yield _void(ABOUT, "triples", rdf.whole(sum(properties.values())))
    for name in _VOCABULARIES:
        yield _void(ABOUT, "vocabulary", NamedNode(vocab.prefixes()[name]))
    for kind, link, counts in (("class", "entities", classes), ("property", "triples", properties)):
        for name, number in counts.items():
            part = NamedNode(f"{ABOUT.value}#{kind}={rdf.node(name).value.removeprefix(vocab.prefixes()['id'])}")
            yield _void(ABOUT, f"{kind}Partition", part)
            yield _void(part, kind, NamedNode(name))
            yield _void(part, link, rdf.whole(number))


def _examples() -> Iterator[Triple]:
    for prefix, space in vocab.prefixes().items():
        declared = NamedNode(f"{ABOUT.value}#prefix={prefix}")
        yield _said(ABOUT, "sh:declare", declared)
        yield _said(declared, "sh:prefix", rdf.text(prefix))
        yield _said(declared, "sh:namespace", rdf.link(space))
    for name, (comment, query) in EXAMPLES.items():
        example = NamedNode(f"{ABOUT.value}#example={name}")
        for kind in ("sh:SPARQLExecutable", "sh:SPARQLSelectExecutable"):
            yield _said(example, "rdf:type", term(kind))
        yield _said(example, "rdfs:comment", rdf.text(comment))
        yield _said(example, "sh:prefixes", ABOUT)
        yield _said(example, "sh:select", rdf.text(query))


def _said(subject: NamedNode, predicate: str, value: NamedNode | Literal) -> Triple:
    return Triple(subject, term(predicate), value)


def _void(subject: NamedNode, name: str, value: NamedNode | Literal) -> Triple:
    return Triple(subject, NamedNode(_VOID + name), value)
