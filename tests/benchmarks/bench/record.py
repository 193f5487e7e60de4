"""The figures as they are kept in ``docs/benchmarks.json``: a run replaces what it measured and keeps the rest."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.benchmarks.bench.asked import QUESTIONS
from tests.benchmarks.bench.hardware import same_machine
from tests.benchmarks.bench.systems import OURS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from tests.benchmarks.bench.asked import Question
    from tests.benchmarks.bench.running import Outcome

Record = dict[str, Any]
ORDER = [name for question in QUESTIONS for name in (question.name, question.total) if name]
_DIGITS = 4  # significant ones


def rounded(value: float) -> float:
    """As many digits as mean something."""
    return float(f"{value:.{_DIGITS}g}")


def records(question: Question, papers: int, outcomes: Mapping[str, Outcome], limit: float) -> list[Record]:
    """What is to be kept of a question: one record, or two if all items together have a name of their own."""
    found = [_record(question.name, papers, outcomes, limit)]
    if question.total:
        found.append(_record(question.total, papers, outcomes, limit, total=True))
    return found


def _record(name: str, papers: int, outcomes: Mapping[str, Outcome], limit: float, *, total: bool = False) -> Record:
    record: Record = {"question": name, "papers": papers}
    peers: Record = {}
    for system, outcome in outcomes.items():
        if outcome.state == "done":
            figures = {**outcome.figures, **(outcome.figures["total"] if total else {})}
            kept = {key: rounded(figures[key]) for key in ("cpu_s", "wall_s", "peak_mb")}
            if system == OURS:
                record["ours_cpu_s"], record["ours_peak_mb"] = kept["cpu_s"], kept["peak_mb"]
            else:
                peers[system] = kept
        elif outcome.state == "not finished" and system != OURS:
            peers[system] = {"not_finished": round(limit)}
    record["peers"] = peers
    return record


def read(path: Path) -> dict[str, Any]:
    """What is kept; nothing yet is fine."""
    if not path.exists():
        return {"hardware": {}, "results": []}
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def merged(
    former: dict[str, Any], hardware: dict[str, Any], fresh: Iterable[Record], *, renewed: Collection[int] = ()
) -> dict[str, Any]:
    """New figures over former ones, also of peers that were not asked now; those of another machine go.

    Of the sizes ``renewed`` nothing former is kept.
    """
    known: dict[tuple[int, str], Record] = {}
    if same_machine(former["hardware"], hardware):
        known = {(each["papers"], each["question"]): each for each in former["results"]}
        known = {key: each for key, each in known.items() if key[0] not in renewed}
    for record in fresh:
        key = (record["papers"], record["question"])
        old = known.get(key, {})
        known[key] = {**old, **record, "peers": {**old.get("peers", {}), **record["peers"]}}
    results = [_in_order(each) for each in known.values() if "ours_cpu_s" in each]
    results.sort(key=lambda each: (each["papers"], ORDER.index(each["question"])))
    return {"hardware": hardware, "results": results}


def _in_order(record: Record) -> Record:
    keys = ("question", "papers", "ours_cpu_s", "ours_peak_mb", "peers", "floor_cpu_s")
    return {key: record[key] for key in keys if key in record}


def write(path: Path, found: dict[str, Any]) -> None:
    """Keep it."""
    path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
