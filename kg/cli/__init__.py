"""The command ``kg``: it parses, calls one function, prints. Contract: exit codes and JSON shapes of the README."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from kg.cli import asking, deciding, giving, judging, loading, making, querying, training, walking
from kg.cli.output import line, say, write_line
from kg.cli.volume import with_volume
from kg.errors import AmbiguousName, KgError, NotFound, UsageError

__all__ = ["app", "main"]

# The matrices of one paper are small: a second thread of numpy's would only spin. Read when numpy is loaded, later.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

INTERRUPTED = 130
# What typer raises for wrong arguments: the ClickException of click, or of the copy of click that newer typers carry.
_REFUSAL: type[Exception] = typer.BadParameter.__mro__[2]
app = typer.Typer(
    name="kg",
    help="A knowledge graph of machine-learning papers: offline, with the sentence behind every edge.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for _command in (
    making.sources,
    making.read,
    making.extract,
    making.build,
    making.retract,
    deciding.merge,
    deciding.split,
    deciding.dups,
    asking.find,
    asking.show,
    asking.shared,
    walking.path,
    walking.near,
    asking.cooccur,
    walking.pairs,
    asking.trend,
    asking.page,
    querying.query,
    asking.stats,
    giving.view,
    giving.export,
    loading.load,
    judging.resolve,
    judging.why,
    judging.evaluate,
    judging.check,
    training.train,
):
    app.command(_command.__name__)(with_volume(_command))


def _version(asked: bool) -> None:  # noqa: FBT001 - the shape that typer calls
    if asked:
        from importlib.metadata import version

        from kg.extract import DEFAULT, fingerprint
        from kg.vocab import version as ontology_version

        typer.echo(
            f"paperkg {version('paperkg')}, model {DEFAULT} ({fingerprint(DEFAULT)}), ontology {ontology_version()}"
        )
        raise typer.Exit


@app.callback()
def _root(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Versions, and stop.")
    ] = False,
) -> None:
    del version


def main() -> None:
    """Run the command line; every error of ours is one line and its exit code."""
    try:
        code = app(standalone_mode=False) or 0
        sys.stdout.flush()
    except _REFUSAL as error:
        _refuse(error)
        code = UsageError.exit_code
    except KgError as error:
        if "--json" in sys.argv and isinstance(error, NotFound | AmbiguousName):
            write_line(line({"error": str(error), "suggestions": list(error.suggestions)}))
        say(f"error: {error}")
        code = error.exit_code
    except (BrokenPipeError, SystemExit) as error:
        # The reader went away (kg ... | head): no error, but nothing more may be written, not even at exit.
        if not isinstance(error, BrokenPipeError) and not isinstance(error.__context__, BrokenPipeError):
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except KeyboardInterrupt:
        code = INTERRUPTED
    if code == INTERRUPTED:
        say("interrupted; a build goes on from here when it is started again")
    sys.exit(code)


def _refuse(error: Exception) -> None:
    """Tell in one line what is wrong with the arguments; the help of a bare ``kg`` is on the screen already."""
    message = error.format_message() if hasattr(error, "format_message") else str(error)
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "kg"
    if message:
        say(f"error: {' '.join(message.split())} (see {command} --help)")
