"""What is named together in the toy graph."""

from __future__ import annotations

from math import log2

import pytest

from kg.errors import UsageError


def test_counts_and_measures(graph):
    results = {result.entity.id: result for result in graph.cooccur("LoRA").results}
    glue = results["benchmark:glue"]
    # five papers; LoRA in three, GLUE in three, both in two
    assert (glue.count, glue.papers) == (2, ("doi:10.5555/toy.1", "doi:10.5555/toy.3"))
    assert (glue.expected, glue.jaccard) == (1.8, 0.5)
    assert (glue.lift, glue.pmi) == (pytest.approx(10 / 9), pytest.approx(log2(10 / 9)))
    assert glue.llr > 0 > results["method:vit"].llr
    assert "method:resnet" not in results
    assert "method:lora" not in results


def test_sentences_with_both_are_quoted_or_else_one_of_each(graph):
    results = {result.entity.id: result for result in graph.cooccur("LoRA").results}
    assert [quote.evidence.sentence for quote in results["method:vit"].evidence] == [
        "LoRA is applied to ViT and evaluated on CIFAR-10."
    ]
    assert [quote.evidence.sentence for quote in results["metric:accuracy"].evidence] == [
        "Adapters are compared with LoRA on GLUE.",
        "Both start from BERT, and we report accuracy.",
    ]


def test_by_sentence(graph):
    results = {result.entity.id: result.count for result in graph.cooccur("LoRA", via="sentence").results}
    assert results["method:bert"] == 1
    assert results["benchmark:glue"] == 2
    assert "metric:accuracy" not in results


def test_type_limit_and_filter(graph):
    assert [result.entity.id for result in graph.cooccur("LoRA", type="Dataset").results] == [
        "dataset:cifar-10",
        "dataset:squad",
    ]
    assert len(graph.cooccur("LoRA", limit=1).results) == 1
    assert graph.cooccur("LoRA", evidence=0).results[0].evidence == ()
    late = {result.entity.id for result in graph.cooccur("LoRA", since="2026-03").results}
    assert late == {"method:vit", "dataset:cifar-10"}


def test_questions_without_sense(graph):
    with pytest.raises(UsageError):
        graph.cooccur("LoRA", via="page")
    with pytest.raises(UsageError):
        graph.cooccur("Low-Rank Vision")
