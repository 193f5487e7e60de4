"""Answers before times: each is judged by the facts it names, and all of them must be equal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from tests.benchmarks.bench.facts import NEAR, Facts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.benchmarks.bench.asked import Asked

Values = list[tuple[float, ...]]


def kept(home: Path, question: str) -> dict[str, Any]:
    """The answers of every system to a question, those of earlier runs too."""
    found: dict[str, Any] = {}
    for path in sorted((home / "answers").glob(f"{question}.*.*")):
        name = path.name.split(".")[-2]
        if path.suffix == ".npy":
            found[name] = np.load(path)
        elif path.suffix == ".json":
            found[name] = json.loads(path.read_text(encoding="utf-8"))
    return found


def differences(question: str, answers: Mapping[str, Any], asked: Asked, facts: Facts) -> list[str]:
    """One line for each system whose answer is wrong or differs from that of the first one."""
    values: dict[str, Values] = {}
    wrong = []
    for name, answer in answers.items():
        if isinstance(answer, np.ndarray):
            continue
        values[name], error = _JUDGES[question](answer, asked, facts)
        if error:
            wrong.append(f"{question}: {name} is wrong: {error}")
    tables = {name: answer for name, answer in answers.items() if isinstance(answer, np.ndarray)}
    return wrong + _unequal(question, values) + _unequal_tables(question, tables)


def _unequal(question: str, values: Mapping[str, Values]) -> list[str]:
    """Items are compared as far as both have them: a slow peer is asked about fewer."""
    found = []
    names = list(values)
    for name in names[1:]:
        for i, (one, other) in enumerate(zip(values[names[0]], values[name], strict=False)):
            same = len(one) == len(other) and all(abs(x - y) <= NEAR for x, y in zip(one, other, strict=True))
            if not same:
                found.append(f"{question}: item {i}: {names[0]} says {_short(one)}, {name} says {_short(other)}")
                break
    return found


def _unequal_tables(question: str, tables: Mapping[str, np.ndarray]) -> list[str]:
    found = []
    names = list(tables)
    for name in names[1:]:
        one, other = tables[names[0]], tables[name]
        if np.array_equal(one, other):
            continue
        length = min(len(one), len(other))
        differ = np.flatnonzero((one[:length] != other[:length]).any(axis=1))
        place = int(differ[0]) if len(differ) else length
        rows = [table[place].tolist() if place < len(table) else "nothing" for table in (one, other)]
        counts = f"{names[0]} has {len(one)} rows, {name} {len(other)}"
        found.append(f"{question}: {counts}; row {place}: {names[0]} says {rows[0]}, {name} says {rows[1]}")
    return found


def _short(values: tuple[float, ...]) -> str:
    return f"{len(values)} values: {list(values)[:25]}"


def _shortest(answer: Any, asked: Asked, facts: Facts) -> tuple[Values, str | None]:
    errors = [facts.path_error(pair, route) for pair, route in zip(asked.pairs, answer, strict=False)]
    return [(len(route),) for route in answer], next(filter(None, errors), None)


def _routes(answer: Any, asked: Asked, facts: Facts) -> tuple[Values, str | None]:
    values, errors = [], []
    for pair, found in zip(asked.few_pairs, answer, strict=False):
        broken = [facts.path_error(pair, route) for _, route in found]
        errors += broken
        if any(broken):
            values.append(())
            continue
        costs = [facts.cost(route) for _, route in found]
        told = zip(found, costs, strict=True)
        errors += [f"{route} costs {cost}, not {said}" for (said, route), cost in told if _off(said, cost)]
        if len({tuple(route) for _, route in found}) < len(found):
            errors.append(f"{pair}: a path twice")
        values.append(tuple(costs))
    return values, next(filter(None, errors), None)


def _off(said: float | None, true: float) -> bool:
    return said is not None and abs(said - true) > NEAR


def _shared(answer: Any, asked: Asked, facts: Facts) -> tuple[Values, str | None]:
    pairs = zip(asked.methods, answer, strict=False)
    errors = [facts.shared_error(method, row) for method, rows in pairs for row in rows]
    return [tuple(row[1] for row in rows) for rows in answer], next(filter(None, errors), None)


def _top_score(answer: Any, _: Asked, facts: Facts) -> tuple[Values, str | None]:
    errors = [facts.pair_error(row) for row in answer]
    return [tuple(row[2] for row in answer)], next(filter(None, errors), None)


def _two_hops(answer: Any, _: Asked, facts: Facts) -> tuple[Values, str | None]:
    return [(count,) for count in answer], None


_JUDGES: dict[str, Callable[[Any, Any, Facts], tuple[Values, str | None]]] = {
    "shortest-path": _shortest,
    "hub-aware-paths": _routes,
    "shared-datasets": _shared,
    "top-pairs-score": _top_score,
    "two-hops": _two_hops,
}
