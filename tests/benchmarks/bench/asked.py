"""What is asked of a graph: the questions, and the methods they are asked about."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np

from tests.benchmarks.bench.draw import SEED, Drawn

if TYPE_CHECKING:
    from pathlib import Path

PAIRS, FEW, TOP, BEST, ROUTES = 200, 20, 20, 100, 3
ASKED = "asked.json"


@dataclass(frozen=True, slots=True)
class Question:
    """``method`` is what a system answers it with; ``about`` names a field of ``Asked`` if it is asked item by item.

    ``total`` is the name of a second result: the time of all items together.
    """

    name: str
    text: str
    method: str
    about: str | None = None
    total: str | None = None


BUILD, OPEN = "snapshot-build", "snapshot-open"
QUESTIONS = (
    Question(BUILD, "build the snapshot from the graph file (a peer: its bulk load)", "load"),
    Question(OPEN, "open the snapshot (a peer: its database)", "open"),
    Question(
        "shortest-path", "shortest path of two methods, median", "shortest", about="pairs", total="shortest-paths-200"
    ),
    Question("hub-aware-paths", "3 cheapest paths around hubs, median", "routes", about="few_pairs"),
    Question("method-partners", "each method's 20 best partners by shared datasets", "partners"),
    Question("method-datasets", "each method's 20 best datasets by papers that name both", "datasets"),
    Question("shared-datasets", "who shares datasets with a method, with evidence, median", "shared", about="methods"),
    Question("top-pairs-count", "the 100 pairs of methods with most datasets in common", "top_count"),
    Question("top-pairs-score", "the 100 pairs of methods of the highest score", "top_score"),
    Question("two-hops", "how much is within 2 hops of a method, median", "two_hops", about="methods"),
)
BY_NAME = {question.name: question for question in QUESTIONS}


@dataclass(frozen=True, slots=True)
class Asked:
    """Pairs of methods, and methods; ``ids`` are their ids."""

    pairs: list[tuple[int, int]]
    few_pairs: list[tuple[int, int]]
    methods: list[int]
    ids: dict[int, str]


def choose(drawn: Drawn) -> Asked:
    """By chance, always the same ones; a method to ask for has three datasets or more."""
    rng = np.random.default_rng([SEED, drawn.papers])
    methods = np.array(drawn.block("Method"))
    pairs = [(int(a), int(b)) for a, b in (rng.choice(methods, 2, replace=False) for _ in range(PAIRS))]
    subjects, _ = drawn.pairs("EVALUATED_ON")
    seen, count = np.unique(subjects, return_counts=True)
    chosen = sorted(rng.permutation(seen[count >= 3])[:FEW].tolist())
    ids = drawn.ids()
    return Asked(pairs, pairs[:FEW], chosen, {i: ids[i] for i in {*chosen, *(i for pair in pairs for i in pair)}})


def keep(asked: Asked, home: Path) -> None:
    """Write it beside the graph, for the processes that ask."""
    (home / ASKED).write_text(json.dumps(asdict(asked)), encoding="utf-8")


def read(home: Path) -> Asked:
    """What was kept there."""
    found = json.loads((home / ASKED).read_text(encoding="utf-8"))
    found["ids"] = {int(i): each for i, each in found["ids"].items()}
    for name in ("pairs", "few_pairs"):
        found[name] = [(a, b) for a, b in found[name]]
    return Asked(**found)
