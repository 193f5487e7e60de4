"""Cypher on Neo4j, read-only, answered as rows of plain cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from neo4j import exceptions
from neo4j.graph import Node, Path, Relationship

from kg.errors import QueryError
from kg.query.answers import Rows
from kg.store.cells import cell, cut, order
from kg.store.cypher_text import Parameter, is_ordered, outline, values_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.store.neo4j_server import Neo4jServer

_WRITES = "Neo.ClientError.Statement.AccessMode"


def cypher(
    server: Neo4jServer, text: str, *, params: Mapping[str, Parameter] | None = None, limit: int | None = None
) -> Rows:
    """The answer to a query that reads: rows in a total order, unless the query orders them itself.

    A query that would write is refused: by Neo4j, which reads it as a whole; on another server, which may let it pass,
    by its words, before it is sent.

    A node is its id, a relationship the id of its claim; lists, maps and paths are JSON.
    """
    if not server.is_neo4j:
        outline(text)
    with server.session(reading=True) as session, session.begin_transaction() as tx:
        try:
            result = tx.run(text, values_of(params))
            columns = tuple(result.keys())
            found = (tuple(cell(_plain(value)) for value in record.values()) for record in result)
            # without an order of its own all is needed to find what is first
            rows = cut(found if is_ordered(text) else sorted(found, key=order), limit)
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


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a query answers
    """The value as JSON would hold it; what JSON does not know, such as a date, as its text."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
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
