"""networkx: the graph in dictionaries; the reference for paths."""

from __future__ import annotations

import math
from itertools import islice
from typing import ClassVar

import networkx as nx
import numpy as np

from tests.benchmarks.bench.asked import BEST, ROUTES, TOP
from tests.benchmarks.bench.draw import CODE, ROLES
from tests.benchmarks.bench.peer import Base, evidence, firsts, in_order, quoted, ranked, weights

UNIT = 1_000_000
CODES = {CODE[each] for each in ROLES}


class Peer(Base):
    """Everything is built in memory from the arrays; there is nothing on disk to open."""

    NAME = "networkx"
    most: ClassVar = {"hub-aware-paths": 5}  # pairs: each of them takes seconds

    def load(self) -> None:
        """An undirected graph whose edges know the cheapest hop, and a bipartite one of methods and resources."""
        drawn = self.drawn
        hops = np.where(np.isin(drawn.relation, list(CODES)), UNIT * 5 // 4, UNIT)
        hops[drawn.relation == CODE["MENTIONS"]] = 2 * UNIT
        self.graph: nx.Graph[int] = nx.Graph()
        order = np.argsort(-hops, kind="stable")  # what is cheaper comes later, and stays
        ends = zip(drawn.subject[order].tolist(), drawn.object[order].tolist(), hops[order].tolist(), strict=True)
        self.graph.add_weighted_edges_from(ends, weight="hop")
        self.runs: nx.Graph[int] = nx.Graph()
        begin, papers = evidence(drawn)
        where = np.flatnonzero(drawn.relation == CODE["EVALUATED_ON"])
        for s in where.tolist():
            said = papers[begin[s] : begin[s + 1]].tolist()
            self.runs.add_edge(int(drawn.subject[s]), int(drawn.object[s]), papers=said)
        self.ran = sorted(set(drawn.subject[where].tolist()))

    open = load

    def shortest(self, pair: tuple[int, int]) -> list[int]:
        """From both ends at once."""
        try:
            return nx.bidirectional_shortest_path(self.graph, *pair)
        except nx.NetworkXNoPath:
            return []

    def routes(self, pair: tuple[int, int]) -> list[tuple[float | None, list[int]]]:
        """Half of the toll of a node at each of its hops; the ends cost nothing."""
        tolls = dict.fromkeys(pair, 0)

        def toll(node: int) -> int:
            if node not in tolls:
                tolls[node] = round(UNIT * math.log2(1 + len(self.graph[node])))
            return tolls[node]

        def twice(a: int, b: int, about: dict[str, int]) -> int:
            return 2 * about["hop"] + toll(a) + toll(b)

        try:
            found = list(islice(nx.shortest_simple_paths(self.graph, *pair, weight=twice), ROUTES))
        except nx.NetworkXNoPath:
            return []
        return [(None, route) for route in found]

    def partners(self) -> np.ndarray:
        """The projection of the bipartite graph."""
        near = nx.bipartite.weighted_projected_graph(self.runs, self.ran)
        rows = [(a, b, about["weight"]) for a in near for b, about in near[a].items()]
        return firsts(in_order(*np.array(rows, dtype=np.int64).T), TOP)

    def datasets(self) -> np.ndarray:
        """For each method, the datasets of its papers."""
        drawn = self.drawn
        sets = drawn.block("Dataset")
        rows = []
        for method in drawn.block("Method"):
            counts: dict[int, int] = {}
            for paper in self.graph.adj.get(method, ()):
                if paper < drawn.papers:
                    for other in self.graph[paper]:
                        if other in sets:
                            counts[other] = counts.get(other, 0) + 1
            best = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:TOP]
            rows += [(method, other, count) for other, count in best]
        return np.array(rows, dtype=np.int64).reshape(-1, 3)

    def shared(self, method: int) -> list[list[object]]:
        """Two hops in the bipartite graph."""
        mine = list(self.runs[method])
        weight = weights(len(self.ran), {resource: len(self.runs[resource]) for resource in mine})
        rows = ((other, resource) for resource in mine for other in self.runs[resource] if other != method)
        best = ranked(rows, weight, TOP)
        said = (
            (who, resource, paper)
            for other, _, resources in best
            for resource in resources
            for who in (method, other)
            for paper in self.runs[who][resource]["papers"]
        )
        return quoted(method, best, said)

    def top_count(self) -> np.ndarray:
        """The heaviest edges of the projection."""
        near = nx.bipartite.weighted_projected_graph(self.runs, self.ran)
        rows = sorted((-count, min(a, b), max(a, b)) for a, b, count in near.edges(data="weight"))[:BEST]
        return np.array([(a, b, -minus) for minus, a, b in rows], dtype=np.int64)

    def two_hops(self, method: int) -> int:
        """Cut off after two."""
        return len(nx.single_source_shortest_path_length(self.graph, method, cutoff=2)) - 1
