"""Projections of the graph onto other stores."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli.output import DEFAULT_GRAPH, AsJson, GraphFile, line, say, write_line
from kg.cli.progress import bar
from kg.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.store.loads import LoadSummary


def _sparql() -> Callable[..., LoadSummary]:
    from kg.store.sparql_server_sync import load as load_sparql

    return load_sparql


def _oxigraph() -> Callable[..., LoadSummary]:
    from kg.store.oxigraph_sync import load as load_oxigraph

    return load_oxigraph


STORES = {"oxigraph": _oxigraph, "sparql": _sparql}


def load(
    store: Annotated[str, typer.Argument(metavar="STORE", help="oxigraph or sparql.")],
    url: Annotated[str | None, typer.Argument(metavar="[URL]", help="Where the server is.")] = None,
    *,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Fill it anew, whatever it holds.")] = False,
    graph: GraphFile = DEFAULT_GRAPH,
    json: AsJson = False,
    quiet: bool = False,
) -> None:
    """Bring a store up to date with the graph: only what changed is written.

    Example: kg load sparql http://localhost:3030/papers
    """
    from dataclasses import asdict

    from kg.store.truth import Truth

    if store not in STORES:
        raise UsageError(f"no store {store!r} to load; there are {', '.join(sorted(STORES))}")
    with Truth.open(graph) as truth, bar(quiet=quiet) as listen:
        done = STORES[store]()(truth, url, rebuild=rebuild, progress=listen)
    if json:
        told: dict[str, Any] = asdict(done)
        write_line(line(told))
        return
    how = ", filled anew" if done.rebuilt else ""
    say(f"{done.url}: {done.written} papers written, {done.removed} removed{how}, in {done.seconds:.1f} s")
