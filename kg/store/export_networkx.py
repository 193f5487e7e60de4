"""The graph for networkx and for the programs that draw graphs: GraphML, GEXF, node-link JSON.

Each claim is one edge whose key is its relation. In the XML formats an edge carries its best evidence; the JSON
carries all.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, BinaryIO

from kg.store.export_rdf import FORBIDDEN_IN_XML
from kg.store.order import evidence_key
from kg.store.rdf_slices import spoken_of
from kg.store.rdf_terms import clean

if TYPE_CHECKING:
    import networkx as nx

    from kg.model import Evidence, Statement
    from kg.store.base import GraphStore


def to_networkx(store: GraphStore) -> nx.MultiDiGraph[str]:
    """The graph as a ``networkx.MultiDiGraph``; an edge's ``evidence`` are all its evidences, as dictionaries."""
    import networkx

    graph: nx.MultiDiGraph[str] = networkx.MultiDiGraph()
    for paper in store.papers():
        known = {"date": paper.date, "url": paper.url}
        graph.add_node(paper.id, type="Paper", label=paper.title, **{k: v for k, v in known.items() if v is not None})
    for entity in spoken_of(store):
        kind = {"kind": entity.kind} if entity.kind is not None else {}
        aliases = list(entity.aliases)
        graph.add_node(
            entity.id, type=entity.type.value, label=entity.name, papers=entity.papers, aliases=aliases, **kind
        )
    for statement in store.statements():
        graph.add_edge(statement.subject, statement.object, key=statement.relation.value, **_edge(statement))
    return graph


def _edge(statement: Statement) -> dict[str, Any]:
    best = min(statement.evidence, key=lambda item: (-item.confidence, evidence_key(item)))
    return {
        "relation": statement.relation.value,
        "support": statement.support,
        "confidence": float(best.confidence),
        "paper": best.paper_id,
        "sentence": best.sentence,
        "evidence": [_evidence(item) for item in statement.evidence],
    }


def _evidence(item: Evidence) -> dict[str, Any]:
    return {
        "paper": item.paper_id,
        "sentence": item.sentence,
        "start": item.start,
        "end": item.end,
        "spans": [[span.start, span.end] for span in item.spans],
        "rule": item.rule,
        "confidence": item.confidence,
    }


def node_link_json(store: GraphStore, out: BinaryIO) -> int:
    """JSON for ``networkx.node_link_graph(..., edges="edges")``."""
    import networkx

    graph = to_networkx(store)
    document = networkx.node_link_data(graph, edges="edges")
    # ASCII only: a lone surrogate survives, as in every other JSON of this project.
    for piece in json.JSONEncoder(ensure_ascii=True, indent=0).iterencode(document):
        out.write(piece.encode())
    out.write(b"\n")
    return len(graph) + graph.number_of_edges()


def graphml(store: GraphStore, out: BinaryIO) -> int:
    """GraphML, for yEd, Gephi, Cytoscape, igraph."""
    import networkx

    graph = _flat(to_networkx(store))
    networkx.write_graphml_xml(graph, out, infer_numeric_types=False)
    return len(graph) + graph.number_of_edges()


def gexf(store: GraphStore, out: BinaryIO) -> int:
    """GEXF 1.2, for Gephi."""
    from networkx.readwrite.gexf import GEXFWriter

    graph = _flat(to_networkx(store))
    writer = GEXFWriter(encoding="utf-8", prettyprint=True, version="1.2draft")
    writer.add_graph(graph)
    for meta in list(writer.xml):
        if meta.tag.endswith("meta"):  # holds the day of the run
            writer.xml.remove(meta)
    writer.write(out)
    return len(graph) + graph.number_of_edges()


def _flat(graph: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    """The graph with numbers and texts only, and these without what XML cannot hold."""
    import networkx

    flat: nx.MultiDiGraph[str] = networkx.MultiDiGraph()
    for node, data in graph.nodes(data=True):
        flat.add_node(_xml(node), **_scalars(data))
    for number, (head, tail, data) in enumerate(graph.edges(data=True)):
        flat.add_edge(_xml(head), _xml(tail), key=str(number), **_scalars(data))
    return flat


def _scalars(data: dict[str, Any]) -> dict[str, str | int | float]:
    flat: dict[str, str | int | float] = {}
    for name, value in data.items():
        if name == "evidence":
            continue
        if name == "aliases":
            flat[name] = _xml(" | ".join(value))
        else:
            flat[name] = _xml(value) if isinstance(value, str) else value
    return flat


def _xml(text: str) -> str:
    return FORBIDDEN_IN_XML.sub("", clean(text))
