"""What the figures were measured on."""

from __future__ import annotations

import os
import platform
import re
import sqlite3
from importlib import metadata
from pathlib import Path
from typing import Any

PACKAGES = ("numpy", "numba", "scipy", "networkx", "duckdb", "ladybug", "pyoxigraph", "neo4j", "pyarrow")


def hardware() -> dict[str, Any]:
    """Machine, system and versions."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "ram_gb": round(memory / 2**30),
        "os": _system(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "packages": {name: found for name in PACKAGES if (found := _version(name))},
    }


def same_machine(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether figures of both may stand in one table."""
    return all(one.get(key) == other.get(key) for key in ("cpu", "cores", "ram_gb"))


def _cpu() -> str:
    about = Path("/proc/cpuinfo")
    found = re.search(r"^model name\s*:\s*(.+)$", about.read_text(), re.MULTILINE) if about.exists() else None
    return found[1].strip() if found else platform.processor() or platform.machine()


def _system() -> str:
    try:
        name = platform.freedesktop_os_release().get("PRETTY_NAME", "")
    except OSError:
        name = ""
    return f"{name} ({platform.system()} {platform.release()})".strip()


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
