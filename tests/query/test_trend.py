"""Papers a month in the toy graph: one in January, two in February, two in March."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.api import Graph
from kg.errors import UsageError
from kg.examples import toy_entities, toy_papers, toy_statements
from kg.store.memory import MemoryStore


def test_one_thing(graph):
    (result,) = graph.trend("GLUE").results
    assert result.months == (("2026-01", 1), ("2026-02", 2), ("2026-03", 0))
    assert result.slope == -0.5
    # squares 1, 0, 1 of the months' distances; variance (1 * 1 + 1 * 0) / 4
    assert result.ci == (pytest.approx(-0.5 - 1.959963984540054 / 2), pytest.approx(-0.5 + 1.959963984540054 / 2))


def test_the_steepest_of_all_that_three_papers_name(graph):
    assert [(result.entity.id, result.slope) for result in graph.trend().results] == [
        ("benchmark:glue", -0.5),
        ("method:bert", -0.5),
        ("method:lora", 0.0),
    ]
    assert [result.entity.id for result in graph.trend(type="Method", limit=1).results] == ["method:bert"]


def test_months_are_those_in_range(graph):
    (result,) = graph.trend("LoRA", since="2026-02").results
    assert result.months == (("2026-02", 1), ("2026-03", 1))
    assert graph.trend("ResNet", until="2026-02").results == ()


def test_a_paper_has_no_trend(graph):
    with pytest.raises(UsageError):
        graph.trend("Low-Rank Vision")


def test_months_without_papers_count_and_years_alone_do_not():
    store = MemoryStore()
    dates = ["2025-12", "2026", None, "2026-03-02", "2026-03-15"]
    store.add_papers(replace(paper, date=date) for paper, date in zip(toy_papers(), dates, strict=True))
    store.add_entities(toy_entities())
    store.add_statements(toy_statements())
    (result,) = Graph(store).trend("LoRA").results
    assert result.months == (("2025-12", 1), ("2026-01", 0), ("2026-02", 0), ("2026-03", 1))
