"""Answers as graphs of networkx, by ids; statements stay directed, counts have no direction."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING, Any

from kg.model import ROLE_RELATIONS, EntityType
from kg.query import answers
from kg.query.walk_answers import Reach

if TYPE_CHECKING:
    from collections.abc import Iterable

    import networkx as nx

    from kg.model import Entity, RelationType
    from kg.query.answers import Quote

# Edges that no statement is: two methods that share datasets, a method and what it was run on, names in one paper.
SHARES, RUN_ON, COOCCURS = "SHARES", "RUN_ON", "COOCCURS"


@singledispatch
def network(value: object) -> nx.Graph[str]:
    """The graph of an answer."""
    raise TypeError(f"no graph for a {type(value).__name__}")


@network.register(answers.PathAnswer)
def _(value: answers.PathAnswer) -> nx.Graph[str]:
    """``graph["paths"]`` lists each path's nodes and cost; ``paths`` of an edge says on which it lies."""
    graph = _directed()
    graph.graph["paths"] = [{"cost": path.cost, "nodes": [node.id for node in path.nodes]} for path in value.paths]
    for number, path in enumerate(value.paths, start=1):
        for node in path.nodes:
            _node(graph, node)
        for hop, head, tail in zip(path.hops, path.nodes, path.nodes[1:], strict=False):
            ends = (head.id, tail.id) if hop.forward else (tail.id, head.id)
            key = hop.relation.value
            if graph.has_edge(*ends, key=key):
                graph.edges[*ends, key]["paths"].append(number)
            else:
                graph.add_edge(*ends, key=key, relation=key, paths=[number], evidence=_sentences(hop.evidence))
    return graph


@network.register(Reach)
def _(value: Reach) -> nx.Graph[str]:
    """What was reached, with its distance, and the statements by which it was."""
    graph = _directed(center=value.entity.id)
    _node(graph, value.entity)
    for found in value.results:
        _node(graph, found.over)
        _node(graph, found.entity)
        graph.nodes[found.entity.id]["hops"] = found.hops
        ends = (found.over.id, found.entity.id) if found.hop.forward else (found.entity.id, found.over.id)
        key = found.hop.relation.value
        graph.add_edge(*ends, key=key, relation=key, evidence=_sentences(found.hop.evidence))
    return graph


@network.register(answers.Subgraph)
def _(value: answers.Subgraph) -> nx.Graph[str]:
    graph = _directed(center=value.center.id)
    for node in value.nodes:
        _node(graph, node)
    for edge in value.edges:
        _statement(graph, (edge.subject, edge.object), edge.relation, edge.support, edge.evidence)
    return graph


@network.register(answers.ShowAnswer)
def _(value: answers.ShowAnswer) -> nx.Graph[str]:
    graph = _directed(center=value.entity.id)
    _node(graph, value.entity)
    for paper in value.papers:
        if paper.id != value.entity.id:
            graph.add_node(paper.id, type=EntityType.PAPER.value, name=paper.title, papers=1, date=paper.date)
            _statement(graph, (paper.id, value.entity.id), ROLE_RELATIONS[paper.role], 1, ())
    for side in value.relations:
        _node(graph, side.entity)
        ends = (value.entity.id, side.entity.id)
        _statement(graph, ends if side.direction == "out" else ends[::-1], side.relation, side.support, side.evidence)
    return graph


@network.register(answers.SharedAnswer)
def _(value: answers.SharedAnswer) -> nx.Graph[str]:
    """Methods that share datasets (SHARES, with score and p-value), and what each of them was run on (RUN_ON)."""
    graph = _undirected(center=value.entity.id)
    _node(graph, value.entity)
    for result in value.results:
        datasets = [each.id for each in result.datasets]
        _beside(graph, value.entity, result, SHARES, score=result.score, p_value=result.p_value, datasets=datasets)
        for dataset in result.datasets:
            _node(graph, dataset)
            for method in (value.entity.id, result.entity.id):
                graph.add_edge(method, dataset.id, relation=RUN_ON)
    return graph


@network.register(answers.SharedMatrix)
def _(value: answers.SharedMatrix) -> nx.Graph[str]:
    """Methods and resources; an edge lists the papers of its cell. The sentences are those of the whole answer."""
    graph = _undirected(evidence=_sentences(value.evidence))
    for node in (*value.methods, *value.datasets):
        _node(graph, node)
    for method, row in zip(value.methods, value.papers, strict=True):
        for dataset, papers in zip(value.datasets, row, strict=True):
            if papers:
                graph.add_edge(method.id, dataset.id, relation=RUN_ON, support=len(papers), papers=list(papers))
    return graph


_MEASURES = ("count", "expected", "lift", "pmi", "jaccard", "llr", "p_value")


@network.register(answers.CooccurAnswer)
def _(value: answers.CooccurAnswer) -> nx.Graph[str]:
    graph = _undirected(center=value.entity.id)
    _node(graph, value.entity)
    for result in value.results:
        _beside(graph, value.entity, result, COOCCURS, **{name: getattr(result, name) for name in _MEASURES})
    return graph


def _directed(**about: object) -> nx.MultiDiGraph[str]:
    import networkx

    graph: nx.MultiDiGraph[str] = networkx.MultiDiGraph()
    graph.graph.update(about)
    return graph


def _undirected(**about: object) -> nx.Graph[str]:
    import networkx

    graph: nx.Graph[str] = networkx.Graph()
    graph.graph.update(about)
    return graph


def _beside(
    graph: nx.Graph[str],
    entity: Entity,
    result: answers.SharedResult | answers.CooccurResult,
    relation: str,
    **measures: Any,  # noqa: ANN401 - numbers and ids, as they are
) -> None:
    """A result about an entity as a node, and the edge between the two with its papers and sentences."""
    _node(graph, result.entity)
    papers, evidence = list(result.papers), _sentences(result.evidence)
    ends = (entity.id, result.entity.id)
    graph.add_edge(*ends, relation=relation, support=len(papers), papers=papers, evidence=evidence, **measures)


def _node(graph: nx.Graph[str], entity: Entity) -> None:
    graph.add_node(entity.id, type=entity.type.value, name=entity.name, papers=entity.papers)


def _statement(
    graph: nx.Graph[str], ends: tuple[str, str], relation: RelationType, support: int, evidence: Iterable[Quote]
) -> None:
    key = relation.value
    graph.add_edge(*ends, key=key, relation=key, support=support, evidence=_sentences(evidence))


def _sentences(quotes: Iterable[Quote]) -> list[dict[str, Any]]:
    """The sentences behind an edge, each with its paper and how sure it is."""
    return [
        {
            "paper": quote.evidence.paper_id,
            "title": quote.title,
            "date": quote.date,
            "sentence": quote.evidence.sentence,
            "confidence": quote.evidence.confidence,
        }
        for quote in quotes
    ]
