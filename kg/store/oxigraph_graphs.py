"""The named graphs of the papers and their union in an Oxigraph store.

The union stands in the default graph, so that a query meets each triple once: Oxigraph's own union of named graphs
gives a triple as often as there are graphs that hold it, and every count would be wrong.
"""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from kg.store.rdf_terms import term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


UNION = DefaultGraph()
_PART = 100_000


def in_union(quad: Quad) -> Quad:
    """The same triple in the union."""
    return Quad(quad.subject, quad.predicate, quad.object, UNION)


def fill(store: Store, quads: Iterable[Quad]) -> None:
    """Put quads of papers' graphs into an empty store, fast and without keeping them in memory."""
    waiting = iter(quads)
    # In parts: the bulk loader sorts all it is given in memory (3 million quads: 1.8 GB in one part, 0.5 GB in these).
    while part := list(islice(waiting, _PART)):
        store.bulk_extend(chain.from_iterable((quad, in_union(quad)) for quad in part))


def add(store: Store, quads: Iterable[Quad]) -> None:
    """Add quads to their graphs and to the union, in one step."""
    store.extend(list(chain.from_iterable((quad, in_union(quad)) for quad in quads)))


def remove(store: Store, quads: Iterable[Quad]) -> None:
    """Remove quads from their graphs, and from the union what no other graph holds."""
    for quad in quads:
        held = store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
        if {other.graph_name for other in held} <= {quad.graph_name, UNION}:
            # From the union first: after a crash in between, the graph still tells what is to be removed.
            store.remove(in_union(quad))
        store.remove(quad)


def replace(store: Store, graph: NamedNode, quads: Iterable[Quad]) -> bool:
    """Make these quads all that a graph holds; whether anything changed."""
    wanted = set(quads)
    present = set(store.quads_for_pattern(None, None, None, graph))
    add(store, wanted - present)
    remove(store, present - wanted)
    if not wanted:
        store.remove_graph(graph)
    return wanted != present


def subjects(store: Store, predicate: str, value: NamedNode) -> Iterator[NamedNode]:
    """The nodes whose property says this in the union."""
    for quad in store.quads_for_pattern(None, term(predicate), value, UNION):
        if isinstance(quad.subject, NamedNode):
            yield quad.subject


def graphs_about(store: Store, subject: NamedNode) -> set[NamedNode]:
    """The papers' graphs that describe a node."""
    found = store.quads_for_pattern(subject, term("rdf:type"), None, None)
    return {quad.graph_name for quad in found if isinstance(quad.graph_name, NamedNode)}
