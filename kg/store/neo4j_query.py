"""Cypher on Neo4j, read-only, answered as rows of plain cells in the order that the query gives."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Any

from neo4j import exceptions
from neo4j.graph import Node, Path, Relationship

from kg.errors import QueryError
from kg.query.answers import Rows
from kg.store.rdf_terms import clean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.store.neo4j_server import Neo4jServer

Cell = str | int | float | bool | None
Parameter = str | int | float | bool

_DIGITS = 9
_WRITES = "Neo.ClientError.Statement.AccessMode"


def cypher(
    server: Neo4jServer, text: str, *, params: Mapping[str, Parameter] | None = None, limit: int | None = None
) -> Rows:
    """The answer to a query that reads; one that would write is refused, and undone where a server lets it pass.

    A node is its id, a relationship the id of its claim; lists, maps and paths are JSON.
    """
    given = {
        name.lstrip("$"): clean(value) if isinstance(value, str) else value for name, value in (params or {}).items()
    }
    with server.session(reading=True) as session, session.begin_transaction() as tx:
        try:
            result = tx.run(text, given)
            rows = tuple(tuple(_cell(value) for value in record.values()) for record in islice(result, limit))
            columns = tuple(result.keys())
        except exceptions.ClientError as error:
            raise _refused(error) from error
        finally:
            tx.rollback()
    return Rows(columns, rows)


def _refused(error: exceptions.ClientError) -> QueryError:
    if error.code == _WRITES:
        return QueryError("a query must only read; this one would write")
    said = " ".join((error.message or str(error)).split())
    return QueryError(f"Cypher cannot be run: {said}"[:400])


def _cell(value: Any) -> Cell:  # noqa: ANN401 - whatever a query answers
    if isinstance(value, float):
        return round(value, _DIGITS)
    plain = _plain(value)
    return plain if isinstance(plain, str | int | None) else json.dumps(plain, ensure_ascii=False, sort_keys=True)


def _plain(value: Any) -> Any:  # noqa: ANN401
    """The value as JSON would hold it; what JSON does not know, such as a date, as its text."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return round(value, _DIGITS)
    if hasattr(value, "iso_format"):  # dates and times; a duration is also a tuple
        return value.iso_format()
    if isinstance(value, Node | Relationship):
        return value.get("id")
    if isinstance(value, Path):
        first, *others = value.nodes
        hops = zip(value.relationships, others, strict=True)
        return [_plain(first), *(_plain(item) for hop in hops for item in hop)]
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return str(value)
