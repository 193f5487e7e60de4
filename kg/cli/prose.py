"""Answers as people read them: paths one line a hop, sentences beneath what they support."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

if TYPE_CHECKING:
    from kg.model import Entity
    from kg.query.answers import CooccurAnswer, Hop, PathAnswer, Quote, SharedAnswer, SharedMatrix, ShowAnswer
    from kg.query.page_answers import PageMethod, ResourcePage
    from kg.query.walk_answers import Reach

    Quoting = CooccurAnswer | Reach | SharedAnswer | SharedMatrix | ShowAnswer


def _console() -> Console:
    # sentences are quoted literally: a terminal wraps them, nothing else does
    return Console(highlight=False, soft_wrap=True)


def print_paths(answer: PathAnswer) -> None:
    """Each path with its cost; a hop's arrow points the way that its statement does."""
    console = _console()
    for number, path in enumerate(answer.paths, start=1):
        console.print(Text(f"path {number}  cost {path.cost:.2f}", style="bold"))
        console.print(_node(path.nodes[0]))
        for hop, node in zip(path.hops, path.nodes[1:], strict=True):
            console.print(Text("  ").append_text(_arrow(hop)).append(" ").append_text(_node(node)))
            for quote in hop.evidence:
                console.print(quoted(quote))
        console.print()


def print_page(answer: ResourcePage) -> None:
    """Year by year each method with its papers and repositories, then the papers without a method."""
    console = _console()
    entity = answer.entity
    console.print(_node(entity).append(f"  {entity.id}, {_several(entity.papers, 'paper')}", style="dim"))
    for year in answer.years:
        console.print(Text(f"\n{year.year or 'without a date'}", style="bold").append(_count(year.count), style="dim"))
        for method in year.methods:
            for line in _method(method):
                console.print(line)
        if year.count > len(year.methods):
            console.print(Text(f"  and {year.count - len(year.methods)} more", style="dim"))
    if answer.papers:
        console.print(Text("\npapers that name it without a method", style="bold"))
    for paper in answer.papers:
        console.print(_titled(paper.title, paper.date, paper.id, indent="  ").append(f"  {paper.role}", style="cyan"))


def _method(method: PageMethod) -> list[Text]:
    relations = ", ".join(relation.value for relation in method.relations)
    lines = [Text("  ").append(method.entity.name, style="bold").append(f"  {relations}", style="cyan")]
    lines += [_titled(paper.title, paper.date, paper.id, indent="      ") for paper in method.papers]
    for code in method.repositories:
        lines.append(Text(f"      {code.entity.name}").append(f"  {code.relation.value}", style="cyan"))
    return lines + [quoted(quote, indent="        ") for quote in method.evidence]


def _titled(title: str, date: str | None, paper: str, *, indent: str) -> Text:
    return Text(indent + title).append(f"  [{', '.join(filter(None, (date, paper)))}]", style="dim")


def _count(methods: int) -> str:
    return f"  {_several(methods, 'method')}"


def _several(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _node(node: Entity) -> Text:
    return Text(node.name, style="bold").append(f"  ({node.type.value})", style="dim")


def _arrow(hop: Hop) -> Text:
    name = hop.relation.value
    return Text(f"-{name}->" if hop.forward else f"<-{name}-", style="cyan")


def quoted(quote: Quote, *, indent: str = "      ") -> Text:
    """A sentence with its paper and date, as an indented line."""
    date = f", {quote.date}" if quote.date else ""
    return Text(f'{indent}"{quote.evidence.sentence}"').append(f"  [{quote.title}{date}]", style="dim")


def print_quotes(answer: Quoting) -> None:
    """The sentences of each result, under its name; for tables that hold none themselves."""
    console = _console()
    for name, quotes in _named(answer):
        if quotes:
            console.print(Text("\n" + name, style="bold"))
        for quote in quotes:
            console.print(quoted(quote, indent="  "))


def _named(answer: Quoting) -> list[tuple[str, tuple[Quote, ...]]]:
    from kg.query.answers import SharedMatrix, ShowAnswer
    from kg.query.walk_answers import Reach

    if isinstance(answer, SharedMatrix):
        return [("sentences", answer.evidence)]
    if isinstance(answer, Reach):
        return [(each.entity.name, each.hop.evidence) for each in answer.results]
    if isinstance(answer, ShowAnswer):
        return [(f"{each.relation.value} {each.entity.name}", each.evidence) for each in answer.relations]
    return [(each.entity.name, each.evidence) for each in answer.results]
