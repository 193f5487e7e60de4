"""Rows of the graph as Arrow tables, the form in which ladybug takes many of them at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa

from kg.ids import claim_id
from kg.store.property_graph import evidence_id, flat_spans
from kg.store.rdf_terms import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.model import Entity, Evidence, Paper, Statement

Claim = tuple[str, str, str]  # subject, relation, object
Record = tuple[object, ...]

_TEXT, _WHOLE, _REAL = pa.string(), pa.int64(), pa.float64()
PAPER = pa.schema(
    [("id", _TEXT), ("title", _TEXT), ("date", _TEXT), ("url", _TEXT), ("authors", pa.list_(_TEXT))],
)
ENTITY = pa.schema(
    [("id", _TEXT), ("name", _TEXT), ("aliases", pa.list_(_TEXT)), ("kind", _TEXT), ("papers", _WHOLE)],
)
EVIDENCE = pa.schema(
    [
        ("id", _TEXT),
        ("claim", _TEXT),
        ("sentence", _TEXT),
        ("start", _WHOLE),
        ("end", _WHOLE),
        ("spans", pa.list_(_WHOLE)),
        ("rule", _TEXT),
        ("confidence", _REAL),
    ],
)
PLACE = pa.schema([("evidence", _TEXT), ("paper", _TEXT)])
CLAIM = pa.schema(
    [("subject", _TEXT), ("object", _TEXT), ("claim", _TEXT), ("support", _WHOLE), ("confidence", _REAL)],
)
KEY = pa.schema([("key", _TEXT)])
ENDS = pa.schema([("subject", _TEXT), ("object", _TEXT)])


class Quoted(NamedTuple):
    """An evidence as a node, and where it leads."""

    node: Record
    place: Record


def table(schema: pa.Schema, rows: Sequence[Record]) -> pa.Table:
    """These rows as a table."""
    columns = zip(*rows, strict=True) if rows else [() for _ in schema]
    arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def keys(ids: Iterable[str]) -> pa.Table:
    """A table of ids."""
    return table(KEY, [(each,) for each in ids])


def paper(item: Paper) -> Record:
    """A paper as a node."""
    authors = None if item.authors is None else [clean(name) for name in item.authors]
    return (clean(item.id), clean(item.title), _clean(item.date), _clean(item.url), authors)


def entity(item: Entity) -> Record:
    """An entity as a node."""
    aliases = [clean(alias) for alias in item.aliases]
    return (clean(item.id), clean(item.name), aliases, _clean(item.kind), item.papers)


def claim(item: Statement) -> Record:
    """A statement as a relationship."""
    confidence = max(each.confidence for each in item.evidence)
    return (clean(item.subject), clean(item.object), claim_id(*item.key), item.support, confidence)


def evidence(key: Claim, item: Evidence) -> Quoted:
    """An evidence of a claim."""
    own = evidence_id(key, item)
    where = (clean(item.sentence), item.start, item.end, flat_spans(item))
    node = (own, claim_id(*key), *where, clean(item.rule), item.confidence)
    return Quoted(node, (own, clean(item.paper_id)))


def _clean(value: str | None) -> str | None:
    return None if value is None else clean(value)
