"""The vocabulary as code needs it: prefixes of ``ontology/context.jsonld``, pairs of types of ``ontology/kg.ttl``."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from kg.model import EntityType, RelationType

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyoxigraph

Pair = tuple[EntityType, EntityType]


@cache
def context() -> Mapping[str, Any]:
    """What stands in the ``@context`` of ``context.jsonld``."""
    document = json.loads(files("ontology").joinpath("context.jsonld").read_text(encoding="utf-8"))
    return MappingProxyType(document["@context"])


@cache
def prefixes() -> Mapping[str, str]:
    """Prefix -> namespace, the only list of them."""
    return MappingProxyType(
        {name: value for name, value in context().items() if isinstance(value, str) and value.endswith(("/", "#"))}
    )


def expand(curie: str) -> str:
    """The IRI of ``prefix:name``; the prefix must be a known one."""
    prefix, _, name = curie.partition(":")
    return prefixes()[prefix] + name


def relation_iri(relation: RelationType) -> str:
    """The IRI of the property of a relation."""
    return expand(f"kg:{relation.camel}")


def type_iri(entity_type: EntityType) -> str:
    """The IRI of the class of an entity type."""
    return expand(f"kg:{entity_type.value}")


def turtle(name: str) -> bytes:
    """The bytes of ``kg.ttl`` or ``shapes.ttl``."""
    return files("ontology").joinpath(name).read_bytes()


@cache
def version() -> str:
    """``owl:versionInfo`` of the ontology."""
    found = _ontology().objects(expand("kg:")[:-1], expand("owl:versionInfo"))
    return found[0]


def allows(subject_type: EntityType, relation: RelationType, object_type: EntityType) -> bool:
    """Whether the ontology lets this relation join things of these types."""
    return (subject_type, object_type) in pairs(relation)


@cache
def pairs(relation: RelationType) -> frozenset[Pair]:
    """The types that a relation may join: its ``kg:allows``, else its domain times its range."""
    ontology = _ontology()
    subject = relation_iri(relation)
    listed = ontology.objects(subject, expand("kg:allows"))
    if listed:
        return frozenset(
            (head, tail)
            for pair in listed
            for head in ontology.types(pair, expand("kg:from"))
            for tail in ontology.types(pair, expand("kg:to"))
        )
    heads = ontology.types(subject, expand("rdfs:domain"))
    tails = ontology.types(subject, expand("rdfs:range"))
    return frozenset((head, tail) for head in heads for tail in tails)


class _Ontology:
    """``kg.ttl`` as links from term to term; blank nodes by their labels."""

    def __init__(self, triples: list[pyoxigraph.Quad]) -> None:
        self._links: dict[tuple[str, str], list[str]] = {}
        for triple in triples:
            key = (_text(triple.subject), triple.predicate.value)
            self._links.setdefault(key, []).append(_text(triple.object))
        self._by_iri = {type_iri(entity_type): entity_type for entity_type in EntityType}

    def objects(self, subject: str, predicate: str) -> list[str]:
        return self._links.get((subject, predicate), [])

    def types(self, subject: str, predicate: str) -> set[EntityType]:
        """The entity types that the classes at the end of this link stand for."""
        return {member for cls in self.objects(subject, predicate) for member in self._members(cls)}

    def _members(self, cls: str) -> set[EntityType]:
        if cls in self._by_iri:
            return {self._by_iri[cls]}
        below = [sub for (sub, link), ends in self._links.items() if link == expand("rdfs:subClassOf") and cls in ends]
        for united in self.objects(cls, expand("owl:unionOf")):
            below.extend(self._list(united))
        return {member for sub in below for member in self._members(sub)}

    def _list(self, node: str) -> list[str]:
        found = []
        while node != expand("rdf:nil"):
            found.extend(self.objects(node, expand("rdf:first")))
            node = self.objects(node, expand("rdf:rest"))[0]
        return found


def _text(term: pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | pyoxigraph.Triple) -> str:
    import pyoxigraph

    if isinstance(term, pyoxigraph.Triple):
        raise TypeError("kg.ttl holds no triple terms")
    return term.value


@cache
def _ontology() -> _Ontology:
    import pyoxigraph  # here, so that `import kg` stays cheap

    return _Ontology(list(pyoxigraph.parse(turtle("kg.ttl"), pyoxigraph.RdfFormat.TURTLE)))
