"""How much is said beside the data: ``-q`` nothing but errors, ``-v`` also how long it took; on every command."""

from __future__ import annotations

import functools
import inspect
import time
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from kg.cli import output

if TYPE_CHECKING:
    from collections.abc import Callable

Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No notes and no progress bar, only errors.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Also say how long it took.")]


def with_volume(command: Callable[..., None]) -> Callable[..., None]:
    """The command with ``-q`` and ``-v``; one that takes ``quiet`` itself is also told."""
    signature = inspect.signature(command)
    own = "quiet" in signature.parameters

    @functools.wraps(command)
    def run(*args: Any, quiet: bool = False, verbose: bool = False, **kwargs: Any) -> None:  # noqa: ANN401 - passed on
        output.set_quiet(quiet=quiet)
        begin = time.perf_counter()
        try:
            command(*args, **kwargs, **({"quiet": quiet} if own else {}))
        finally:
            if verbose:
                output.say(f"{command.__name__}: {time.perf_counter() - begin:.2f} s")
            output.set_quiet(quiet=False)

    # the annotations are strings that only the command's own module can read: typer is given what they mean
    hints = {**get_type_hints(command, include_extras=True), "quiet": Quiet, "verbose": Verbose}
    kept = [each.replace(annotation=hints[name]) for name, each in signature.parameters.items() if name != "quiet"]
    added = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=False, annotation=hints[name])
        for name in ("quiet", "verbose")
    ]
    run.__signature__ = signature.replace(parameters=[*kept, *added])  # type: ignore[attr-defined]
    run.__annotations__ = hints
    del run.__wrapped__  # typer would look through it
    return run
