"""What is named together with something: a count, and whether chance would give it; never a claim of a relation."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kg.errors import UsageError
from kg.model import EntityType
from kg.query.answers import CooccurAnswer, CooccurResult
from kg.query.measures import chi_square_tail, log_likelihood_ratio, log_likelihood_ratios
from kg.query.scope import first
from kg.snapshot.arrays import TYPE_NUMBER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.model import Entity, Evidence
    from kg.query.answers import Quote
    from kg.query.scope import Scope
    from kg.snapshot.arrays import Array
    from kg.snapshot.view import Places

_PAPERS_QUOTED = 100  # of a pair named together in thousands of papers, so many are searched for a common sentence


@dataclass(frozen=True, slots=True)
class Association:
    """How two things that are named ``a`` and ``b`` times, ``both`` together, in ``total`` units hang together."""

    both: int
    a: int
    b: int
    total: int

    @property
    def expected(self) -> float:
        """Units with both if naming one said nothing of the other: a * b / total."""
        return self.a * self.b / self.total

    @property
    def lift(self) -> float:
        """How many times more than expected."""
        return self.both / self.expected

    @property
    def jaccard(self) -> float:
        """Units with both among those with either."""
        return self.both / (self.a + self.b - self.both)

    @property
    def llr(self) -> float:
        """Dunning's log-likelihood ratio, negative where the two avoid each other."""
        return log_likelihood_ratio(both=self.both, first=self.a, second=self.b, total=self.total)


class Met:
    """What is named in the same units as one thing: nodes, and in how many units with it and in all (arrays)."""

    def __init__(self, units: Units, node: int) -> None:
        """Look through the units of a node."""
        places = units.places
        mine = places.of.of(node)
        counts = np.bincount(places.names.of_all(mine), minlength=units.scope.view.count)
        counts[node] = 0
        self._units = units
        self.nodes: Array = np.flatnonzero(counts)
        self.both: Array = counts[self.nodes]
        self.a = len(mine)
        self.b: Array = places.of.degrees()[self.nodes]

    def only(self, type: EntityType) -> None:
        """Forget what is of another type."""
        keep = self._units.scope.view.snapshot.types[self.nodes] == TYPE_NUMBER[type]
        self.nodes, self.both, self.b = self.nodes[keep], self.both[keep], self.b[keep]

    @cached_property
    def ids(self) -> list[str]:
        """The ids of the nodes."""
        ids = self._units.scope.view.snapshot.ids
        return [ids[node] for node in self.nodes.tolist()]

    @property
    def expected(self) -> Array:
        """In how many units each would be met by chance."""
        return self.a * self.b / self._units.total

    def ranked(self) -> Array:
        """Places in the arrays: by descending log-likelihood ratio, then count, then id."""
        llr = log_likelihood_ratios(self.both, self.a, self.b, self._units.total)
        return np.lexsort((self.nodes, -self.both, -llr))


class Units:
    """Where things are named: the papers that name anything, or the sentences that do.

    What names nothing is not counted: it says nothing of how names meet.
    """

    def __init__(self, scope: Scope, *, via: str) -> None:
        """Count the names of a scope, by ``paper`` or by ``sentence``."""
        if via not in {"paper", "sentence"}:
            raise UsageError(f"names are counted via paper or sentence, not {via!r}")
        self.scope = scope
        self.places: Places = scope.view.papers if via == "paper" else scope.view.sentences

    @property
    def total(self) -> int:
        """The number of units."""
        return len(self.places.paper)

    def met(self, entity: str) -> Met:
        """What is named in the same units as an entity."""
        return Met(self, self.scope.place(entity))

    def papers(self, a: int, b: int) -> list[str]:
        """The papers in which two nodes are named in one unit, by id."""
        common = np.intersect1d(self.places.of.of(a), self.places.of.of(b), assume_unique=True)
        ids = self.scope.view.snapshot.ids
        return [ids[paper] for paper in np.unique(self.places.paper[common]).tolist()]


def cooccur(
    units: Units, entity: Entity, *, type: EntityType | None = None, limit: int = 20, evidence: int = 3
) -> CooccurAnswer:
    """The entities named together with this one, by descending log-likelihood ratio, then count."""
    if entity.type is EntityType.PAPER:
        raise UsageError(f"{entity.id} is a paper; ask what is named together with an entity")
    met = units.met(entity.id)
    if type is not None:
        met.only(type)
    reader = _Reader(units.scope, entity.id, evidence)
    chosen = first(limit, met.ranked().tolist())
    return CooccurAnswer(entity, tuple(_result(units, met, reader, at) for at in chosen))


def _result(units: Units, met: Met, reader: _Reader, at: int) -> CooccurResult:
    pair = Association(int(met.both[at]), met.a, int(met.b[at]), units.total)
    papers = units.papers(units.scope.place(reader.entity), int(met.nodes[at]))
    other = units.scope.view.snapshot.ids[int(met.nodes[at])]
    return CooccurResult(
        entity=reader.scope.node(other),
        count=pair.both,
        papers=tuple(papers),
        evidence=reader.quotes(other, papers),
        expected=pair.expected,
        lift=pair.lift,
        pmi=math.log2(pair.lift),
        jaccard=pair.jaccard,
        llr=pair.llr,
        p_value=chi_square_tail(abs(pair.llr)),
    )


class _Reader:
    """Finds the sentences to show for what is named together with one entity."""

    def __init__(self, scope: Scope, entity: str, count: int) -> None:
        self.scope = scope
        self.entity = entity
        self.count = count
        self._node = scope.place(entity)
        self._mine: dict[int, set[tuple[int, int]]] = {}  # by paper

    def quotes(self, other: str, papers: Sequence[str]) -> tuple[Quote, ...]:
        """Sentences with both if there are any, else one of each by turns, paper by paper."""
        if not self.count:
            return ()
        asked = papers[:_PAPERS_QUOTED]
        joint = [item for paper in asked for item in self._joint(paper, other)]
        joint += self._said(self.entity, other) + self._said(other, self.entity)
        if joint:
            return self.scope.quotes(joint, self.count)
        apart: list[Quote] = []
        for paper in asked[: self.count]:  # each gives a sentence at least
            for name in (self.entity, other):
                apart += self.scope.quotes(self._said(paper, name), 1)
        return tuple(apart[: self.count])

    def _joint(self, paper: str, other: str) -> list[Evidence]:
        """The evidence of a paper for another entity whose sentences name this one, too."""
        view, place = self.scope.view, self.scope.place(paper)
        if place not in self._mine:
            self._mine[place] = view.sentences_of(place, self._node)
        common = self._mine[place] & view.sentences_of(place, self.scope.place(other))
        # only then is the store asked: most papers name the two apart
        return [item for item in self._said(paper, other) if (item.start, item.end) in common] if common else []

    def _said(self, subject: str, object: str) -> list[Evidence]:
        return [item for found in self.scope.statements(subject=subject, object=object) for item in found.evidence]
