"""The option that chooses the extractor."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer


class Trained(StrEnum):
    """The extractors, most accurate first."""

    ACCURATE = "accurate"
    FAST = "fast"
    RULES = "rules"


Model = Annotated[
    Trained,
    typer.Option("--model", envvar="KG_MODEL", help="accurate has an encoder, fast is trained without, rules is not."),
]
