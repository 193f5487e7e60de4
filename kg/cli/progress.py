"""A progress bar with the time left, on a terminal; silence elsewhere."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from kg.cli.output import notes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import TaskID

    from kg.pipeline import Progress as Listener


@contextmanager
def bar(*, quiet: bool = False) -> Iterator[Listener]:
    """A listener that draws one line for each stage."""
    console = notes()
    columns = (
        TextColumn("{task.description:<11}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=quiet or not console.is_terminal) as drawn:
        tasks: dict[str, TaskID] = {}

        def listen(stage: str, done: int, total: int | None) -> None:
            if stage not in tasks:
                tasks[stage] = drawn.add_task(stage, total=total)
            drawn.update(tasks[stage], completed=done, total=total)

        yield listen
