"""What is drawn around a node of the toy graph."""

from __future__ import annotations

import pytest

from kg.errors import UsageError


def test_around_a_method(graph):
    drawing = graph.subgraph("LoRA")
    ids = {node.id for node in drawing.nodes}
    assert drawing.center.id == "method:lora"
    assert {"benchmark:glue", "method:bert", "method:adapters", "doi:10.5555/toy.1"} <= ids
    assert "method:resnet" not in ids  # neither related to LoRA nor in a paper with it
    edge = next(edge for edge in drawing.edges if (edge.subject, edge.object) == ("method:lora", "benchmark:glue"))
    assert (edge.relation.value, edge.support, len(edge.evidence)) == ("EVALUATED_ON", 2, 2)


def test_around_a_paper(graph):
    ids = [node.id for node in graph.subgraph("Low-Rank Vision").nodes]
    assert {"doi:10.5555/toy.5", "method:lora", "method:vit", "dataset:cifar-10", "doi:10.5555/toy.4"} <= set(ids)


def test_relations_come_first_where_there_is_little_room(graph):
    assert [node.id for node in graph.subgraph("LoRA", limit=3).nodes] == [
        "method:adapters",
        "method:lora",
        "repository:github.com-example-lora",
    ]
    assert len(graph.subgraph("LoRA", limit=1).nodes) == 1
    with pytest.raises(UsageError):
        graph.subgraph("LoRA", limit=0)
