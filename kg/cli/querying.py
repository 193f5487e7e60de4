"""Queries in SPARQL, in Cypher and from the question book."""

from __future__ import annotations

import json as jsons
from pathlib import Path
from typing import Annotated

import typer

from kg import api
from kg.cli.output import DEFAULT_GRAPH, AsCsv, AsJson, AsJsonLines, Form, GraphFile, emit, finish
from kg.errors import UnreadableInput, UsageError

Value = str | int | float


def query(
    *,
    sparql: Annotated[str | None, typer.Option("--sparql", metavar="TEXT", help="SPARQL, or @FILE.")] = None,
    cypher: Annotated[str | None, typer.Option("--cypher", metavar="TEXT", help="Cypher, or @FILE.")] = None,
    name: Annotated[str | None, typer.Option("--name", metavar="QUESTION", help="A question of the book.")] = None,
    list_all: Annotated[bool, typer.Option("--list", help="The question book.")] = False,
    param: Annotated[list[str] | None, typer.Option("--param", metavar="K=V", help="Value of ?K or $K.")] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="STORE", help="oxigraph, ladybug or python.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=0, help="At most this many rows; 0 for all.")] = 0,
    graph: GraphFile = DEFAULT_GRAPH,
    json: AsJson = False,
    jsonl: AsJsonLines = False,
    csv: AsCsv = False,
) -> None:
    """Ask in SPARQL or Cypher, or a question of the book; read-only.

    The prefixes of the ontology are known in SPARQL. A question has example values unless --param gives others.

    Example: kg query --cypher 'MATCH (m:Method)-[:EVALUATED_ON]->(d) RETURN m.name, d.name LIMIT 5'
    """
    form = Form(json, jsonl, csv)
    if (sparql, cypher, name).count(None) + (not list_all) != 3:
        raise UsageError("give one of --sparql TEXT, --cypher TEXT, --name QUESTION and --list")
    if list_all:
        from kg.query.book import listed

        emit(listed(), form)
        return
    with api.open(graph) as opened:
        answer = opened.query(
            sparql=sparql and _text(sparql),
            cypher=cypher and _text(cypher),
            name=name,
            params=_params(param or [], typed=cypher is not None),
            on=on,
            limit=limit,
        )
        emit(answer, form)
        finish(found=bool(answer.rows))


def _text(given: str) -> str:
    if not given.startswith("@"):
        return given
    try:
        return Path(given[1:]).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableInput(given[1:], getattr(error, "strerror", None) or "not UTF-8 text") from error


def _params(given: list[str], *, typed: bool) -> dict[str, Value]:
    pairs = dict(item.partition("=")[::2] for item in given)
    if not all("=" in item for item in given):
        raise UsageError("write --param NAME=VALUE")
    return {name: _typed(value) if typed else value for name, value in pairs.items()}


def _typed(text: str) -> Value:
    """A number, a truth value or a text in quotes as JSON writes it; everything else is the text that it is."""
    try:
        value = jsons.loads(text)
    except ValueError:
        return text
    return value if isinstance(value, str | int | float) else text
