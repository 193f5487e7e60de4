"""The graph as a SPARQL server holds it, in the union of its papers' graphs: a ``GraphReader``."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, NamedNode

from kg.errors import StoreError
from kg.model import Entity, EntityType, Evidence, Paper, RelationType, Span, Statement
from kg.store import rdf_terms as rdf
from kg.store.base import Shows
from kg.store.rdf_terms import term
from kg.store.reading import Claim, by_id, one, supported
from kg.store.sparql_params import in_values
from kg.vocab import type_iri

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kg.store.sparql_server import SparqlServer

Value = NamedNode | Literal
Values = dict[str, list[Value]]  # by the property

_OF_CLASS = "SELECT DISTINCT ?s { ?s a ?class }"
_KNOWN = "SELECT ?s ?p ?o { ?s ?p ?o }"
_CLAIMS = "SELECT DISTINCT ?s ?p ?o { ?s ?p ?o }"
_NAMED_BY = "SELECT ?o (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o . ?s a kg:Paper } GROUP BY ?o"
_EVIDENCE = """SELECT ?claim ?e ?paper ?sentence ?start ?end ?rule ?confidence {
  ?e kg:supports ?claim ; prov:wasDerivedFrom ?paper ; oa:hasSelector ?where .
  ?e kg:rule ?rule ; kg:confidence ?confidence .
  ?where oa:exact ?sentence ; oa:start ?start ; oa:end ?end }"""
_PLACES = """SELECT ?e ?number ?start ?end {
  ?e kg:supports ?claim ; ?number ?place . ?place oa:start ?start ; oa:end ?end FILTER(?number != oa:hasSelector) }"""

_RELATIONS = {rdf.predicate(relation): relation for relation in RelationType}
_TYPES = {
    NamedNode(type_iri(entity_type)): entity_type for entity_type in EntityType if entity_type is not EntityType.PAPER
}
_COUNTS = {"author_count": "kg:authorCount", "comments": "kg:comments", "upvotes": "kg:upvotes"}
_OF_PAPER = ("dcterms:title", "schema:datePublished", "schema:url", "schema:author", "kg:byline", *_COUNTS.values())
_OF_ENTITY = ("rdf:type", "skos:prefLabel", "skos:altLabel", "kg:kind")


class SparqlServerReader:
    """A ``GraphReader`` on a dataset that ``kg load sparql`` filled; it closes the server that it is given."""

    SHOWS = Shows(("id", "title", "date", "url", "authors", *_COUNTS), empty_authors=False, own_name=False)

    def __init__(self, server: SparqlServer) -> None:
        """Read from this server."""
        self._server = server

    def paper(self, paper_id: str) -> Paper:
        """The paper of this id, with the fields that the triples show."""
        return one(paper_id, self._papers)

    def papers(self) -> Iterator[Paper]:
        """All papers, by id."""
        return by_id(self._ids([term("kg:Paper")]), self._papers)

    def entity(self, entity_id: str) -> Entity:
        """The entity of this id."""
        return one(entity_id, self._entities)

    def entities(self, type: EntityType | None = None) -> Iterator[Entity]:
        """All entities, or those of one type, by id."""
        return by_id(self._ids([iri for iri, kind in _TYPES.items() if type in (None, kind)]), self._entities)

    def statements(
        self, *, subject: str | None = None, relation: RelationType | None = None, object: str | None = None
    ) -> Iterator[Statement]:
        """The statements that agree with what is given, by key."""
        return supported(self._claims(subject, relation, object), self._evidence)

    def claims(self) -> Iterator[Claim]:
        """Subject, relation and object of every statement, by key."""
        yield from self._claims(None, None, None)

    def close(self) -> None:
        """Give the connection back."""
        self._server.close()

    def _rows(self, query: str, **given: Iterable[NamedNode]) -> Iterator[Sequence[Value]]:
        for row in self._server.select(in_values(query, given)):
            yield [_plain(value) for value in row]

    def _ids(self, classes: list[NamedNode]) -> list[str]:
        return [_id(iri) for (iri,) in self._rows(_OF_CLASS, **{"class": classes})] if classes else []

    def _known(self, ids: Iterable[str], properties: Iterable[str]) -> Mapping[str, Values]:
        found: dict[str, Values] = defaultdict(lambda: defaultdict(list))
        for subject, name, value in self._rows(_KNOWN, s=map(rdf.node, ids), p=map(term, properties)):
            found[_id(subject)][name.value].append(value)
        return found

    def _papers(self, ids: list[str]) -> dict[str, Paper]:
        found = self._known(ids, _OF_PAPER)
        return {key: _paper(key, values) for key, values in found.items() if term("dcterms:title").value in values}

    def _entities(self, ids: list[str]) -> dict[str, Entity]:
        nodes = [rdf.node(each) for each in ids]
        counts = {_id(iri): int(n.value) for iri, n in self._rows(_NAMED_BY, o=nodes, p=_RELATIONS)}
        found = self._known(ids, _OF_ENTITY)
        return {
            key: _entity(key, values, counts.get(key, 0))
            for key, values in found.items()
            if term("skos:prefLabel").value in values
        }

    def _claims(self, subject: str | None, relation: RelationType | None, obj: str | None) -> list[Claim]:
        given = {"p": list(_RELATIONS) if relation is None else [rdf.predicate(relation)]}
        ends = {"s": subject, "o": obj}
        given |= {name: [rdf.node(node)] for name, node in ends.items() if node is not None}
        return sorted((_id(s), _RELATIONS[_iri(p)], _id(o)) for s, p, o in self._rows(_CLAIMS, **given))

    def _evidence(self, claims: list[Claim]) -> dict[Claim, list[Evidence]]:
        nodes = {rdf.claim(claim[0], claim[1].value, claim[2]): claim for claim in claims}
        places: dict[Value, dict[int, Span]] = defaultdict(dict)
        for evidence, number, start, end in self._rows(_PLACES, claim=nodes):
            place = int(number.value.removeprefix(term("rdf:_").value))
            places[evidence][place] = Span(int(start.value), int(end.value))
        found: dict[Claim, list[Evidence]] = defaultdict(list)
        for claim, evidence, paper, sentence, start, end, rule, confidence in self._rows(_EVIDENCE, claim=nodes):
            spans = tuple(places[evidence][place] for place in sorted(places[evidence]))
            said = (sentence.value, int(start.value), int(end.value), spans, rule.value, float(confidence.value))
            found[nodes[_iri(claim)]].append(Evidence(_id(paper), *said))
        return found


def _plain(value: object) -> Value:
    if not isinstance(value, NamedNode | Literal):
        raise StoreError(f"the server answers {value}, which is none of ours")
    return value


def _iri(value: Value) -> NamedNode:
    if not isinstance(value, NamedNode):
        raise StoreError(f"the server answers {value} where a thing of the graph should be")
    return value


def _id(value: Value) -> str:
    return rdf.id_of(_iri(value))


def _paper(key: str, values: Values) -> Paper:
    counts: dict[str, Any] = {name: _count(_one(key, values, curie)) for name, curie in _COUNTS.items()}
    date, url = _one(key, values, "schema:datePublished"), _one(key, values, "schema:url")
    title = _one(key, values, "dcterms:title") or ""
    return Paper(key, title, "", authors=_authors(key, values), date=date, url=url, **counts)


def _count(value: str | None) -> int | None:
    return None if value is None else int(value)


def _authors(key: str, values: Values) -> tuple[str, ...] | None:
    """The names of the byline, which has them in order; the authors tell whether it is cut at the right places."""
    byline = _one(key, values, "kg:byline")
    if byline is None:
        return None
    names = tuple(byline.split("; "))
    if {*names} != {_text(name) for name in values[term("schema:author").value]}:
        raise StoreError(f"{key}: the names of the authors cannot be told apart in the byline {byline!r}")
    return names


def _entity(key: str, values: Values, papers: int) -> Entity:
    types = [_TYPES[kind] for kind in map(_iri, values[term("rdf:type").value]) if kind in _TYPES]
    if len(types) != 1:
        raise StoreError(f"{key}: the server knows {len(types)} types of it, not one")
    aliases = tuple(sorted(map(_text, values[term("skos:altLabel").value])))
    return Entity(
        key, types[0], _one(key, values, "skos:prefLabel") or "", aliases, papers, _one(key, values, "kg:kind")
    )


def _one(key: str, values: Values, curie: str) -> str | None:
    found = values[term(curie).value]
    if len(found) > 1:
        raise StoreError(f"{key}: {len(found)} values of {curie}, not one")
    return _text(found[0]) if found else None


def _text(value: Value) -> str:
    return value.value
