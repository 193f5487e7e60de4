"""The graph in Oxigraph, in memory or on disk: a ``GraphStore`` whose triples can be asked in SPARQL."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Store

from kg.errors import NotFound, StoreError, StoreLocked
from kg.model import Entity, EntityType, Paper, RelationType, Statement
from kg.store import oxigraph_graphs as graphs
from kg.store import oxigraph_records as records
from kg.store import rdf, rdf_read, rdf_terms
from kg.store.order import evidence_key, source_key

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator

    from pyoxigraph import Quad, Triple

    from kg.store.rdf_slices import Slice

Claim = tuple[str, RelationType, str]


class OxigraphStore:
    """A ``GraphStore`` on two Oxigraph stores: the graph itself, which users may query, and private records.

    The records hold what the triples leave out (sources, abstracts) and entities that no paper speaks of.
    """

    def __init__(self, graph: Store, private: Store) -> None:
        self.graph = graph
        self._private = private
        self._papers = records.Records(private, "paper")
        self._entities = records.Records(private, "entity")
        self._stamp = records.Records(private, "stamp")

    def add_papers(self, papers: Iterable[Paper]) -> None:
        """Keep these papers; sources are united."""
        for paper in papers:
            known = self._papers.get(paper.id)
            sources = {*paper.sources, *(records.load_paper(known).sources if known else ())}
            merged = replace(paper, sources=tuple(sorted(sources, key=source_key)))
            self._papers.put(paper.id, records.dump(merged))
            self._describe(rdf_terms.node(paper.id), rdf.paper_triples(merged), {rdf_terms.graph(paper.id)})

    def add_entities(self, entities: Iterable[Entity]) -> None:
        """Keep these entities; aliases are united."""
        for entity in entities:
            known = self._entities.get(entity.id)
            aliases = {*entity.aliases, *(records.load_entity(known).aliases if known else ())}
            merged = replace(entity, aliases=tuple(sorted(aliases)), papers=0)
            self._entities.put(entity.id, records.dump(merged))
            iri = rdf_terms.node(entity.id)
            self._describe(iri, rdf.entity_triples(merged), graphs.graphs_about(self.graph, iri))

    def _describe(self, subject: NamedNode, triples: Iterable[Triple], names: Iterable[NamedNode]) -> None:
        """Replace the description of a node in these graphs; its relations stay."""
        wanted = list(triples)
        for name in names:
            present = self.graph.quads_for_pattern(subject, None, None, name)
            old = {quad for quad in present if quad.predicate not in _PREDICATES}
            new = {rdf.in_graph(triple, name) for triple in wanted}
            graphs.add(self.graph, new - old)
            graphs.remove(self.graph, old - new)

    def add_statements(self, statements: Iterable[Statement]) -> None:
        """Keep these statements; evidence is united."""
        accepted = list(statements)
        for statement in accepted:
            self._check(statement)
        graphs.add(self.graph, chain.from_iterable(map(self._quads, accepted)))

    def _check(self, statement: Statement) -> None:
        for node in (statement.subject, statement.object):
            if node not in self._papers and node not in self._entities:
                raise StoreError(f"statement {statement.key} names {node!r}, which is not in the graph")
        for evidence in statement.evidence:
            if evidence.paper_id not in self._papers:
                raise StoreError(f"statement {statement.key} quotes {evidence.paper_id!r}, which is not in the graph")

    def _quads(self, statement: Statement) -> Iterator[Quad]:
        claim = (statement.subject, statement.relation, statement.object)
        described = [self._entities.get(node) for node in (statement.subject, statement.object)]
        entities = [records.load_entity(found) for found in described if found]
        for evidence in statement.evidence:
            name = rdf_terms.graph(evidence.paper_id)
            triples = chain(rdf.claim_triples(claim), rdf.supporting_triples(claim, evidence))
            for triple in chain(triples, *map(rdf.entity_triples, entities)):
                yield rdf.in_graph(triple, name)

    def paper(self, paper_id: str) -> Paper:
        """The paper of this id."""
        found = self._papers.get(paper_id)
        if found is None:
            raise NotFound(paper_id)
        return records.load_paper(found)

    def papers(self) -> Iterator[Paper]:
        """All papers, by id."""
        return map(records.load_paper, self._papers.values())

    def entity(self, entity_id: str) -> Entity:
        """The entity of this id."""
        found = self._entities.get(entity_id)
        if found is None:
            raise NotFound(entity_id)
        return self._counted(records.load_entity(found))

    def entities(self, type: EntityType | None = None) -> Iterator[Entity]:
        """All entities, or those of one type, by id."""
        for entity in map(records.load_entity, self._entities.values()):
            if type in (None, entity.type):
                yield self._counted(entity)

    def _counted(self, entity: Entity) -> Entity:
        iri = rdf_terms.node(entity.id)
        namers: set[NamedNode] = set()
        for predicate in _PREDICATES:
            found = self.graph.quads_for_pattern(None, predicate, iri, graphs.UNION)
            namers.update(quad.subject for quad in found if isinstance(quad.subject, NamedNode))
        return replace(entity, papers=sum(rdf_terms.id_of(namer) in self._papers for namer in namers))

    def statements(
        self, *, subject: str | None = None, relation: RelationType | None = None, object: str | None = None
    ) -> Iterator[Statement]:
        """The statements that agree with what is given, by key."""
        for claim in self._matching(subject, relation, object):
            iri = rdf_terms.claim(claim[0], claim[1].value, claim[2])
            found = graphs.subjects(self.graph, "kg:supports", iri)
            evidence = sorted((rdf_read.read_evidence(self.graph, item) for item in found), key=evidence_key)
            yield Statement(*claim, evidence=tuple(evidence))

    def claims(self) -> Iterator[Claim]:
        """Subject, relation and object of every statement, by key."""
        yield from self._matching(None, None, None)

    def _matching(self, subject: str | None, relation: RelationType | None, obj: str | None) -> list[Claim]:
        head = None if subject is None else rdf_terms.node(subject)
        tail = None if obj is None else rdf_terms.node(obj)
        found: list[Claim] = []
        for link in RelationType if relation is None else (relation,):
            quads = self.graph.quads_for_pattern(head, rdf_terms.predicate(link), tail, graphs.UNION)
            found.extend(rdf_read.read_plain(quad, link) for quad in quads)
        return sorted(found)

    def refill(self, slices: Iterable[Slice]) -> int:
        """Start anew with these papers; how many they are. For projections of another store."""
        # The private store first, and at once: with it goes the stamp that says the graph is whole.
        self._private.clear()
        self._private.flush()
        self.graph.clear()
        graphs.fill(self.graph, chain.from_iterable(map(self._recorded, slices)))
        return len(self._papers.keys())

    def put_slices(self, slices: Iterable[Slice]) -> int:
        """Make each slice all that its paper says; how many papers changed. For projections of another store."""
        return sum(graphs.replace(self.graph, rdf_terms.graph(part.paper.id), self._recorded(part)) for part in slices)

    def _recorded(self, part: Slice) -> Iterator[Quad]:
        self._papers.put(part.paper.id, records.dump(part.paper))
        yield from rdf.slice_quads(part)

    def put_all_entities(self, entities: Iterable[Entity]) -> None:
        """Make these all the entities on record; the graphs describe them. For projections of another store."""
        gone = set(self._entities.keys())
        for entity in entities:
            gone.discard(entity.id)
            self._entities.put(entity.id, records.dump(replace(entity, papers=0)))
        for entity_id in gone:
            self._entities.drop(entity_id)

    def drop_papers(self, paper_ids: Iterable[str]) -> None:
        """Remove these papers and what only they support. For projections of another store."""
        for paper_id in paper_ids:
            graphs.replace(self.graph, rdf_terms.graph(paper_id), ())
            self._papers.drop(paper_id)

    @property
    def stamp(self) -> str | None:
        """What a projection says of the state of its origin."""
        return self._stamp.get("projection")

    @stamp.setter
    def stamp(self, value: str) -> None:
        # Flushed before and after: the stamp never says more than what is on disk.
        self.close()
        self._stamp.put("projection", value)
        self.close()

    def close(self) -> None:
        """Write what is in memory to disk; Oxigraph itself has no closing, it ends with its last reference."""
        self.graph.flush()
        self._private.flush()


_PREDICATES = frozenset(map(rdf_terms.predicate, RelationType))


def open_oxigraph(path: str | os.PathLike[str], *, read_only: bool = False) -> OxigraphStore:
    """The store in this folder; made if it is not there, unless it is to be read only."""
    stores = []
    for name in ("graph", "private"):
        folder = Path(path) / name
        try:
            if read_only:
                stores.append(Store.read_only(str(folder)))
            else:
                folder.mkdir(parents=True, exist_ok=True)
                stores.append(Store(str(folder)))
        except (OSError, RuntimeError) as error:
            if "lock" in str(error):
                raise StoreLocked(f"{folder}: another process is writing to it") from error
            raise StoreError(f"{folder}: cannot be opened: {error}") from error
    return OxigraphStore(*stores)
