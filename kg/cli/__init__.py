"""The command ``kg``: it parses, calls one function, prints. Contract: exit codes and JSON shapes of the README."""

from __future__ import annotations

import json
import os
import sys
from typing import Annotated

import click
import typer

from kg.cli import asking, giving, judging, making
from kg.cli.output import say
from kg.errors import KgError, NotFound

__all__ = ["app", "main"]

INTERRUPTED = 130
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
    asking.find,
    asking.show,
    asking.shared,
    asking.path,
    asking.cooccur,
    asking.trend,
    asking.query,
    asking.stats,
    giving.view,
    giving.export,
    judging.resolve,
    judging.why,
    judging.evaluate,
    judging.check,
):
    app.command(_command.__name__)(_command)


def _version(asked: bool) -> None:  # noqa: FBT001 - the shape that typer calls
    if asked:
        from importlib.metadata import version

        from kg.extract.fingerprint import RULES_VERSION, fingerprint
        from kg.vocab import version as ontology_version

        typer.echo(
            f"paperkg {version('paperkg')}, rules {RULES_VERSION} ({fingerprint()}), ontology {ontology_version()}"
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
        code = app(standalone_mode=False)
    except click.exceptions.Abort:
        code = INTERRUPTED
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except KeyboardInterrupt:
        say("interrupted; what was finished is kept")
        code = INTERRUPTED
    except BrokenPipeError:
        # the reader went away (kg ... | head): not an error; nothing more may be written at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except KgError as error:
        if isinstance(error, NotFound) and "--json" in sys.argv:
            sys.stdout.write(json.dumps({"error": str(error), "suggestions": list(error.suggestions)}) + "\n")
        say(f"error: {error}")
        code = error.exit_code
    sys.exit(code or 0)
