"""Papers, entities, claims and evidence as RDF; pure, without blank nodes, so that the same graph gives the same quads.

A paper's graph is self-contained: the paper, the entities it speaks of, the plain triples it supports, and for each
of these a claim node that its evidence points at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Triple

from kg.model import Entity, EntityType, Evidence, Paper, RelationType, Statement
from kg.store import rdf_terms as rdf
from kg.store.rdf_terms import term
from kg.vocab import type_iri

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.store.rdf_slices import Slice

Claim = tuple[str, RelationType, str]
Link = tuple[str, NamedNode | Literal]


def paper_triples(paper: Paper) -> Iterator[Triple]:
    """What is known of a paper itself; not its abstract, which is its publisher's, and not where it was read."""
    iri = rdf.node(paper.id)
    links: list[Link] = [
        ("rdf:type", term("kg:Paper")),
        ("rdf:type", term("schema:ScholarlyArticle")),
        ("rdf:type", term("fabio:ResearchPaper")),
        ("dcterms:title", rdf.text(paper.title)),
    ]
    if paper.date is not None:
        links.append(("schema:datePublished", rdf.day(paper.date)))
    if paper.url is not None:
        links.append(("schema:url", rdf.link(paper.url)))
    links.extend(("schema:sameAs", page) for page in _pages(paper.id))
    if paper.authors:
        links.extend(("schema:author", rdf.text(name)) for name in sorted({*paper.authors}))
        links.append(("kg:byline", rdf.text("; ".join(paper.authors))))
    counts = (("kg:authorCount", paper.author_count), ("kg:comments", paper.comments), ("kg:upvotes", paper.upvotes))
    links.extend((name, rdf.whole(count)) for name, count in counts if count is not None)
    return _triples(iri, links)


def _pages(paper_id: str) -> Iterator[NamedNode]:
    scheme, _, rest = paper_id.partition(":")
    site = {"arxiv": "https://arxiv.org/abs/", "doi": "https://doi.org/"}.get(scheme)
    if site and rest:
        yield NamedNode(site + quote(rest, safe="/:.-_~()", errors="surrogatepass"))


def entity_triples(entity: Entity) -> Iterator[Triple]:
    """What is known of an entity: type, names, and the address of a repository."""
    links: list[Link] = [
        ("rdf:type", NamedNode(type_iri(entity.type))),
        ("skos:prefLabel", rdf.text(entity.name)),
    ]
    # SKOS forbids one text as both the preferred and an alternative label.
    links.extend(("skos:altLabel", rdf.text(alias)) for alias in sorted({*entity.aliases} - {entity.name}))
    if entity.kind is not None:
        links.append(("kg:kind", rdf.text(entity.kind)))
    if entity.type is EntityType.REPOSITORY:
        address = entity.name if "://" in entity.name else f"https://{entity.name}"
        links.append(("schema:url", rdf.link(address)))
    return _triples(rdf.node(entity.id), links)


def claim_triples(claim: Claim) -> Iterator[Triple]:
    """A claim as a plain triple, and as a node that evidence can point at."""
    subject, relation, obj = claim
    ends = (rdf.node(subject), rdf.predicate(relation), rdf.node(obj))
    yield Triple(*ends)
    links: list[Link] = [("rdf:type", term("kg:Claim"))]
    links.extend(zip(("rdf:subject", "rdf:predicate", "rdf:object"), ends, strict=True))
    yield from _triples(rdf.claim(subject, relation.value, obj), links)


def evidence_triples(claim: Claim, evidence: Evidence) -> Iterator[Triple]:
    """Why a claim is believed; where that is said (rdf:_1 ... for the names, in order) is in ``place_triples``."""
    key = (claim[0], claim[1].value, claim[2])
    paper, sentence = rdf.node(evidence.paper_id), rdf.sentence(evidence)
    places = [rdf.place(evidence.paper_id, span.start, span.end) for span in evidence.spans]
    links: list[Link] = [
        ("rdf:type", term("kg:Evidence")),
        ("kg:supports", rdf.claim(*key)),
        ("prov:wasDerivedFrom", paper),
        ("oa:hasSource", paper),
        ("oa:hasSelector", sentence),
        ("kg:rule", rdf.text(evidence.rule)),
        ("kg:confidence", rdf.double(evidence.confidence)),
    ]
    links.extend((f"rdf:_{number}", place) for number, place in enumerate(places, 1))
    yield from _triples(rdf.evidence(key, evidence), links)


def place_triples(evidence: Evidence) -> dict[NamedNode, list[Triple]]:
    """Where an evidence points: its sentence and the names; other evidence of the paper may point there too."""
    sentence = rdf.sentence(evidence)
    said: list[Link] = [("rdf:type", term("kg:Sentence")), ("oa:exact", rdf.text(evidence.sentence))]
    found = {sentence: [*_triples(sentence, said), *_range(sentence, evidence.start, evidence.end)]}
    for span in evidence.spans:
        place = rdf.place(evidence.paper_id, span.start, span.end)
        kind = _triples(place, [("rdf:type", term("oa:TextPositionSelector"))])
        found[place] = [*kind, *_range(place, span.start, span.end)]
    return found


def _range(place: NamedNode, start: int, end: int) -> Iterator[Triple]:
    return _triples(place, [("oa:start", rdf.whole(start)), ("oa:end", rdf.whole(end))])


def supporting_triples(claim: Claim, evidence: Evidence) -> Iterator[Triple]:
    """An evidence, and where it points."""
    yield from evidence_triples(claim, evidence)
    for triples in place_triples(evidence).values():
        yield from triples


def _triples(subject: NamedNode, links: Iterable[Link]) -> Iterator[Triple]:
    for name, value in links:
        yield Triple(subject, term(name), value)


def paper_quads(paper: Paper, entities: Iterable[Entity], statements: Iterable[Statement]) -> Iterator[Quad]:
    """The graph of one paper, each quad once; evidence from other papers is left out."""
    name = rdf.graph(paper.id)
    # A dictionary: a set that keeps its order.
    found: dict[Triple, None] = dict.fromkeys(paper_triples(paper))
    for entity in entities:
        found.update(dict.fromkeys(entity_triples(entity)))
    for statement in statements:
        claim = (statement.subject, statement.relation, statement.object)
        own = [evidence for evidence in statement.evidence if evidence.paper_id == paper.id]
        if own:
            found.update(dict.fromkeys(claim_triples(claim)))
        for evidence in own:
            found.update(dict.fromkeys(supporting_triples(claim, evidence)))
    return (in_graph(triple, name) for triple in found)


def in_graph(triple: Triple, name: NamedNode | DefaultGraph) -> Quad:
    """The triple as a quad of this graph."""
    return Quad(triple.subject, triple.predicate, triple.object, name)


def slice_quads(part: Slice) -> Iterator[Quad]:
    """The graph of one paper, from all that the store knows of it."""
    return paper_quads(part.paper, part.entities, part.statements)
