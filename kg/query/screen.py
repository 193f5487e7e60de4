"""An answer on one screen: what it is, and its first rows as plain text."""

from __future__ import annotations

import re
from collections.abc import Sized
from typing import TYPE_CHECKING

from kg.query.tables import quoted

if TYPE_CHECKING:
    from kg.query.tables import Cell

ROWS, COLUMNS, CELL, LINE = 10, 12, 24, 118
_BLANK = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


def screen(answer: object) -> str:
    """A headline and at most ten rows; sentences are left out, long cells and lines are cut."""
    columns, body, _ = quoted(answer)
    head = headline(answer)
    if not body:
        return head
    shown = [[_cell(cell) for cell in row[:COLUMNS]] for row in body[:ROWS]]
    table = [[_clip(column, CELL) for column in columns[:COLUMNS]], *shown]
    widths = [max(len(row[place]) for row in table) for place in range(len(table[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table]
    lines = [_clip(line, LINE) for line in lines]
    more = [f"... {len(body) - ROWS} more"] if len(body) > ROWS else []
    return "\n".join([head, *lines, *more])


def headline(answer: object) -> str:
    """The kind of answer, what it is about if it is about one thing, and how much it holds."""
    entity = getattr(answer, "entity", None) or getattr(answer, "center", None)
    about = f" of {_clip(_plain(entity.name), CELL * 2)} ({_clip(_plain(entity.id), CELL * 2)})" if entity else ""
    kind = type(answer).__name__
    return f"{kind}{about}: {_count(answer, kind)}"


# What the results of an answer are called, where they are not called results.
_NOUNS = {
    "BookAnswer": "questions",
    "DupsAnswer": "pairs",
    "Pairs": "pairs",
    "PathAnswer": "paths",
    "ResourcePage": "years",
    "Rows": "rows",
    "SharedMatrix": "methods",
    "SharedPairs": "pairs",
    "ShowAnswer": "relations",
    "Stats": "counts",
    "Subgraph": "edges",
    "TrendAnswer": "trends",
    "Violations": "violations",
}


def _count(answer: object, kind: str) -> str:
    many = len(answer) if isinstance(answer, Sized) else 0
    noun = _NOUNS.get(kind, "results")
    return f"{many} {noun.removesuffix('s') if many == 1 else noun}"


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    return f"{cell:.4g}" if isinstance(cell, float) else _clip(_plain(str(cell)), CELL)


def _plain(text: str) -> str:
    return _BLANK.sub(" ", text)


def _clip(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
