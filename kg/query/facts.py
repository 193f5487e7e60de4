"""A graph read once, for questions that are computed in Python."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.model import Entity, EntityType, Paper, RelationType, Statement
from kg.query.index import ROLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.store.base import GraphStore


@dataclass(frozen=True, slots=True)
class Facts:
    """Papers and entities by id, statements by relation in the order of their keys."""

    papers: dict[str, Paper]
    entities: dict[str, Entity]
    by_relation: dict[RelationType, list[Statement]]

    @classmethod
    def of(cls, store: GraphStore) -> Facts:
        """Read all of a store."""
        by_relation: dict[RelationType, list[Statement]] = defaultdict(list)
        for statement in store.statements():
            by_relation[statement.relation].append(statement)
        papers = {paper.id: paper for paper in store.papers()}
        return cls(papers, {entity.id: entity for entity in store.entities()}, dict(by_relation))

    def claims(self, *relations: RelationType) -> Iterator[Statement]:
        """The statements of these relations."""
        for relation in relations:
            yield from self.by_relation.get(relation, ())

    def ends(self, relation: RelationType) -> Iterator[tuple[str, str]]:
        """Subject and object of the statements of a relation."""
        return ((claim.subject, claim.object) for claim in self.claims(relation))

    def roles(self) -> Iterator[tuple[str, str]]:
        """Paper and entity, for every role that a paper gives an entity."""
        for relation in RelationType:
            if relation in ROLES:
                yield from self.ends(relation)

    def naming(self, entity: str) -> set[str]:
        """The papers that name an entity."""
        return {paper for paper, named in self.roles() if named == entity}

    def name(self, entity: str) -> str:
        """The name of an entity."""
        return self.entities[entity].name

    def title(self, paper: str) -> str:
        """The title of a paper."""
        return self.papers[paper].title

    def year(self, paper: str) -> str:
        """The year of a paper; empty if it has no date."""
        return (self.papers[paper].date or "")[:4]

    def is_a(self, entity: str, *types: EntityType) -> bool:
        """Whether an entity is of one of these types."""
        return entity in self.entities and self.entities[entity].type in types

    def counted(self, pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, int]]:
        """Id, name and number of distinct partners of the entities that come second in these pairs."""
        partners: dict[str, set[str]] = defaultdict(set)
        for partner, entity in pairs:
            partners[entity].add(partner)
        return ((entity, self.name(entity), len(found)) for entity, found in partners.items())
