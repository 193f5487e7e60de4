"""Starting the processes that ask, and ending those that take too long."""

from __future__ import annotations

import json
import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.bench import child
from tests.benchmarks.bench.asked import BUILD, Question

ROOT = Path(__file__).parents[3]
LIMIT = 120.0  # wall seconds for an answer
LOADING = 900.0  # for a load, which is reported as not finished beyond the limit, and goes on: questions come after it
LATER = 300.0  # for what comes after the answer: asking again, writing


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a question to a system: figures; or it was not finished, not asked, or went wrong (``note``)."""

    state: str  # done, not finished, not asked, left out, failed
    figures: dict[str, Any]
    note: str = ""


def forget(home: Path, name: str, question: str) -> None:
    """Remove what an earlier process wrote."""
    for path in (home / "answers").glob(f"{question}.{name}.*"):
        path.unlink()


def run(home: Path, name: str, question: Question, limit: float = LIMIT) -> Outcome:
    """Ask one system one question."""
    forget(home, name, question.name)
    command = [sys.executable, "-m", "tests.benchmarks.bench.child", str(home), name, question.name]
    errors = home / "answers" / f"{question.name}.{name}.err"
    errors.parent.mkdir(exist_ok=True)
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}
    with errors.open("wb") as said:
        process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=said, text=True, start_new_session=True
        )
    watched = _Watched(process)
    try:
        outcome = _watch(watched, question, limit)
    finally:
        watched.end()
    figures = home / "answers" / f"{question.name}.{name}.figures"
    if outcome.state == "done":
        found = json.loads(figures.read_text(encoding="utf-8"))
        late = question.name == BUILD and found["wall_s"] > limit
        return Outcome("not finished" if late else "done", found)
    if outcome.state == "failed":
        return Outcome("failed", {}, outcome.note or _last(errors))
    return outcome


def _watch(watched: _Watched, question: Question, limit: float) -> Outcome:
    loads = question.name == BUILD
    for wait in (LOADING, LOADING if loads else limit, LATER):  # until it is ready, has answered, has ended
        begin = time.monotonic()
        line = watched.line(wait)
        late = time.monotonic() - begin > wait  # it may have answered just now
        if late or (line is None and watched.process.poll() is None):
            return Outcome("not finished", {})
        if line is None:
            return _ended(watched)
        if line not in ("ready", "answered"):
            watched.notes.append(line)
            break
    return _ended(watched)


def _ended(watched: _Watched) -> Outcome:
    try:
        code = watched.process.wait(LATER)
    except subprocess.TimeoutExpired:
        return Outcome("not finished", {})
    note = " ".join(watched.notes)
    states = {0: "done", child.NOT_ASKED: "not asked", child.LEFT_OUT: "left out", child.EXHAUSTED: "not finished"}
    return Outcome(states.get(code, "failed"), {}, note)


def _last(errors: Path) -> str:
    """The error at the end of a traceback, its first line."""
    lines = errors.read_text(encoding="utf-8", errors="replace").rstrip().splitlines()
    told = [line for line in lines if re.match(r"[\w.]+(: |$)", line)]
    return (told or lines or ["it ended without a word"])[-1]


class _Watched:
    """A process whose lines are read as they come, and that can be ended with all it started."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.server = 0
        self.notes: list[str] = []
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line.strip())
        self._lines.put(None)

    def line(self, seconds: float) -> str | None:
        """Its next line; ``None`` if it says nothing for so long, or has ended. One of a server is remembered."""
        until = time.monotonic() + seconds
        with suppress(queue.Empty):
            while (line := self._lines.get(timeout=max(0.0, until - time.monotonic()))) is not None:
                if not line.startswith("server "):
                    return line
                self.server = int(line.split()[1])
            self.process.wait(LATER)
        return None

    def end(self) -> None:
        """End the process, its group (which is its own) and its server, if they still run."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(LATER)
        self._reader.join(LATER)
        assert self.process.stdout is not None
        self.process.stdout.close()
        if self.process.returncode and self.server:
            with suppress(ProcessLookupError):
                os.kill(self.server, signal.SIGKILL)
                time.sleep(1)  # until its files are free
