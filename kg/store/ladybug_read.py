"""The graph as a ladybug database holds it: a ``GraphReader``."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from kg.model import Entity, EntityType, Evidence, Paper, RelationType, Statement
from kg.store import ladybug_rows as rows
from kg.store.base import Shows
from kg.store.ladybug import ANY_CLAIM, ANY_ENTITY, ENTITIES
from kg.store.property_graph import paired_spans
from kg.store.reading import Claim, by_id, one, relation_of, supported

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.store.ladybug import Ladybug

# Names in these texts come from the enums of the model.
_PAPER_IDS = "MATCH (n:Paper) RETURN n.id"
_PAPERS = "LOAD FROM $rows MATCH (n:Paper {id: key}) RETURN n.id, n.title, n.date, n.url, n.authors"
_ENTITY_IDS = {label: "MATCH (n:LABEL) RETURN n.id".replace("LABEL", label) for label in (ANY_ENTITY, *ENTITIES)}
_ENTITIES = (
    f"LOAD FROM $rows MATCH (n:{ANY_ENTITY}) WHERE n.id = key "
    "RETURN n.id, label(n), n.name, n.aliases, n.papers, n.kind"
)
_BETWEEN = "MATCH (a)-[r:TYPE]->(b) WHERE true A_ID B_ID RETURN a.id, label(r), b.id, r.id"
_FROM, _TO = {True: "AND a.id = $subject", False: ""}, {True: "AND b.id = $object", False: ""}
_CLAIMS = {
    (relation, given, asked): _BETWEEN.replace("TYPE", relation.value if relation else ANY_CLAIM)
    .replace("A_ID", _FROM[given])
    .replace("B_ID", _TO[asked])
    for relation in (None, *RelationType)
    for given in (True, False)
    for asked in (True, False)
}
_EVIDENCE = (
    "LOAD FROM $rows MATCH (e:Evidence)-[:`IN`]->(p:Paper) WHERE e.claim = key "
    "RETURN e.claim, p.id, e.sentence, e.`start`, e.`end`, e.spans, e.rule, e.confidence"
)


class LadybugReader:
    """A ``GraphReader`` on a database that ``kg load ladybug`` filled; it closes the database that it is given."""

    SHOWS = Shows(("id", "title", "date", "url", "authors"), empty_authors=True, own_name=True)

    def __init__(self, db: Ladybug) -> None:
        """Read from this database."""
        self._db = db

    def paper(self, paper_id: str) -> Paper:
        """The paper of this id, with the fields that the database shows."""
        return one(paper_id, self._papers)

    def papers(self) -> Iterator[Paper]:
        """All papers, by id."""
        return by_id(self._ids(_PAPER_IDS), self._papers)

    def entity(self, entity_id: str) -> Entity:
        """The entity of this id."""
        return one(entity_id, self._entities)

    def entities(self, type: EntityType | None = None) -> Iterator[Entity]:
        """All entities, or those of one type, by id."""
        label = ANY_ENTITY if type is None else type.value
        return by_id(self._ids(_ENTITY_IDS[label]) if label in _ENTITY_IDS else (), self._entities)

    def statements(
        self, *, subject: str | None = None, relation: RelationType | None = None, object: str | None = None
    ) -> Iterator[Statement]:
        """The statements that agree with what is given, by key."""
        given = {name: value for name, value in (("subject", subject), ("object", object)) if value is not None}
        found = self._db.run(_CLAIMS[relation, subject is not None, object is not None], **given)
        ids = {_claim(row): row[3] for row in found}
        return supported(sorted(ids), lambda claims: self._evidence({ids[claim]: claim for claim in claims}))

    def claims(self) -> Iterator[Claim]:
        """Subject, relation and object of every statement, by key."""
        yield from sorted(map(_claim, self._db.run(_CLAIMS[None, False, False])))

    def close(self) -> None:
        """Give the file back."""
        self._db.close()

    def _ids(self, query: str) -> list[str]:
        return [key for (key,) in self._db.run(query)]

    def _papers(self, ids: list[str]) -> dict[str, Paper]:
        found = self._db.run(_PAPERS, rows=rows.keys(ids))
        return {
            key: Paper(key, title, "", date=date, url=url, authors=None if authors is None else tuple(authors))
            for key, title, date, url, authors in found
        }

    def _entities(self, ids: list[str]) -> dict[str, Entity]:
        found = self._db.run(_ENTITIES, rows=rows.keys(ids))
        return {
            key: Entity(key, EntityType(label), name, tuple(aliases), papers, kind)
            for key, label, name, aliases, papers, kind in found
        }

    def _evidence(self, claims: dict[str, Claim]) -> dict[Claim, list[Evidence]]:
        found: dict[Claim, list[Evidence]] = defaultdict(list)
        for claim, paper, sentence, start, end, spans, *rest in self._db.run(_EVIDENCE, rows=rows.keys(claims)):
            found[claims[claim]].append(Evidence(paper, sentence, start, end, paired_spans(spans), *rest))
        return found


def _claim(row: list[Any]) -> Claim:
    return row[0], relation_of(row[1]), row[2]
