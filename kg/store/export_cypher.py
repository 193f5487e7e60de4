"""A Cypher script that makes the graph in Neo4j 5 or any store of its dialect, again and again with the same result.

A claim is a relationship of its type; its evidence are nodes that carry the claim's id and lead to their paper,
since nothing can point at a relationship.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, BinaryIO

from kg.ids import claim_id
from kg.store import rdf_terms
from kg.store.rdf_slices import spoken_of
from kg.store.rdf_terms import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.model import Entity, Evidence, Paper, Statement
    from kg.store.base import GraphStore

Value = str | int | float | Sequence[str] | Sequence[int] | None

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
    known = {"title": paper.title, "date": paper.date, "url": paper.url, "authors": paper.authors}
    return f"MERGE (n:Node {{id: {_text(paper.id)}}}) SET n:Paper{_set('n', known)}"


def _entity(entity: Entity) -> str:
    known = {"name": entity.name, "aliases": entity.aliases, "kind": entity.kind, "papers": entity.papers}
    # Labels and types of relationships come from the enums: nothing that a text could change.
    return f"MERGE (n:Node {{id: {_text(entity.id)}}}) SET n:Entity:{entity.type.value}{_set('n', known)}"


def _statement(statement: Statement) -> str:
    ends = f"MATCH (a:Node {{id: {_text(statement.subject)}}}), (b:Node {{id: {_text(statement.object)}}})"
    known = {
        "support": statement.support,
        "confidence": max(item.confidence for item in statement.evidence),
    }
    key = _text(claim_id(*statement.key))
    return f"{ends} MERGE (a)-[r:{statement.relation.value}]->(b) SET r.id = {key}{_set('r', known)}"


def _evidence(statement: Statement, item: Evidence) -> str:
    known: dict[str, Value] = {
        "sentence": item.sentence,
        "start": item.start,
        "end": item.end,
        "spans": [number for span in item.spans for number in (span.start, span.end)],
        "rule": item.rule,
        "confidence": item.confidence,
    }
    evidence_id = rdf_terms.evidence(statement.key, item).value.rpartition("-")[2]
    return (
        f"MATCH (p:Node {{id: {_text(item.paper_id)}}}) MERGE (e:Evidence {{id: {_text(evidence_id)}}}) "
        f"SET e.claim = {_text(claim_id(*statement.key))}{_set('e', known)} MERGE (e)-[:IN]->(p)"
    )


def _set(name: str, known: Mapping[str, Value]) -> str:
    return "".join(f", {name}.{key} = {_literal(value)}" for key, value in known.items() if value is not None)


def _literal(value: Value) -> str:
    if isinstance(value, str):
        return _text(value)
    if value is None or isinstance(value, int | float):
        return repr(value) if value is not None else "null"
    return f"[{', '.join(_literal(item) for item in value)}]"


def _text(value: str) -> str:
    # Neo4j reads \uXXXX before it reads the string, even after another backslash, so that \\u0027 would end the string:
    # the two must not meet.
    pieces = re.split(r"(?<=\\)(?=[uU])", clean(value))
    return " + ".join(f"'{piece.translate(_ESCAPES)}'" for piece in pieces)
