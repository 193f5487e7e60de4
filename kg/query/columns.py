"""The table of an answer with a type for each column, for Arrow and what is made from it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.query.answers import Rows
from kg.query.tables import Table, rows
from kg.query.walk_answers import Pairs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from kg.query.tables import Cell

_FLOATS = frozenset(
    ("score", "p_value", "cost", "expected", "lift", "pmi", "jaccard", "llr", "slope", "ci_low", "ci_high", "half_life")
)
_COUNTS = frozenset(("papers", "papers_a", "papers_b", "support", "shared", "count", "path", "hop", "hops"))
_WIDEST = 2**63  # whole numbers beyond 64 bits are kept as text
_SURROGATE = re.compile("[\ud800-\udfff]")  # halves of pairs, which UTF-8 cannot hold


def named(answer: object) -> Table:
    """The flat table of an answer; of columns with one name the later ones are numbered."""
    columns, body = rows(answer)
    return _apart(columns), body


def arrow(answer: object) -> pa.Table:
    """An answer as a ``pyarrow.Table``.

    Cells of a query may be of any kind: a column of whole numbers and floats is one of floats, one of other mixtures is
    text; without any value it is text.
    """
    import pyarrow

    if isinstance(answer, Pairs):
        whole = answer.columns()
        ids = {name: pyarrow.array(map(_utf8, whole.pop(name)), pyarrow.string()) for name in ("a", "b")}
        return pyarrow.table({**ids, **whole})
    columns, body = named(answer)
    free = isinstance(answer, Rows)
    arrays = []
    for place, column in enumerate(columns):
        cells = [row[place] for row in body]
        kind = _kind(cells) if free else _declared(column, cells)
        arrays.append(pyarrow.array(map(_CASTS[kind], cells), pyarrow.type_for_alias(kind), size=len(cells)))
    return pyarrow.Table.from_arrays(arrays, names=[_utf8(column) for column in columns])


def pandas_frame(answer: object) -> pd.DataFrame:
    """An answer as a ``pandas.DataFrame``; where a number or a truth can be missing, the column is a nullable one."""
    try:
        import pandas
    except ImportError as error:
        raise _missing("pandas") from error
    table = arrow(answer)
    frame = table.to_pandas()
    for place, column in enumerate(table.columns):
        nullable = _NULLABLE.get(str(column.type))
        if nullable and column.null_count:
            frame[table.column_names[place]] = pandas.array(column.to_pylist(), dtype=nullable)
    return frame


def polars_frame(answer: object) -> pl.DataFrame:
    """An answer as a ``polars.DataFrame``."""
    try:
        import polars
    except ImportError as error:
        raise _missing("polars") from error
    return polars.DataFrame(arrow(answer))


_NULLABLE = {"int64": "Int64", "bool": "boolean"}


def _missing(library: str) -> UsageError:
    return UsageError(f"to_{library} needs {library}: pip install 'paperkg[{library}]'")


def _declared(column: str, cells: Sequence[Cell]) -> str:
    """The type of a column of a question; columns of months and of datasets count papers."""
    if column in _FLOATS:
        return "float64"
    if column in _COUNTS:
        return "int64"
    return _kind(cells)


def _kind(cells: Iterable[Cell]) -> str:
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds == {bool}:
        return "bool"
    wide = any(type(cell) is int and not -_WIDEST <= cell < _WIDEST for cell in cells)
    if kinds == {int} and not wide:
        return "int64"
    if kinds and kinds <= {int, float} and not wide:
        return "float64"
    return "string"


def _text(cell: Cell) -> str | None:
    if isinstance(cell, bool):
        return str(cell).lower()
    return None if cell is None else _utf8(str(cell))


def _float(cell: Cell) -> Cell:
    return float(cell) if isinstance(cell, int) else cell


def _same(cell: Cell) -> Cell:
    return cell


_CASTS = {"string": _text, "float64": _float, "int64": _same, "bool": _same}


def _utf8(text: str) -> str:
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)


def _apart(columns: Sequence[str]) -> tuple[str, ...]:
    """Names that differ: a dataset may be called as another one, or as a column of the table."""
    names: dict[str, None] = {}
    for column in columns:
        name, number = column, 1
        while name in names:
            number += 1
            name = f"{column} ({number})"
        names[name] = None
    return tuple(names)
