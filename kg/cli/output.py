"""Where answers go: data on standard output as JSON, JSON Lines, CSV or a table; everything else on standard error."""

from __future__ import annotations

import csv
import json
import sys
from contextvars import ContextVar
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kg.errors import UnreadableInput, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.wire import Json

GraphFile = Annotated[
    str, typer.Option("--graph", "-g", envvar="KG_GRAPH", metavar="FILE", help="The graph file.", show_envvar=True)
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document.")]
AsJsonLines = Annotated[bool, typer.Option("--jsonl", help="One JSON value a line, one for each result.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Comma-separated values with a header.")]
Limit = Annotated[int, typer.Option("--limit", min=0, help="At most this many results; 0 for all.")]
OfType = Annotated[str | None, typer.Option("--type", metavar="T", help="Only answers of this type.")]
AsType = Annotated[str | None, typer.Option("--as", metavar="T", help="The type that NAME has.")]
Sentences = Annotated[
    int | None, typer.Option("--evidence", min=0, help="Sentences a result (3 in JSON, 0 in a table).")
]
Since = Annotated[str | None, typer.Option("--since", metavar="DATE", help="Papers from YYYY[-MM[-DD]] on.")]
Until = Annotated[str | None, typer.Option("--until", metavar="DATE", help="Papers up to YYYY[-MM[-DD]].")]
MinConfidence = Annotated[
    float, typer.Option("--min-confidence", min=0.0, max=1.0, help="Evidence at least this sure.")
]
DEFAULT_GRAPH = "graph.kg"
JSON_SENTENCES = 3
_WIDE = 10_000  # columns where no terminal cuts the lines: cells are then never folded


@dataclass(frozen=True, slots=True)
class Form:
    """The form in which an answer is wanted, and with how many sentences a result."""

    json: bool = False
    jsonl: bool = False
    csv: bool = False
    evidence: int | None = None

    def __post_init__(self) -> None:
        """Refuse two forms at once."""
        if self.json + self.jsonl + self.csv > 1:
            raise UsageError("choose one of --json, --jsonl and --csv")

    @property
    def sentences(self) -> int:
        """Sentences a result: as asked, else 3 in JSON and none in a table."""
        if self.evidence is not None:
            return self.evidence
        return JSON_SENTENCES if self.json or self.jsonl else 0


def notes() -> Console:
    """The console for messages: standard error, without colour where ``NO_COLOR`` is set."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


_quiet: ContextVar[bool] = ContextVar("quiet", default=False)


def set_quiet(*, quiet: bool) -> None:
    """Whether notes are left unsaid from here on."""
    _quiet.set(quiet)


def say(message: str) -> None:
    """One line to the user, literally; nothing while quiet is asked for."""
    if not _quiet.get():
        notes().print(message, markup=False)


def line(value: object) -> str:
    """A value as one line of JSON."""
    return json.dumps(value, ensure_ascii=False)


def write_line(text: str, stream: IO[str] | None = None) -> None:
    """A line of data."""
    (stream or sys.stdout).write(text + "\n")


def unwritable(path: str, error: OSError) -> UnreadableInput:
    """What to raise for a file that cannot be written."""
    return UnreadableInput(path, f"cannot be written: {error.strerror or error}")


def emit(answer: object, form: Form, *, title: str = "") -> None:
    """Print an answer in the form asked for."""
    from kg.cli.brief import brief
    from kg.query.tables import rows
    from kg.wire import to_json

    if form.json:
        write_line(json.dumps(to_json(answer), ensure_ascii=False, indent=2))
    elif form.jsonl:
        for item in _items(to_json(answer)):
            write_line(line(item))
    else:
        columns, body = rows(answer)
        if form.csv:
            emit_csv(columns, body)
            return
        columns, body = brief(answer, (columns, body))
        if columns[-1:] == ("evidence",):
            from kg.cli.prose import print_quotes

            emit_table(columns[:-1], [row[:-1] for row in body], title=title)
            print_quotes(answer)  # type: ignore[arg-type]  # only answers that quote have this column
        else:
            emit_table(columns, body, title=title)


def _items(document: Json) -> list[Json]:
    """The results of an answer, one by one."""
    if isinstance(document, list):
        return document
    for key in ("results", "paths", "years", "violations", "questions"):
        if key in document:
            return list(document[key])
    if "columns" in document and "rows" in document:
        return [dict(zip(document["columns"], row, strict=True)) for row in document["rows"]]
    return [document]


def emit_csv(columns: Sequence[str], body: Iterable[Sequence[object]]) -> None:
    """A table as comma-separated values."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(body)


def emit_table(columns: Sequence[str], body: Iterable[Sequence[object]], *, title: str = "") -> None:
    """A table for people; where standard output is no terminal, wide enough that little is cut."""
    console = Console(width=None if sys.stdout.isatty() else _WIDE, highlight=False)
    table = Table(title=title or None, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column.replace("_", " "), overflow="fold")
    for row in body:
        table.add_row(*map(_cell, row))
    console.print(table)


def _cell(value: object) -> Text:
    """A cell; names are data, so brackets in them are no markup."""
    if value is None:
        return Text("")
    if isinstance(value, float):
        return Text(f"{value:.4g}")
    return Text(str(value))


def finish(*, found: bool) -> None:
    """End with 0 if something was found, else with 1."""
    if not found:
        raise typer.Exit(1)
