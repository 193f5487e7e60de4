"""Loads that are killed: what ``make soak`` runs.

    python -m tests.benchmarks.soak GRAPH [--kills 20] [--stores ladybug neo4j oxigraph sparql] [--seed 1]

For each store a full load is killed with SIGKILL at a random moment and then repeated, so many times; after each the
projection is compared with the graph file. Servers must be named by the environment (``make servers``).
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import time

import kg
from kg.store import loading


def load(graph: str, store: str, *options: str) -> subprocess.Popen:
    """A load as a process of its own."""
    command = [sys.executable, "-m", "kg", "load", store, "-g", graph, "--json", *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finished(process: subprocess.Popen, what: str) -> float:
    """Wait for a load that must end well; its seconds."""
    begin = time.monotonic()
    _, error = process.communicate()
    if process.returncode:
        sys.exit(f"{what}: exit {process.returncode}: {error.strip()}")
    return time.monotonic() - begin


def differences(graph: str, store: str) -> int:
    """How often the projection differs from the graph file."""
    with kg.open(graph) as opened:
        found = opened.check(on=store)
    return sum(each.check == "projection" for each in found)


def main() -> None:
    """Kill, repeat, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("graph")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--stores", nargs="+", default=sorted(loading.LOADERS), choices=sorted(loading.LOADERS))
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)  # noqa: S311 - no secret
    failed = 0
    for store in arguments.stores:
        first = finished(load(arguments.graph, store, "--rebuild"), f"{store}: first load")
        whole = finished(load(arguments.graph, store, "--rebuild"), f"{store}: load of a warm server")
        again = finished(load(arguments.graph, store), f"{store}: second load")
        killed = wrong = 0
        for _ in range(arguments.kills):
            process = load(arguments.graph, store, "--rebuild")
            try:
                process.wait(timeout=chance.uniform(0.1, 0.9) * whole)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                killed += 1
            process.communicate()
            finished(load(arguments.graph, store), f"{store}: load after a kill")
            wrong += differences(arguments.graph, store) > 0
        failed += wrong
        times = f"first load {first:.1f} s, again all {whole:.1f} s, nothing new {again:.1f} s"
        kills = f"{killed} of {arguments.kills} loads killed before their end, {wrong} wrong after the repeat"
        print(f"{store}: {times}; {kills}", flush=True)
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
