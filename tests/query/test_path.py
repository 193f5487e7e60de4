"""How two things of the toy graph hang together."""

from __future__ import annotations

from math import log2

import pytest

from kg.errors import UsageError


def routes(answer):
    return [[node.id for node in path.nodes] for path in answer.paths]


def test_paths_over_papers_and_relations(graph):
    answer = graph.path("LoRA", "ImageNet")
    assert routes(answer) == [
        ["method:lora", "dataset:cifar-10", "method:resnet", "dataset:imagenet"],
        ["method:lora", "doi:10.5555/toy.5", "method:vit", "dataset:imagenet"],
        ["method:lora", "dataset:cifar-10", "method:vit", "dataset:imagenet"],
    ]
    # CIFAR-10: three methods and two papers; ResNet: two datasets and a paper; a paper's role costs 1.25
    assert answer.paths[0].cost == pytest.approx(3 + log2(6) + log2(4), abs=1e-6)
    assert answer.paths[1].cost == pytest.approx(1.25 + 1.25 + 1 + log2(4) + log2(5), abs=1e-6)
    hop = answer.paths[0].hops[1]
    assert (hop.relation.value, hop.forward) == ("EVALUATED_ON", False)
    assert hop.evidence[0].evidence.sentence.startswith("ResNet and ViT are evaluated on")


def test_paths_without_papers_pass_only_entities(graph):
    answer = graph.path("BERT", "ViT", papers=False, k=9)
    assert routes(answer)[0] == ["method:bert", "method:lora", "dataset:cifar-10", "method:vit"]
    assert not any(node.type == "Paper" for path in answer.paths for node in path.nodes)
    with pytest.raises(UsageError):
        graph.path("Low-Rank Vision", "ViT", papers=False)


def test_a_hop_shows_the_relation_of_most_support_and_then_the_more_specific(graph):
    assert graph.path("LoRA", "GLUE", k=1).paths[0].hops[0].relation == "EVALUATED_ON"
    assert graph.path("ResNet", "ImageNet", k=1).paths[0].hops[0].relation == "EVALUATED_ON"
    assert graph.path("doi:10.5555/toy.3", "BERT", k=1).paths[0].hops[0].relation == "MENTIONS"


def test_no_path_is_an_empty_answer(graph):
    assert graph.path("LoRA", "ImageNet", until="2026-02").paths == ()


@pytest.mark.parametrize(("a", "b", "k"), [("LoRA", "low-rank adaptation", 3), ("LoRA", "BERT", 0)])
def test_questions_without_sense(graph, a, b, k):
    with pytest.raises(UsageError):
        graph.path(a, b, k=k)
