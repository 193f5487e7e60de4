"""How often things of two types are named together, all of them against all: the best pairs, and nothing but those."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kg.errors import UsageError
from kg.model import EntityType
from kg.query.cooccur import Units
from kg.query.shared import Runs
from kg.query.walk_answers import Pairs
from kg.snapshot import counting
from kg.snapshot.compiled import LARGE, kernels
from kg.snapshot.tables import rectangular, symmetric

if TYPE_CHECKING:
    from kg.query.scope import Scope
    from kg.snapshot.arrays import Adjacency, Array
    from kg.snapshot.counting import Table

MEASURES = {
    "count": counting.COUNT,
    "jaccard": counting.JACCARD,
    "cosine": counting.COSINE,
    "lift": counting.LIFT,
    "pmi": counting.PMI,
    "llr": counting.LLR,
}
MOST = 50_000_000  # pairs that are held at once, of 20 bytes each
VIAS = ("paper", "sentence", "dataset")


class Meetings:
    """Things of two types and where they meet: in papers, in sentences, or (methods) on datasets and benchmarks."""

    def __init__(self, scope: Scope, types: tuple[EntityType, EntityType], *, via: str = "paper") -> None:
        """Rows are the things of the first type that are met anywhere, partners those of the second."""
        if EntityType.PAPER in types:
            raise UsageError("papers are where things meet; ask which entities do")
        if via not in VIAS:
            raise UsageError(f"things meet via {', '.join(VIAS)}, not {via!r}")
        if via == "dataset" and types != (EntityType.METHOD, EntityType.METHOD):
            raise UsageError("via dataset only methods meet; ask for Method and Method")
        self.scope = scope
        self.types = types
        self.of, self.names, self.total = self._places(via)
        met = self.of.degrees() > 0
        self.rows = np.flatnonzero(met & scope.view.is_of(types[0]))
        self.partners = self.rows if types[0] is types[1] else np.flatnonzero(met & scope.view.is_of(types[1]))
        self._run = kernels(counting, large=scope.view.snapshot.claims >= LARGE)

    def _places(self, via: str) -> tuple[Adjacency, Adjacency, int]:
        if via == "dataset":
            runs = Runs.of(self.scope)
            return runs.on, runs.by, runs.resources
        places = Units(self.scope, via=via).places
        return places.of, places.names, len(places.paper)

    @property
    def same(self) -> bool:
        """Whether rows and partners are the same things."""
        return self.types[0] is self.types[1]

    @cached_property
    def table(self) -> Table:
        """What the kernels read."""
        if self.same:
            found = symmetric(self.of, self.names, self.rows)
        else:
            found = rectangular(self.of, self.names, self.rows, self.partners)
        return found._replace(size=self.total)

    def best_of_each(self, top: int, *, by: str, least: int) -> Pairs:
        """The ``top`` best partners of each row by a measure."""
        rows, top = len(self.rows), min(top, max(len(self.partners), 1))
        if rows * top > MOST:
            raise UsageError(f"{top} partners of each of {rows} are too many to hold; ask for {MOST // rows} or fewer")
        if by == "count" and self.same:
            filled = np.zeros(rows, dtype=np.int32)
            counts, nodes = np.zeros((rows, top), dtype=np.int32), np.full((rows, top), -1, dtype=np.int32)
            self._run.best_partners(self.table, least, counts, nodes, filled)
        else:
            scores = np.full((rows, top), -np.inf)
            counts, nodes = np.zeros((rows, top), dtype=np.int64), np.full((rows, top), -1, dtype=np.int32)
            self._run.best_of_rows(self.table, MEASURES[by], least, scores, counts, nodes)
        there = nodes >= 0
        row = np.repeat(np.arange(rows), there.sum(axis=1))
        return self._pairs(row, nodes[there], counts[there])

    def best_overall(self, limit: int, *, by: str, least: int) -> Pairs:
        """The best pairs of all by a measure, each once; ties by ids. No limit (0): all pairs."""
        most = limit or int((self.table.start[1:] - self.table.start[:-1])[self.table.row_item].sum())
        found = self._run.best_overall(self.table, MEASURES[by], least, max(most, 1))
        best = sorted((-value, -row, -node, both) for value, row, node, both in found)
        table = np.array([each[1:] for each in best], dtype=np.int64).reshape(-1, 3)
        return self._pairs(table[:, 0], table[:, 1], table[:, 2])

    def _pairs(self, row: Array, partner: Array, both: Array) -> Pairs:
        a, b = self.table.row_total[row], self.table.total[partner]
        count = both.astype(np.int64)
        return Pairs(
            ids=self.scope.view.snapshot.ids,
            a=self.rows[row],
            b=self.partners[partner],
            count=count,
            a_count=a,
            b_count=b,
            total=self.total,
        )


def checked(by: str, top: int, least: int, *, overall: bool) -> None:
    """Refuse what is no measure, no number of partners, no support."""
    if by not in MEASURES:
        raise UsageError(f"pairs are ranked by {', '.join(MEASURES)}, not {by!r}")
    if top < (0 if overall else 1) or least < 1:
        raise UsageError("ask for one partner or more, and for a support of one or more")
