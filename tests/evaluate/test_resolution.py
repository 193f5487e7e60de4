"""Figures of resolution, by hand."""

from __future__ import annotations

import pytest

from kg.evaluate import evaluate_resolution, visible

GOLD = [
    {"id": "p1", "entities": [{"type": "Method", "name": "ash tree", "surface": ["ash", "ash tree"]}]},
    {"id": "p2", "entities": [{"type": "Method", "name": "ash tree", "surface": ["Ash"]}]},
    {
        "id": "p3",
        "entities": [
            {"type": "Method", "name": "elm", "surface": ["elm"]},
            {"type": "Dataset", "name": "wood", "surface": ["wood"]},
        ],
    },
]
CLUSTERS = [
    {"node": "1", "type": "Method", "members": [["p1", "ash tree"], ["p2", "ash tree"]]},
    {"node": "2", "type": "Method", "members": [["p3", "elm"]]},
    {"node": "3", "type": "Benchmark", "members": [["p3", "wood"]]},
]


def node(paper, name, node, type="Method"):
    return {"paper": paper, "type": type, "name": name, "node": node}


def test_all_right():
    nodes = [node("p1", "ash", "a"), node("p2", "Ash", "a"), node("p3", "elm", "e"), node("p3", "wood", "w", "Dataset")]
    scores = evaluate_resolution(GOLD, CLUSTERS, nodes)
    assert scores.pairs.row() == scores.b_cubed.row() == {"P": 1, "R": 1, "F1": 1}
    assert (scores.mentions, scores.unanswered) == (4, 0)


def test_one_node_for_all():
    nodes = [node("p1", "ash", "a"), node("p2", "Ash", "a"), node("p3", "elm", "a"), node("p3", "wood", "a", "Dataset")]
    scores = evaluate_resolution(GOLD, CLUSTERS, nodes)
    assert (scores.pairs.precision, scores.pairs.recall) == (pytest.approx(1 / 3), 1)
    assert scores.b_cubed.precision == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)
    assert scores.b_cubed.recall == 1


def test_nothing_together_and_one_left_out():
    nodes = [node("p1", "ash", "a"), node("p2", "Ash", "b"), node("p3", "elm", "e")]
    scores = evaluate_resolution(GOLD, CLUSTERS, nodes)
    assert (scores.pairs.precision, scores.pairs.recall, scores.pairs.f1) == (0, 0, 0)
    assert scores.b_cubed.recall == pytest.approx((0.5 + 0.5 + 1) / 3)
    assert (scores.mentions, scores.unanswered) == (3, 1)


def test_a_resolver_sees_first_surfaces():
    twice = {"id": "p", "entities": [{"type": t, "name": t, "surface": ["x"]} for t in ("Dataset", "Benchmark")]}
    assert [entity["name"] for entity in visible([GOLD[0], twice])[0]["entities"]] == ["ash"]
    assert len(visible([twice])[0]["entities"]) == 1
