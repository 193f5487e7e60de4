"""What is named together with something: a count, and whether chance would give it; never a claim of a relation."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from kg.errors import UsageError
from kg.model import EntityType
from kg.query.answers import CooccurAnswer, CooccurResult
from kg.query.index import ROLES, Place, place_of
from kg.query.measures import chi_square_tail, log_likelihood_ratio
from kg.query.scope import first

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from kg.model import Entity, Evidence
    from kg.query.answers import Quote
    from kg.query.scope import Scope

Unit = str | Place
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


class Units:
    """Where things are named: the papers that name anything, or the sentences that do.

    What names nothing is not counted: it says nothing of how names meet.
    """

    def __init__(self, scope: Scope, *, via: str) -> None:
        """Count the names of a scope, by ``paper`` or by ``sentence``."""
        self.of: Mapping[str, Collection[Unit]]
        self.names: Mapping[Unit, Collection[str]]
        if via == "paper":
            self.of = scope.links.papers
            self.names = cast("Mapping[Unit, Collection[str]]", scope.links.entities)
        elif via == "sentence":
            self.of, self.names = (
                scope.sentences.of_entity,
                cast("Mapping[Unit, Collection[str]]", scope.sentences.entities),
            )
        else:
            raise UsageError(f"names are counted via paper or sentence, not {via!r}")

    def together(self, entity: str) -> Counter[str]:
        """In how many units each other entity is named with this one."""
        counts = Counter(other for unit in self.of.get(entity, ()) for other in self.names[unit])
        del counts[entity]
        return counts

    def association(self, a: str, b: str, both: int) -> Association:
        """The counts of a pair."""
        return Association(both, len(self.of[a]), len(self.of[b]), len(self.names))


def cooccur(
    units: Units, scope: Scope, entity: Entity, *, type: EntityType | None = None, limit: int = 20, evidence: int = 3
) -> CooccurAnswer:
    """The entities named together with this one, by descending log-likelihood ratio, then count."""
    if entity.type is EntityType.PAPER:
        raise UsageError(f"{entity.id} is a paper; ask what is named together with an entity")
    ranked = []
    for other, both in units.together(entity.id).items():
        if type is None or scope.node(other).type is type:
            llr = units.association(entity.id, other, both).llr
            ranked.append((-llr, -both, other))
    chosen = first(limit, sorted(ranked))
    reader = _Reader(scope, entity.id, evidence)
    return CooccurAnswer(entity, tuple(_result(units, reader, other, -minus) for _, minus, other in chosen))


def _result(units: Units, reader: _Reader, other: str, both: int) -> CooccurResult:
    pair = units.association(reader.entity, other, both)
    papers = sorted({_paper(unit) for unit in set(units.of[other]) & set(units.of[reader.entity])})
    return CooccurResult(
        entity=reader.scope.node(other),
        count=both,
        papers=tuple(papers),
        evidence=reader.quotes(other, papers),
        expected=pair.expected,
        lift=pair.lift,
        pmi=math.log2(pair.lift),
        jaccard=pair.jaccard,
        llr=pair.llr,
        p_value=chi_square_tail(abs(pair.llr)),
    )


def _paper(unit: Unit) -> str:
    return unit if isinstance(unit, str) else unit[0]


class _Reader:
    """Finds the sentences to show for what is named together with one entity."""

    def __init__(self, scope: Scope, entity: str, count: int) -> None:
        self.scope = scope
        self.entity = entity
        self.count = count
        self.mine: dict[str, list[Evidence]] = defaultdict(list)  # by paper
        self.places: set[Place] = set()
        if count:
            for statement in scope.statements(object=entity):
                if statement.relation in ROLES:
                    self.mine[statement.subject].extend(statement.evidence)
                    self.places.update(map(place_of, statement.evidence))

    def quotes(self, other: str, papers: Sequence[str]) -> tuple[Quote, ...]:
        """Sentences with both if there are any, else one of each by turns, paper by paper."""
        if not self.count:
            return ()
        yours = {paper: self._said(paper, other) for paper in papers[:_PAPERS_QUOTED]}
        joint = [item for items in yours.values() for item in items if place_of(item) in self.places]
        joint += self._said(self.entity, other) + self._said(other, self.entity)
        if joint:
            return self.scope.quotes(joint, self.count)
        apart = [
            quote
            for paper in yours
            for side in (self.mine[paper], yours[paper])
            for quote in self.scope.quotes(side, 1)
        ]
        return tuple(apart[: self.count])

    def _said(self, subject: str, object: str) -> list[Evidence]:
        return [item for found in self.scope.statements(subject=subject, object=object) for item in found.evidence]
