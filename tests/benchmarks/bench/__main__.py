"""Generates graphs, asks paperkg and its peers the same questions, compares the answers, reports: ``make bench``.

    python -m tests.benchmarks.bench [--papers 20000 100000 500000] [--only ours duckdb] [--question NAME ...]

A size or a part that is run again replaces its own figures in docs/benchmarks.json; the others stay.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.benchmarks.bench import asked as asking
from tests.benchmarks.bench import compare, record, report, write
from tests.benchmarks.bench.asked import BUILD, QUESTIONS, Question
from tests.benchmarks.bench.facts import Facts
from tests.benchmarks.bench.floors import floors
from tests.benchmarks.bench.hardware import hardware
from tests.benchmarks.bench.running import LIMIT, ROOT, Outcome, run
from tests.benchmarks.bench.systems import MODULES, OURS

SIZES = (20_000, 100_000, 500_000)


def main(given: list[str] | None = None) -> int:
    """Run what is asked for; 1 if an answer differs or a system fails."""
    chosen = _parser().parse_args(given)
    names = [name for name in MODULES if not chosen.only or name in chosen.only]
    questions = [each for each in QUESTIONS if not chosen.question or each.name in chosen.question]
    every = not chosen.only and not chosen.question
    failed = False
    for papers in chosen.papers:
        fresh, errors = size(chosen.folder, papers, names, questions, chosen.limit)
        print("\n".join(report.show(fresh)), flush=True)
        if errors:
            failed = True
            print("\nWrong or missing, so that nothing is written:", *errors, sep="\n  ", file=sys.stderr, flush=True)
            continue
        kept = record.merged(record.read(chosen.json), hardware(), fresh, renewed=[papers] if every else ())
        record.write(chosen.json, kept)
        report.write(chosen.json.with_suffix(".md"), kept)
    return int(failed)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    listed = {"nargs": "+", "metavar": "NAME", "type": str}
    parser.add_argument("--papers", nargs="+", type=int, default=list(SIZES))
    parser.add_argument("--only", choices=MODULES, help=f"of {', '.join(MODULES)}", **listed)
    parser.add_argument("--question", choices=asking.BY_NAME, help=f"of {', '.join(asking.BY_NAME)}", **listed)
    parser.add_argument("--limit", type=float, default=LIMIT, help="seconds that an answer may take")
    parser.add_argument("--folder", type=Path, default=ROOT / "out/bench", help="where graphs and databases are kept")
    parser.add_argument("--json", type=Path, default=ROOT / "docs/benchmarks.json")
    return parser


def size(
    folder: Path, papers: int, names: list[str], questions: list[Question], limit: float
) -> tuple[list[record.Record], list[str]]:
    """All that is asked about one graph: the records, and what is wrong."""
    print(f"{papers:,} papers", flush=True)
    home, drawn = write.made(folder, papers)
    asked = asking.choose(drawn)
    asking.keep(asked, home)
    least = floors(home, drawn)
    facts = Facts(home, drawn)
    errors = _prepare(home, names, questions)
    records, without = [], set()
    for question in questions:
        outcomes: dict[str, Outcome] = {}
        for name in names:
            if name in without:
                continue
            outcome = outcomes[name] = run(home, name, question, limit)
            _tell(question.name, name, outcome)
            if outcome.state == "failed" or (name == OURS and outcome.state == "not finished"):
                errors.append(f"{papers:,} papers, {question.name}: {name} {outcome.state}: {outcome.note}")
            if question.name == BUILD and (outcome.state == "left out" or not outcome.figures):
                without.add(name)  # what is not loaded cannot be asked
        found = compare.differences(question.name, compare.kept(home, question.name), asked, facts)
        errors += [f"{papers:,} papers, {each}" for each in found]
        for each in record.records(question, papers, outcomes, limit):
            if each["question"] in least:
                each["floor_cpu_s"] = record.rounded(least[each["question"]])
            records.append(each)
    facts.close()
    return records, errors


def _prepare(home: Path, names: list[str], questions: list[Question]) -> list[str]:
    """Load what was never loaded, where the load itself is not asked for."""
    build = asking.BY_NAME[BUILD]
    if build in questions:
        return []
    fresh = [name for name in names if not (home / "answers" / f"{BUILD}.{name}.figures").exists()]
    outcomes = {name: run(home, name, build) for name in fresh}
    return [f"{name} could not be loaded: {each.note}" for name, each in outcomes.items() if each.state == "failed"]


def _tell(question: str, name: str, outcome: Outcome) -> None:
    figures = ""
    if outcome.state == "done":
        figures = f"{report.seconds(outcome.figures['cpu_s'])}, {outcome.figures['peak_mb']:.0f} MB"
    if outcome.state != "not asked":
        print(f"  {question:16}  {name:9}  {figures or outcome.state} {outcome.note}".rstrip(), flush=True)


if __name__ == "__main__":
    sys.exit(main())
