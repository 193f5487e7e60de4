"""Questions: find, show, shared, cooccur, trend, page, stats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from kg import api
from kg.cli.output import (
    DEFAULT_GRAPH,
    AsCsv,
    AsJson,
    AsJsonLines,
    AsType,
    Form,
    GraphFile,
    Limit,
    MinConfidence,
    OfType,
    Sentences,
    Since,
    Until,
    emit,
    finish,
    say,
)
from kg.cli.prose import print_page
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.query.scope import Options
    from kg.query.trend import Direction

Name = Annotated[str, typer.Argument(metavar="NAME", help="A name, an alias or an id such as method:lora.")]


def options_of(form: Form, since: str | None, until: str | None, min_confidence: float) -> Options:
    """What most questions can be asked with."""
    return {"evidence": form.sentences, "since": since, "until": until, "min_confidence": min_confidence}


def find(
    text: Annotated[str, typer.Argument(metavar="TEXT")],
    *,
    graph: GraphFile = DEFAULT_GRAPH,
    type: OfType = None,
    limit: Limit = 20,
    json: AsJson = False,
    jsonl: AsJsonLines = False,
    csv: AsCsv = False,
) -> None:
    """Search names and aliases.

    Example: kg find lora --type Method
    """
    form = Form(json, jsonl, csv)
    with api.open(graph) as opened:
        answer = opened.find(text, type=type, limit=limit)
        emit(answer, form)
        if not answer.results:
            near = opened.suggest(text)
            say(f"nothing is called {text!r}" + (f"; did you mean {', '.join(near)}?" if near else ""))
        finish(found=bool(answer.results))


def show(
    name: Name,
    *,
    graph: GraphFile = DEFAULT_GRAPH,
    as_type: AsType = None,
    type: OfType = None,
    limit: Limit = 20,
    evidence: Sentences = None,
    since: Since = None,
    until: Until = None,
    min_confidence: MinConfidence = 0.0,
    json: AsJson = False,
    jsonl: AsJsonLines = False,
    csv: AsCsv = False,
) -> None:
    """Show one entity or paper: the papers that name it and its relations.

    Example: kg show LoRA --evidence 1
    """
    form = Form(json, jsonl, csv, evidence)
    with api.open(graph) as opened:
        answer = opened.show(
            name, as_type=as_type, type=type, limit=limit, **options_of(form, since, until, min_confidence)
        )
        entity = answer.entity
        title = f"{entity.name}  ({entity.type}, {entity.id}, {entity.papers} papers)"
        emit(answer, form, title="\n".join((title, *answer.links)))


def shared(
    names: Annotated[list[str] | None, typer.Argument(metavar="NAME...", help="One method, or several.")] = None,
    *,
    all_pairs: Annotated[bool, typer.Option("--all", help="Every pair of methods, best first.")] = False,
    trained: Annotated[bool, typer.Option("--trained", help="Count TRAINED_ON too.")] = False,
    graph: GraphFile = DEFAULT_GRAPH,
    as_type: AsType = None,
    limit: Limit = 20,
    evidence: Sentences = None,
    since: Since = None,
    until: Until = None,
    min_confidence: MinConfidence = 0.0,
    json: AsJson = False,
    jsonl: AsJsonLines = False,
    csv: AsCsv = False,
) -> None:
    """Which methods share datasets: with one method, among several, or --all pairs.

    Example: kg shared LoRA
    """
    form = Form(json, jsonl, csv, evidence)
    if bool(names) == all_pairs:
        raise UsageError("give the name of a method, several names, or --all")
    options = options_of(form, since, until, min_confidence)
    with api.open(graph) as opened:
        if not names:
            pairs = list(opened.shared_all(trained=trained, limit=limit, **options))
            emit(pairs, form)
            finish(found=bool(pairs))
            return
        answer = opened.shared(*names, trained=trained, as_type=as_type, limit=limit, **options)
        emit(answer, form)
        finish(found=bool(getattr(answer, "results", None) or getattr(answer, "datasets", None)))


def cooccur(
    name: Name,
    *,
    via: Annotated[str, typer.Option("--via", help="paper or sentence.")] = "paper",
    graph: GraphFile = DEFAULT_GRAPH,
    as_type: AsType = None,
    type: OfType = None,
    limit: Limit = 20,
    evidence: Sentences = None,
    since: Since = None,
    until: Until = None,
    min_confidence: MinConfidence = 0.0,
    json: AsJson = False,
    jsonl: AsJsonLines = False,
    csv: AsCsv = False,
) -> None:
    """What is named together with something, against what chance would give.

    Example: kg cooccur CIFAR-10 --type Method
    """
    form = Form(json, jsonl, csv, evidence)
    with api.open(graph) as opened:
        options = options_of(form, since, until, min_confidence)
        answer = opened.cooccur(name, type=type, as_type=as_type, via=via, limit=limit, **options)
        emit(answer, form)
        finish(found=bool(answer.results))


def trend(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]")] = None,
    *,
    rising: Annotated[bool, typer.Option("--rising", help="Only what surely rises.")] = False,
    falling: Annotated[bool, typer.Option("--falling", help="Only what surely falls.")] = False,
    share: Annotated[bool, typer.Option("--share", help="Slopes of the part of all papers.")] = False,
    graph: GraphFile = DEFAULT_GRAPH,
    as_type: AsType = None,
    type: OfType = None,
    limit: Limit = 20,
    since: Since = None,
    until: Until = None,
    json: AsJson = False,
    jsonl: AsJsonLines = False,
    csv: AsCsv = False,
) -> None:
    """Papers a month that name something; without a name, the steepest trends.

    Example: kg trend LoRA --since 2025
    """
    form = Form(json, jsonl, csv)
    if rising + falling + (name is not None) > 1:
        raise UsageError("give a name, --rising or --falling")
    way: Direction | None = "rising" if rising else "falling" if falling else None
    with api.open(graph) as opened:
        answer = opened.trend(
            name, type=type, as_type=as_type, direction=way, share=share, limit=limit, since=since, until=until
        )
        emit(answer, form)
        finish(found=any(result.months for result in answer.results))


def page(
    name: Name,
    *,
    graph: GraphFile = DEFAULT_GRAPH,
    as_type: AsType = None,
    limit: Limit = 20,
    evidence: Sentences = None,
    since: Since = None,
    until: Until = None,
    min_confidence: MinConfidence = 0.0,
    json: AsJson = False,
    jsonl: AsJsonLines = False,
    csv: AsCsv = False,
) -> None:
    """The methods of a dataset, benchmark or task by year, with their papers and repositories.

    Example: kg page ImageNet --since 2020
    """
    form = Form(json, jsonl, csv, evidence)
    with api.open(graph) as opened:
        options = options_of(form, since, until, min_confidence)
        answer = opened.page(name, as_type=as_type, limit=limit, **options)
        if json or jsonl or csv:
            emit(answer, form)
        else:
            print_page(answer)
        finish(found=bool(answer.years or answer.papers))


def stats(
    *, graph: GraphFile = DEFAULT_GRAPH, json: AsJson = False, jsonl: AsJsonLines = False, csv: AsCsv = False
) -> None:
    """Count papers, entities by type, statements by relation, evidence and rejects.

    Example: kg stats
    """
    form = Form(json, jsonl, csv)
    with api.open(graph) as opened:
        emit(opened.stats(), form)
