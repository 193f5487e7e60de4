"""From the values of an answer to what pyvis and the page's script take: whole numbers as ids, short labels, parts."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from kg.model import SYMMETRIC
from kg.view.layout import Box, place
from kg.view.style import FONT, HUB_FONT, LOOKS, label, plain, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyvis.network import Network

    from kg.model import Entity, Evidence
    from kg.query.answers import Edge, Quote, Subgraph

OPTIONS: dict[str, Any] = {
    "physics": {"enabled": False},
    # The wheel scrolls the page on to the table; the buttons zoom.
    "interaction": {"hover": True, "zoomView": False},
    "nodes": {"font": {"size": FONT, "face": "system-ui, sans-serif", "strokeWidth": 4, "vadjust": -2}},
    "edges": {
        "smooth": False,
        "hoverWidth": 1,
        "selectionWidth": 1,
        "arrows": {"to": {"scaleFactor": 0.5}},
    },
}
CURVE = 0.16  # how far apart edges between the same two nodes bend


def draw(net: Network, nodes: Sequence[Entity], subgraph: Subgraph) -> None:
    """Fill a pyvis network; no text but the cut labels goes into it."""
    index = {node.id: i for i, node in enumerate(nodes)}
    center = index[subgraph.center.id]
    links = [(index[edge.subject], index[edge.object]) for edge in subgraph.edges]
    sizes = [_size(node, hub=i == center) for i, node in enumerate(nodes)]
    boxes = [_box(node, size, hub=i == center) for i, (node, size) in enumerate(zip(nodes, sizes, strict=True))]
    places = place(boxes, links, center)
    net.options = OPTIONS
    for i, node in enumerate(nodes):
        x, y = places[i]
        net.add_node(i, label(node.name), x=x, y=y, **_look(node, sizes[i]))
    net.nodes[center].update({"borderWidth": 5, "font": {"size": HUB_FONT}})
    for k, (edge, bend) in enumerate(zip(subgraph.edges, _bends(links), strict=True)):
        net.add_edge(*links[k], id=k, width=_width(edge), **bend, **_arrows(edge))


def things(nodes: Sequence[Entity]) -> list[dict[str, Any]]:
    """What the panel says about each node, by its number."""
    return [
        {
            "name": plain(node.name),
            "type": node.type.value,
            "papers": node.papers,
            "aliases": [plain(alias) for alias in node.aliases if alias != node.name],
        }
        for node in nodes
    ]


def statements(nodes: Sequence[Entity], subgraph: Subgraph) -> list[dict[str, Any]]:
    """What the panel says about each edge, by its number; the most certain sentence first."""
    index = {node.id: i for i, node in enumerate(nodes)}
    return [
        {
            "subject": index[edge.subject],
            "relation": words(edge.relation),
            "object": index[edge.object],
            "quotes": [_quote(quote) for quote in sorted(edge.evidence, key=lambda q: -q.evidence.confidence)],
        }
        for edge in subgraph.edges
    ]


def rounded(confidence: float) -> str:
    """A confidence as it is shown."""
    return f"{confidence:.2f}"


def _quote(quote: Quote) -> dict[str, Any]:
    return {
        "parts": parts(quote.evidence),
        "title": plain(quote.title),
        "date": plain(quote.date or ""),
        "confidence": rounded(quote.evidence.confidence),
        "rule": plain(quote.evidence.rule),
    }


def parts(evidence: Evidence) -> list[tuple[str, bool]]:
    """The sentence in pieces, each with whether it is one of the names that the claim joins.

    Cut here and not in the browser, whose strings count in UTF-16 units.
    """
    text, named = evidence.sentence, [False] * len(evidence.sentence)
    for span in evidence.spans:
        for i in range(max(span.start - evidence.start, 0), min(span.end - evidence.start, len(text))):
            named[i] = True
    pieces: list[tuple[str, bool]] = []
    start = 0
    for i in range(1, len(text) + 1):
        if i == len(text) or named[i] != named[start]:
            pieces.append((plain(text[start:i]), named[start]))
            start = i
    return pieces


def _size(node: Entity, *, hub: bool) -> int:
    return 20 if hub else min(8 + round(math.log2(1 + node.papers)), 16)


def _box(node: Entity, size: int, *, hub: bool) -> Box:
    """Room for the symbol and the label below it."""
    lines = label(node.name).split("\n")
    font = HUB_FONT if hub else FONT
    height = 2 * size + 4 + len(lines) * font * 1.2
    return Box(max(2.0 * size, max(map(len, lines)) * font * 0.56), height, height / 2 - size)


def _look(node: Entity, size: int) -> dict[str, Any]:
    look = LOOKS[node.type]
    strong = {"background": look.fill, "border": look.border}
    return {
        "shape": look.shape,
        "size": size,
        "borderWidth": 1.5,
        "borderWidthSelected": 4,
        "color": {**strong, "highlight": strong, "hover": strong},
    }


def _width(edge: Edge) -> float:
    return min(1 + 0.7 * math.log2(max(edge.support, 1)), 4)


def _arrows(edge: Edge) -> dict[str, Any]:
    return {"arrows": ""} if edge.relation in SYMMETRIC else {"arrows": "to"}


def _bends(links: Sequence[tuple[int, int]]) -> list[dict[str, Any]]:
    """Straight lines, but several between the same two nodes bend apart, or all but one could not be pointed at."""
    groups: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for k, (a, b) in enumerate(links):
        groups[min(a, b), max(a, b)].append(k)
    bends: list[dict[str, Any]] = [{} for _ in links]
    for (low, high), members in groups.items():
        for rank, k in enumerate(members):
            offset = (rank - (len(members) - 1) / 2) * CURVE
            if offset and low != high:
                clockwise = (offset > 0) == (links[k][0] == low)
                kind = "curvedCW" if clockwise else "curvedCCW"
                bends[k] = {"smooth": {"enabled": True, "type": kind, "roundness": round(abs(offset), 3)}}
    return bends
