"""One question to one system, in a process of its own: ``python -m tests.benchmarks.bench.child HOME SYSTEM QUESTION``.

It says ``ready`` when the system is open and ``answered`` after the answer, whose time is what passes between the two;
``server PID`` when it has started one, which must not outlive it. What came out lies in ``HOME/answers`` then. What is
asked again is asked warm, of every system alike; the first answer counts for all that take longer than ``LONG``.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from statistics import mean, median
from typing import TYPE_CHECKING, Any

import numpy as np

from tests.benchmarks.bench import asked as asking
from tests.benchmarks.bench.asked import BUILD, BY_NAME, OPEN, Question
from tests.benchmarks.bench.clock import Clock
from tests.benchmarks.bench.systems import LeftOut, System, system

if TYPE_CHECKING:
    from collections.abc import Callable

NOT_ASKED, LEFT_OUT, EXHAUSTED = 10, 11, 12  # exit codes
LONG = 10.0  # CPU seconds
AGAIN = 3
WARMING, WARM = 20, 5.0  # so many items are asked before, or so many seconds long; a server's compiler needs more
WARM_SERVER = 15.0


def say(line: str) -> None:
    """To the process that waits."""
    print(line, flush=True)


def whole(clock: Clock, work: Callable[[], Any], after: Callable[[], None] | None = None) -> tuple[Any, dict]:
    """An answer and its figures; it is asked for again if that is quick. ``after`` tidies up, untimed."""
    answer, *first = clock.timed(work)
    say("answered")
    spent = [first]
    while first[0] < LONG and len(spent) <= AGAIN:
        if after is not None:
            after()
        _, *figures = clock.timed(work)
        spent.append(figures)
    warm = spent[1:] or spent
    return answer, {"cpu_s": median(c for c, _ in warm), "wall_s": median(w for _, w in warm)}


def each(clock: Clock, ask: Callable[[Any], Any], items: list[Any]) -> tuple[list[Any], dict]:
    """The answers about items and the median of their figures; of a server, whose clock is coarse, the mean."""
    before = items * 5 if clock.pid else items[:WARMING]
    until = time.monotonic() + (WARM_SERVER if clock.pid else WARM)
    for item in before:
        if time.monotonic() < until:
            ask(item)
    middle = mean if clock.pid else median
    begin = clock.cpu()
    found = [clock.timed(lambda item=item: ask(item)) for item in items]
    total = {"cpu_s": clock.cpu() - begin, "wall_s": sum(wall for _, _, wall in found)}
    say("answered")
    cpu = total["cpu_s"] / len(items) if clock.pid else median(cpu for _, cpu, _ in found)
    figures = {"cpu_s": cpu, "wall_s": middle(wall for _, _, wall in found), "total": total}
    return [answer for answer, _, _ in found], figures


def ask(one: System, question: Question, asked: asking.Asked) -> tuple[Any, dict]:
    """The answer and the figures of a question."""
    if question.name == BUILD:
        say("ready")
        answer, cpu, wall = Clock().timed(one.load)
        say("answered")
        return answer, {"cpu_s": cpu, "wall_s": wall, "peak_mb": Clock().peak_mb()}
    if question.name == OPEN:
        say("ready")
        answer, figures = whole(Clock(), one.open, one.close)
        return None, {**figures, "peak_mb": Clock().peak_mb()}
    one.open()
    say("ready")
    clock = Clock(one.pid)
    work = getattr(one, question.method)
    if question.about is None:
        answer, figures = whole(clock, work)
    else:
        items = getattr(asked, question.about)[: getattr(one, "most", {}).get(question.name)]
        answer, figures = each(clock, work, items)
    figures["peak_mb"] = clock.peak_mb()
    canonical = getattr(one, "canonical", None)  # of a system with names of its own for nodes; not timed
    return (answer if canonical is None else canonical(question.name, answer)), figures


def keep(home: Path, name: str, question: str, answer: Any, figures: dict) -> None:
    """Write the answer, then the figures, which say that all is there."""
    stem = home / "answers" / f"{question}.{name}"
    stem.parent.mkdir(exist_ok=True)
    if isinstance(answer, np.ndarray):
        with stem.with_name(f"{stem.name}.npy").open("wb") as file:
            np.save(file, answer.astype(np.int64))
    elif answer is not None:
        stem.with_name(f"{stem.name}.json").write_text(json.dumps(answer), encoding="utf-8")
    stem.with_name(f"{stem.name}.figures").write_text(json.dumps(figures), encoding="utf-8")


def main() -> int:
    """Ask, write, end."""
    home, name, question = Path(sys.argv[1]), sys.argv[2], BY_NAME[sys.argv[3]]
    asked = asking.read(home)
    try:
        one = system(name, home, asked)
    except LeftOut as error:
        say(f"left out: {error}")
        return LEFT_OUT
    if not hasattr(one, question.method) or (question.name == OPEN and not one.opens):
        return NOT_ASKED
    try:
        answer, figures = ask(one, question, asked)
        keep(home, name, question.name, answer, figures)
    except LeftOut as error:
        say(f"left out: {error}")
        return LEFT_OUT
    except Exception as error:
        if not getattr(one, "exhausted", lambda _: False)(error):
            raise
        say(f"out of memory: {str(error).splitlines()[0][:200]}")
        return EXHAUSTED
    finally:
        one.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
