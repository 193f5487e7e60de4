"""Answers as flat tables, for terminals and CSV: one row a result, lists joined by semicolons."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from kg.query import answers
from kg.query.page_answers import ResourcePage
from kg.query.walk_answers import Pairs, Reach

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.model import Entity

Cell: TypeAlias = str | int | float | bool | None
Table: TypeAlias = tuple[tuple[str, ...], list[tuple[Cell, ...]]]

_SENTENCES = " | "  # between the quotes of one result


class Quoted(NamedTuple):
    """A table and, where sentences were asked for, those of each row."""

    columns: tuple[str, ...]
    rows: list[tuple[Cell, ...]]
    quotes: Sequence[tuple[answers.Quote, ...]] = ()


def rows(value: object) -> Table:
    """Columns and rows of an answer; where sentences were asked for, they are in a last column ``evidence``."""
    columns, body, quotes = quoted(value)
    if not quotes:
        return columns, body
    sentences = (_SENTENCES.join(quote.evidence.sentence for quote in each) for each in quotes)
    return (*columns, "evidence"), [(*row, text) for row, text in zip(body, sentences, strict=True)]


def quoted(value: object) -> Quoted:
    """Columns and rows of an answer with the quotes of each row; no quotes at all if no row has one."""
    columns, body, quotes = Quoted(*_table(value))
    body = [tuple(rounded(cell) if isinstance(cell, float) else cell for cell in row) for row in body]
    return Quoted(columns, body, quotes if any(quotes) else ())


def rounded(value: float) -> float:
    """Nine significant digits, so that answers are written alike on every machine."""
    return float(f"{value:.9g}")


@singledispatch
def _table(value: object) -> Table | Quoted:
    raise TypeError(f"no table for a {type(value).__name__}")


@_table.register(tuple)
@_table.register(list)
def _(value: Sequence[object]) -> Table:
    tables = [Quoted(*_table(each)) for each in value]
    columns = tables[0].columns if tables else ()
    return columns, [row for table in tables for row in table.rows]


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
def _(value: answers.ShowAnswer) -> Quoted:
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
def _(value: answers.SharedAnswer) -> Quoted:
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


_PAIR = ("a", "b", "score", "shared", "datasets", "papers")


@_table.register
def _(value: answers.SharedPair) -> Table:
    shared = (len(value.datasets), _names(value.datasets), len(value.papers))
    return _PAIR, [(value.a.id, value.b.id, value.score, *shared)]


@_table.register
def _(value: answers.SharedPairs) -> Table:
    return _PAIR, [row for pair in value for row in _table(pair)[1]]


@_table.register
def _(value: answers.SharedMatrix) -> Table:
    """A row a method, a column a resource, cells count papers."""
    columns = ("method", *(found.name for found in value.datasets))
    return columns, [
        (method.name, *(len(cell) for cell in row)) for method, row in zip(value.methods, value.papers, strict=True)
    ]


@_table.register
def _(value: answers.PathAnswer) -> Quoted:
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
def _(value: answers.CooccurAnswer) -> Quoted:
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
def _(value: Pairs) -> Table:
    """Whole columns at once: there may be hundreds of thousands of rows."""
    columns = value.columns()
    return tuple(columns), list(zip(*(column.tolist() for column in columns.values()), strict=True))


@_table.register
def _(value: Reach) -> Quoted:
    """The arrow of the last hop points as its statement does."""
    columns = ("id", "type", "name", "hops", "relation", "over")
    body: list[tuple[Cell, ...]] = []
    for found in value.results:
        arrow = f"-{found.hop.relation.value}->" if found.hop.forward else f"<-{found.hop.relation.value}-"
        body.append((*_named(found.entity), found.hops, arrow, found.over.name))
    return _quoted(columns, body, [found.hop.evidence for found in value.results])


@_table.register
def _(value: answers.TrendAnswer) -> Table:
    """A row a thing with a column a month."""
    months = [month for month, _ in value.results[0].months] if value.results else []
    columns = ("id", "name", "slope", "ci_low", "ci_high", "first_seen", "half_life", *months)
    body: list[tuple[Cell, ...]] = []
    for found in value.results:
        steep = (found.slope, *found.ci, found.first_seen, found.half_life)
        body.append((found.entity.id, found.entity.name, *steep, *(count for _, count in found.months)))
    return columns, body


@_table.register
def _(value: answers.Subgraph) -> Quoted:
    columns = ("subject", "relation", "object", "support")
    body = [(edge.subject, edge.relation.value, edge.object, edge.support) for edge in value.edges]
    return _quoted(columns, body, [edge.evidence for edge in value.edges])


@_table.register
def _(value: ResourcePage) -> Quoted:
    """A row a method and year, then one a paper that names the resource without a method."""
    columns = ("year", "id", "type", "name", "relation", "papers", "paper_ids", "repositories")
    listed = [(year.year, method) for year in value.years for method in year.methods]
    body: list[tuple[Cell, ...]] = [
        (
            year,
            *_named(method.entity),
            _joined(relation.value for relation in method.relations),
            len(method.papers),
            _joined(paper.id for paper in method.papers),
            _names(code.entity for code in method.repositories),
        )
        for year, method in listed
    ]
    for paper in value.papers:
        date = paper.date and paper.date[:4]
        body.append((date, paper.id, "Paper", paper.title, paper.role, 1, paper.id, None))
    quotes: list[tuple[answers.Quote, ...]] = [method.evidence for _, method in listed]
    return Quoted(columns, body, [*quotes, *[()] * len(value.papers)])


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
    return ("what", "kind", "count"), list(value)


_VIOLATION = ("check", "focus", "paper", "message")


@_table.register
def _(value: answers.Violation) -> Table:
    return _VIOLATION, [(value.check, value.focus, value.paper, value.message)]


@_table.register
def _(value: answers.Violations) -> Table:
    return _VIOLATION, [row for violation in value for row in _table(violation)[1]]


def _quoted(
    columns: tuple[str, ...], body: Sequence[tuple[Cell, ...]], quotes: Sequence[tuple[answers.Quote, ...]]
) -> Quoted:
    return Quoted(columns, list(body), quotes)


def _named(entity: Entity) -> tuple[str, str, str]:
    return (entity.id, entity.type.value, entity.name)


def _names(entities: Iterable[Entity]) -> str:
    return _joined(entity.name for entity in entities)


def _joined(values: Iterable[str]) -> str:
    return "; ".join(values)
