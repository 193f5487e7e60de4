"""A neighbourhood as one HTML file that needs nothing else: pyvis draws, our own template keeps it safe and offline.

pyvis's own template links bootstrap from a CDN and lets names through as HTML (a title that contains ``href``, ids in
menus, the heading). So only its data model and the vis-network that it bundles are used: names reach the page as
escaped text or as JSON that is shown through ``textContent``, and a content security policy admits nothing but the
scripts and the style of this page, by their hashes.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import NoEvidence
from kg.view.draw import draw, rounded, statements, things
from kg.view.style import LOOKS, plain, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.model import Entity
    from kg.query.answers import Subgraph

MAX_NODES = 60
COLUMNS = ("Subject", "Relation", "Object", "Sentence", "Paper", "Confidence")
VIS_NETWORK = "templates/lib/vis-9.1.2/vis-network.min.js"


def write(subgraph: Subgraph, path: str | Path) -> None:
    """Write the page as UTF-8: the same graph gives the same bytes."""
    Path(path).write_bytes(render(subgraph).encode("utf-8"))


def render(subgraph: Subgraph) -> str:
    """The page; ``ValueError`` if there are more than 60 nodes or an edge ends outside of them or has no sentence."""
    # pyvis imports IPython: only those who draw wait for it.
    from jinja2 import DictLoader, Environment
    from pyvis.network import Network

    nodes = _nodes(subgraph)
    net = Network(directed=True, cdn_resources="in_line")
    draw(net, nodes, subgraph)
    net.path = "page.html"
    net.templateEnv = Environment(loader=DictLoader({net.path: _asset("page.html")}), autoescape=True)
    net.templateEnv.globals.update(_context(nodes, subgraph))
    return str(net.generate_html())


def _nodes(subgraph: Subgraph) -> tuple[Entity, ...]:
    """The nodes, the center among them, after a look at whether they can be drawn."""
    nodes = subgraph.nodes
    ids = {node.id for node in nodes}
    if len(ids) < len(nodes):
        raise ValueError("a node is given twice")
    if subgraph.center.id not in ids:
        nodes = (subgraph.center, *nodes)
        ids.add(subgraph.center.id)
    if len(nodes) > MAX_NODES:
        raise ValueError(f"{len(nodes)} nodes cannot be drawn legibly; at most {MAX_NODES} can")
    for edge in subgraph.edges:
        if not edge.evidence:
            raise NoEvidence(edge.subject, edge.relation.value, edge.object)
        for end in (edge.subject, edge.object):
            if end not in ids:
                raise ValueError(f"an edge ends in {end!r}, which is not among the nodes")
    return nodes


def _context(nodes: Sequence[Entity], subgraph: Subgraph) -> dict[str, Any]:
    """What the template needs beside what pyvis gives it."""
    css, scripts = _asset("page.css"), (_vis_network(), _asset("page.js"))
    sources = " ".join(map(_hash, scripts))
    return {
        "policy": f"default-src 'none'; script-src {sources}; style-src {_hash(css)}; base-uri 'none'; "
        "form-action 'none'",
        "css": css,
        "scripts": scripts,
        "center": {"name": plain(subgraph.center.name), "type": subgraph.center.type.value},
        "center_index": next(i for i, node in enumerate(nodes) if node.id == subgraph.center.id),
        "counts": f"{_count(len(nodes), 'node')}, {_count(len(subgraph.edges), 'statement')}",
        "legend": _legend(nodes),
        "columns": COLUMNS,
        "rows": _rows(nodes, subgraph),
        "things": things(nodes),
        "statements": statements(nodes, subgraph),
    }


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _legend(nodes: Sequence[Entity]) -> list[dict[str, str | int]]:
    counts = Counter(node.type for node in nodes)
    return [
        {"type": kind.value, "count": counts[kind], "fill": look.fill, "border": look.border, "points": look.points}
        for kind, look in LOOKS.items()
        if counts[kind]
    ]


def _rows(nodes: Sequence[Entity], subgraph: Subgraph) -> list[dict[str, str]]:
    """A row for each sentence, so that the page can be read without the drawing."""
    names = {node.id: plain(node.name) for node in nodes}
    return [
        {
            "subject": names[edge.subject],
            "relation": words(edge.relation),
            "object": names[edge.object],
            "sentence": plain(quote.evidence.sentence),
            "title": plain(quote.title),
            "date": plain(quote.date or ""),
            "confidence": rounded(quote.evidence.confidence),
        }
        for edge in subgraph.edges
        for quote in edge.evidence
    ]


def _asset(name: str) -> str:
    return resources.files("kg.view").joinpath(name).read_text("utf-8")


def _vis_network() -> str:
    """The script that pyvis bundles, without the pointer to a map that only a developer's tools would look for."""
    text = resources.files("pyvis").joinpath(VIS_NETWORK).read_text("utf-8")
    return text.partition("//# sourceMappingURL=")[0]


def _hash(text: str) -> str:
    """The source expression by which a content security policy admits this text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
