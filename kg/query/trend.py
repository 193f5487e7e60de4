"""How many papers a month name something, and whether they become more."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.model import Entity, EntityType
from kg.query.answers import TrendAnswer, TrendResult
from kg.query.measures import slope
from kg.query.scope import first

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.query.scope import Scope

_MONTH = len("YYYY-MM")
LEAST_PAPERS = 3  # dated papers without which a thing has no trend worth ranking


class Calendar:
    """The months of a scope, from its first dated paper to its last; papers dated by year alone are in none."""

    def __init__(self, scope: Scope) -> None:
        """Date every paper of the scope."""
        self.month_of = {
            paper_id: head.date[:_MONTH]
            for paper_id, head in scope.heads().items()
            if head.date and len(head.date) >= _MONTH and scope.where.dated(head.date)
        }
        self.months = _between(self.month_of.values())

    def count(self, papers: Iterable[str]) -> tuple[tuple[str, int], ...]:
        """How many of these papers fall in each month, months without any included."""
        counts = Counter(self.month_of[paper] for paper in papers if paper in self.month_of)
        return tuple((month, counts[month]) for month in self.months)


def trend(scope: Scope, entity: Entity) -> TrendAnswer:
    """The months of one entity; no result if no paper that names it is dated to a month."""
    if entity.type is EntityType.PAPER:
        raise UsageError(f"{entity.id} is a paper; ask for the trend of an entity")
    result = _result(entity, Calendar(scope).count(scope.links.papers.get(entity.id, ())))
    return TrendAnswer((result,) if any(count for _, count in result.months) else ())


def trends(scope: Scope, *, type: EntityType | None = None, limit: int = 20) -> TrendAnswer:
    """The steepest trends, up or down, of the entities that three dated papers or more name."""
    calendar = Calendar(scope)
    results = []
    for entity in scope.entities(type):
        papers = scope.links.papers.get(entity.id, {})
        if sum(1 for paper in papers if paper in calendar.month_of) >= LEAST_PAPERS:
            results.append(_result(entity, calendar.count(papers)))
    results.sort(key=lambda result: (-abs(result.slope), result.entity.id))
    return TrendAnswer(tuple(first(limit, results)))


def _result(entity: Entity, months: tuple[tuple[str, int], ...]) -> TrendResult:
    value, interval = slope([count for _, count in months])
    return TrendResult(entity, months, value, interval)


def _between(months: Iterable[str]) -> tuple[str, ...]:
    numbers = [int(month[:4]) * 12 + int(month[5:]) - 1 for month in months]
    if not numbers:
        return ()
    return tuple(f"{number // 12:04}-{number % 12 + 1:02}" for number in range(min(numbers), max(numbers) + 1))
