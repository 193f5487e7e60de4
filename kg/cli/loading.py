"""What takes the graph into other stores: load."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.output import DEFAULT_GRAPH, AsJson, GraphFile, line, say, write_line


def load(
    store: Annotated[str, typer.Argument(metavar="STORE", help="neo4j, sparql, ladybug or oxigraph")],
    url: Annotated[
        str | None, typer.Argument(metavar="[URL]", help="Where it is; else as NEO4J_URI or SPARQL_URL say.")
    ] = None,
    *,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Remove what the store holds, and load all.")] = False,
    graph: GraphFile = DEFAULT_GRAPH,
    quiet: bool = False,
    json: AsJson = False,
) -> None:
    """Bring a store up to date with the graph: what changed since the last load. NEO4J_PASSWORD and its like log in.

    Example: kg load neo4j bolt://localhost:7687
    """
    from kg.cli.progress import bar
    from kg.store import loading
    from kg.store.truth import Truth
    from kg.wire import to_json

    with Truth.open(graph) as truth, bar(quiet=quiet) as progress:
        done = loading.load(truth, store, url, rebuild=rebuild, told=progress)
    if json:
        write_line(line(to_json(done)))
        return
    touched = done.changed_papers + done.removed_papers
    counted = "" if done.nodes is None else f", {done.nodes} nodes, {done.relationships} relationships"
    changed = f"{done.changed_papers} papers written, {done.removed_papers} removed" if touched else "nothing to do"
    how = ", filled anew" if done.rebuilt else ""
    say(f"{done.url}: {done.papers} papers{counted}; {changed}{how}, in {done.seconds:.1f} s")
