"""Questions that walk over the graph or count all its pairs: path, near, pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from kg import api
from kg.cli.asking import Name, options_of
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
from kg.cli.prose import print_paths

if TYPE_CHECKING:
    from kg.walked import WayOptions

NoPapers = Annotated[bool, typer.Option("--no-papers", help="Entity to entity only.")]
Over = Annotated[list[str] | None, typer.Option("--relation", metavar="R", help="Only by this relation; repeatable.")]
Through = Annotated[list[str] | None, typer.Option("--through", metavar="T", help="Past this type only; repeatable.")]


def path(
    a: Annotated[str, typer.Argument(metavar="A")],
    b: Annotated[str, typer.Argument(metavar="B")],
    *,
    k: Annotated[int, typer.Option("-k", min=1, help="How many paths.")] = 3,
    fewest: Annotated[bool, typer.Option("--fewest", help="The fewest hops instead, whatever they pass.")] = False,
    no_papers: NoPapers = False,
    relation: Over = None,
    through: Through = None,
    graph: GraphFile = DEFAULT_GRAPH,
    as_type: AsType = None,
    evidence: Sentences = None,
    since: Since = None,
    until: Until = None,
    min_confidence: MinConfidence = 0.0,
    json: AsJson = False,
    jsonl: AsJsonLines = False,
    csv: AsCsv = False,
) -> None:
    """How two things are connected: the k best loopless paths, hubs avoided.

    Example: kg path LoRA ImageNet -k 2 --evidence 1
    """
    form = Form(json, jsonl, csv, evidence)
    with api.open(graph) as opened:
        ways: WayOptions = {
            "papers": not no_papers,
            "relations": relation or (),
            "through": through or (),
            "as_type": as_type,
            **options_of(form, since, until, min_confidence),
        }
        answer = opened.shortest(a, b, limit=k, **ways) if fewest else opened.path(a, b, k=k, **ways)
        if json or jsonl or csv:
            emit(answer, form)
        else:
            print_paths(answer)
        if not answer.paths:
            say(f"no path from {a!r} to {b!r}")
        finish(found=bool(answer.paths))


def near(
    name: Name,
    *,
    hops: Annotated[int, typer.Option("--hops", min=1, help="How far.")] = 2,
    no_papers: NoPapers = False,
    relation: Over = None,
    through: Through = None,
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
    """What is within some hops of a thing, nearest first, with the claim that leads to each.

    Example: kg near GLUE --type Method --no-papers
    """
    form = Form(json, jsonl, csv, evidence)
    with api.open(graph) as opened:
        answer = opened.neighbourhood(
            name,
            hops=hops,
            type=type,
            papers=not no_papers,
            relations=relation or (),
            through=through or (),
            as_type=as_type,
            limit=limit,
            **options_of(form, since, until, min_confidence),
        )
        emit(answer, form)
        if len(answer) < answer.total:
            say(f"{len(answer)} of {answer.total}; --limit 0 shows all")
        if not answer.total:
            say(f"nothing is near {name!r}")
        finish(found=bool(answer.results))


def pairs(
    row: Annotated[str, typer.Argument(metavar="TYPE", help="Method, Dataset, Benchmark, Task ...")],
    partner: Annotated[str, typer.Argument(metavar="TYPE")],
    *,
    via: Annotated[str, typer.Option("--via", help="paper, sentence, or dataset (of methods).")] = "paper",
    by: Annotated[str, typer.Option("--by", help="count, jaccard, cosine, lift, pmi or llr.")] = "llr",
    each: Annotated[int, typer.Option("--each", min=0, metavar="N", help="The N best partners of each instead.")] = 0,
    min_support: Annotated[int, typer.Option("--min-support", min=1, help="Pairs that meet so often.")] = 1,
    graph: GraphFile = DEFAULT_GRAPH,
    limit: Limit = 20,
    since: Since = None,
    until: Until = None,
    min_confidence: MinConfidence = 0.0,
    json: AsJson = False,
    jsonl: AsJsonLines = False,
    csv: AsCsv = False,
) -> None:
    """Which things of two types meet most, all against all: the best pairs, or the best partners of each.

    Example: kg pairs Method Dataset --by count
    """
    form = Form(json, jsonl, csv)
    with api.open(graph) as opened:
        answer = opened.pairs(
            row,
            partner,
            via=via,
            by=by,
            top=each or limit,
            overall=not each,
            min_support=min_support,
            since=since,
            until=until,
            min_confidence=min_confidence,
        )
        shown = answer.first(limit) if limit else answer
        emit(shown, form)
        if len(shown) < len(answer):
            say(f"{len(shown)} of {len(answer)}; --limit 0 shows all")
        if not len(answer):
            say("none meet")
        finish(found=bool(len(answer)))
