"""Tables that are cut to what a terminal can show; JSON and CSV hold all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.query.tables import Table

_BARS = "▁▂▃▄▅▆▇█"
_MONTHS = 36  # the last ones, a bar each
_NAMES = 6  # of datasets in one cell
_PAIR = ("a", "b", "count", "expected", "lift", "llr", "p_value")


def brief(answer: object, table: Table) -> Table:
    """The table of an answer, or less of it: months as bars, the measures that say most, the first datasets."""
    from kg.query.answers import TrendAnswer
    from kg.query.walk_answers import Pairs

    columns, rows = table
    if isinstance(answer, TrendAnswer):
        fixed = columns.index("half_life") + 1
        shown = f"last {min(_MONTHS, len(columns) - fixed)} months"
        return (*columns[:fixed], shown), [
            (*row[:fixed], bars([int(cell or 0) for cell in row[fixed:]])) for row in rows
        ]
    if isinstance(answer, Pairs):
        places = [columns.index(name) for name in _PAIR]
        return _PAIR, [tuple(row[place] for place in places) for row in rows]
    if "datasets" in columns:
        place = columns.index("datasets")
        return columns, [(*row[:place], few(str(row[place])), *row[place + 1 :]) for row in rows]
    return table


def bars(counts: Sequence[int]) -> str:
    """Counts as bars, the highest of those shown being full; a month without any is a space."""
    shown = counts[-_MONTHS:]
    most = max(shown, default=0)
    return "".join(_BARS[(len(_BARS) - 1) * count // most] if count else " " for count in shown)


def few(joined: str) -> str:
    """The first of names that are joined by semicolons, and how many more there are."""
    names = joined.split("; ")
    more = len(names) - _NAMES
    return joined if more <= 0 else "; ".join([*names[:_NAMES], f"and {more} more"])
