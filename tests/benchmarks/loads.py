"""What loading costs: a first load, one that changes nothing, 100 added papers, one retracted; part of ``make soak``.

    python -m tests.benchmarks.loads GRAPH [--stores ladybug neo4j oxigraph sparql] [--papers 100] [--seed 1]

The graph file is not changed: the papers are taken out of a copy of it, which is loaded, and are then put back. After
each load the store is compared with that copy. CPU seconds are those of this process and of the server's.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import kg
from kg.store import loading
from kg.store.truth import Truth
from tests.servers import fuseki, neo4j

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.model import Entity, Paper, Statement

SERVERS = {"neo4j": (neo4j, "NEO4J_URI", "NEO4J_", ""), "sparql": (fuseki, "SPARQL_URL", "SPARQL_", "/disk")}
_TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(store: str, folder: Path) -> Iterator[int]:
    """The process of a server of its own for a store that needs one, 0 for the others."""
    if store not in SERVERS:
        yield 0
        return
    module, address, prefix, path = SERVERS[store]
    (folder / store).mkdir()
    server = module.start(folder / store)
    os.environ.update(
        {address: server.url + path, f"{prefix}USERNAME": server.user, f"{prefix}PASSWORD": server.password}
    )
    try:
        yield server.pid
    finally:
        server.stop()


def spent(pid: int) -> float:
    """CPU seconds of this process and of a server's."""
    mine = time.process_time()
    if not pid:
        return mine
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return mine + (int(fields[11]) + int(fields[12])) / _TICKS


class Bench:
    """One store, and the loads into it one after the other."""

    def __init__(self, truth: Truth, store: str, pid: int) -> None:
        self.truth, self.store, self.pid = truth, store, pid
        self.first = 0.0

    def step(self, what: str, *, rebuild: bool = False, compare: bool = True) -> bool:
        """Load, print what that took, compare; whether the store is equal to the graph."""
        begin, cpu = time.perf_counter(), spent(self.pid)
        done = loading.load(self.truth, self.store, rebuild=rebuild)
        wall, cpu = time.perf_counter() - begin, spent(self.pid) - cpu
        self.first = self.first or cpu
        begin, wrong = time.perf_counter(), 0
        if compare:
            with kg.open(self.truth.path) as graph:
                wrong = sum(each.check == "projection" for each in graph.check(on=self.store))
        check = f"check {time.perf_counter() - begin:.0f} s, {wrong} differences" if compare else "not compared"
        share = f"{100 * cpu / self.first:5.1f} %"
        print(
            f"{self.store:10}{what:18}{cpu:8.2f} CPU s {share}{wall:8.2f} s   "
            f"{done.changed_papers} changed, {done.removed_papers} removed; "
            f"{check}",
            flush=True,
        )
        return wrong == 0


def taken_out(truth: Truth, papers: list[str]) -> list[tuple[Paper, list[Entity], list[Statement]]]:
    """Retract papers; what it takes to put each back."""
    kept = []
    for paper in papers:
        statements = list(truth.statements_of(paper))
        ends = {end for statement in statements for end in (statement.subject, statement.object)} - set(papers)
        kept.append((truth.paper(paper), [truth.entity(end) for end in sorted(ends)], statements))
    for paper in papers:
        truth.retract(paper)
    return kept


def put_back(truth: Truth, kept: list[tuple[Paper, list[Entity], list[Statement]]]) -> None:
    """The reverse of ``taken_out``."""
    with truth.transaction():
        for paper, entities, statements in kept:
            truth.add_papers([paper])
            truth.add_entities(entities)
            truth.put_statements(paper.id, statements)


def measured(graph: Path, store: str, count: int, seed: int, *, each: bool) -> bool:
    """All loads of one store; whether each of them left it equal to the graph."""
    with tempfile.TemporaryDirectory(prefix="paperkg-loads-") as name:
        folder = Path(name)
        shutil.copyfile(graph, folder / "graph.kg")
        with serving(store, folder) as pid, Truth.open(folder / "graph.kg") as truth:
            papers = sorted(paper.id for paper in truth.papers())
            count = min(count, max(1, len(papers) // 4))
            chosen = random.Random(seed).sample(papers, count)  # noqa: S311 - no secret
            kept = taken_out(truth, chosen)
            bench = Bench(truth, store, pid)
            right = [bench.step("first", rebuild=True, compare=each), bench.step("nothing changed", compare=each)]
            put_back(truth, kept)
            right.append(bench.step(f"{count} added", compare=each))
            truth.retract(chosen[0])
            right.append(bench.step("1 retracted"))
            return all(right)


def main() -> None:
    """Measure and print; exit 1 if a store differed from the graph."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("graph", type=Path)
    parser.add_argument("--stores", nargs="+", default=sorted(loading.LOADERS), choices=sorted(loading.LOADERS))
    parser.add_argument("--papers", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--compare", choices=["each", "last"], default="each", help="after which loads (a minute each)")
    arguments = parser.parse_args()
    each = arguments.compare == "each"
    right = [
        measured(arguments.graph, store, arguments.papers, arguments.seed, each=each) for store in arguments.stores
    ]
    sys.exit(not all(right))


if __name__ == "__main__":
    main()
