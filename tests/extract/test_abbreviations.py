"""Short and long forms, in both orders."""

from __future__ import annotations

import pytest
from hypothesis import given

from kg.extract.abbreviations import find_abbreviations

from .reading import papers


def pairs(text: str) -> list[tuple[str, str]]:
    found = find_abbreviations(text)
    return [(text[pair.short.start : pair.short.end], text[pair.long.start : pair.long.end]) for pair in found]


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("It is Balanced Averaging (BANG).", "BANG", "Balanced Averaging"),
        ("We call it BANG (Balanced Averaging).", "BANG", "Balanced Averaging"),
        ("It uses low-rank adaptation (LoRA).", "LoRA", "low-rank adaptation"),
        ("It uses the variational auto-encoder (VAE).", "VAE", "variational auto-encoder"),
        ("It is the self-supervised learning (SSL) way.", "SSL", "self-supervised learning"),
        ("It uses large language models (LLMs) only.", "LLMs", "large language models"),
        ("It uses LLMs (large language models) only.", "LLMs", "large language models"),
        ("A convolutional neural network (CNNs).", "CNNs", "convolutional neural network"),
        ("A Mixture of Experts (MoE) layer.", "MoE", "Mixture of Experts"),
        ("The area under the curve (AUC).", "AUC", "area under the curve"),
        ("A chain-of-thought (CoT) prompt.", "CoT", "chain-of-thought"),
        ("With k-nearest neighbours (kNN).", "kNN", "k-nearest neighbours"),
        ("Sparse Three-Fold Tuning (S3FT) is it.", "S3FT", "Sparse Three-Fold Tuning"),
        ("A generalised end-to-end loss (GE2E).", "GE2E", "generalised end-to-end loss"),
        ("By graph neural networks (GNN, for short).", "GNN", "graph neural networks"),
        ("\u201cDeep Belief Net\u201d (DBN) is old.", "DBN", "Deep Belief Net"),
        ("Trees grow. Random Forest Pruning (RFP) cuts.", "RFP", "Random Forest Pruning"),
    ],
)
def test_found(text, short, long):
    assert pairs(text) == [(short, long)]


@pytest.mark.parametrize(
    "text",
    [
        "BERT (Devlin et al., 2018)",
        "as shown (see Fig. 2)",
        "it was made (2019)",
        "unrelated words here (XYZ)",
        "our method (OURS)",
        "the model (B)",
        "natural language\ninference (NLI)",
        "Natural. Language inference (NLI)",
        "BANG [Balanced Averaging]",
        "a gain (ours)",
        "it grows to learn (ToL)",
        "Fast glued.Our trees (FGOT)",
        "()",
        "(AB)",
        "",
    ],
)
def test_not_found(text):
    assert pairs(text) == []


def test_several_in_order_of_the_short_form():
    text = "Random forests (RF) and support vector machines (SVMs). RFs stay."
    assert pairs(text) == [("RF", "Random forests"), ("SVMs", "support vector machines")]


def test_the_same_definition_twice():
    assert pairs("Random forests (RF). Random forests (RF).") == [("RF", "Random forests")] * 2


@given(papers)
def test_both_forms_are_literal_whole_and_apart(paper):
    text = paper.text
    for pair in find_abbreviations(text):
        for span in (pair.short, pair.long):
            written = text[span.start : span.end]
            assert written
            assert written == written.strip()
            assert "\n" not in written
        assert pair.short.end <= pair.long.start or pair.long.end <= pair.short.start
        assert pair.long.end - pair.long.start > pair.short.end - pair.short.start
