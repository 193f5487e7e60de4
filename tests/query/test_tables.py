"""Answers as flat tables."""

from __future__ import annotations

import pytest

from kg.query.answers import Rows, Violation
from kg.query.tables import rows


def test_every_answer_is_a_table_of_equal_rows(graph):
    answers = [
        graph.find("lora"),
        graph.show("LoRA"),
        graph.shared("LoRA"),
        graph.shared("LoRA", "BERT"),
        list(graph.shared_all()),
        graph.path("LoRA", "ViT"),
        graph.cooccur("LoRA"),
        graph.trend(),
        graph.subgraph("LoRA"),
        graph.stats(),
        Rows(("a", "b"), ((1, None),)),
        [Violation("shape", "method:lora", None, "no name")],
    ]
    for answer in answers:
        columns, body = rows(answer)
        assert body
        assert len(set(columns)) == len(columns)
        assert {len(row) for row in body} == {len(columns)}


def test_sentences_are_the_last_column_if_there_are_any(graph):
    columns, body = rows(graph.shared("LoRA", evidence=2))
    assert columns[-1] == "evidence"
    assert body[0][-1].count(" | ") == 1
    assert "evidence" not in rows(graph.shared("LoRA", evidence=0))[0]


def test_arrows_point_as_the_statements_do(graph):
    columns, body = rows(graph.path("LoRA", "ImageNet", k=1, evidence=0))
    assert columns == ("path", "cost", "hop", "from", "relation", "to")
    assert [row[3:] for row in body] == [
        ("LoRA", "-EVALUATED_ON->", "CIFAR-10"),
        ("CIFAR-10", "<-EVALUATED_ON-", "ResNet"),
        ("ResNet", "-EVALUATED_ON->", "ImageNet"),
    ]


def test_nothing_is_an_empty_table_and_what_is_no_answer_none():
    assert rows([]) == ((), [])
    with pytest.raises(TypeError):
        rows(3)
