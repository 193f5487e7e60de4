"""The cells and the order of the rows that queries answer, alike for every store."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Cell = str | int | float | bool | None
Row = tuple[Cell, ...]
DIGITS = 9


def rounded(value: float) -> float:
    """A float as cells hold it."""
    return round(value, DIGITS)


def cell(value: object) -> Cell:
    """A value of Cypher as a cell; lists and maps are JSON text."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return rounded(value)
    if isinstance(value, list | dict):
        return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True)
    return str(value)


def _plain(value: object) -> object:
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return cell(value)


def order(row: Row) -> tuple[tuple[int, float, str], ...]:
    """Nothing, truth values, numbers, texts; each among themselves as one would expect."""
    return tuple(rank(each) for each in row)


def rank(cell: Cell) -> tuple[int, float, str]:
    """The place of a cell among all cells."""
    if cell is None:
        return (0, 0.0, "")
    if isinstance(cell, bool):
        return (1, float(cell), "")
    if isinstance(cell, str):
        return (3, 0.0, cell)
    # NaN is neither less nor greater than anything, which would leave the order open.
    return (2, float(cell), "") if cell == cell else (2, float("inf"), "NaN")


def cut(rows: Iterable[Row], limit: int | None) -> tuple[Row, ...]:
    """The first rows; ``None`` means all of them."""

    def some() -> Iterator[Row]:
        for number, row in enumerate(rows):
            if limit is not None and number >= limit:
                return
            yield row

    return tuple(some())
