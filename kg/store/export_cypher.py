"""A Cypher script that makes the graph in Neo4j 5 or any store of its dialect, again and again with the same result.

A claim is a relationship of its type; its evidence are nodes that carry the claim's id and lead to their paper,
since nothing can point at a relationship.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, BinaryIO

from kg.store.property_graph import (
    claim_properties,
    entity_properties,
    evidence_properties,
    paper_properties,
)
from kg.store.rdf_slices import spoken_of
from kg.store.rdf_terms import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kg.model import Entity, Evidence, Paper, Statement
    from kg.store.base import GraphStore
    from kg.store.property_graph import Value

_ESCAPES = str.maketrans(
    {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f", "\0": "\\u0000"}
)
_CONSTRAINTS = (
    "CREATE CONSTRAINT node_id IF NOT EXISTS FOR (n:Node) REQUIRE n.id IS UNIQUE",
    "CREATE CONSTRAINT evidence_id IF NOT EXISTS FOR (n:Evidence) REQUIRE n.id IS UNIQUE",
)


def cypher(store: GraphStore, out: BinaryIO) -> int:
    """One Cypher statement a line, for ``cypher-shell < FILE``."""
    count = 0
    for line in _lines(store):
        out.write(f"{line};\n".encode())
        count += 1
    return count


def _lines(store: GraphStore) -> Iterator[str]:
    yield from _CONSTRAINTS
    yield from map(_paper, store.papers())
    yield from map(_entity, spoken_of(store))
    for statement in store.statements():
        yield _statement(statement)
        yield from (_evidence(statement, item) for item in statement.evidence)


def _paper(paper: Paper) -> str:
    return f"MERGE (n:Node {{id: {_text(paper.id)}}}) SET n:Paper{_set('n', paper_properties(paper))}"


def _entity(entity: Entity) -> str:
    # Labels and types of relationships come from the enums: nothing that a text could change.
    labels = f"Entity:{entity.type.value}"
    return f"MERGE (n:Node {{id: {_text(entity.id)}}}) SET n:{labels}{_set('n', entity_properties(entity))}"


def _statement(statement: Statement) -> str:
    ends = f"MATCH (a:Node {{id: {_text(statement.subject)}}}), (b:Node {{id: {_text(statement.object)}}})"
    known = claim_properties(statement)
    key = _literal(known["id"])
    return f"{ends} MERGE (a)-[r:{statement.relation.value}]->(b) SET r.id = {key}{_set('r', known)}"


def _evidence(statement: Statement, item: Evidence) -> str:
    known = evidence_properties(statement, item)
    paper, claim = f"MATCH (p:Node {{id: {_text(item.paper_id)}}})", _literal(known["claim"])
    merged = f"{paper} MERGE (e:Evidence {{id: {_literal(known['id'])}}})"
    return f"{merged} SET e.claim = {claim}{_set('e', known)} MERGE (e)-[:IN]->(p)"


def _set(name: str, known: Mapping[str, Value]) -> str:
    """All but the keys, which are set already."""
    rest = ((key, value) for key, value in known.items() if key not in {"id", "claim"})
    return "".join(f", {name}.{key} = {_literal(value)}" for key, value in rest)


def _literal(value: Value) -> str:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int | float):
        return repr(value)
    return f"[{', '.join(_literal(item) for item in value)}]"


def _text(value: str) -> str:
    # Neo4j reads \uXXXX before it reads the string, even after another backslash, so that \\u0027 would end the string:
    # the two must not meet.
    pieces = re.split(r"(?<=\\)(?=[uU])", clean(value))
    return " + ".join(f"'{piece.translate(_ESCAPES)}'" for piece in pieces)
