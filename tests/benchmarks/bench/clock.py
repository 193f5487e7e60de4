"""CPU seconds and memory of this process, of those it waited for, and of a server it asks."""

from __future__ import annotations

import os
import re
import resource
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Clock:
    """``pid`` is that of a server, whose time and memory count with those of this process."""

    pid: int = 0

    def cpu(self) -> float:
        """CPU seconds so far, of all threads; those of a server in hundredths."""
        done = resource.getrusage(resource.RUSAGE_CHILDREN)
        return time.process_time() + done.ru_utime + done.ru_stime + (_server_cpu(self.pid) if self.pid else 0.0)

    def peak_mb(self) -> float:
        """The most memory that was held so far, in MiB; of processes one after the other the largest."""
        children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        return max(_peak("self") + (_peak(str(self.pid)) if self.pid else 0.0), children)

    def timed(self, work: Callable[[], Value]) -> tuple[Value, float, float]:
        """What the work gives, its CPU seconds, its wall seconds."""
        cpu, wall = self.cpu(), time.perf_counter()
        value = work()
        wall = time.perf_counter() - wall
        return value, self.cpu() - cpu, wall


def _server_cpu(pid: int) -> float:
    # fields 14 and 15 of proc_pid_stat(5), counted after the name in parentheses, which may hold anything
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _peak(pid: str) -> float:
    # Not ru_maxrss: a new process begins with that of the one that started it.
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = re.search(r"^VmHWM:\s+(\d+) kB$", status.read_text(encoding="utf-8"), re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0
