"""Which methods were evaluated on the same datasets or benchmarks, and how surprising that is."""

from __future__ import annotations

import heapq
import math
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.model import RESOURCES, Entity, EntityType, Evidence, RelationType
from kg.query.answers import Quote, SharedAnswer, SharedMatrix, SharedPair, SharedResult
from kg.query.measures import hypergeometric_tail
from kg.query.scope import first

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.query.scope import Scope


class Runs:
    """Which method was run on which resource: EVALUATED_ON, and TRAINED_ON too if ``trained``."""

    def __init__(self, scope: Scope, *, trained: bool) -> None:
        """Read the runs off the links of a scope."""
        wanted = {RelationType.EVALUATED_ON, RelationType.TRAINED_ON} if trained else {RelationType.EVALUATED_ON}
        self.scope = scope
        self.relations = sorted(wanted)
        self.on: dict[str, set[str]] = defaultdict(set)  # method -> resources
        self.by: dict[str, set[str]] = defaultdict(set)  # resource -> methods
        self._evidence: dict[tuple[str, str], tuple[Evidence, ...]] = {}
        types = scope.types()
        for method, tails in scope.links.out.items():
            if types.get(method) is EntityType.METHOD:
                for resource, relations in tails.items():
                    if types.get(resource) in RESOURCES and not wanted.isdisjoint(relations):
                        self.on[method].add(resource)
                        self.by[resource].add(method)
        self._weights = {resource: math.log(len(self.on) / len(methods)) for resource, methods in self.by.items()}

    def score(self, resources: set[str]) -> float:
        """The sum of log(methods in all / methods on it): a resource says more the fewer were run on it.

        The inverse document frequency of K. Spärck Jones, A Statistical Interpretation of Term Specificity, Journal of
        Documentation 28(1), 1972. The order of a set does not change the sum.
        """
        return math.fsum(map(self._weights.__getitem__, resources))

    def p_value(self, a: str, b: str) -> float:
        """The chance of sharing so many: the resources of ``b`` drawn from all of them, those of ``a`` marked."""
        mine, yours = self.on[a], self.on[b]
        return hypergeometric_tail(
            population=len(self.by), marked=len(mine), drawn=len(yours), overlap=len(mine & yours)
        )

    def sorted(self, resources: set[str]) -> list[str]:
        """The rarest first, for they say most."""
        return sorted(resources, key=lambda resource: (len(self.by[resource]), resource))

    def entities(self, ids: Sequence[str]) -> tuple[Entity, ...]:
        """The entities of these ids, in their order."""
        return tuple(self.scope.node(each) for each in ids)

    def evidence(self, method: str, resource: str) -> tuple[Evidence, ...]:
        """Why the method is believed to have been run there."""
        key = (method, resource)
        if key not in self._evidence:
            found = (item for each in self.relations for item in self.scope.evidence(method, each, resource))
            self._evidence[key] = tuple(found)
        return self._evidence[key]

    def papers(self, methods: tuple[str, ...], resources: Sequence[str]) -> tuple[str, ...]:
        """The papers behind the runs of these methods on these resources, by id."""
        pairs = ((method, resource) for resource in resources for method in methods)
        return tuple(sorted({item.paper_id for pair in pairs for item in self.evidence(*pair)}))

    def quotes(self, methods: tuple[str, ...], resources: Sequence[str], count: int) -> tuple[Quote, ...]:
        """Sentences of the runs, the methods by turns, resource by resource; none twice."""
        chosen: dict[tuple[str, int, int], Quote] = {}
        for depth in range(count):
            for resource in resources:
                for method in methods:
                    for quote in self.scope.quotes(self.evidence(method, resource), depth + 1)[depth:]:
                        item = quote.evidence
                        chosen.setdefault((item.paper_id, item.start, item.end), quote)
            if len(chosen) >= count:
                break
        return tuple(chosen.values())[:count]


def shared(runs: Runs, method: Entity, *, limit: int = 20, evidence: int = 3) -> SharedAnswer:
    """The methods run on a resource that this one was run on, by descending score, then by p-value."""
    _must_be_method(method)
    mine = runs.on.get(method.id, set())
    others = {other for resource in mine for other in runs.by[resource]} - {method.id}
    ranked = []
    for other in others:
        common = mine & runs.on[other]
        ranked.append((-runs.score(common), runs.p_value(method.id, other), other, runs.sorted(common)))
    results = []
    for minus, p_value, other, resources in first(limit, sorted(ranked)):
        pair = (method.id, other)
        results.append(
            SharedResult(
                entity=runs.scope.node(other),
                datasets=runs.entities(resources),
                papers=runs.papers(pair, resources),
                score=-minus,
                p_value=p_value,
                evidence=runs.quotes((other, method.id), resources, evidence),
            )
        )
    return SharedAnswer(method, tuple(results))


def matrix(runs: Runs, methods: Sequence[Entity], *, limit: int = 20, evidence: int = 3) -> SharedMatrix:
    """The methods against the resources that any of them was run on: those of most of them first, then the rarest."""
    for method in methods:
        _must_be_method(method)
    ids = tuple(dict.fromkeys(method.id for method in methods))
    rows = Counter(resource for each in ids for resource in runs.on.get(each, ()))
    ranked = sorted(rows, key=lambda resource: (-rows[resource], len(runs.by[resource]), resource))
    columns = list(first(limit, ranked))
    cells = tuple(tuple(_cell(runs, each, resource) for resource in columns) for each in ids)
    together = [resource for resource in columns if rows[resource] > 1]
    quotes = runs.quotes(ids, together, evidence)
    return SharedMatrix(runs.entities(ids), runs.entities(columns), cells, quotes)


def shared_all(runs: Runs, *, limit: int = 0) -> Iterator[SharedPair]:
    """Every pair of methods with a shared resource, best first; only what is asked for is looked up in the store."""
    pairs = _pairs(runs)
    ranked = heapq.nsmallest(limit, pairs) if limit else sorted(pairs)
    for minus, a, b in ranked:
        resources = runs.sorted(runs.on[a] & runs.on[b])
        papers = runs.papers((a, b), resources)
        yield SharedPair(runs.scope.node(a), runs.scope.node(b), runs.entities(resources), papers, -minus)


def _pairs(runs: Runs) -> Iterator[tuple[float, str, str]]:
    for a, mine in runs.on.items():
        for b in {other for resource in mine for other in runs.by[resource] if other > a}:
            yield -runs.score(mine & runs.on[b]), a, b


def _cell(runs: Runs, method: str, resource: str) -> tuple[str, ...]:
    return runs.papers((method,), (resource,)) if resource in runs.on.get(method, ()) else ()


def _must_be_method(entity: Entity) -> None:
    if entity.type is not EntityType.METHOD:
        raise UsageError(f"{entity.name!r} is a {entity.type.value}; only methods share datasets")
