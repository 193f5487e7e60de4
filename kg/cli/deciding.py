"""What a person decides on names: merge, split, dups; kept in ``decisions.tsv`` and applied at each build."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
    OfType,
    emit,
    finish,
    line,
    say,
    unwritable,
    write_line,
)
from kg.errors import NotFound, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kg.model import Entity
    from kg.resolve.decisions import Decision

DecisionsFile = Annotated[
    str | None,
    typer.Option(
        "--decisions", envvar="KG_DECISIONS", metavar="FILE", help="Instead of decisions.tsv beside the graph."
    ),
]
Note = Annotated[str, typer.Option("--note", metavar="TEXT", help="Why; kept with the decision.")]
Undo = Annotated[bool, typer.Option("--undo", help="Take the decision back.")]


def decisions_file(graph: str, given: str | None) -> Path:
    """Where the decisions on a graph are kept: beside it, so that they outlive it."""
    from kg.resolve.decisions import FILE

    return Path(given) if given else Path(graph).absolute().parent / FILE


def decided_for(graph: str, given: str | None) -> list[Decision]:
    """The decisions on a graph."""
    from kg.resolve.decisions import read

    return read(decisions_file(graph, given))


def merge(
    a: Annotated[str, typer.Argument(metavar="A")],
    b: Annotated[str, typer.Argument(metavar="B")],
    *,
    graph: GraphFile = DEFAULT_GRAPH,
    decisions: DecisionsFile = None,
    as_type: AsType = None,
    note: Note = "",
    never: Annotated[bool, typer.Option("--never", help="They are two: kg dups asks no more.")] = False,
    undo: Undo = False,
    json: AsJson = False,
) -> None:
    """Decide that two names are one thing; holds for every build, until it is undone.

    Example: kg merge "hyperparameter search" "hyperparameter optimization"
    """
    from kg.resolve.decisions import DIFFER, MERGE, Decision, settles

    action = DIFFER if never else MERGE
    if undo:
        kept: Callable[[Decision], bool] = lambda row: not (row.action == action and settles(row, a, b))  # noqa: E731
        _change(graph, decisions, None, without=kept, told=f"{action} {a!r} and {b!r}", json=json)
        return
    with api.open(graph) as opened:
        left, right = (opened.resolve(name, as_type=as_type) for name in (a, b))
        if left.id == right.id:
            _already(left, json=json)
            return
        _comparable(left, right)
        row = Decision(action, left.type.value, _called(opened, left, a), _called(opened, right, b), "", note)
    _change(graph, decisions, row, json=json)


def split(
    a: Annotated[str, typer.Argument(metavar="A")],
    *,
    papers: Annotated[list[str], typer.Option("--papers", metavar="P", help="Ids or titles; can be repeated.")],
    more: Annotated[list[str] | None, typer.Argument(metavar="[P...]", help="More papers.")] = None,
    graph: GraphFile = DEFAULT_GRAPH,
    decisions: DecisionsFile = None,
    as_type: AsType = None,
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="What it is called in these papers.")] = "",
    note: Note = "",
    undo: Undo = False,
    json: AsJson = False,
) -> None:
    """Decide that a name is another thing in these papers; holds for every build, until it is undone.

    Example: kg split SAM --papers arxiv:2010.01412 --name "Sharpness-Aware Minimization"
    """
    from kg.resolve.decisions import SPLIT, Decision
    from kg.store.truth import Truth

    with Truth.open(graph) as truth:
        ids = []
        for each in [*papers, *(more or ())]:
            paper = truth.find_paper(each)
            if paper is None:
                raise NotFound(each)
            ids.append(paper.id)
    if undo:
        wanted = set(ids)

        def kept(row: Decision) -> bool:
            return not (row.action == SPLIT and row.a.casefold() == a.casefold() and set(row.papers.split()) == wanted)

        _change(graph, decisions, None, without=kept, told=f"split {a!r} in {' '.join(ids)}", json=json)
        return
    with api.open(graph) as opened:
        found = opened.resolve(a, as_type=as_type)
        row = Decision(SPLIT, found.type.value, _called(opened, found, a), name, " ".join(sorted(set(ids))), note)
    _change(graph, decisions, row, json=json)


def dups(
    *,
    graph: GraphFile = DEFAULT_GRAPH,
    decisions: DecisionsFile = None,
    type: OfType = None,
    limit: Limit = 20,
    json: AsJson = False,
    jsonl: AsJsonLines = False,
    csv: AsCsv = False,
) -> None:
    """List pairs of things that may be one, best first: to merge, or to mark with --never.

    Example: kg dups --type Method
    """
    form = Form(json, jsonl, csv)
    with api.open(graph) as opened:
        answer = opened.dups(type=type, limit=limit, decisions=decided_for(graph, decisions))
    emit(answer, form, title="may be one")
    finish(found=bool(answer.results))


def _comparable(left: Entity, right: Entity) -> None:
    from kg.resolve.normal import group_of

    if group_of(left.type) != group_of(right.type):
        raise UsageError(
            f"{left.id} is a {left.type.value}, {right.id} a {right.type.value}: those are never one thing"
        )


def _called(opened: api.Graph, entity: Entity, given: str) -> str:
    """How a row names an entity: as the user did, unless that could mean something else in another build."""
    name = entity.name if given.casefold() in (entity.id, entity.id.casefold()) else given
    with suppress(NotFound, UsageError):
        if opened.resolve(name, as_type=entity.type).id == entity.id:
            return name
    return entity.id


def _already(entity: Entity, *, json: bool) -> None:
    if json:
        write_line(line({"decision": None, "entity": entity.id}))
    else:
        say(f"nothing to do: both are {entity.id}")


def _change(
    graph: str,
    given: str | None,
    row: Decision | None,
    *,
    without: Callable[[Decision], bool] | None = None,
    told: str = "",
    json: bool,
) -> None:
    """Write the file anew with one row more or some less, and bring the graph up to date with it."""
    from kg import pipeline
    from kg.cli.progress import bar
    from kg.resolve.decisions import read, same
    from kg.store.truth import Truth

    path = decisions_file(graph, given)
    with Truth.open(graph) as truth, truth.writing(), bar(quiet=True) as progress:
        before = read(path)
        after = [each for each in before if without is None or without(each)]
        if row is not None and not any(same(each, row) for each in before):
            after.append(row)
        if row is None and len(after) == len(before):
            raise NotFound(told)
        _write(path, after)
        conflicts = pipeline.settle(truth, progress=progress, decisions=after)
        counts = truth.counts()
    summary: dict[str, Any] = {
        "decision": row.told() if row else f"undone: {told}",
        "decisions": str(path),
        "entities": sum(number for _, number in counts.entities),
        "statements": sum(number for _, number in counts.statements),
        "conflicts": list(conflicts),
    }
    if json:
        write_line(line(summary))
        return
    say(f"{summary['decision']} ({path}); {summary['entities']} entities, {summary['statements']} statements")
    tell(conflicts)


def tell(conflicts: Sequence[str]) -> None:
    """Say which decisions could not be carried out."""
    for conflict in conflicts:
        say(f"decision not applied: {conflict}")


def _write(path: Path, rows: Sequence[Decision]) -> None:
    from kg.resolve.decisions import written

    unfinished = path.with_name(f"{path.name}.part")
    try:
        unfinished.write_text(written(rows), encoding="utf-8", newline="\n")
        unfinished.replace(path)
    except OSError as error:
        raise unwritable(str(path), error) from error
