"""The figures for people: a table on the terminal, ``docs/benchmarks.md``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks.bench.asked import QUESTIONS
from tests.benchmarks.bench.systems import MODULES, OURS
from tests.benchmarks.bench.targets import ALL, TARGETS, found, kept, ratio

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PEERS = [name for name in MODULES if name != OURS]
TEXTS = {question.name: question.text for question in QUESTIONS}
TEXTS["shortest-paths-200"] = "shortest paths of 200 pairs, all together"
_ABOUT = Path(__file__).with_name("about.md")


def seconds(value: float) -> str:
    """In the unit that suits it."""
    for limit, unit, factor in ((1e-3, "us", 1e6), (1.0, "ms", 1e3)):
        if value < limit:
            return f"{value * factor:.3g} {unit}"
    return f"{value:.3g} s" if value < 1000 else f"{value:.0f} s"


def times(value: float) -> str:
    """A ratio."""
    return f"x {value:.0f}" if value >= 10 else f"x {value:.1f}"


def cell(record: dict[str, Any], peer: str) -> str:
    """What a table shows of a peer."""
    told = record["peers"].get(peer)
    if told is None:
        return ""
    faster = ratio(record, peer)
    if "not_finished" in told:
        return f"> {told['not_finished']} s" + (f" (> {times(faster)})" if faster else "")
    shown = f"{seconds(told['cpu_s'])}, {told['peak_mb']:.0f} MB"
    return f"{shown} ({times(faster)})" if faster is not None else shown


def table(results: Sequence[dict[str, Any]], *, long: bool = False) -> list[list[str]]:
    """Of one size: a head, then a row for each question; without the columns of peers that were asked nothing."""
    there = [peer for peer in PEERS if any(peer in each["peers"] for each in results)]
    rows = [["question", "paperkg", "floor", *there]]
    for each in results:
        ours = f"{seconds(each['ours_cpu_s'])}, {each['ours_peak_mb']:.0f} MB" if "ours_cpu_s" in each else ""
        floor = seconds(each["floor_cpu_s"]) if "floor_cpu_s" in each else ""
        name = TEXTS[each["question"]] if long else each["question"]
        rows.append([name, ours, floor, *(cell(each, peer) for peer in there)])
    return rows


def promises(results: Sequence[dict[str, Any]]) -> list[list[str]]:
    """The targets that were measured, and whether they are kept."""
    rows = [["promised", "papers", "at most / at least", "found", ""]]
    for target in TARGETS:
        value = found(target, results)
        if value is None:
            continue
        name = "every question" if target.question == ALL else target.question
        if target.what == "cpu_s":
            row = [f"{name}, CPU", seconds(target.limit), seconds(value)]
        elif target.what == "peak_mb":
            row = [f"{name}, memory", f"{target.limit:.0f} MB", f"{value:.0f} MB"]
        else:
            row = [f"{name}, against {target.what}", times(target.limit), times(value)]
        rows.append([row[0], f"{target.papers:,}", *row[1:], "kept" if kept(target, value) else "MISSED"])
    return rows


def aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Lines of columns."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()


def _markdown(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    for i, row in enumerate(rows):
        yield f"| {' | '.join(row)} |"
        if i == 0:
            yield f"|{' --- |' * len(row)}"


def write(path: Path, kept_figures: dict[str, Any]) -> None:
    """The page."""
    results, hardware = kept_figures["results"], kept_figures["hardware"]
    packages = ", ".join(f"{name} {version}" for name, version in hardware["packages"].items())
    lines = [
        _ABOUT.read_text(encoding="utf-8"),
        f"Measured on: {hardware['cpu']}, {hardware['cores']} cores, {hardware['ram_gb']} GB; {hardware['os']}; "
        f"Python {hardware['python']}, SQLite {hardware['sqlite']}; {packages}.",
    ]
    if len(rows := promises(results)) > 1:
        lines += ["", "## What was promised", "", *_markdown(rows)]
    for papers in sorted({each["papers"] for each in results}):
        of_size = [each for each in results if each["papers"] == papers]
        lines += ["", f"## {papers:,} papers", "", *_markdown(table(of_size, long=True))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def show(results: Sequence[dict[str, Any]]) -> Iterator[str]:
    """For the terminal."""
    for papers in sorted({each["papers"] for each in results}):
        yield f"\n{papers:,} papers: CPU time and peak memory; (x N): the peer's CPU time / ours"
        yield from aligned(table([each for each in results if each["papers"] == papers]))
    if len(rows := promises(results)) > 1:
        yield ""
        yield from aligned(rows)
