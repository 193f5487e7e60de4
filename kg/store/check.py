"""Is a graph what it should be: its shapes, its evidence, its vocabulary, and its projection."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

import numpy as np
from pyoxigraph import DefaultGraph, NamedNode

from kg import vocab
from kg.model import EntityType
from kg.query.answers import Violation
from kg.store import rdf, rdf_terms
from kg.store.rdf_slices import slices
from kg.store.shapes_sparql import Embedded, broken, broken_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pyoxigraph import Quad, Store

    from kg.model import Evidence, Paper, Statement
    from kg.store.base import GraphStore


def check(store: GraphStore, *, projection: Store | None = None) -> list[Violation]:
    """Everything that is wrong with a graph; with its projection (``OxigraphStore.graph``), also where that differs."""
    papers = {paper.id: paper for paper in store.papers()}
    types = {entity.id: entity.type for entity in store.entities()}
    differing = list(differences(store, projection)) if projection is not None else []
    if projection is None or differing:
        found = list(broken_in(rdf.slice_quads(part) for part in slices(store)))
    else:  # what the projection says is what the graph says
        found = broken(Embedded(projection))
    for statement in store.statements():
        found.extend(_claim(statement, papers, types))
        for evidence in statement.evidence:
            found.extend(_evidence(statement, evidence, papers.get(evidence.paper_id)))
    found.extend(
        Violation("named", entity.id, None, "no paper names this entity")
        for entity in store.entities()
        if entity.papers == 0
    )
    return [*found, *differing]


def _claim(statement: Statement, papers: Mapping[str, Paper], types: Mapping[str, EntityType]) -> Iterator[Violation]:
    focus, paper_id = " ".join(statement.key), statement.evidence[0].paper_id
    ends = []
    for node in (statement.subject, statement.object):
        if node in papers:
            ends.append(EntityType.PAPER)
        elif node in types:
            ends.append(types[node])
        else:
            yield Violation("known", focus, paper_id, f"{node!r} is not in the graph")
    if len(ends) == 2 and not vocab.allows(ends[0], statement.relation, ends[1]):
        joined = f"{statement.relation.value} may not join {ends[0].value} to {ends[1].value}"
        yield Violation("vocabulary", focus, paper_id, joined)


def _evidence(statement: Statement, evidence: Evidence, paper: Paper | None) -> Iterator[Violation]:
    def violation(check: str, message: str) -> Violation:
        return Violation(check, " ".join(statement.key), evidence.paper_id, message)

    if paper is None:
        yield violation("known", f"evidence from {evidence.paper_id!r}, which is not in the graph")
        return
    text, start, end = paper.text, evidence.start, evidence.end
    if not 0 <= start < end <= len(text) or text[start:end] != evidence.sentence:
        yield violation("sentence", f"the sentence is not at {start}:{end} of its paper")
    elif start <= len(paper.title) < end:
        yield violation("sentence", f"the sentence at {start}:{end} runs from the title into the abstract")
    for span in evidence.spans:
        if not 0 <= span.start < span.end <= len(text):
            yield violation("span", f"there is no {span.start}:{span.end} in a text of {len(text)} characters")


def differences(store: GraphStore, projection: Store) -> Iterator[Violation]:
    """What is missing, too much or otherwise in a projection (``OxigraphStore.graph``)."""
    graphs = set(projection.named_graphs())
    wanted_hashes = array("q")
    right = True
    for part in slices(store):
        name = rdf_terms.graph(part.paper.id)
        graphs.discard(name)
        wanted = set(rdf.slice_quads(part))
        present = set(projection.quads_for_pattern(None, None, None, name))
        if wanted != present:
            right = False
            counts = f"{len(wanted - present)} quads missing, {len(present - wanted)} too many"
            yield Violation("projection", name.value, part.paper.id, f"the projection differs: {counts}")
        wanted_hashes.extend(hash(quad.triple) for quad in wanted)
    for graph in sorted(graphs, key=str):
        paper_id = rdf_terms.owner(graph) if isinstance(graph, NamedNode) else None
        message = "the projection holds a graph of a paper that is not there"
        yield Violation("projection", graph.value, paper_id, message)
    # Looking for each triple of one side in the other takes minutes where a graph is large and right, as most are.
    union = array("q", (hash(quad.triple) for quad in projection.quads_for_pattern(None, None, None, DefaultGraph())))
    if graphs or not right or not np.array_equal(np.unique(wanted_hashes), np.sort(union)):
        yield from _union_differences(store, projection)


def _union_differences(store: GraphStore, projection: Store) -> Iterator[Violation]:
    """Where the union of all graphs, which queries see, is not the union."""
    for part in slices(store):
        astray = sum(rdf.in_graph(quad.triple, DefaultGraph()) not in projection for quad in rdf.slice_quads(part))
        if astray:
            message = f"{astray} triples of the paper are not in the union of all graphs"
            yield Violation("projection", rdf_terms.graph(part.paper.id).value, part.paper.id, message)
    union = projection.quads_for_pattern(None, None, None, DefaultGraph())
    extra = [str(quad.triple) for quad in union if not _in_some_graph(projection, quad)]
    if extra:
        first = min(extra)
        yield Violation("projection", first, None, f"{len(extra)} triples belong to no paper's graph")


def _in_some_graph(projection: Store, quad: Quad) -> bool:
    held = projection.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
    return any(other.graph_name != DefaultGraph() for other in held)
