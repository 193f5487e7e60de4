"""The graph in dictionaries: the reference that the contract suite holds every other store to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kg.errors import NotFound, StoreError
from kg.model import Entity, EntityType, Evidence, Paper, RelationType, Statement
from kg.store.order import evidence_key, source_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Claim = tuple[str, RelationType, str]


class MemoryStore:
    """A ``GraphStore`` that lives as long as the process."""

    def __init__(self) -> None:
        """Start empty."""
        self._papers: dict[str, Paper] = {}
        self._entities: dict[str, Entity] = {}
        self._statements: dict[Claim, set[Evidence]] = {}

    def add_papers(self, papers: Iterable[Paper]) -> None:
        """Keep these papers; sources are united."""
        for paper in papers:
            known = self._papers.get(paper.id)
            sources = {*paper.sources, *(known.sources if known else ())}
            self._papers[paper.id] = replace(paper, sources=tuple(sorted(sources, key=source_key)))

    def add_entities(self, entities: Iterable[Entity]) -> None:
        """Keep these entities; aliases are united."""
        for entity in entities:
            known = self._entities.get(entity.id)
            aliases = {*entity.aliases, *(known.aliases if known else ())}
            self._entities[entity.id] = replace(entity, aliases=tuple(sorted(aliases)), papers=0)

    def add_statements(self, statements: Iterable[Statement]) -> None:
        """Keep these statements; evidence is united."""
        accepted = list(statements)
        for statement in accepted:
            self._check(statement)
        for statement in accepted:
            claim = (statement.subject, statement.relation, statement.object)
            self._statements.setdefault(claim, set()).update(statement.evidence)

    def _check(self, statement: Statement) -> None:
        for node in (statement.subject, statement.object):
            if node not in self._papers and node not in self._entities:
                raise StoreError(f"statement {statement.key} names {node!r}, which is not in the graph")
        for evidence in statement.evidence:
            if evidence.paper_id not in self._papers:
                raise StoreError(f"statement {statement.key} quotes {evidence.paper_id!r}, which is not in the graph")

    def paper(self, paper_id: str) -> Paper:
        """The paper of this id."""
        if paper_id not in self._papers:
            raise NotFound(paper_id)
        return self._papers[paper_id]

    def papers(self) -> Iterator[Paper]:
        """All papers, by id."""
        for paper_id in sorted(self._papers):
            yield self._papers[paper_id]

    def entity(self, entity_id: str) -> Entity:
        """The entity of this id."""
        if entity_id not in self._entities:
            raise NotFound(entity_id)
        return self._counted([self._entities[entity_id]])[0]

    def entities(self, type: EntityType | None = None) -> Iterator[Entity]:
        """All entities, or those of one type, by id."""
        chosen = [self._entities[key] for key in sorted(self._entities) if type in (None, self._entities[key].type)]
        yield from self._counted(chosen)

    def _counted(self, entities: list[Entity]) -> list[Entity]:
        namers: dict[str, set[str]] = {entity.id: set() for entity in entities}
        for subject, _, obj in self._statements:
            if subject in self._papers and obj in namers:
                namers[obj].add(subject)
        return [replace(entity, papers=len(namers[entity.id])) for entity in entities]

    def statements(
        self, *, subject: str | None = None, relation: RelationType | None = None, object: str | None = None
    ) -> Iterator[Statement]:
        """The statements that agree with what is given, by key."""
        for claim in self.claims():
            if subject in (None, claim[0]) and relation in (None, claim[1]) and object in (None, claim[2]):
                yield Statement(*claim, evidence=tuple(sorted(self._statements[claim], key=evidence_key)))

    def claims(self) -> Iterator[Claim]:
        """Subject, relation and object of every statement, by key."""
        yield from sorted(self._statements)

    def close(self) -> None:
        """Nothing to give back."""
