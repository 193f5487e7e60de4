"""Methods that were run on the same datasets or benchmarks, checked by hand on the toy graph.

Of its five methods LoRA is run on GLUE, SQuAD and CIFAR-10; BERT on GLUE and SQuAD; Adapters on GLUE; ResNet and ViT on
ImageNet and CIFAR-10: so three methods are on GLUE and on CIFAR-10, two on SQuAD and on ImageNet.
"""

from __future__ import annotations

from math import log

import pytest

from kg.api import Graph
from kg.errors import UsageError
from kg.model import Entity, EntityType, Evidence, Paper, RelationType, Statement
from kg.store.memory import MemoryStore


def test_methods_that_share_datasets_with_one(graph):
    answer = graph.shared("LoRA")
    assert answer.entity.id == "method:lora"
    assert [(result.entity.id, [each.id for each in result.datasets]) for result in answer.results] == [
        ("method:bert", ["dataset:squad", "benchmark:glue"]),
        ("method:adapters", ["benchmark:glue"]),
        ("method:resnet", ["dataset:cifar-10"]),
        ("method:vit", ["dataset:cifar-10"]),
    ]
    scores = [result.score for result in answer.results]
    assert scores == pytest.approx([log(5 / 2) + log(5 / 3), log(5 / 3), log(5 / 3), log(5 / 3)])
    # 4 resources, 3 of them LoRA's: C(3,2)/C(4,2), 3/4, and two of which one is LoRA's for certain
    assert [result.p_value for result in answer.results] == pytest.approx([3 / 6, 3 / 4, 1, 1])


def test_papers_and_sentences_of_both_sides(graph):
    bert = graph.shared("LoRA", evidence=2).results[0]
    assert bert.papers == ("doi:10.5555/toy.1", "doi:10.5555/toy.2", "doi:10.5555/toy.3")
    assert [quote.evidence.sentence for quote in bert.evidence] == [
        "BERT is evaluated on GLUE and SQuAD.",
        "LoRA is evaluated on GLUE and SQuAD for question answering.",
    ]
    assert [len(result.evidence) for result in graph.shared("LoRA", evidence=9, limit=2).results] == [3, 2]


def test_training_counts_if_asked(graph):
    shared = graph.shared("ResNet", trained=True, since="2026-03-01").results[0]
    assert shared.entity.id == "method:vit"
    assert {quote.evidence.sentence.split()[1] for quote in shared.evidence} == {"train", "and"}


def test_several_names_make_a_matrix(graph):
    matrix = graph.shared("LoRA", "BERT", "lora")
    assert [method.id for method in matrix.methods] == ["method:lora", "method:bert"]
    assert [each.id for each in matrix.datasets] == ["dataset:squad", "benchmark:glue", "dataset:cifar-10"]
    assert matrix.papers == (
        (("doi:10.5555/toy.1",), ("doi:10.5555/toy.1", "doi:10.5555/toy.3"), ("doi:10.5555/toy.5",)),
        (("doi:10.5555/toy.2",), ("doi:10.5555/toy.2",), ()),
    )
    assert len(matrix.evidence) == 3
    assert len(graph.shared("LoRA", "BERT", limit=1).datasets) == 1


def test_every_pair_best_first(graph):
    pairs = [(pair.a.id, pair.b.id) for pair in graph.shared_all()]
    assert pairs[:2] == [("method:bert", "method:lora"), ("method:resnet", "method:vit")]
    assert len(pairs) == 6
    assert len(list(graph.shared_all(limit=1))) == 1


def test_only_methods_share_datasets(graph):
    with pytest.raises(UsageError, match="Benchmark"):
        graph.shared("GLUE")
    with pytest.raises(UsageError):
        graph.shared("LoRA", "GLUE")


def test_a_method_run_on_nothing_shares_nothing(graph):
    assert graph.shared("LoRA", since="2027").results == ()


def test_equal_scores_come_by_id_wherever_the_list_is_cut():
    """Two resources of 2 and 9 methods say as much as two of 3 and 6, though not to the last digit of a float."""
    store = MemoryStore()
    methods = [f"method:m{number:02}" for number in range(20)]
    paper = Paper("title:p", "Title", "Sentence.")
    store.add_papers([paper])
    store.add_entities(Entity(each, EntityType.METHOD, each) for each in methods)
    store.add_entities(Entity(f"dataset:{size}", EntityType.DATASET, f"d{size}") for size in (2, 3, 6, 9))
    said = (Evidence(paper.id, "Sentence.", 6, 15, (), "test", 1.0),)
    runs = {2: [0, 1], 9: [0, 1, *range(4, 11)], 3: [2, 3, 19], 6: [2, 3, *range(11, 15)]}
    for size, numbers in runs.items():
        assert len(numbers) == size
        store.add_statements(
            Statement(methods[number], RelationType.EVALUATED_ON, f"dataset:{size}", said) for number in numbers
        )
    graph = Graph(store)
    whole = [(pair.a.id, pair.b.id) for pair in graph.shared_all(limit=0)]
    assert whole[:2] == [("method:m00", "method:m01"), ("method:m02", "method:m03")]
    for limit in (1, 2, 3):
        assert [(pair.a.id, pair.b.id) for pair in graph.shared_all(limit=limit)] == whole[:limit]
