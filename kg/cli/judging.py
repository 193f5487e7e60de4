"""Decisions and figures: resolve, why, evaluate, check."""

from __future__ import annotations

import json as json_module
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg import api
from kg.cli.deciding import DecisionsFile, decided_for
from kg.cli.making import Out, writing
from kg.cli.model import Model, Trained
from kg.cli.output import (
    DEFAULT_GRAPH,
    AsCsv,
    AsJson,
    AsJsonLines,
    Form,
    GraphFile,
    OfType,
    emit,
    emit_table,
    finish,
    line,
    say,
    write_line,
)
from kg.errors import NotFound, UnreadableInput, UsageError
from kg.query.names import entity_type

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.evaluate import Scores
    from kg.records import Record
    from kg.resolve import Verdict
    from kg.resolve.decisions import Decision


def resolve(
    records: Annotated[str, typer.Argument(metavar="RECORDS.jsonl", help="Records as kg extract writes them.")],
    *,
    output: Out = "-",
) -> None:
    """Decide which entities of these records are the same thing.

    Example: kg resolve out.jsonl -o nodes.jsonl
    """
    from kg.records import read_records, resolved

    with writing(output) as stream:
        for row in resolved(read_records(records)):
            write_line(line(row), stream)


def why(
    a: Annotated[str | None, typer.Argument(metavar="[A]")] = None,
    b: Annotated[str | None, typer.Argument(metavar="[B]")] = None,
    *,
    pairs: Annotated[str | None, typer.Option("--pairs", metavar="FILE.tsv", help="Two names a line.")] = None,
    graph: Annotated[
        str | None, typer.Option("--graph", "-g", metavar="FILE", help="Also what this graph decided.")
    ] = None,
    decisions: DecisionsFile = None,
    type: OfType = None,
    json: AsJson = False,
    jsonl: AsJsonLines = False,
) -> None:
    """Are two names one thing, and why?

    Example: kg why CIFAR-10 CIFAR-100
    """
    if (pairs is None) == (a is None or b is None):
        raise UsageError("give two names, or --pairs FILE.tsv")
    asked = _pairs(pairs) if pairs is not None else [(a or "", b or "")]
    for verdict in _verdicts(asked, type=type, graph=graph, decided=decided_for(graph or DEFAULT_GRAPH, decisions)):
        if json or jsonl:
            write_line(line(asdict(verdict)))
        else:
            say_line = "one" if verdict.same else "two"
            write_line(f"{verdict.a} / {verdict.b}: {say_line} - {verdict.reason}")


def _pairs(path: str) -> list[tuple[str, str]]:
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableInput(path, getattr(error, "strerror", None) or "not UTF-8 text") from error
    cells = [text.split("\t") for text in lines if text]
    if cells and cells[0][:2] == ["name_a", "name_b"]:
        cells = cells[1:]
    for row in cells:
        if len(row) < 2:
            raise UnreadableInput(path, f"no second name in the line {row[0]!r}")
    return [(row[0], row[1]) for row in cells]


def _verdicts(
    asked: list[tuple[str, str]], *, type: str | None, graph: str | None, decided: Sequence[Decision]
) -> list[Verdict]:
    from kg.resolve import Verdict, known
    from kg.resolve import why as decide

    kind, tables = entity_type(type), known()
    verdicts = [decide(a, b, type=kind, known=tables, decisions=decided) for a, b in asked]
    if graph is None:
        return verdicts
    with api.open(graph) as opened:
        told = []
        for verdict in verdicts:
            try:
                left = opened.resolve(verdict.a, as_type=type)
                right = opened.resolve(verdict.b, as_type=type)
            except (NotFound, UsageError) as error:
                told.append(Verdict(verdict.a, verdict.b, verdict.same, f"{verdict.reason}; in the graph: {error}"))
                continue
            same = left.id == right.id
            where = f"in the graph both are {left.id}" if same else f"in the graph {left.id} and {right.id}"
            because = [
                f"{name!r}: {why}"
                for name, of in ((verdict.a, left), (verdict.b, right))
                if (why := opened.reason(of, name))
            ]
            reason = f"{where} ({'; '.join(because)})" if because else where
            told.append(Verdict(verdict.a, verdict.b, same, f"{reason}; by the names alone: {verdict.reason}"))
        return told


def evaluate(
    gold: Annotated[str, typer.Argument(metavar="GOLD", help="Annotated records (JSONL).")],
    predicted: Annotated[str | None, typer.Argument(metavar="[PRED]", help="Extracted records; or extract.")] = None,
    *,
    model: Model = Trained.ACCURATE,
    errors: Annotated[int, typer.Option("--errors", min=0, help="This many errors of each kind, commonest first.")] = 0,
    resolution: Annotated[
        str | None,
        typer.Option("--resolution", metavar="CLUSTERS.jsonl", help="Score resolution against these clusters."),
    ] = None,
    json: AsJson = False,
) -> None:
    """Score extraction against annotated papers, or resolution against annotated clusters.

    Example: kg evaluate gold.jsonl --errors 20
    """
    from kg.evaluate import evaluate as score
    from kg.records import extracted, gold_papers, read_records

    records = read_records(gold)
    if resolution is not None:
        _resolution(records, resolution, predicted, json=json)
        return
    found = (
        read_records(predicted) if predicted is not None else list(extracted(gold_papers(records, gold), model=model))
    )
    scores = score(records, found)
    if json:
        document = {"papers": scores.papers, "unmatched": scores.unmatched, "scores": scores.rows}
        write_line(json_module.dumps(document))
        return
    write_line(f"{scores.papers} gold papers, {scores.unmatched} with no predicted record")
    emit_table(
        ("", "P", "R", "F1", "tp", "fp", "fn"),
        [(name, *(f"{row[k]:.3f}" for k in ("P", "R", "F1")), *(row[k] for k in ("tp", "fp", "fn")))
         for name, row in scores.rows.items()],
    )  # fmt: skip
    if errors:
        _errors(scores, errors)


def _resolution(records: list[Record], clusters: str, nodes: str | None, *, json: bool) -> None:
    """Figures of the resolution of annotated entities, of which only the surfaces are seen; or of nodes in a file."""
    from kg.evaluate import evaluate_resolution, visible
    from kg.records import read_clusters, read_nodes, resolved

    found = read_nodes(nodes) if nodes is not None else list(resolved(visible(records)))
    scores = evaluate_resolution(records, read_clusters(clusters), found)
    rows = {"pairs": scores.pairs.row(), "B-cubed": scores.b_cubed.row()}
    if json:
        document = {"resolution": rows, "mentions": scores.mentions, "unanswered": scores.unanswered}
        write_line(json_module.dumps(document))
        return
    write_line(f"{scores.mentions} annotated mentions, {scores.unanswered} without a node")
    emit_table(
        ("", "P", "R", "F1"), [(name, *(f"{row[k]:.3f}" for k in ("P", "R", "F1"))) for name, row in rows.items()]
    )


def _errors(scores: Scores, most: int) -> None:
    for label, counter in (("missed", scores.errors.missed), ("spurious", scores.errors.spurious)):
        rows = [(number, *key, scores.errors.places.get(key, "")) for key, number in counter.most_common(most)]
        emit_table(("times", "type", label, "where"), rows)
    wrong = [(number, *key) for key, number in scores.errors.roles.most_common(most)]
    emit_table(("times", "type", "annotated role", "found role"), wrong)


def check(
    *,
    on: Annotated[str | None, typer.Option("--on", metavar="STORE", help="Compare it with this store alone.")] = None,
    graph: GraphFile = DEFAULT_GRAPH,
    json: AsJson = False,
    jsonl: AsJsonLines = False,
    csv: AsCsv = False,
) -> None:
    """Validate the graph: SHACL shapes, evidence, projections.

    Example: kg check
    """
    form = Form(json, jsonl, csv)
    with api.open(graph) as opened:
        violations = opened.check(on=on)
    if json:
        from kg.wire import to_json

        write_line(json_module.dumps({"violations": [to_json(each) for each in violations]}, indent=2))
    elif violations or jsonl or csv:
        emit(violations, form)
    else:
        say(f"{graph}: no violations")
    finish(found=not violations)
