"""Cypher on a ladybug projection, read-only, answered as rows of plain cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.errors import QueryError, StoreError
from kg.query.answers import Rows
from kg.store.cells import cell, cut, order
from kg.store.cypher_text import Parameter, for_ladybug, outline, values_of
from kg.store.ladybug import Ladybug, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

# How ladybug's messages begin when the question is wrong, and not the store.
_WRONG = ("Parser exception", "Binder exception", "Catalog exception", "Conversion exception", "Runtime exception")


def cypher(
    store: Ladybug, text: str, *, params: Mapping[str, Parameter] | None = None, limit: int | None = None
) -> Rows:
    """The answer to a query that reads: rows in a total order, unless the query orders them itself.

    ``params`` are the values of ``$name``. A node or relationship in an answer is its id; a path is the ids along it.
    """
    seen = outline(text)
    given = values_of(params)
    _check(given, {token.text[1:] for token in seen.tokens if token.kind == "parameter"})
    try:
        columns, found = store.ask(for_ladybug(text, seen), given)
    except RuntimeError as error:
        if str(error).startswith(_WRONG):
            raise QueryError(f"Cypher cannot be run: {one_line(error)}") from error
        raise StoreError(f"{store.path}: {one_line(error)}") from error
    rows = (tuple(cell(_plain(value)) for value in row) for row in found)
    return Rows(tuple(columns), cut(rows if seen.ordered else sorted(rows, key=order), limit))


def _check(given: Mapping[str, Parameter], used: set[str]) -> None:
    for name in sorted(given.keys() ^ used):
        problem = "has no value" if name in used else "is not in the query"
        raise QueryError(f"parameter {name} {problem}")


def _plain(value: object) -> object:
    """Nodes and relationships as their ids, paths as lists of these."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "_NODES" in value and "_RELS" in value:
        return [_plain(item) for item in _along(value["_NODES"], value["_RELS"])]
    if "_LABEL" in value:
        return value.get("id")
    return {key: _plain(item) for key, item in value.items()}


def _along(nodes: list[object], relationships: list[object]) -> list[object]:
    """A path's nodes and relationships in turn."""
    turns = [item for pair in zip(nodes, relationships, strict=False) for item in pair]
    return [*turns, *nodes[len(relationships) :]]
