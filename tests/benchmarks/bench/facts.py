"""What is so in a graph, looked up in its tables without our own code: the judge of answers that name reasons."""

from __future__ import annotations

import math
import sqlite3
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from tests.benchmarks.bench.draw import ROLES
from tests.benchmarks.bench.write import GRAPH

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.benchmarks.bench.draw import Drawn

NEAR = 1e-6  # that far may two sums of the same scores or costs be apart
_AROUND = """
SELECT object, relation FROM statement WHERE subject = ?1 UNION
SELECT subject, relation FROM statement WHERE object = ?1
"""
_RUNS = "SELECT object FROM statement WHERE subject = ? AND relation = 'EVALUATED_ON'"
_PAPERS = """
SELECT DISTINCT evidence.paper FROM statement JOIN evidence ON evidence.statement = s
WHERE subject = ? AND object = ? AND relation = 'EVALUATED_ON'
"""
_ON = "SELECT object, COUNT(*) FROM statement WHERE relation = 'EVALUATED_ON' GROUP BY object"
_RAN = "SELECT COUNT(DISTINCT subject) FROM statement WHERE relation = 'EVALUATED_ON'"


class Facts:
    """Looks things up, and says what is wrong with an answer in one line."""

    def __init__(self, home: Path, drawn: Drawn) -> None:
        self._db = sqlite3.connect(home / GRAPH)
        self._ids = drawn.ids()
        self._around: dict[int, dict[int, int]] = {}

    def close(self) -> None:
        """Give the file back."""
        self._db.close()

    @cached_property
    def _key(self) -> list[int]:
        keys = dict(self._db.execute("SELECT id, n FROM node"))
        return [keys[each] for each in self._ids]

    @cached_property
    def _number(self) -> dict[int, int]:
        return {key: i for i, key in enumerate(self._key)}

    @cached_property
    def _weights(self) -> dict[int, float]:
        ran = self._db.execute(_RAN).fetchone()[0]
        return {self._number[key]: math.log(ran / count) for key, count in self._db.execute(_ON)}

    def around(self, node: int) -> dict[int, int]:
        """The neighbours, each with the millionths that a hop costs."""
        if node not in self._around:
            found: dict[int, int] = {}
            for key, relation in self._db.execute(_AROUND, (self._key[node],)):
                cost = 2_000_000 if relation == "MENTIONS" else 1_250_000 if relation in ROLES else 1_000_000
                other = self._number[key]
                found[other] = min(cost, found.get(other, cost))
            found.pop(node, None)
            self._around[node] = found
        return self._around[node]

    def runs(self, method: int) -> set[int]:
        """The resources that a method was evaluated on."""
        return {self._number[key] for (key,) in self._db.execute(_RUNS, (self._key[method],))}

    def papers(self, method: int, resource: int) -> set[int]:
        """The papers that say so."""
        given = (self._key[method], self._key[resource])
        return {self._number[key] for (key,) in self._db.execute(_PAPERS, given)}

    def score(self, resources: Iterable[int]) -> float:
        """The sum of what the resources weigh."""
        return math.fsum(self._weights[each] for each in resources)

    def path_error(self, pair: tuple[int, int], route: list[int]) -> str | None:
        """What is wrong with a path, if anything."""
        if not route:
            return None
        if (route[0], route[-1]) != tuple(pair) or len(set(route)) < len(route):
            return f"{route} is no loopless path between {pair}"
        gap = next(((a, b) for a, b in pairwise(route) if b not in self.around(a)), None)
        return f"{route}: no statement joins {gap}" if gap else None

    def cost(self, route: list[int]) -> float:
        """Of the hops, and of the inner nodes by their neighbours."""
        hops = sum(self.around(a)[b] for a, b in pairwise(route))
        return (hops + sum(round(1e6 * math.log2(1 + len(self.around(node)))) for node in route[1:-1])) / 1e6

    def shared_error(self, method: int, row: list) -> str | None:
        """What is wrong with a row of ``shared``, if anything."""
        other, score, resources, papers = row
        common = self.runs(method) & self.runs(other)
        if set(resources) != common:
            return f"{method} and {other} share {sorted(common)}, not {resources}"
        if abs(score - self.score(common)) > NEAR:
            return f"{method} and {other} score {self.score(common)}, not {score}"
        behind = set().union(*(self.papers(who, each) for who in (method, other) for each in common))
        return None if set(papers) == behind else f"{method} and {other}: papers {papers}, not {sorted(behind)}"

    def pair_error(self, row: list) -> str | None:
        """What is wrong with a scored pair, if anything."""
        a, b, score = row
        true = self.score(self.runs(a) & self.runs(b))
        return None if abs(score - true) <= NEAR else f"{a} and {b} score {true}, not {score}"
