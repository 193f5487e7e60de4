"""Training of the shipped models, from annotated abstracts."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import Annotated

import typer

from kg.cli.output import say
from kg.errors import UnreadableInput, UsageError


def train(
    gold: Annotated[str, typer.Argument(metavar="GOLD", help="Annotated abstracts; or abstracts, with --labels.")],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FOLDER", help="Where the weights are written.")],
    labels: Annotated[
        str | None, typer.Option("--labels", metavar="FILE", help="Annotations without texts; shipped for ours.")
    ] = None,
    bert: Annotated[
        Path | None, typer.Option("--bert", metavar="FOLDER", help="MiniLM-L6 to start from; without it only fast.")
    ] = None,
    epochs: Annotated[int, typer.Option("--epochs", min=1)] = 5,
    seed: Annotated[int, typer.Option("--seed")] = 1,
    quiet: bool = False,
) -> None:
    """Train the extractors on annotated abstracts (extra: train).

    Example: kg train gold.jsonl --bert minilm -o weights
    """
    from kg.records import read_records

    try:
        from kg.train import run
        from kg.train.recipe import Recipe
    except ModuleNotFoundError as error:
        raise _missing(error) from error
    if labels == "shipped":
        labels = str(run.LABELS)
    records = run.joined(_texts(gold), read_records(labels)) if labels else read_records(gold)
    missing = [bert / name for name in run.BERT if not (bert / name).is_file()] if bert else []
    if missing:
        raise UnreadableInput(str(missing[0]), "no such file; --bert wants an uncased BERT")
    told = (lambda _: None) if quiet else say
    recipe = Recipe(epochs=epochs, seed=seed)
    try:
        run.train(records, output, bert=bert, recipe=recipe, told=told)
    except ModuleNotFoundError as error:
        raise _missing(error) from error


def _missing(error: ModuleNotFoundError) -> UsageError:
    return UsageError(f"{error.name} is missing; for training: pip install 'paperkg[train]'")


def _texts(source: str) -> list[dict[str, str]]:
    """The papers of a source under the ids that it gives them."""
    import loaders
    from kg.model import Paper

    papers = (record for record in loaders.read([source]) if isinstance(record, Paper))
    return [{"id": p.record_id or p.id, "title": p.title, "abstract": p.abstract} for p in papers]
