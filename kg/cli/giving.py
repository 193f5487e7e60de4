"""What leaves the graph: export and view."""

from __future__ import annotations

from typing import Annotated

import typer

from kg import api
from kg.cli.output import DEFAULT_GRAPH, AsType, GraphFile, MinConfidence, Since, Until, say, unwritable


def export(
    *,
    format: Annotated[str, typer.Option("--format", metavar="F", help="nquads, trig, turtle, graphml, csv ...")],
    output: Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="Where to write.")],
    graph: GraphFile = DEFAULT_GRAPH,
) -> None:
    """Write the graph in an open format; the same graph gives the same bytes.

    Example: kg export --format nquads -o graph.nq
    """
    with api.open(graph) as opened:
        opened.export(format, output)
    say(f"wrote {output}")


def view(
    name: Annotated[str, typer.Argument(metavar="NAME")],
    *,
    output: Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="The page to write.")] = "view.html",
    limit: Annotated[int, typer.Option("--limit", min=2, max=60, help="At most this many nodes.")] = 60,
    graph: GraphFile = DEFAULT_GRAPH,
    as_type: AsType = None,
    since: Since = None,
    until: Until = None,
    min_confidence: MinConfidence = 0.0,
) -> None:
    """Draw the most significant neighbourhood of something as one page that needs no network.

    Example: kg view LoRA -o lora.html
    """
    from kg.view.page import write

    with api.open(graph) as opened:
        drawn = opened.subgraph(
            name, as_type=as_type, limit=limit, since=since, until=until, min_confidence=min_confidence
        )
    try:
        write(drawn, output)
    except OSError as error:
        raise unwritable(output, error) from error
    say(f"wrote {output}: {len(drawn.nodes)} nodes, {len(drawn.edges)} edges")
