"""What bringing a store up to date took."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Progress = Callable[[str, int, "int | None"], None]  # the stage, how much is done, of how much


@dataclass(frozen=True, slots=True)
class LoadSummary:
    """One load of one store; ``written`` and ``removed`` count papers."""

    store: str
    url: str
    written: int
    removed: int
    rebuilt: bool
    revision: int


def silence(stage: str, done: int, total: int | None) -> None:
    """Progress that nobody follows."""
    del stage, done, total
