"""Pictures of counts: papers by month with their slope, and which methods were run on which resources."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kg.model import EntityType
from kg.view.style import LOOKS
from kg.view.svg import SMALL, Spot, cut, line, picture, rectangle, symbol, width_of, write, write_slanted, write_two

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.model import Entity
    from kg.query.answers import SharedAnswer, SharedMatrix, SharedPairs, TrendAnswer, TrendResult

TRENDS, ROWS, COLUMNS, PAIRS = 6, 16, 14, 12  # what is drawn of long answers
_BLUE = LOOKS[EntityType.METHOD].fill
_ORANGE = LOOKS[EntityType.BENCHMARK].fill
_WIDE, _HIGH = 560.0, 64.0
_CELL = 26.0
_NAME = 26  # characters of a name beside a row


class Drawn(NamedTuple):
    """A picture, and how many results it leaves out."""

    svg: str
    left_out: int
    what: str


def trends(answer: TrendAnswer) -> Drawn | None:
    """Bars by month with the slope as a line, one chart a thing."""
    shown = [result for result in answer.results if result.months][:TRENDS]
    if not shown:
        return None
    parts: list[str] = []
    top = 0.0
    for result in shown:
        parts += _bars(result, top)
        top += _HIGH + 58
    return Drawn(picture(_WIDE + 50, top, parts, "papers a month"), len(answer.results) - len(shown), "trends")


def _bars(result: TrendResult, top: float) -> list[str]:
    counts = [count for _, count in result.months]
    most = max(*counts, 1)
    left, floor = 34.0, top + 24 + _HIGH
    step = _WIDE / len(counts)
    broad = min(max(step * 0.78, 1.0), 46.0)
    low, high = result.ci
    told = f"slope {result.slope:+.3g} papers a month each month (95 %: {low:+.3g} to {high:+.3g})"
    parts = [
        write_two(Spot(0, top + 13), cut(result.entity.name, 34), told, bold=True),
        write(Spot(left - 6, top + 33), str(most), size=SMALL, anchor="end", faint=True),
        write(Spot(left - 6, floor), "0", size=SMALL, anchor="end", faint=True),
        line(Spot(left, floor), Spot(left + _WIDE, floor), opacity=0.35, width=1),
    ]
    for place, (month, count) in enumerate(result.months):
        if count:
            height = _HIGH * count / most
            x = left + step * (place + 0.5) - broad / 2
            title = f"{month}: {count}"
            parts.append(rectangle(Spot(x, floor - height), Spot(broad, height), _BLUE, opacity=0.8, title=title))
    parts += _slope(result, left, floor, most)
    return parts + _months([month for month, _ in result.months], left, step, floor + 14)


def _slope(result: TrendResult, left: float, floor: float, most: int) -> list[str]:
    """The fitted line where it lies within the chart."""
    counts = [count for _, count in result.months]
    last = len(counts) - 1
    if last < 1:
        return []
    mean = sum(counts) / len(counts)
    step, ends = _WIDE / len(counts), (0.0, float(last))
    if result.slope:
        reach = sorted(last / 2 + (bound - mean) / result.slope for bound in (0, most))
        ends = (max(0.0, reach[0]), min(float(last), reach[1]))
    spots = [Spot(left + step * (x + 0.5), floor - _HIGH * (mean + result.slope * (x - last / 2)) / most) for x in ends]
    a, b = spots
    at = f'x1="{a.x:.1f}" y1="{a.y:.1f}" x2="{b.x:.1f}" y2="{b.y:.1f}"'
    return [f'<line {at} stroke="{_ORANGE}" stroke-width="2"/>']


_EVERY = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200)  # months between two that are written out


def _months(months: Sequence[str], left: float, step: float, y: float) -> list[str]:
    """As many months as have room, at even distances of the calendar."""
    room = (width_of("2026-01", SMALL) + 12) / step
    every = next((each for each in _EVERY if each >= room), _EVERY[-1])
    places = [place for place, month in enumerate(months) if (int(month[:4]) * 12 + int(month[5:]) - 1) % every == 0]
    return [
        write(Spot(left + step * (place + 0.5), y), months[place], size=SMALL, anchor="middle", faint=True)
        for place in places or [0]
    ]


def shared(answer: SharedAnswer) -> Drawn | None:
    """A row a method, a column a dataset, a mark where both were run on it, and the score."""
    if not answer.results:
        return None
    rows = answer.results[:ROWS]
    columns = tuple({each.id: each for result in rows for each in result.datasets}.values())
    cells = [[int(any(each.id == column.id for each in row.datasets)) for column in columns] for row in rows]
    asked = f"shared with {answer.entity.name}"
    table = _Grid([row.entity for row in rows], columns, cells, [f"{row.score:.3g}" for row in rows], "score")
    return Drawn(table.draw(asked, marks=True), len(answer.results) - len(rows), "methods")


def matrix(answer: SharedMatrix) -> Drawn | None:
    """A heat map: how many papers are behind each method on each resource."""
    if not answer.datasets:
        return None
    rows = answer.methods[:ROWS]
    cells = [[len(cell) for cell in row] for row in answer.papers[:ROWS]]
    table = _Grid(rows, answer.datasets, cells, [], "")
    return Drawn(table.draw("papers of methods on datasets", marks=False), len(answer.methods) - len(rows), "methods")


def pairs(answer: SharedPairs) -> Drawn | None:
    """A bar a pair, as long as its score."""
    rows = answer[:PAIRS]
    if not rows:
        return None
    names = [f"{cut(pair.a.name, 20)} – {cut(pair.b.name, 20)}" for pair in rows]
    left = max(width_of(name) for name in names) + 10
    most = max(max(pair.score for pair in rows), 1e-9)
    parts = []
    for place, (pair, name) in enumerate(zip(rows, names, strict=True)):
        y = 20.0 * place
        long = 260 * max(pair.score, 0) / most
        told = ", ".join(each.name for each in pair.datasets)
        parts += [
            write(Spot(left - 8, y + 14), name, anchor="end"),
            rectangle(Spot(left, y + 4), Spot(max(long, 1), 13), _BLUE, opacity=0.8, title=told),
            write(Spot(left + long + 6, y + 14), f"{pair.score:.3g}", size=SMALL, faint=True),
        ]
    svg = picture(left + 310, 20.0 * len(rows) + 4, parts, "pairs of methods that share datasets")
    return Drawn(svg, len(answer) - len(rows), "pairs")


class _Grid(NamedTuple):
    rows: Sequence[Entity]
    columns: Sequence[Entity]
    cells: Sequence[Sequence[int]]
    ends: Sequence[str]  # what stands at the end of each row
    ends_of: str

    def draw(self, title: str, *, marks: bool) -> str:
        columns = self.columns[:COLUMNS]
        names = [cut(row.name, _NAME) for row in self.rows]
        heads = [cut(column.name, 20) for column in columns]
        left = max(width_of(name) for name in names) + 28
        slant = max(width_of(head, SMALL) for head in heads)
        top = slant * 0.71 + 24
        parts = []
        for place, (column, head) in enumerate(zip(columns, heads, strict=True)):
            at = Spot(left + _CELL * (place + 0.5) + 2, top - 8)
            parts.append(write_slanted(at, head))
            parts.append(symbol(Spot(at.x - 2, top - 2), column.type, size=7, title=column.name))
        for place, name in enumerate(names):
            parts += self._row(place, name, Spot(left, top + 6 + _CELL * place), marks=marks)
        right = left + _CELL * len(columns)
        hidden = len(self.columns) - len(columns)
        width = right + max(slant * 0.71, 60) + (max(width_of(end) for end in self.ends) if self.ends else 0)
        if self.ends_of:
            parts.append(write(Spot(right + 12, top - 2), self.ends_of, size=SMALL, faint=True))
        if hidden:
            said = f"and {hidden} more {'column' if hidden == 1 else 'columns'}"
            parts.append(write(Spot(left, top + 22 + _CELL * len(names)), said, size=SMALL, faint=True))
        return picture(width, top + _CELL * len(names) + 28, parts, title)

    def _row(self, place: int, name: str, at: Spot, *, marks: bool) -> list[str]:
        most = max((count for row in self.cells for count in row), default=1) or 1
        parts = [write(Spot(at.x - 10, at.y + _CELL * 0.66), name, anchor="end")]
        for column, count in enumerate(self.cells[place][:COLUMNS]):
            where = Spot(at.x + _CELL * column + 1.5, at.y + 1.5)
            told = f"{self.rows[place].name} on {self.columns[column].name}: {count}"
            if not count or marks:
                told = "" if not count else f"{self.rows[place].name} on {self.columns[column].name}"
            shade = 0.0 if not count else (0.75 if marks else 0.18 + 0.62 * count / most)
            fill = _BLUE if count else "currentColor"
            size = Spot(_CELL - 3, _CELL - 3)
            parts.append(rectangle(where, size, fill, opacity=shade or 0.05, round=4, title=told))
            if count and not marks:
                middle = Spot(where.x + size.x / 2, where.y + size.y * 0.68)
                parts.append(write(middle, str(count), size=SMALL, anchor="middle", bold=True))
        if self.ends:
            x = at.x + _CELL * len(self.columns[:COLUMNS]) + 12
            parts.append(write(Spot(x, at.y + _CELL * 0.66), self.ends[place], size=SMALL, faint=True))
        return parts
