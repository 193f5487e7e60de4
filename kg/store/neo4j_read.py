"""The graph as a Neo4j database holds it, or another server that speaks Bolt: a ``GraphReader``."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from kg.errors import StoreError
from kg.model import Entity, EntityType, Evidence, Paper, RelationType, Statement
from kg.store import neo4j_text as text
from kg.store.base import Shows
from kg.store.property_graph import paired_spans
from kg.store.reading import Claim, by_id, one, relation_of, supported

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.store.neo4j_server import Neo4jServer

Row = dict[str, Any]


class Neo4jReader:
    """A ``GraphReader`` on a database that ``kg load neo4j`` filled; it closes the server that it is given."""

    SHOWS = Shows(("id", "title", "date", "url", "authors"), empty_authors=False, own_name=True)

    def __init__(self, server: Neo4jServer) -> None:
        """Read from this server."""
        self._server = server

    def paper(self, paper_id: str) -> Paper:
        """The paper of this id, with the fields that the database shows."""
        return one(paper_id, self._papers)

    def papers(self) -> Iterator[Paper]:
        """All papers, by id."""
        return by_id(self._ids(text.PAPER_IDS), self._papers)

    def entity(self, entity_id: str) -> Entity:
        """The entity of this id."""
        return one(entity_id, self._entities)

    def entities(self, type: EntityType | None = None) -> Iterator[Entity]:
        """All entities, or those of one type, by id."""
        return by_id(self._ids(text.ENTITY_IDS, label=type), self._entities)

    def statements(
        self, *, subject: str | None = None, relation: RelationType | None = None, object: str | None = None
    ) -> Iterator[Statement]:
        """The statements that agree with what is given, by key."""
        asked = text.CLAIMS_BETWEEN[relation, subject is not None, object is not None]
        given = {"subject": subject, "object": object}
        ids = {_claim(row): row["id"] for row in self._rows(asked, **{k: v for k, v in given.items() if v is not None})}
        return supported(sorted(ids), lambda claims: self._evidence({ids[claim]: claim for claim in claims}))

    def claims(self) -> Iterator[Claim]:
        """Subject, relation and object of every statement, by key."""
        yield from sorted(map(_claim, self._rows(text.CLAIMS_BETWEEN[None, False, False])))

    def close(self) -> None:
        """Give the connections back."""
        self._server.close()

    def _rows(self, query: str, **params: object) -> list[Row]:
        with self._server.session(reading=True) as session:
            return session.execute_read(lambda tx: tx.run(query, params).data())

    def _ids(self, query: str, **params: object) -> list[str]:
        return [row["id"] for row in self._rows(query, **params)]

    def _papers(self, ids: list[str]) -> dict[str, Paper]:
        found = (row["known"] for row in self._rows(text.PAPERS_OF, ids=ids))
        return {known["id"]: _paper(known) for known in found}

    def _entities(self, ids: list[str]) -> dict[str, Entity]:
        found = ((row["labels"], row["known"]) for row in self._rows(text.ENTITIES_OF, ids=ids))
        return {known["id"]: _entity(labels, known) for labels, known in found}

    def _evidence(self, claims: dict[str, Claim]) -> dict[Claim, list[Evidence]]:
        found: dict[Claim, list[Evidence]] = defaultdict(list)
        for row in self._rows(text.EVIDENCE_FOR, claims=list(claims)):
            found[claims[row["known"]["claim"]]].append(_evidence(row["paper"], row["known"]))
        return found


def _claim(row: Row) -> Claim:
    return row["subject"], relation_of(row["relation"]), row["object"]


def _paper(known: Row) -> Paper:
    values: Row = {name: known.get(name) for name in Neo4jReader.SHOWS.paper}
    authors = values.pop("authors")
    return Paper(abstract="", authors=None if authors is None else tuple(authors), **values)


def _entity(labels: list[str], known: Row) -> Entity:
    types = [EntityType(label) for label in labels if label in EntityType.__members__.values()]
    if len(types) != 1:
        raise StoreError(f"the node {known['id']!r} has {len(types)} types, not one")
    aliases = tuple(known.get("aliases", ()))
    return Entity(known["id"], types[0], known["name"], aliases, known["papers"], known.get("kind"))


def _evidence(paper: str, known: Row) -> Evidence:
    return Evidence(
        paper,
        known["sentence"],
        known["start"],
        known["end"],
        paired_spans(known.get("spans", ())),
        known["rule"],
        known["confidence"],
    )
