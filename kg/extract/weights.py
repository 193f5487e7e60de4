"""The shipped weights: where they lie, and which models there are."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

MODELS = ("accurate", "fast", "rules")
DEFAULT = "accurate"
MANIFEST = "manifest.json"


def weights_folder() -> Path:
    """The folder of the package that holds the weights; packages that are not unpacked are not supported."""
    return Path(str(files("kg") / "weights"))


def manifest() -> dict[str, str]:
    """SHA-256 of every file of weights, by its path in the folder."""
    found: dict[str, str] = json.loads((weights_folder() / MANIFEST).read_text(encoding="utf-8"))["sha256"]
    return found
