"""A store as one question sees it: what its filter lets through, what was already read, and how evidence is quoted."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

from kg.errors import NotFound, UsageError
from kg.model import Entity, EntityType, Evidence, Paper, RelationType, Statement
from kg.query.answers import Quote
from kg.query.index import Links
from kg.store.base import GivesMany

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from kg.snapshot.arrays import Snapshot
    from kg.snapshot.view import View
    from kg.store.base import GraphStore

Value = TypeVar("Value")

_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which evidence counts: by the date of its paper and by its confidence.

    Dates are compared as far as both are known, so a paper of ``2026`` is within ``since=2026-03``;
    a paper without a date is outside every range.
    """

    since: str | None = None
    until: str | None = None
    min_confidence: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what is no date or no confidence."""
        for date in (self.since, self.until):
            if date is not None and not _DATE.fullmatch(date):
                raise UsageError(f"{date!r} is not a date; write YYYY, YYYY-MM or YYYY-MM-DD")
        if not 0 <= self.min_confidence <= 1:
            raise UsageError(f"a confidence is between 0 and 1, not {self.min_confidence}")

    def dated(self, date: str | None) -> bool:
        """Whether a paper of this date is in the range."""
        if self.since is None and self.until is None:
            return True
        if date is None:
            return False
        after = self.since is None or date[: len(self.since)] >= self.since[: len(date)]
        return after and (self.until is None or date[: len(self.until)] <= self.until[: len(date)])


EVERYTHING = Filter()


class Options(TypedDict, total=False):
    """What most questions can be asked with: sentences a result, and which evidence counts."""

    evidence: int
    since: str | None
    until: str | None
    min_confidence: float


@dataclass(frozen=True, slots=True)
class Head:
    """What is shown of a paper beside its evidence."""

    title: str
    date: str | None
    record_id: str | None = None


@dataclass(slots=True)
class _Read:
    """What was read of a store, shared by its scopes."""

    heads: dict[str, Head] = field(default_factory=dict)
    nodes: dict[str, Entity] = field(default_factory=dict)
    types: dict[str, EntityType] = field(default_factory=dict)
    all_heads: bool = False
    snapshot: Snapshot | None = None


class Scope:
    """A store under a filter; ``narrowed`` gives another filter on the same store and keeps what was read of it.

    It supposes that nobody writes to the store while it lives.
    """

    def __init__(
        self, store: GraphStore, where: Filter = EVERYTHING, *, snapshot: Callable[[], Snapshot] | None = None
    ) -> None:
        """See a store through a filter; nothing is read yet. ``snapshot`` gives its arrays, if they are kept."""
        self.store = store
        self._source = snapshot or self._built
        self.where = where
        self._read = _Read()
        self._kept: dict[object, Any] = {}

    def narrowed(self, where: Filter) -> Scope:
        """The same store under another filter."""
        scope = Scope(self.store, where, snapshot=self._source)
        scope._read = self._read
        return scope

    @cached_property
    def view(self) -> View:
        """The arrays of the graph, as far as there is evidence in scope."""
        # Many questions do without: NumPy alone takes longer to import than they take.
        import numpy as np

        from kg.snapshot.view import View

        if self._read.snapshot is None:
            self._read.snapshot = self._source()
        snapshot = self._read.snapshot
        if self.where == EVERYTHING:
            return View(snapshot)
        keep = snapshot.confidence >= self.where.min_confidence
        if self.where.since is not None or self.where.until is not None:
            dates, place = np.unique(snapshot.dates, return_inverse=True)
            dated = np.array([self.where.dated(date.decode() or None) for date in dates.tolist()], dtype=bool)
            keep &= dated[place][snapshot.paper]
        return View(snapshot, keep)

    def _built(self) -> Snapshot:
        from kg.snapshot.build import build

        return build(self.store)

    def kept(self, key: object, make: Callable[[], Value]) -> Value:
        """What a question made for this scope, made once: it lives as long as the scope."""
        if key not in self._kept:
            self._kept[key] = make()
        found: Value = self._kept[key]
        return found

    @cached_property
    def links(self) -> Links:
        """Who names whom and what is related to what, of the claims that have evidence in scope."""
        return Links.of(self.view)

    def place(self, node_id: str) -> int:
        """The number of a node in the arrays; ``NotFound`` if it is not there."""
        found = self.view.snapshot.ids.find(node_id)
        if found < 0:
            raise NotFound(node_id)
        return found

    def head(self, paper_id: str) -> Head:
        """Title and date of a paper."""
        if paper_id not in self._read.heads:
            self._keep(self.store.paper(paper_id))
        return self._read.heads[paper_id]

    def heads(self) -> dict[str, Head]:
        """Title and date of every paper of the store, by id, whatever the filter."""
        if not self._read.all_heads:
            for paper in self.store.papers():
                self._keep(paper)
            self._read.all_heads = True
        return self._read.heads

    def node(self, node_id: str) -> Entity:
        """An entity, or a paper seen as a node; ``NotFound`` if it is neither."""
        if node_id not in self._read.nodes:
            try:
                self._read.nodes[node_id] = self.store.entity(node_id)
            except NotFound:
                self._read.nodes[node_id] = paper_node(node_id, self.head(node_id).title)
        return self._read.nodes[node_id]

    def nodes(self, ids: Iterable[str]) -> tuple[Entity, ...]:
        """The nodes of these ids, in their order."""
        listed = list(ids)
        unread = [each for each in listed if each not in self._read.nodes]
        if len(unread) > 1 and isinstance(self.store, GivesMany):
            self._read.nodes.update((entity.id, entity) for entity in self.store.entities_of(unread))
        return tuple(map(self.node, listed))

    def types(self) -> dict[str, EntityType]:
        """The type of every entity (papers are not in it)."""
        if not self._read.types:
            self._read.types.update((entity.id, entity.type) for entity in self.entities())
        return self._read.types

    def entities(self, type: EntityType | None = None) -> Iterator[Entity]:
        """All entities, or those of one type, by id."""
        return self.store.entities(type)

    def statements(
        self, *, subject: str | None = None, relation: RelationType | None = None, object: str | None = None
    ) -> Iterator[Statement]:
        """The statements that agree with what is given, each with its evidence in scope; none without any."""
        for statement in self.store.statements(subject=subject, relation=relation, object=object):
            if self.where == EVERYTHING:
                yield statement
                continue
            kept = tuple(item for item in statement.evidence if self._passes(item))
            if kept:
                yield Statement(statement.subject, statement.relation, statement.object, kept)

    def evidence(self, subject: str, relation: RelationType, object: str) -> tuple[Evidence, ...]:
        """The evidence in scope of one claim."""
        found = self.statements(subject=subject, relation=relation, object=object)
        return tuple(item for statement in found for item in statement.evidence)

    def quotes(self, evidence: Iterable[Evidence], count: int) -> tuple[Quote, ...]:
        """The ``count`` surest sentences: one of each paper before a second one of any, no sentence twice."""
        turns: Counter[str] = Counter()
        seen: set[tuple[str, int, int]] = set()
        ranked: list[tuple[int, Evidence]] = []
        for item in sorted(evidence, key=_surest):
            if (place := (item.paper_id, item.start, item.end)) not in seen:
                seen.add(place)
                ranked.append((turns[item.paper_id], item))
                turns[item.paper_id] += 1
        ranked.sort(key=lambda turn: turn[0])
        return tuple(self.quote(item) for _, item in ranked[:count])

    def quote(self, evidence: Evidence) -> Quote:
        """An evidence with the title and date of its paper."""
        head = self.head(evidence.paper_id)
        return Quote(evidence, head.title, head.date)

    def _passes(self, evidence: Evidence) -> bool:
        if evidence.confidence < self.where.min_confidence:
            return False
        dateless = self.where.since is None and self.where.until is None
        return dateless or self.where.dated(self.head(evidence.paper_id).date)

    def _keep(self, paper: Paper) -> None:
        self._read.heads[paper.id] = Head(paper.title, paper.date, paper.record_id)


def paper_node(paper_id: str, title: str) -> Entity:
    """A paper seen as a node of the graph."""
    return Entity(paper_id, EntityType.PAPER, title, papers=1)


def first(limit: int, values: Sequence[Value]) -> Sequence[Value]:
    """At most ``limit`` values; 0 means all of them."""
    if limit < 0:
        raise UsageError(f"a limit is 0 (all) or more, not {limit}")
    return values[:limit] if limit else values


def _surest(item: Evidence) -> tuple[float, str, int, int, str]:
    return (-item.confidence, item.paper_id, item.start, item.end, item.rule)
