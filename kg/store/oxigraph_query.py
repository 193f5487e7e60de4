"""SPARQL on an Oxigraph store, read-only, answered as rows of plain cells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Triple,
    Variable,
)

from kg import vocab
from kg.errors import QueryError, StoreError
from kg.query.answers import Rows
from kg.store.cells import Cell, Row, cut, order, rounded
from kg.store.rdf_terms import clean
from kg.store.sparql_text import outline

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from pyoxigraph import Store

    Found = QuerySolutions | QueryBoolean | QueryTriples | Iterator[Triple]

Parameter = str | int | float | bool

_XSD = "http://www.w3.org/2001/XMLSchema#"
_FLOATS = {"double", "float", "decimal"}


def sparql(store: Store, text: str, *, params: Mapping[str, Parameter] | None = None, limit: int | None = None) -> Rows:
    """The answer to a query that reads: rows in a total order, unless the query orders them itself.

    The prefixes of the ontology's context are known. ``params`` gives values to variables that the query selects
    (``<...>`` is an IRI, everything else a literal); they are no columns of the answer. ASK answers one row with one
    cell, CONSTRUCT and DESCRIBE answer triples.
    """
    seen, given = outline(text), terms(params or {})
    try:
        found = store.query(
            text,
            prefixes=dict(vocab.prefixes()),
            substitutions={_variable(name): value for name, value in given.items()},
        )
        return table(found, given, ordered=seen.ordered, limit=limit)
    except SyntaxError as error:
        raise QueryError(_syntax(text, str(error))) from error
    except RuntimeError as error:
        raise QueryError(_one_line(f"SPARQL cannot be run: {error}")) from error
    except OSError as error:
        raise StoreError(_one_line(f"the store cannot be read: {error}")) from error


def terms(params: Mapping[str, Parameter]) -> dict[str, NamedNode | Literal]:
    """The values of parameters as terms, by the names of their variables."""
    return {name.lstrip("?$"): _term(value) for name, value in params.items()}


def table(found: Found, given: Collection[str], *, ordered: bool, limit: int | None) -> Rows:
    """What a store found, as rows of cells: in a total order unless it is ``ordered``, without the ``given`` ones."""
    columns, rows = _table(found, given)
    # A query may answer far more than is wanted; without an order of its own all is needed to find what is first.
    return Rows(columns, cut(rows if ordered else sorted(rows, key=order), limit))


def _table(found: Found, given: Collection[str]) -> tuple[tuple[str, ...], Iterable[Row]]:
    if isinstance(found, QueryBoolean):
        return ("ask",), [(bool(found),)]
    if not isinstance(found, QuerySolutions):
        # A graph is a set; Oxigraph gives a triple as often as it was constructed.
        return ("subject", "predicate", "object"), {
            (_cell(triple.subject), _cell(triple.predicate), _cell(triple.object)) for triple in found
        }
    names = tuple(variable.value for variable in found.variables)
    shown = [index for index, name in enumerate(names) if name not in given]
    return tuple(names[index] for index in shown), (
        tuple(_cell(solution[index]) for index in shown) for solution in found
    )


def _cell(term: NamedNode | BlankNode | Literal | Triple | None) -> Cell:
    if term is None:
        return None
    if isinstance(term, BlankNode | Triple):
        return str(term)
    if isinstance(term, NamedNode):
        return term.value
    return _value(term.value, term.datatype.value.removeprefix(_XSD))


def _value(lexical: str, datatype: str) -> Cell:
    try:
        if datatype == "integer":
            return int(lexical)
        if datatype in _FLOATS:
            return rounded(float(lexical))
    except ValueError:  # an ill-typed literal stays the text that it is
        return lexical
    if datatype == "boolean":
        return {"true": True, "1": True, "false": False, "0": False}.get(lexical, lexical)
    return lexical


def _variable(name: str) -> Variable:
    try:
        return Variable(name)
    except ValueError as error:
        raise QueryError(f"{name!r} cannot be the name of a parameter") from error


def _term(value: Parameter) -> NamedNode | Literal:
    if not isinstance(value, str):
        return Literal(value)
    if not (value.startswith("<") and value.endswith(">")):
        return Literal(clean(value))
    try:
        return NamedNode(value[1:-1])
    except ValueError as error:
        raise QueryError(f"{value} is not an IRI") from error


def _syntax(text: str, message: str) -> str:
    place = re.search(r"error at (\d+):(\d+)", message)
    if place is None:
        return _one_line(f"SPARQL does not parse: {message}")
    line, column = int(place[1]), int(place[2])
    *lines, last = text.split("\n")[:line]
    before = " ".join([*lines, last[: column - 1]])
    # Where reading stopped, which may be a little past what is wrong.
    context = f", after {' '.join(before.split())[-30:]!r}" if before.strip() else ""
    return f"SPARQL does not parse at line {line}, column {column}{context}"


def _one_line(message: str) -> str:
    return " ".join(message.split())[:300]
