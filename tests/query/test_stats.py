"""How much the toy graph holds, counted by a store and counted by reading it."""

from __future__ import annotations

from kg.api import Graph
from kg.examples import fill
from kg.store.truth import Truth


def test_counts(graph, tmp_path):
    stats = graph.stats()
    assert (stats.papers, stats.evidence, stats.rejects) == (5, 41, 0)
    assert dict(stats.entities)["Method"] == 5
    assert dict(stats.statements)["EVALUATED_ON"] == 10
    with Graph(fill(Truth.open(tmp_path / "graph.kg", create=True))) as kept:
        assert kept.stats() == stats
