"""paperkg itself: the one place where the benchmarks touch its Python API.

Nodes have their ids there; they become the numbers of ``Drawn`` after the clock has stopped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import kg
from tests.benchmarks.bench.asked import BEST, ROUTES, TOP
from tests.benchmarks.bench.draw import Drawn
from tests.benchmarks.bench.peer import in_order
from tests.benchmarks.bench.write import ARRAYS, GRAPH

if TYPE_CHECKING:
    from pathlib import Path

    from tests.benchmarks.bench.asked import Asked


class Peer:
    """The snapshot beside the graph file, and the questions to ``kg.open``."""

    opens = True
    pid = 0

    def __init__(self, home: Path, asked: Asked) -> None:
        self.home = home
        self.ids = asked.ids

    def load(self) -> None:
        """Build the snapshot from the graph file; what was there is removed first."""
        (self.home / f"{GRAPH}.snapshot").unlink(missing_ok=True)
        with kg.open(self.home / GRAPH) as graph:
            graph.snapshot()

    def open(self) -> None:
        """Open the graph and map its snapshot."""
        self.graph = kg.open(self.home / GRAPH)
        self.graph.snapshot()

    def close(self) -> None:
        """Close it."""
        if hasattr(self, "graph"):
            self.graph.close()

    def shortest(self, pair: tuple[int, int]) -> Any:
        """The ids along a path of fewest hops: peers give no more."""
        return self.graph.route(self.ids[pair[0]], self.ids[pair[1]])

    def routes(self, pair: tuple[int, int]) -> Any:
        """The cheapest paths around hubs, with a sentence for each hop as by default."""
        return self.graph.path(self.ids[pair[0]], self.ids[pair[1]], k=ROUTES)

    def partners(self) -> Any:
        """Co-occurrence through datasets."""
        return self.graph.pairs("Method", "Method", via="dataset", top=TOP)

    def datasets(self) -> Any:
        """Co-occurrence through papers."""
        return self.graph.pairs("Method", "Dataset", via="paper", top=TOP)

    def shared(self, method: int) -> Any:
        """Who shares datasets with it, on which, in which papers; without sentences, which peers do not give."""
        return self.graph.shared(self.ids[method], limit=TOP, evidence=0)

    def top_count(self) -> Any:
        """Overall instead of a row."""
        return self.graph.pairs("Method", "Method", via="dataset", overall=True, top=BEST)

    def top_score(self) -> Any:
        """As ``kg shared --all``."""
        return list(self.graph.shared_all(limit=BEST))

    def two_hops(self, method: int) -> Any:
        """The neighbourhood: how large it is, and what is shown of it by default but for sentences."""
        return self.graph.neighbourhood(self.ids[method], hops=2, evidence=0)

    def canonical(self, question: str, answer: Any) -> Any:
        """What the others answer: numbers for ids."""
        number = {name: i for i, name in enumerate(Drawn.read(self.home / ARRAYS).ids())}
        made: Any = getattr(self, f"_{question.replace('-', '_')}")(answer, number)
        return made

    def _shortest_path(self, answers: Any, number: dict[str, int]) -> Any:
        return [[number[node] for node in route] for route in answers]

    def _hub_aware_paths(self, answers: Any, number: dict[str, int]) -> Any:
        return [[(p.cost, [number[node.id] for node in p.nodes]) for p in answer.paths] for answer in answers]

    def _method_partners(self, answer: Any, number: dict[str, int]) -> Any:
        a, b = (
            np.array([number[answer.ids[node]] for node in side.tolist()], dtype=np.int64)
            for side in (answer.a, answer.b)
        )
        return in_order(a, b, np.asarray(answer.count, dtype=np.int64))

    _method_datasets = _method_partners

    def _top_pairs_count(self, answer: Any, number: dict[str, int]) -> Any:
        rows = self._method_partners(answer, number)
        return rows[np.lexsort((rows[:, 1], rows[:, 0], -rows[:, 2]))]

    def _shared_datasets(self, answers: Any, number: dict[str, int]) -> Any:
        return [[self._result(result, number) for result in answer.results] for answer in answers]

    def _result(self, result: Any, number: dict[str, int]) -> list[Any]:
        resources = sorted(number[each.id] for each in result.datasets)
        papers = sorted(number[each] for each in result.papers)
        return [number[result.entity.id], result.score, resources, papers]

    def _top_pairs_score(self, answer: Any, number: dict[str, int]) -> Any:
        return [[number[pair.a.id], number[pair.b.id], pair.score] for pair in answer]

    def _two_hops(self, answers: Any, _: dict[str, int]) -> Any:
        return [answer.total for answer in answers]
