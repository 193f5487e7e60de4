"""What every store of the graph can do; the contract suite in ``tests/store`` runs on each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from contextlib import AbstractContextManager

    from kg.model import Entity, EntityType, Paper, RelationType, Statement


class GraphReader(Protocol):
    """What can be asked of every store and every projection.

    Everything is answered by id (statements by key, evidence by its fields), so that answers can be compared.
    Closing twice is fine.
    """

    def paper(self, paper_id: str) -> Paper:
        """The paper of this id; ``NotFound`` otherwise."""

    def papers(self) -> Iterator[Paper]:
        """All papers, by id."""

    def entity(self, entity_id: str) -> Entity:
        """The entity of this id; ``NotFound`` otherwise. ``Entity.papers`` is computed from the role statements."""

    def entities(self, type: EntityType | None = None) -> Iterator[Entity]:
        """All entities, or those of one type, by id."""

    def statements(
        self, *, subject: str | None = None, relation: RelationType | None = None, object: str | None = None
    ) -> Iterator[Statement]:
        """The statements that agree with what is given, by key."""

    def claims(self) -> Iterator[tuple[str, RelationType, str]]:
        """Subject, relation and object of every statement, by key, without the cost of its evidence."""

    def close(self) -> None:
        """Give the store's files and connections back."""


class GraphStore(GraphReader, Protocol):
    """A place where papers, entities and statements are kept.

    Adding is idempotent and merges: aliases of an entity, sources of a paper and evidence of a statement are united;
    a second paper or entity of the same id replaces the single-valued fields. Iterables may be iterators; they are
    walked once.
    """

    def add_papers(self, papers: Iterable[Paper]) -> None:
        """Keep these papers."""

    def add_entities(self, entities: Iterable[Entity]) -> None:
        """Keep these entities."""

    def add_statements(self, statements: Iterable[Statement]) -> None:
        """Keep these statements; their papers and entities must be there already (``StoreError`` otherwise)."""


@dataclass(frozen=True, slots=True)
class Shows:
    """What a projection shows of the graph; the rest is left out on purpose, and a reader gives it as not known.

    Entities that no statement speaks of are in no projection.
    """

    paper: tuple[str, ...]  # fields of Paper
    empty_authors: bool  # tells an empty list of authors from one that is not known
    own_name: bool  # an entity's own name can also be one of its aliases


@runtime_checkable
class ReadsByPaper(Protocol):
    """A store that finds the statements of a paper."""

    def statements_of(self, paper_id: str) -> Iterator[Statement]:
        """The statements that a paper supports, by key, with its own evidence only."""


@runtime_checkable
class GivesMany(Protocol):
    """A store that gives many entities at once, faster than one by one."""

    def entities_of(self, ids: Iterable[str]) -> Iterable[Entity]:
        """Those of these ids that are entities, by id."""


@runtime_checkable
class ReadsInBulk(Protocol):
    """A store that can give all it holds as rows of numbers of its own, which stand for ids."""

    def bulk_nodes(self) -> Iterator[tuple[int, str, str | None, str | None]]:
        """Number, id, type (``None``: a paper) and date of every node, by id."""

    def bulk_claims(self) -> Iterator[tuple[int, int, int, int]]:
        """Number, head, link (its place in ``STRONGEST_FIRST``) and tail of every claim."""

    def bulk_evidence(self) -> Iterator[tuple[int, int, int, int, float, int]]:
        """Claim, paper, start, end and confidence of every evidence, and 1, in an order of the store's own."""

    def bulk_spans(self, without: Collection[RelationType]) -> Iterator[tuple[str]]:
        """Spans (a JSON list of pairs) of the evidence of claims of all relations but these, in the same order."""


@runtime_checkable
class Revised(GraphStore, ReadsByPaper, GivesMany, Protocol):
    """A store that knows what changed since when: projections are brought up to date from it."""

    @property
    def revision(self) -> int:
        """Grows with every change."""

    @property
    def identity(self) -> str:
        """Tells this store from any other."""

    def reading(self) -> AbstractContextManager[None]:
        """What is read inside is of one revision, whatever other processes write meanwhile."""

    def changes_since(self, revision: int) -> tuple[list[str], list[str]]:
        """Ids of the papers whose part of the graph changed, and of those that were removed."""
