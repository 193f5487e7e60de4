"""Does a Neo4j database hold what the graph file says, all of it and nothing else?"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from kg.query.answers import Violation
from kg.store import neo4j_text as text
from kg.store.neo4j_state import is_current
from kg.store.property_graph import (
    claim_properties,
    entity_properties,
    evidence_properties,
    paper_properties,
)
from kg.store.rdf_slices import spoken_of
from kg.text import digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neo4j import Session

    from kg.store.neo4j_server import Neo4jServer
    from kg.store.truth import Truth

_CHECK = "projection"


def differences(truth: Truth, server: Neo4jServer) -> Iterator[Violation]:
    """What a database that was loaded from the graph file has missing, too much or otherwise."""
    with server.session(reading=True) as session:
        if not is_current(truth, session):
            yield Violation(_CHECK, server.place.url, None, "Neo4j is not up to date with the graph: kg load neo4j")
            return
        yield from contents_differ(truth, session)


def contents_differ(truth: Truth, session: Session) -> Iterator[Violation]:
    """What is missing, too much or otherwise, whatever the database says of itself."""
    wanted = dict(_wanted(truth))
    for query in text.CONTENT:
        yield from _compared(wanted, session, query)
    for focus in sorted(wanted):
        yield Violation(_CHECK, focus, None, "Neo4j does not have it")


def _wanted(truth: Truth) -> Iterator[tuple[str, str]]:
    """Everything that should be there by name, each as a hash: a graph has hundreds of thousands of things."""
    for paper in truth.papers():
        yield paper.id, _hash(["Node", "Paper"], paper_properties(paper))
    for entity in spoken_of(truth):
        yield entity.id, _hash(["Entity", "Node", entity.type.value], entity_properties(entity))
    for statement in truth.statements():
        yield " ".join(statement.key), _hash([], claim_properties(statement))
        for item in statement.evidence:
            known = evidence_properties(statement, item)
            yield f"evidence {known['id']}", _hash([item.paper_id], known)


def _compared(wanted: dict[str, str], session: Session, query: str) -> Iterator[Violation]:
    """What differs among the things that a query finds; those found are struck off."""
    for focus, about, known in session.run(query):
        right = wanted.pop(focus, None)
        if right is None:
            yield Violation(_CHECK, str(focus), None, "Neo4j has it, or has it twice, and the graph does not")
        elif right != _hash(about, known):
            yield Violation(_CHECK, focus, None, "Neo4j has it with other labels, properties or evidence")


def _hash(about: Iterable[str], known: dict[str, Any]) -> str:
    return digest(json.dumps([*sorted(about), known], sort_keys=True))
