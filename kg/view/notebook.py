"""An answer as a cell of a notebook shows it: a picture where one helps, then the first rows with their sentences.

No script, no style sheet, no request; colours are those of the notebook, light or dark. Names, titles and sentences
come from papers and are escaped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.query.answers import PathAnswer, SharedAnswer, SharedMatrix, SharedPairs, ShowAnswer, Subgraph, TrendAnswer
from kg.query.screen import headline
from kg.query.tables import quoted
from kg.view import chart, network
from kg.view.draw import parts
from kg.view.svg import cut, safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.query.answers import Quote
    from kg.query.tables import Cell
    from kg.view.chart import Drawn

ROWS, COLUMNS, LETTERS = 30, 14, 160
TREND_COLUMNS = 7  # without the months, where they are many: these are in the picture
_SHORT = 18  # letters that stay on one line
_BOX = "overflow-x:auto;margin:0.4em 0"
_TABLE = "border-collapse:collapse;font-size:0.92em;margin:0"
_CELL = "text-align:left;vertical-align:top;padding:0.2em 0.7em;border-bottom:1px solid rgba(128,128,128,.3)"
_NUMBER = _CELL.replace("left", "right") + ";font-variant-numeric:tabular-nums"
_FAINT = "opacity:.75"


def html(answer: object) -> str:
    """The answer as a piece of HTML."""
    columns, rows, quotes = quoted(answer)
    most = len(columns) if len(columns) <= COLUMNS else TREND_COLUMNS if isinstance(answer, TrendAnswer) else COLUMNS
    pieces = [f'<div style="{_BOX}"><p style="margin:0.2em 0"><strong>{safe(headline(answer))}</strong></p>']
    drawn = _picture(answer)
    if drawn is not None:
        pieces.append(drawn.svg)
        if drawn.left_out > 0:
            pieces.append(_note(f"and {drawn.left_out} more {drawn.what} that are not drawn"))
    if rows:
        pieces.append(_table(columns[:most], [row[:most] for row in rows[:ROWS]], quotes[:ROWS]))
    if len(rows) > ROWS:
        pieces.append(_note(f"and {len(rows) - ROWS} more rows"))
    if len(columns) > most:
        more = "months" if isinstance(answer, TrendAnswer) else "columns"
        pieces.append(_note(f"and {len(columns) - most} more {more}"))
    return "".join([*pieces, "</div>"])


def _picture(answer: object) -> Drawn | None:
    match answer:
        case PathAnswer():
            return network.paths(answer)
        case ShowAnswer():
            return network.shown(answer)
        case Subgraph():
            return network.neighbourhood(answer)
        case SharedAnswer():
            return chart.shared(answer)
        case SharedMatrix():
            return chart.matrix(answer)
        case SharedPairs():
            return chart.pairs(answer)
        case TrendAnswer():
            return chart.trends(answer)
    return None


def _note(text: str) -> str:
    return f'<p style="margin:0.2em 0;{_FAINT}">{safe(text)}</p>'


def _table(columns: Sequence[str], rows: Sequence[Sequence[Cell]], quotes: Sequence[tuple[Quote, ...]]) -> str:
    heads = [*columns, "evidence"] if quotes else list(columns)
    head = "".join(f'<th style="{_CELL}">{safe(cut(name.replace("_", " "), 40))}</th>' for name in heads)
    body = []
    for place, row in enumerate(rows):
        cells = "".join(map(_cell, row))
        if quotes:
            cells += f'<td style="{_CELL}">{_sentences(quotes[place])}</td>'
        body.append(f"<tr>{cells}</tr>")
    return f'<table style="{_TABLE}"><thead><tr>{head}</tr></thead><tbody>{"".join(body)}</tbody></table>'


def _cell(value: Cell) -> str:
    if value is None:
        return f'<td style="{_CELL}"></td>'
    if isinstance(value, bool | str):
        text = str(value)
        title = f' title="{safe(text)}"' if len(text) > LETTERS else ""
        style = f"{_CELL};white-space:nowrap" if len(text) <= _SHORT else _CELL
        return f'<td style="{style}"{title}>{safe(cut(text, LETTERS))}</td>'
    return f'<td style="{_NUMBER}">{f"{value:.4g}" if isinstance(value, float) else value}</td>'


def _sentences(quotes: Sequence[Quote]) -> str:
    """Folded away behind their number; the names that a claim joins are in bold."""
    if not quotes:
        return ""
    listed = "".join(f'<div style="margin:0.3em 0;max-width:44em">{_sentence(quote)}</div>' for quote in quotes)
    count = f"{len(quotes)} {'sentence' if len(quotes) == 1 else 'sentences'}"
    return f'<details><summary style="white-space:nowrap;cursor:pointer">{count}</summary>{listed}</details>'


def _sentence(quote: Quote) -> str:
    text = "".join(f"<b>{_literal(piece)}</b>" if named else _literal(piece) for piece, named in parts(quote.evidence))
    where = ", ".join(filter(None, (quote.title, quote.date)))
    return f'“{text}” <span style="{_FAINT}">{safe(where)}</span>'


def _literal(text: str) -> str:
    """A piece of a sentence: escaped, its spaces kept."""
    lead = " " if text[:1].isspace() else ""
    tail = " " if text[-1:].isspace() and text.strip() else ""
    return lead + safe(text) + tail
