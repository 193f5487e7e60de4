"""Which methods were evaluated on the same datasets or benchmarks, and how surprising that is."""

from __future__ import annotations

import math
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kg.errors import UsageError
from kg.model import Entity, EntityType, Evidence, RelationType
from kg.query.answers import Quote, SharedAnswer, SharedMatrix, SharedPair, SharedResult
from kg.query.measures import hypergeometric_tail
from kg.query.scope import first
from kg.snapshot import counting
from kg.snapshot.compiled import LARGE, kernels
from kg.snapshot.tables import symmetric

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kg.query.scope import Scope
    from kg.snapshot.arrays import Array


# While pairs are compared, scores are summed in whole parts of 2 ** -44, and sums that differ by less than 2 ** -32 are
# equal: log 2 + log 9 is log 3 + log 6, but not to the last digit.
_FINE, _BITS, _DIGITS = 1 << 44, 12, 9


class Runs:
    """Which method was run on which resource: EVALUATED_ON, and TRAINED_ON too if ``trained``."""

    def __init__(self, scope: Scope, *, trained: bool = False) -> None:
        """Read the runs off the claims of a scope."""
        wanted = {RelationType.EVALUATED_ON, RelationType.TRAINED_ON} if trained else {RelationType.EVALUATED_ON}
        self.scope = scope
        self.relations = sorted(wanted)
        self.on, self.by = scope.view.runs(self.relations)
        self.methods = int(np.count_nonzero(self.on.degrees()))
        self.resources = int(np.count_nonzero(self.by.degrees()))
        self._evidence: dict[tuple[str, str], tuple[Evidence, ...]] = {}

    @classmethod
    def of(cls, scope: Scope, *, trained: bool = False) -> Runs:
        """Those of a scope, which are read once."""
        return scope.kept(("runs", trained), lambda: cls(scope, trained=trained))

    @cached_property
    def weights(self) -> Array:
        """log(methods in all / methods on it) of each resource, zero of what is none (float64 a node)."""
        methods = self.by.degrees()
        return np.log(max(self.methods, 1) / np.maximum(methods, 1)) * (methods > 0)

    def common(self, a: int, b: int) -> Array:
        """The resources that two methods were run on."""
        return np.intersect1d(self.on.of(a), self.on.of(b), assume_unique=True)

    def score(self, resources: Array) -> float:
        """The sum of log(methods in all / methods on it): a resource says more the fewer were run on it.

        The inverse document frequency of K. Spärck Jones, A Statistical Interpretation of Term Specificity, Journal of
        Documentation 28(1), 1972. The order of a set does not change the sum.
        """
        return math.fsum(math.log(self.methods / len(self.by.of(each))) for each in resources.tolist())

    def p_value(self, a: int, b: int, overlap: int) -> float:
        """The chance of sharing so many: the resources of ``b`` drawn from all of them, those of ``a`` marked."""
        mine, yours = len(self.on.of(a)), len(self.on.of(b))
        return hypergeometric_tail(population=self.resources, marked=mine, drawn=yours, overlap=overlap)

    def best_with(self, node: int, limit: int) -> list[tuple[float, float, int, Array]]:
        """The methods with a resource of this one: minus score, p-value, node and common resources, best first."""
        first(limit, ())
        mine = self.on.of(node)
        others = np.concatenate([self.by.of(each) for each in mine.tolist()]) if len(mine) else mine
        worth = np.repeat(self.weights[mine], self.by.degrees()[mine])
        sums = np.bincount(others, weights=worth, minlength=len(self.weights))
        counts = np.bincount(others, minlength=len(self.weights))
        counts[node] = 0
        met = np.flatnonzero(counts)
        if limit and len(met) > limit:
            # sums of floats depend on their order a little: those about as good as the last one are looked at, too
            least = np.partition(sums[met], len(met) - limit)[len(met) - limit]
            met = met[sums[met] >= least - 1e-9]
        ranked = []
        for other in met.tolist():
            common = self.common(node, other)
            ranked.append((-self.score(common), self.p_value(node, other, len(common)), other, common))
        return list(first(limit, sorted(ranked, key=lambda each: (round(each[0], _DIGITS), *each[1:3]))))

    def pairs(self, limit: int) -> list[tuple[float, int, int]]:
        """Pairs of methods with a common resource: minus score and both, best first."""
        first(limit, ())
        compiled = kernels(counting, large=self.scope.view.snapshot.claims >= LARGE)
        rows = np.flatnonzero(self.on.degrees())
        # at least one: a resource of all methods says nothing, but those who share it have met
        weights = np.maximum(np.round(self.weights * _FINE).astype(np.int64), 1)
        table = symmetric(self.on, self.by, rows, weights)._replace(fine=_BITS)
        most = limit or int((self.by.degrees() * (self.by.degrees() - 1) // 2).sum())
        found = compiled.best_overall(table, counting.COUNT, -1, max(most, 1))
        pairs = [(int(rows[-a]), int(rows[-b])) for _, a, b, _ in found]
        scored = [(self.score(self.common(a, b)), a, b) for a, b in pairs]
        scored.sort(key=lambda each: (-round(each[0], _DIGITS), *each[1:]))
        return [(-score, a, b) for score, a, b in first(limit, scored)]

    def sorted(self, resources: Array) -> list[str]:
        """The ids, the rarest first, for they say most."""
        ids = self.scope.view.snapshot.ids
        return [ids[each] for each in sorted(resources.tolist(), key=lambda each: (len(self.by.of(each)), each))]

    def entities(self, ids: Sequence[str]) -> tuple[Entity, ...]:
        """The entities of these ids, in their order."""
        return self.scope.nodes(ids)

    def evidence(self, method: str, resource: str) -> tuple[Evidence, ...]:
        """Why the method is believed to have been run there."""
        key = (method, resource)
        if key not in self._evidence:
            found = (item for each in self.relations for item in self.scope.evidence(method, each, resource))
            self._evidence[key] = tuple(found)
        return self._evidence[key]

    def papers(self, methods: Iterable[int], resources: Array) -> tuple[str, ...]:
        """The papers behind the runs of these methods on these resources, by id."""
        behind = [self.scope.view.behind(method, self.relations, resources) for method in methods]
        ids = self.scope.view.snapshot.ids
        return tuple(ids[paper] for paper in np.unique(np.concatenate(behind)).tolist())

    def quotes(self, methods: tuple[str, ...], resources: Sequence[str], count: int) -> tuple[Quote, ...]:
        """Sentences of the runs, the methods by turns, resource by resource; none twice."""
        chosen: dict[tuple[str, int, int], Quote] = {}
        turns = ((depth, resource, method) for depth in range(count) for resource in resources for method in methods)
        for depth, resource, method in turns:
            if len(chosen) >= count:
                break
            for quote in self.scope.quotes(self.evidence(method, resource), depth + 1)[depth:]:
                item = quote.evidence
                chosen.setdefault((item.paper_id, item.start, item.end), quote)
        return tuple(chosen.values())[:count]


def shared(runs: Runs, method: Entity, *, limit: int = 20, evidence: int = 3) -> SharedAnswer:
    """The methods run on a resource that this one was run on, by descending score, then by p-value."""
    _must_be_method(method)
    results = []
    node, ids = runs.scope.place(method.id), runs.scope.view.snapshot.ids
    best = runs.best_with(node, limit)
    runs.entities([*(ids[other] for _, _, other, _ in best), *(ids[each] for each in runs.on.of(node).tolist())])
    for minus, p_value, other, common in best:
        other_id, resources = ids[other], runs.sorted(common)
        results.append(
            SharedResult(
                entity=runs.scope.node(other_id),
                datasets=runs.entities(resources),
                papers=runs.papers((node, other), common),
                score=-minus,
                p_value=p_value,
                evidence=runs.quotes((other_id, method.id), resources, evidence),
            )
        )
    return SharedAnswer(method, tuple(results))


def matrix(runs: Runs, methods: Sequence[Entity], *, limit: int = 20, evidence: int = 3) -> SharedMatrix:
    """The methods against the resources that any of them was run on: those of most of them first, then the rarest."""
    for method in methods:
        _must_be_method(method)
    ids = tuple(dict.fromkeys(method.id for method in methods))
    on = {each: set(runs.on.of(runs.scope.place(each)).tolist()) for each in ids}
    rows = Counter(resource for each in ids for resource in on[each])
    ranked = sorted(rows, key=lambda resource: (-rows[resource], len(runs.by.of(resource)), resource))
    columns = list(first(limit, ranked))
    names = {column: runs.scope.view.snapshot.ids[column] for column in columns}
    cells = tuple(
        tuple(
            runs.papers((runs.scope.place(each),), np.array([column])) if column in on[each] else ()
            for column in columns
        )
        for each in ids
    )
    together = [names[column] for column in columns if rows[column] > 1]
    quotes = runs.quotes(ids, together, evidence)
    return SharedMatrix(runs.entities(ids), runs.entities(tuple(names.values())), cells, quotes)


def shared_all(runs: Runs, *, limit: int = 0) -> Iterator[SharedPair]:
    """Every pair of methods with a shared resource, best first; only what is asked for is looked up in the store."""
    ids = runs.scope.view.snapshot.ids
    for minus, a, b in runs.pairs(limit):
        common = runs.common(a, b)
        first_of, second_of = runs.entities((ids[a], ids[b]))
        yield SharedPair(first_of, second_of, runs.entities(runs.sorted(common)), runs.papers((a, b), common), -minus)


def _must_be_method(entity: Entity) -> None:
    if entity.type is not EntityType.METHOD:
        raise UsageError(f"{entity.name!r} is a {entity.type.value}; only methods share datasets")
