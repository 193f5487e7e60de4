"""Answers as flat tables, for terminals and CSV: one row a result, lists joined by semicolons."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING, TypeAlias

from kg.query import answers

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.model import Entity

Cell: TypeAlias = str | int | float | bool | None
Table: TypeAlias = tuple[tuple[str, ...], list[tuple[Cell, ...]]]

_SENTENCES = " | "  # between the quotes of one result


def rows(value: object) -> Table:
    """Columns and rows of an answer; where sentences were asked for, they are in a last column ``evidence``."""
    columns, body = _table(value)
    return columns, [tuple(rounded(cell) if isinstance(cell, float) else cell for cell in row) for row in body]


def rounded(value: float) -> float:
    """Nine significant digits, so that answers are written alike on every machine."""
    return float(f"{value:.9g}")


@singledispatch
def _table(value: object) -> Table:
    raise TypeError(f"no table for a {type(value).__name__}")


@_table.register(tuple)
@_table.register(list)
def _(value: Sequence[object]) -> Table:
    tables = [_table(each) for each in value]
    columns = tables[0][0] if tables else ()
    return columns, [row for _, body in tables for row in body]


@_table.register
def _(value: answers.FindAnswer) -> Table:
    return ("id", "type", "name", "aliases", "papers"), [
        (found.id, found.type.value, found.name, _joined(found.aliases), found.papers) for found in value.results
    ]


@_table.register
def _(value: answers.DupsAnswer) -> Table:
    return ("a", "papers_a", "b", "papers_b", "score", "reason"), [
        (pair.a.id, pair.a.papers, pair.b.id, pair.b.papers, pair.score, pair.reason) for pair in value.results
    ]


@_table.register
def _(value: answers.ShowAnswer) -> Table:
    columns = ("relation", "direction", "id", "type", "name", "date", "support")
    papers: list[tuple[Cell, ...]] = [
        (paper.role, "in", paper.id, "Paper", paper.title, paper.date, 1)
        for paper in value.papers
        if paper.id != value.entity.id
    ]
    relations: list[tuple[Cell, ...]] = [
        (side.relation.value, side.direction, *_named(side.entity), None, side.support) for side in value.relations
    ]
    quotes: list[tuple[answers.Quote, ...]] = [()] * len(papers)
    return _quoted(columns, papers + relations, quotes + [side.evidence for side in value.relations])


@_table.register
def _(value: answers.SharedAnswer) -> Table:
    columns = ("id", "name", "score", "p_value", "shared", "datasets", "papers")
    body = [
        (
            found.entity.id,
            found.entity.name,
            found.score,
            found.p_value,
            len(found.datasets),
            _names(found.datasets),
            len(found.papers),
        )
        for found in value.results
    ]
    return _quoted(columns, body, [found.evidence for found in value.results])


@_table.register
def _(value: answers.SharedPair) -> Table:
    columns = ("a", "b", "score", "shared", "datasets", "papers")
    shared = (len(value.datasets), _names(value.datasets), len(value.papers))
    return columns, [(value.a.id, value.b.id, value.score, *shared)]


@_table.register
def _(value: answers.SharedMatrix) -> Table:
    """A row a method, a column a resource, cells count papers."""
    columns = ("method", *(found.name for found in value.datasets))
    return columns, [
        (method.name, *(len(cell) for cell in row)) for method, row in zip(value.methods, value.papers, strict=True)
    ]


@_table.register
def _(value: answers.PathAnswer) -> Table:
    """A row a hop, numbered within its path; the relation's arrow points as the statement does."""
    columns = ("path", "cost", "hop", "from", "relation", "to")
    body: list[tuple[Cell, ...]] = []
    quotes = []
    for place, path in enumerate(value.paths, start=1):
        for step, (hop, head, tail) in enumerate(zip(path.hops, path.nodes, path.nodes[1:], strict=False), start=1):
            arrow = f"-{hop.relation.value}->" if hop.forward else f"<-{hop.relation.value}-"
            body.append((place, path.cost, step, head.name, arrow, tail.name))
            quotes.append(hop.evidence)
    return _quoted(columns, body, quotes)


@_table.register
def _(value: answers.CooccurAnswer) -> Table:
    columns = ("id", "type", "name", "count", "expected", "lift", "pmi", "jaccard", "llr", "p_value")
    body = [
        (
            *_named(found.entity),
            found.count,
            found.expected,
            found.lift,
            found.pmi,
            found.jaccard,
            found.llr,
            found.p_value,
        )
        for found in value.results
    ]
    return _quoted(columns, body, [found.evidence for found in value.results])


@_table.register
def _(value: answers.TrendAnswer) -> Table:
    """A row a thing with a column a month."""
    months = [month for month, _ in value.results[0].months] if value.results else []
    columns = ("id", "name", "slope", "ci_low", "ci_high", *months)
    return columns, [
        (found.entity.id, found.entity.name, found.slope, *found.ci, *(count for _, count in found.months))
        for found in value.results
    ]


@_table.register
def _(value: answers.Subgraph) -> Table:
    columns = ("subject", "relation", "object", "support")
    body = [(edge.subject, edge.relation.value, edge.object, edge.support) for edge in value.edges]
    return _quoted(columns, body, [edge.evidence for edge in value.edges])


@_table.register
def _(value: answers.Rows) -> Table:
    return value.columns, list(value.rows)


@_table.register
def _(value: answers.BookAnswer) -> Table:
    return ("name", "text", "params", "stores"), [
        (each.name, each.text, _joined(f"{key}={example}" for key, example in each.params), _joined(each.stores))
        for each in value.questions
    ]


@_table.register
def _(value: answers.Stats) -> Table:
    body: list[tuple[Cell, ...]] = [("papers", None, value.papers)]
    body += [("entities", kind, count) for kind, count in value.entities]
    body += [("statements", relation, count) for relation, count in value.statements]
    return ("what", "kind", "count"), [*body, ("evidence", None, value.evidence), ("rejects", None, value.rejects)]


@_table.register
def _(value: answers.Violation) -> Table:
    return ("check", "focus", "paper", "message"), [(value.check, value.focus, value.paper, value.message)]


def _quoted(
    columns: tuple[str, ...], body: Sequence[tuple[Cell, ...]], quotes: Sequence[tuple[answers.Quote, ...]]
) -> Table:
    if not any(quotes):
        return columns, list(body)
    sentences = (_SENTENCES.join(quote.evidence.sentence for quote in each) for each in quotes)
    return (*columns, "evidence"), [(*row, text) for row, text in zip(body, sentences, strict=True)]


def _named(entity: Entity) -> tuple[str, str, str]:
    return (entity.id, entity.type.value, entity.name)


def _names(entities: Iterable[Entity]) -> str:
    return _joined(entity.name for entity in entities)


def _joined(values: Iterable[str]) -> str:
    return "; ".join(values)
