"""How many papers a month name something, whether they become more, since when it is there, how fast it ages."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np

from kg.errors import UsageError
from kg.model import Entity, EntityType
from kg.query.answers import TrendAnswer, TrendResult
from kg.query.measures import Z95, half_life, slope
from kg.query.scope import first
from kg.snapshot.arrays import PAPER

if TYPE_CHECKING:
    from kg.query.scope import Scope
    from kg.snapshot.arrays import Array

Direction = Literal["rising", "falling"]
DIRECTIONS = ("rising", "falling")
LEAST_PAPERS = 3  # dated papers without which a thing has no trend worth ranking
_MONTH = len("YYYY-MM")
_CELLS = 4_000_000  # months of entities that are counted at a time


class Calendar:
    """The months of a scope, from its first dated paper to its last; papers dated by year alone are in none."""

    def __init__(self, scope: Scope) -> None:
        """Date every paper of the scope."""
        self.scope = scope
        snapshot = scope.view.snapshot
        dates, place = np.unique(snapshot.dates, return_inverse=True)
        months = np.array([self._number(date.decode()) for date in dates.tolist()], dtype=np.int64)[place]
        months[snapshot.types != PAPER] = -1
        known = months[months >= 0]
        self._begin = int(known.min()) if len(known) else 0
        self.count = int(known.max()) - self._begin + 1 if len(known) else 0
        self.month: Array = np.where(months >= 0, months - self._begin, -1)  # a node; -1: none

    def _number(self, date: str) -> int:
        if len(date) < _MONTH or not self.scope.where.dated(date):
            return -1
        return int(date[:4]) * 12 + int(date[5:7]) - 1

    @property
    def months(self) -> tuple[str, ...]:
        """All months, those without papers included."""
        numbers = range(self._begin, self._begin + self.count)
        return tuple(f"{number // 12:04}-{number % 12 + 1:02}" for number in numbers)

    @cached_property
    def papers(self) -> Array:
        """How many papers each month has, whatever they name (int64)."""
        return np.bincount(self.month[self.month >= 0], minlength=self.count)

    def counts(self, nodes: Array) -> Array:
        """In how many papers of each month each of these entities is named (int64[nodes, months])."""
        near = self.scope.view.namers
        month = self.month[near.of_all(nodes)]
        row = np.repeat(np.arange(len(nodes)), near.degrees()[nodes])
        dated = month >= 0
        found = np.bincount(row[dated] * self.count + month[dated], minlength=len(nodes) * self.count)
        return found.reshape(len(nodes), self.count)


def trend(scope: Scope, entity: Entity, *, share: bool = False) -> TrendAnswer:
    """The months of one entity; no result if no paper that names it is dated to a month."""
    if entity.type is EntityType.PAPER:
        raise UsageError(f"{entity.id} is a paper; ask for the trend of an entity")
    calendar = scope.kept("calendar", lambda: Calendar(scope))
    counts = calendar.counts(np.array([scope.place(entity.id)]))[0]
    return TrendAnswer((_result(calendar, entity, counts, share=share),) if counts.any() else ())


def trends(
    scope: Scope,
    *,
    type: EntityType | None = None,
    direction: Direction | None = None,
    share: bool = False,
    limit: int = 20,
) -> TrendAnswer:
    """The steepest trends, up or down, of the entities that three dated papers or more name.

    ``direction``: those alone that surely rise or fall, their interval being on one side of zero.
    """
    if direction not in {None, *DIRECTIONS}:
        raise UsageError(f"a trend is {' or '.join(DIRECTIONS)}, not {direction!r}")
    calendar = scope.kept("calendar", lambda: Calendar(scope))
    view = scope.view
    asked = view.snapshot.types != PAPER if type is None else view.is_of(type)
    nodes = np.flatnonzero(asked & (view.namers.degrees() >= LEAST_PAPERS))
    ranked: list[tuple[float, int]] = []
    size = max(1, _CELLS // max(calendar.count, 1))
    for begin in range(0, len(nodes) if calendar.count else 0, size):
        part = nodes[begin : begin + size]
        counts = calendar.counts(part)
        values, errors = slope(counts, calendar.papers if share else None)
        surely = np.sign(values) * (np.abs(values) > Z95 * errors)
        keep = counts.sum(axis=1) >= LEAST_PAPERS
        if direction is not None:
            keep &= surely == (1 if direction == "rising" else -1)
        ranked += zip((-np.abs(values[keep])).tolist(), part[keep].tolist(), strict=True)
    chosen = [node for _, node in first(limit, sorted(ranked))]
    found = calendar.counts(np.array(chosen, dtype=np.int64)) if chosen else np.zeros((0, calendar.count))
    entities = (scope.node(view.snapshot.ids[node]) for node in chosen)
    return TrendAnswer(
        tuple(_result(calendar, entity, row, share=share) for entity, row in zip(entities, found, strict=True))
    )


def _result(calendar: Calendar, entity: Entity, counts: Array, *, share: bool) -> TrendResult:
    values, errors = slope(counts[None, :], calendar.papers if share else None)
    value, error = float(values[0]), Z95 * float(errors[0])
    months = calendar.months
    return TrendResult(
        entity=entity,
        months=tuple(zip(months, counts.tolist(), strict=True)),
        slope=value,
        ci=(value - error, value + error),
        first_seen=months[int(np.flatnonzero(counts)[0])],
        half_life=half_life(counts.tolist()),
    )
