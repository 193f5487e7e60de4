"""scipy: sparse matrices, their products, and breadth-first search over them."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array, triu
from scipy.sparse.csgraph import breadth_first_order

from tests.benchmarks.bench.asked import BEST, TOP
from tests.benchmarks.bench.draw import ROLES
from tests.benchmarks.bench.peer import Base

BLOCK = 512  # rows of a product at a time, so that it never is in memory as a whole


class Peer(Base):
    """Everything is built in memory from the arrays; there is nothing on disk to open."""

    NAME = "scipy"

    def load(self) -> None:
        """The matrices."""
        drawn = self.drawn
        self.methods, self.sets = drawn.block("Method"), drawn.block("Dataset")
        both = np.r_[drawn.subject, drawn.object], np.r_[drawn.object, drawn.subject]
        self.graph = _matrix(*both, drawn.nodes, drawn.nodes)
        self.runs = self._from_methods(*drawn.pairs("EVALUATED_ON"), drawn.nodes)
        paper, entity = drawn.pairs(*ROLES)
        mine, sets = np.isin(entity, self.methods), np.isin(entity, self.sets)
        self.named = self._from_methods(entity[mine], paper[mine], drawn.papers)
        self.with_sets = _matrix(paper[sets], entity[sets] - self.sets.start, drawn.papers, len(self.sets))

    open = load

    def shortest(self, pair: tuple[int, int]) -> list[int]:
        """A search of all that can be reached from one end."""
        a, b = pair
        _, before = breadth_first_order(self.graph, a, directed=True)
        route = [b]
        while route[-1] != a:
            if before[route[-1]] < 0:
                return []
            route.append(int(before[route[-1]]))
        return route[::-1]

    def partners(self) -> np.ndarray:
        """Blocks of rows of A A'."""
        return self._best(self.runs, self.runs.T.tocsr(), self.methods.start, itself=False)

    def datasets(self) -> np.ndarray:
        """Blocks of rows of A B."""
        return self._best(self.named, self.with_sets, self.sets.start, itself=True)

    def top_count(self) -> np.ndarray:
        """The upper triangle of A A', block by block."""
        best = np.empty((0, 3), dtype=np.int64)
        other = self.runs.T.tocsr()
        for begin in range(0, len(self.methods), BLOCK):
            found = triu(self.runs[begin : begin + BLOCK] @ other, k=begin + 1, format="coo")
            least = best[-1, 2] if len(best) == BEST else 0
            kept = found.data >= least
            rows = np.stack([found.row[kept] + begin, found.col[kept], found.data[kept]], axis=1)
            best = np.r_[best, rows]
            best = best[np.lexsort((best[:, 1], best[:, 0], -best[:, 2]))][:BEST]
        return best + np.array([self.methods.start, self.methods.start, 0])

    def two_hops(self, method: int) -> int:
        """The neighbours of the neighbours."""
        near = self.graph.indices[self.graph.indptr[method] : self.graph.indptr[method + 1]]
        return len(np.unique(np.r_[near, self.graph[near].indices, method])) - 1

    def _best(self, left: csr_array, right: csr_array, start: int, *, itself: bool) -> np.ndarray:
        parts = []
        for begin in range(0, left.shape[0], BLOCK):
            found = left[begin : begin + BLOCK] @ right
            # the best of a row: highest count, then lowest number, as one number
            keys = (found.data.astype(np.int64) << 32) - found.indices
            for row in range(found.shape[0]):
                mine = keys[found.indptr[row] : found.indptr[row + 1]]
                if not itself:
                    mine = mine[found.indices[found.indptr[row] : found.indptr[row + 1]] != begin + row]
                best = np.sort(np.partition(mine, -TOP)[-TOP:] if len(mine) > TOP else mine)[::-1]
                count = -(-best >> 32)
                parts.append(np.stack([np.full(len(best), begin + row), (count << 32) - best, count], axis=1))
        return np.concatenate(parts) + np.array([self.methods.start, start, 0])

    def _from_methods(self, method: np.ndarray, other: np.ndarray, size: int) -> csr_array:
        return _matrix(method - self.methods.start, other, len(self.methods), size)


def _matrix(row: np.ndarray, column: np.ndarray, rows: int, columns: int) -> csr_array:
    """Of ones: a pair counts once however often it is there."""
    found = csr_array((np.ones(len(row), dtype=np.int32), (row, column)), shape=(rows, columns))
    found.sum_duplicates()
    found.data[:] = 1
    return found
