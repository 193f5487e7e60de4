"""How much a graph holds."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from kg.query.answers import Stats

if TYPE_CHECKING:
    from kg.store.base import GraphStore


class Counts(Protocol):
    """What a store counts; the fields are those of ``Stats``."""

    @property
    def papers(self) -> int:
        """Papers, with or without entities."""

    @property
    def entities(self) -> tuple[tuple[str, int], ...]:
        """Entities by type."""

    @property
    def statements(self) -> tuple[tuple[str, int], ...]:
        """Statements by relation."""

    @property
    def evidence(self) -> int:
        """Evidences of all statements."""

    @property
    def rejects(self) -> int:
        """Records that could not be read."""


@runtime_checkable
class Counting(Protocol):
    """A store that counts faster than one can read it; only such a store knows what was rejected."""

    def counts(self) -> Counts:
        """How much it holds."""


def stats(store: GraphStore) -> Stats:
    """Counts by type and by relation, in the order of their names; what there is none of is left out."""
    if isinstance(store, Counting):
        counts = store.counts()
        entities, statements = tuple(sorted(counts.entities)), tuple(sorted(counts.statements))
        return Stats(counts.papers, entities, statements, counts.evidence, counts.rejects)
    types = Counter(entity.type.value for entity in store.entities())
    relations: Counter[str] = Counter()
    evidence = 0
    for statement in store.statements():
        relations[statement.relation.value] += 1
        evidence += len(statement.evidence)
    papers = sum(1 for _ in store.papers())
    return Stats(papers, tuple(sorted(types.items())), tuple(sorted(relations.items())), evidence, rejects=0)
