"""What nobody can be much faster than, measured in the same run."""

from __future__ import annotations

import sqlite3
import time
from collections import deque
from typing import TYPE_CHECKING

import numpy as np

from tests.benchmarks.bench.asked import BUILD
from tests.benchmarks.bench.draw import ROLES, Drawn
from tests.benchmarks.bench.write import GRAPH

if TYPE_CHECKING:
    from pathlib import Path

BLOCK = 1 << 22  # increments at a time


def floors(home: Path, drawn: Drawn) -> dict[str, float]:
    """CPU seconds by question: reading the statements from SQLite; the increments that the counts are made of."""
    runs = np.bincount(drawn.pairs("EVALUATED_ON")[1], minlength=drawn.nodes).astype(np.int64)
    increments = int((runs * (runs - 1) // 2).sum())
    counting = _counting(drawn, increments)
    return {BUILD: _reading(home), "method-partners": counting, "method-datasets": _counting(drawn, _named(drawn))}


def _named(drawn: Drawn) -> int:
    """How many pairs of a method and a dataset all papers name."""
    subject, obj = drawn.pairs(*ROLES)
    methods, sets = drawn.block("Method"), drawn.block("Dataset")
    each = [np.bincount(subject[(obj >= b.start) & (obj < b.stop)], minlength=drawn.papers) for b in (methods, sets)]
    return int((each[0] * each[1]).sum())


def _reading(home: Path) -> float:
    connection = sqlite3.connect(home / GRAPH)
    begin = time.process_time()
    deque(connection.execute("SELECT subject, relation, object FROM statement"), maxlen=0)
    spent = time.process_time() - begin
    connection.close()
    return spent


def _counting(drawn: Drawn, increments: int) -> float:
    """Stream as many numbers of methods as there are increments, each into its counter."""
    methods = drawn.block("Method")
    stream = np.random.default_rng(0).integers(0, len(methods), min(BLOCK, max(1, increments)))
    counts = np.zeros(len(methods), dtype=np.int64)
    begin = time.process_time()
    for _ in range(max(1, round(increments / len(stream)))):
        counts += np.bincount(stream, minlength=len(methods))
    return time.process_time() - begin
