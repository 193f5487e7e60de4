"""CSV for ``neo4j-admin database import``, which fills a new database many times as fast as a server can.

A ZIP with a file for each kind of node and relationship. Texts are always quoted, an empty cell is a value that is not
known, and the items of a list are parted by a character that no text keeps.
"""

from __future__ import annotations

import zipfile
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

    from kg.store.base import GraphStore
    from kg.store.property_graph import Value

_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the oldest time that a ZIP can hold: the day of the run must not show
_APART = "\x1f"  # "unit separator": what --array-delimiter is told

_PAPERS = ("id:ID(Node)", "title", "date", "url", "authors:string[]")
_ENTITIES = (":LABEL", "id:ID(Node)", "name", "aliases:string[]", "kind", "papers:long")
_EVIDENCE = (
    "id:ID(Evidence)",
    *("claim", "subject", "relation", "object", "sentence", "start:long", "end:long", "spans:long[]", "rule"),
    "confidence:double",
)
_CLAIMS = (
    *(":START_ID(Node)", ":TYPE", ":END_ID(Node)", "id", "support:long", "confidence:double", "evidence:string[]"),
)
_PLACES = (":START_ID(Evidence)", ":END_ID(Node)")

Row = tuple["Value | None", ...]


def neo4j_csv(store: GraphStore, out: BinaryIO) -> int:
    """The ZIP; how many rows it has."""
    tables = {
        "papers": (_PAPERS, _papers(store)),
        "entities": (_ENTITIES, _entities(store)),
        "evidence": (_EVIDENCE, _evidence(store)),
        "claims": (_CLAIMS, _claims(store)),
        "places": (_PLACES, _places(store)),
    }
    count = 0
    with zipfile.ZipFile(out, "w") as archive:
        for name, (header, rows) in tables.items():
            member = zipfile.ZipInfo(f"{name}.csv", date_time=_LONG_AGO)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3  # Unix, on every system
            with archive.open(member, "w", force_zip64=True) as file:
                file.write(f"{','.join(header)}\n".encode())
                for row in rows:
                    file.write(f"{','.join(map(_cell, row))}\n".encode())
                    count += 1
    return count


def _papers(store: GraphStore) -> Iterator[Row]:
    for paper in store.papers():
        yield _row(_PAPERS, paper_properties(paper))


def _entities(store: GraphStore) -> Iterator[Row]:
    for entity in spoken_of(store):
        yield entity.type.value, *_row(_ENTITIES[1:], entity_properties(entity))


def _evidence(store: GraphStore) -> Iterator[Row]:
    for statement in store.statements():
        for item in statement.evidence:
            yield _row(_EVIDENCE, evidence_properties(statement, item))


def _claims(store: GraphStore) -> Iterator[Row]:
    for statement in store.statements():
        ends = (clean(statement.subject), statement.relation.value, clean(statement.object))
        yield *ends, *_row(_CLAIMS[3:], claim_properties(statement))


def _places(store: GraphStore) -> Iterator[Row]:
    for statement in store.statements():
        for item in statement.evidence:
            yield evidence_properties(statement, item)["id"], clean(item.paper_id)


def _row(header: tuple[str, ...], known: Mapping[str, Value]) -> Row:
    return tuple(known.get(column.partition(":")[0]) for column in header)


def _cell(value: Value | None) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return '"{}"'.format(value.replace('"', '""'))
    if isinstance(value, int | float):
        return repr(value)
    return _cell(_APART.join(str(item).replace(_APART, "\ufffd") for item in value))
