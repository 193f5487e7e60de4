"""Small static pictures: SVG that takes its ink from the text around it, so that it is read on light and on dark.

No script, no style sheet, no ids (two pictures of one notebook would share them), no address; every text is escaped.
"""

from __future__ import annotations

import math
import unicodedata
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from kg.view.style import LOOKS, plain

if TYPE_CHECKING:
    from kg.model import EntityType

FONT = 12
SMALL = 10.5
INK, FAINT = "currentColor", 0.72
_BOLD = 1.16  # how much wider bold letters are
_NARROW, _AVERAGE, _BROAD, _BROADEST = 0.38, 0.64, 0.79, 0.99  # widths of letters in the widest usual font, by its size
_STYLE = "max-width:100%;height:auto;font-family:system-ui,-apple-system,'Segoe UI',Roboto,sans-serif"


class Spot(NamedTuple):
    """A place in a picture, from its upper left corner."""

    x: float
    y: float


def picture(width: float, height: float, parts: list[str], title: str) -> str:
    """A picture of this size; the title is what a screen reader says."""
    w, h = math.ceil(width), math.ceil(height)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{safe(title)}" width="{w}" height="{h}" '
        f'viewBox="0 0 {w} {h}" style="{_STYLE}">{"".join(parts)}</svg>'
    )


def safe(text: str) -> str:
    """Text that can stand in an element or in an attribute."""
    return escape(" ".join(plain(text).split()), quote=True)


def cut(text: str, length: int) -> str:
    """The text on one line, at most so many characters."""
    line = " ".join(plain(text).split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def width_of(text: str, size: float = FONT, *, bold: bool = False) -> float:
    """About how wide a text will be; a little more than most fonts need."""
    return size * sum(map(_letter, text)) * (_BOLD if bold else 1.0)


def _letter(char: str) -> float:
    if unicodedata.combining(char):
        return 0.0
    if unicodedata.east_asian_width(char) in "WF":
        return 1.05
    if char in "ijlft.,:;'|! ()[]I/-":
        return _NARROW
    if char in "mwMW@%—…":
        return _BROADEST
    return _BROAD if char.isupper() else _AVERAGE


def number(value: float) -> str:
    """A coordinate: one digit is enough."""
    return f"{value:.1f}".removesuffix(".0")


def write(
    at: Spot, text: str, *, size: float = FONT, anchor: str = "start", bold: bool = False, faint: bool = False
) -> str:
    """A line of text whose baseline starts, ends or has its middle there."""
    more = ' font-weight="600"' if bold else ""
    more += f' fill-opacity="{FAINT}"' if faint else ""
    place = f'x="{number(at.x)}" y="{number(at.y)}"'
    return f'<text {place} font-size="{size}" text-anchor="{anchor}" fill="{INK}"{more}>{safe(text)}</text>'


def write_slanted(at: Spot, text: str) -> str:
    """A small line of text that starts there and rises."""
    x, y = number(at.x), number(at.y)
    turn = f'transform="rotate(-45 {x} {y})"'
    return f'<text x="{x}" y="{y}" font-size="{SMALL}" fill="{INK}" {turn}>{safe(text)}</text>'


def write_two(at: Spot, text: str, aside: str, *, before: bool = False, bold: bool = False) -> str:
    """A text and smaller words after it, or ``before`` it and then ending there; the browser knows their widths."""
    weight = ' font-weight="600"' if bold else ""
    main = f"<tspan{weight}>{safe(text)}</tspan>"
    small = f'<tspan font-size="{SMALL}" fill-opacity="{FAINT}">{safe(aside)}</tspan>' if aside else ""
    gap = "<tspan> \N{NO-BREAK SPACE}</tspan>" if aside else ""
    anchor = "end" if before else "start"
    both = small + gap + main if before else main + gap + small
    x, y = number(at.x), number(at.y)
    return f'<text x="{x}" y="{y}" font-size="{FONT}" text-anchor="{anchor}" fill="{INK}">{both}</text>'


def line(a: Spot, b: Spot, *, opacity: float = 0.55, width: float = 1.2, dashed: bool = False) -> str:
    """A line in the colour of the text."""
    ends = f'x1="{number(a.x)}" y1="{number(a.y)}" x2="{number(b.x)}" y2="{number(b.y)}"'
    more = ' stroke-dasharray="4 3"' if dashed else ""
    return f'<line {ends} stroke="{INK}" stroke-opacity="{opacity}" stroke-width="{number(width)}"{more}/>'


def arrow(a: Spot, b: Spot, *, back: float = 0.0, opacity: float = 0.55, width: float = 1.2) -> str:
    """A line with a head that points to ``b``, and lies there or further ``back`` on the line."""
    length = math.dist(a, b) or 1.0
    ux, uy = (b.x - a.x) / length, (b.y - a.y) / length
    tip = Spot(b.x - back * ux, b.y - back * uy)
    base = Spot(tip.x - 7 * ux, tip.y - 7 * uy)
    corners = [tip, Spot(base.x - 3.5 * uy, base.y + 3.5 * ux), Spot(base.x + 3.5 * uy, base.y - 3.5 * ux)]
    points = " ".join(f"{number(x)},{number(y)}" for x, y in corners)
    head = f'<polygon points="{points}" fill="{INK}" fill-opacity="{min(opacity + 0.2, 1):.3g}"/>'
    return line(a, b if back else base, opacity=opacity, width=width) + head


def rectangle(at: Spot, size: Spot, fill: str, *, opacity: float, round: float = 0, title: str = "") -> str:
    """A filled rectangle; ``title`` is shown where the pointer rests."""
    return _rectangle(at, size, f'fill="{fill}" fill-opacity="{opacity:.3g}" rx="{number(round)}"', title)


def frame(at: Spot, size: Spot, color: str, title: str) -> str:
    """A frame with a faint ground of its colour, on which the ink of the text is read."""
    return _rectangle(at, size, f'fill="{color}" fill-opacity="0.16" stroke="{color}" stroke-width="1.3" rx="7"', title)


def _rectangle(at: Spot, size: Spot, paint: str, title: str) -> str:
    place = f'x="{number(at.x)}" y="{number(at.y)}" width="{number(size.x)}" height="{number(size.y)}"'
    told = f"<title>{safe(title)}</title>" if title else ""
    return f"<rect {place} {paint}>{told}</rect>"


def symbol(at: Spot, type: EntityType, *, size: float = 12, title: str = "") -> str:
    """The shape and colour of a type, as on the pages of ``kg view``."""
    look = LOOKS[type]
    told = f"<title>{safe(title)}</title>" if title else ""
    paint = f'fill="{look.fill}" stroke="{look.border}"'
    if not look.points:
        return f'<circle cx="{number(at.x)}" cy="{number(at.y)}" r="{number(size / 2)}" {paint}>{told}</circle>'
    scale = size / 20
    corners = [pair.split(",") for pair in look.points.split()]
    placed = ((at.x + (float(x) - 10) * scale, at.y + (float(y) - 10) * scale) for x, y in corners)
    points = " ".join(f"{number(x)},{number(y)}" for x, y in placed)
    return f'<polygon points="{points}" {paint}>{told}</polygon>'
