"""The graph cut by paper: what each paper says, with the entities it speaks of."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.store.base import ReadsByPaper

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from kg.model import Entity, Evidence, Paper, Statement
    from kg.store.base import GraphStore


@dataclass(frozen=True, slots=True)
class Slice:
    """A paper, the entities in its statements by id, and its statements by key, with its own evidence only."""

    paper: Paper
    entities: tuple[Entity, ...]
    statements: tuple[Statement, ...]


def spoken_of(store: GraphStore) -> Iterator[Entity]:
    """The entities that some claim is about, by id: those that exports and projections hold."""
    nodes = {node for subject, _, obj in store.claims() for node in (subject, obj)}
    return (entity for entity in store.entities() if entity.id in nodes)


def slices(store: GraphStore, only: Collection[str] | None = None) -> Iterator[Slice]:
    """The slice of every paper, or of those among ``only``, by id."""
    wanted = [paper for paper in store.papers() if only is None or paper.id in only]
    if not wanted:
        return
    known = {entity.id: entity for entity in store.entities()}
    if isinstance(store, ReadsByPaper):
        for paper in wanted:
            yield _slice(paper, store.statements_of(paper.id), known)
        return
    by_paper = _grouped(store, {paper.id for paper in wanted})
    for paper in wanted:
        yield _slice(paper, by_paper.pop(paper.id, []), known)


def _grouped(store: GraphStore, wanted: Collection[str]) -> dict[str, list[Statement]]:
    by_paper: dict[str, list[Statement]] = defaultdict(list)
    for statement in store.statements():
        own: dict[str, list[Evidence]] = defaultdict(list)
        for evidence in statement.evidence:
            if evidence.paper_id in wanted:
                own[evidence.paper_id].append(evidence)
        for paper_id, items in own.items():
            by_paper[paper_id].append(replace(statement, evidence=tuple(items)))
    return by_paper


def _slice(paper: Paper, statements: Iterable[Statement], known: Mapping[str, Entity]) -> Slice:
    own = tuple(statements)
    nodes = sorted({node for statement in own for node in (statement.subject, statement.object)})
    return Slice(paper, tuple(known[node] for node in nodes if node in known), own)
