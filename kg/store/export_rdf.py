"""RDF formats: quads with a named graph for each paper, or the triples of all these graphs together."""

from __future__ import annotations

import json
import re
from itertools import groupby
from typing import TYPE_CHECKING, Any, BinaryIO

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from kg import vocab
from kg.store import rdf
from kg.store.rdf_slices import slices, spoken_of
from kg.store.rdf_terms import term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import Quad

    from kg.store.base import GraphStore

# What XML 1.0 cannot hold, not even escaped (https://www.w3.org/TR/xml/#charsets); Char is what is left.
FORBIDDEN_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class _Counter:
    """Counts what passes through."""

    def __init__(self) -> None:
        self.seen = 0

    def over(self, items: Iterable[Any]) -> Iterator[Any]:
        for item in items:
            self.seen += 1
            yield item


def nquads(store: GraphStore, out: BinaryIO) -> int:
    """N-Quads, paper by paper in the order of ids, the lines of each in order."""
    count = 0
    for part in slices(store):
        lines = sorted(f"{quad} .\n" for quad in rdf.slice_quads(part))
        out.writelines(line.encode() for line in lines)
        count += len(lines)
    return count


def trig(store: GraphStore, out: BinaryIO) -> int:
    """TriG: a named graph for each paper."""
    quads: Iterator[Quad] = (quad for part in slices(store) for quad in rdf.slice_quads(part))
    return _serialize(quads, out, RdfFormat.TRIG)


def turtle(store: GraphStore, out: BinaryIO) -> int:
    """Turtle: the triples of all papers' graphs."""
    return _serialize(union(store), out, RdfFormat.TURTLE)


def rdfxml(store: GraphStore, out: BinaryIO) -> int:
    """RDF/XML: the same triples, without the characters that XML forbids."""
    return _serialize(map(_for_xml, union(store)), out, RdfFormat.RDF_XML)


def rdf12(store: GraphStore, out: BinaryIO) -> int:
    """RDF 1.2 Turtle: claims are reifiers of their triple instead of having a subject, a predicate and an object."""
    return _serialize(_reified(union(store)), out, RdfFormat.TURTLE)


def jsonld(store: GraphStore, out: BinaryIO) -> int:
    """JSON-LD: the same triples, with the context inlined."""
    compact = _Compact()
    counter = _Counter()
    out.write(f'{{"@context": {json.dumps(dict(vocab.context()), ensure_ascii=False)},\n"@graph": ['.encode())
    separator = "\n"
    for subject, triples in groupby(counter.over(union(store)), key=lambda triple: triple.subject):
        out.write(f"{separator}{json.dumps(compact.node(subject, triples), ensure_ascii=False)}".encode())
        separator = ",\n"
    out.write(b"\n]}\n")
    return counter.seen


def union(store: GraphStore) -> Iterator[Triple]:
    """The triples of all papers' graphs, each once, without keeping them in memory."""
    for paper in store.papers():
        yield from rdf.paper_triples(paper)
    for entity in spoken_of(store):
        yield from rdf.entity_triples(entity)
    # Evidence shares the nodes of its sentence and places; all else belongs to one claim or one evidence.
    shared: set[str] = set()
    for statement in store.statements():
        claim = (statement.subject, statement.relation, statement.object)
        yield from rdf.claim_triples(claim)
        for evidence in statement.evidence:
            yield from rdf.evidence_triples(claim, evidence)
            for place, triples in rdf.place_triples(evidence).items():
                if place.value not in shared:
                    shared.add(place.value)
                    yield from triples


def _serialize(items: Iterable[Triple] | Iterable[Quad], out: BinaryIO, form: RdfFormat) -> int:
    counter = _Counter()
    serialize(counter.over(items), out, form, prefixes=dict(vocab.prefixes()))
    return counter.seen


def _for_xml(triple: Triple) -> Triple:
    value = triple.object
    if not isinstance(value, Literal) or not FORBIDDEN_IN_XML.search(value.value):
        return triple
    kept = Literal(FORBIDDEN_IN_XML.sub("", value.value), datatype=value.datatype)
    return Triple(triple.subject, triple.predicate, kept)


def _reified(triples: Iterable[Triple]) -> Iterator[Triple]:
    ends = {term(name): name for name in ("rdf:subject", "rdf:predicate", "rdf:object")}
    found: dict[str, Any] = {}
    for triple in triples:
        name = ends.get(triple.predicate)
        if name is None:
            yield triple
            continue
        found[name] = triple.object
        if name == "rdf:object":
            claimed = Triple(found["rdf:subject"], found["rdf:predicate"], triple.object)
            yield Triple(triple.subject, term("rdf:reifies"), claimed)


class _Compact:
    """IRIs and literals as the context lets them be written."""

    def __init__(self) -> None:
        self._terms: dict[tuple[str, str | None], str] = {}
        for name, meaning in vocab.context().items():
            if name in vocab.prefixes():
                continue
            curie, kind = (meaning, None) if isinstance(meaning, str) else (meaning["@id"], meaning["@type"])
            coerced = vocab.expand(kind) if kind and kind != "@id" else kind
            self._terms[vocab.expand(curie), coerced] = name
        self._prefixes = sorted(vocab.prefixes().items(), key=lambda item: -len(item[1]))

    def node(self, subject: NamedNode, triples: Iterable[Triple]) -> dict[str, Any]:
        """One node object."""
        found: dict[str, Any] = {"@id": self._iri(subject)}
        for triple in triples:
            if not isinstance(triple.object, NamedNode | Literal):
                raise TypeError(f"the graph holds no such term: {triple.object}")
            key, value = self._link(triple.predicate, triple.object)
            if key not in found:
                found[key] = value
            elif isinstance(found[key], list):
                found[key].append(value)
            else:
                found[key] = [found[key], value]
        return found

    def _link(self, predicate: NamedNode, value: NamedNode | Literal) -> tuple[str, Any]:
        if isinstance(value, NamedNode):
            if predicate == term("rdf:type"):
                return "@type", self._terms.get((value.value, None)) or self._iri(value)
            name = self._terms.get((predicate.value, "@id"))
            return (name, self._iri(value)) if name else (self._iri(predicate), {"@id": self._iri(value)})
        kind = None if value.datatype == term("xsd:string") else value.datatype.value
        name = self._terms.get((predicate.value, kind))
        if name or kind is None:
            return name or self._iri(predicate), value.value
        return self._iri(predicate), {"@type": self._iri(value.datatype), "@value": value.value}

    def _iri(self, iri: NamedNode) -> str:
        for prefix, namespace in self._prefixes:
            local = iri.value.removeprefix(namespace)
            # "id://x" would not be read as a prefixed name.
            if local != iri.value and not local.startswith("//"):
                return f"{prefix}:{local}"
        return iri.value
