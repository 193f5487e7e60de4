"""Answers as graphs of networkx, checked on the toy graph."""

from __future__ import annotations

import networkx as nx
import pytest

from kg.model import SYMMETRIC
from kg.query.answers import FindAnswer
from kg.query.networks import network

LORA, BERT, GLUE, SQUAD = "method:lora", "method:bert", "benchmark:glue", "dataset:squad"


def test_a_path_keeps_the_direction_of_its_statements(graph):
    answer = graph.path("LoRA", "ImageNet", k=2)
    drawn = answer.to_networkx()
    assert type(drawn) is nx.MultiDiGraph
    assert drawn.graph["paths"] == [
        {"cost": path.cost, "nodes": [node.id for node in path.nodes]} for path in answer.paths
    ]
    for number, path in enumerate(answer.paths, start=1):
        for hop, head, tail in zip(path.hops, path.nodes, path.nodes[1:], strict=False):
            ends = (head.id, tail.id) if hop.forward else (tail.id, head.id)
            edge = drawn.edges[*ends, hop.relation.value]
            assert edge["relation"] == hop.relation
            assert number in edge["paths"]
            assert [each["sentence"] for each in edge["evidence"]] == [each.evidence.sentence for each in hop.evidence]
    assert drawn.number_of_edges() == len({(u, v, key) for u, v, key in drawn.edges(keys=True)})


def test_a_neighbourhood_is_its_nodes_and_edges(graph):
    answer = graph.subgraph("LoRA")
    drawn = answer.to_networkx()
    assert drawn.graph["center"] == LORA
    assert set(drawn) == {node.id for node in answer.nodes}
    assert drawn.nodes[GLUE] == {"type": "Benchmark", "name": "GLUE", "papers": 3}
    assert {(u, v, key): data["support"] for u, v, key, data in drawn.edges(keys=True, data=True)} == {
        (edge.subject, edge.object, edge.relation.value): edge.support for edge in answer.edges
    }


def test_what_is_shown_points_as_its_statements_do(graph):
    drawn = graph.show("LoRA").to_networkx()
    assert drawn.edges[LORA, BERT, "BASED_ON"]["support"] == 1
    assert drawn.edges["doi:10.5555/toy.1", LORA, "INTRODUCES"]["relation"] == "INTRODUCES"
    assert drawn.nodes["doi:10.5555/toy.1"]["date"] == "2026-01-12"
    inward = graph.show("BERT").to_networkx()
    assert inward.has_edge(LORA, BERT, key="BASED_ON")
    assert not inward.has_edge(BERT, LORA)
    assert {relation.value for relation in SYMMETRIC} == {"COMPARED_WITH"}
    paper = graph.show("doi:10.5555/toy.2").to_networkx()
    assert set(paper) == {"doi:10.5555/toy.2", BERT, GLUE, SQUAD}


def test_sharers_and_their_datasets(graph):
    answer = graph.shared("LoRA")
    drawn = answer.to_networkx()
    assert type(drawn) is nx.Graph
    edge = drawn.edges[LORA, BERT]
    assert (edge["relation"], edge["score"], edge["support"]) == ("SHARES", answer.results[0].score, 3)
    assert edge["datasets"] == [SQUAD, GLUE]
    assert set(drawn[SQUAD]) == {LORA, BERT}
    assert drawn.edges[BERT, SQUAD]["relation"] == "RUN_ON"


def test_a_matrix_has_an_edge_for_each_cell_with_papers(graph):
    drawn = graph.shared("LoRA", "BERT").to_networkx()
    assert drawn.edges[LORA, GLUE]["papers"] == ["doi:10.5555/toy.1", "doi:10.5555/toy.3"]
    assert drawn.edges[LORA, GLUE]["support"] == 2
    assert not drawn.has_edge(BERT, "dataset:cifar-10")
    assert drawn.graph["evidence"][0]["sentence"]


def test_what_is_named_together_is_a_star_with_its_measures(graph):
    answer = graph.cooccur("LoRA", limit=3)
    drawn = answer.to_networkx()
    assert len(drawn) == 4
    for result in answer:
        edge = drawn.edges[LORA, result.entity.id]
        assert (edge["relation"], edge["count"], edge["llr"]) == ("COOCCURS", result.count, result.llr)
        assert edge["evidence"][0].keys() == {"paper", "title", "date", "sentence", "confidence"}


def test_nothing_is_a_graph_without_edges(graph):
    assert graph.path("LoRA", "BERT", since="2090").to_networkx().number_of_nodes() == 0
    assert list(graph.shared("LoRA", since="2090").to_networkx()) == [LORA]
    with pytest.raises(TypeError):
        network(FindAnswer(()))
    assert not hasattr(FindAnswer(()), "to_networkx")
