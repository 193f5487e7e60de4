"""What a system must have to take part, and which ones there are.

A system answers a question if it has its method; nodes are numbers of ``Drawn`` in what it is asked and answers:

- ``shortest((a, b)) -> [nodes] | []``: a path of fewest hops, over all statements in either direction
- ``routes((a, b)) -> [(cost, [nodes])]``: the cheapest loopless paths; a cost may be ``None``
- ``partners() -> array of (a, b, count)``: sorted by a, -count, b; at most 20 rows a method, ties by id
- ``datasets() -> array of (method, dataset, count)``: the same, by the papers that name both (Dataset, not Benchmark)
- ``shared(method) -> [(other, score, [resources], [papers])]``: the 20 of the highest score, resources of EVALUATED_ON
- ``top_count() -> array of (a, b, count)``: the 100 pairs a < b of the highest count, ties by ids
- ``top_score() -> [(a, b, score)]``: the same by score
- ``two_hops(method) -> count``: of the nodes that are one or two hops away, whatever the direction
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from tests.benchmarks.bench.asked import Asked

OURS = "ours"
MODULES = {
    OURS: "ours",
    "scipy": "peer_scipy",
    "duckdb": "peer_duckdb",
    "networkx": "peer_networkx",
    "ladybug": "peer_ladybug",
    "oxigraph": "peer_oxigraph",
    "neo4j": "peer_neo4j",
}


class System(Protocol):
    """One that takes part. ``opens`` says that it has something on disk to open, ``pid`` is that of its server."""

    opens: bool
    pid: int

    def __init__(self, home: Path, asked: Asked) -> None:
        """Work in the folder of a graph; nothing is read yet."""

    def load(self) -> None:
        """Take the graph in, in bulk; what was there before is gone."""

    def open(self) -> None:
        """Be ready for questions about what was loaded."""

    def close(self) -> None:
        """Give all back; also end the server."""


class LeftOut(Exception):
    """This system cannot take part here; the message is one line."""


def system(name: str, home: Path, asked: Asked) -> System:
    """The system of this name; ``LeftOut`` where its package is missing."""
    try:
        module = importlib.import_module(f"tests.benchmarks.bench.{MODULES[name]}")
    except ModuleNotFoundError as error:
        raise LeftOut(f"the package {error.name} is missing (pip install -e '.[test]')") from error
    made: System = module.Peer(home, asked)
    return made
