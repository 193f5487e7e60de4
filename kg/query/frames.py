"""What every answer can do beside being read: become a table of another library, a graph, or a cell of a notebook.

Nothing heavy is imported before a method is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import networkx as nx
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from kg.query.tables import Cell

Result = TypeVar("Result")

_LISTS = ("results", "paths", "edges", "relations", "rows", "questions", "years")  # the field that holds the results


class Frames(Generic[Result]):
    """An answer as a table: the columns of ``kg COMMAND --csv``, one row a result (of paths, one a hop)."""

    __slots__ = ()

    def __iter__(self) -> Iterator[Result]:
        """The results, best first."""
        return iter(self._results())

    def __len__(self) -> int:
        """How many results there are; an answer without any is false, as an empty list is."""
        return len(self._results())

    def __repr__(self) -> str:
        """What it is and its first rows, on one screen."""
        from kg.query.screen import screen

        return screen(self)

    def _repr_html_(self) -> str:
        """A picture and a table for notebooks; everything from papers is escaped, nothing is fetched or run."""
        from kg.view.notebook import html

        return html(self)

    def to_dicts(self) -> list[dict[str, Cell]]:
        """A dictionary a row."""
        from kg.query.columns import named

        columns, rows = named(self)
        return [dict(zip(columns, row, strict=True)) for row in rows]

    def to_arrow(self) -> pa.Table:
        """A ``pyarrow.Table``: text, int64, float64 and bool columns with nulls, typed alike if there are no rows."""
        from kg.query.columns import arrow

        return arrow(self)

    def to_pandas(self) -> pd.DataFrame:
        """A ``pandas.DataFrame`` (extra ``pandas``); whole numbers that can be missing are ``Int64``."""
        from kg.query.columns import pandas_frame

        return pandas_frame(self)

    def to_polars(self) -> pl.DataFrame:
        """A ``polars.DataFrame`` (extra ``polars``)."""
        from kg.query.columns import polars_frame

        return polars_frame(self)

    def _results(self) -> Sequence[Any]:
        found: Sequence[Any] = next(getattr(self, name) for name in _LISTS if hasattr(self, name))
        return found


class Networked(Frames[Result]):
    """An answer that connects things, and so is a graph too."""

    __slots__ = ()

    def to_networkx(self) -> nx.Graph[str]:
        """A ``networkx`` graph by ids: nodes with type, name and papers, edges with relation, support and evidence.

        Statements make a ``MultiDiGraph`` whose edges are keyed by their relation; what is counted and points nowhere
        (shared datasets, co-occurrence) makes a ``Graph``.
        """
        from kg.query.networks import network

        return network(self)


class Found(Networked[Result]):
    """An answer about a thing that was found: true, even if nothing is said of it."""

    __slots__ = ()

    def __bool__(self) -> bool:
        """True."""
        return True
