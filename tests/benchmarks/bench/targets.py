"""What was promised, and whether the figures keep it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

ALL = "all"


@dataclass(frozen=True, slots=True)
class Target:
    """Of a question at a size: at most ``most`` of ``what``; or, with a peer, at least so many times as fast."""

    question: str
    papers: int
    what: str  # cpu_s, peak_mb, or the name of a peer
    limit: float


TARGETS = (
    Target("snapshot-build", 100_000, "cpu_s", 5),
    Target("snapshot-build", 100_000, "peak_mb", 400),
    Target("snapshot-open", 100_000, "cpu_s", 0.05),
    Target("shortest-path", 100_000, "cpu_s", 150e-6),
    Target("shortest-path", 100_000, "neo4j", 50),
    Target("shortest-path", 100_000, "ladybug", 50),
    Target("hub-aware-paths", 100_000, "cpu_s", 0.005),
    Target("method-partners", 100_000, "cpu_s", 0.6),
    Target("method-partners", 100_000, "duckdb", 25),
    Target("method-partners", 20_000, "networkx", 300),
    Target("method-datasets", 100_000, "cpu_s", 0.6),
    Target("shared-datasets", 100_000, "cpu_s", 0.005),
    Target("top-pairs-count", 100_000, "cpu_s", 1),
    Target("top-pairs-score", 100_000, "cpu_s", 1),
    Target(ALL, 500_000, "peak_mb", 2560),
)


def ratio(record: dict[str, Any], peer: str) -> float | None:
    """How many times as fast as the peer; of one that was not finished, at least so many."""
    told = record["peers"].get(peer)
    if told is None or "ours_cpu_s" not in record:
        return None
    spent: float = told.get("cpu_s", told.get("not_finished"))
    return spent / max(record["ours_cpu_s"], 1e-9)


def found(target: Target, results: Sequence[dict[str, Any]]) -> float | None:
    """The figure that a target speaks of; ``None`` if it was not measured."""
    fitting = [each for each in results if each["papers"] == target.papers]
    if target.question != ALL:
        fitting = [each for each in fitting if each["question"] == target.question]
    if target.what in ("cpu_s", "peak_mb"):
        key = f"ours_{target.what}"
        return max((each[key] for each in fitting if key in each), default=None)
    return next((ratio(each, target.what) for each in fitting), None)


def kept(target: Target, value: float) -> bool:
    """Whether a figure keeps it."""
    return value <= target.limit if target.what in ("cpu_s", "peak_mb") else value >= target.limit
