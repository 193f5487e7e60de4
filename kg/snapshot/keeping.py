"""The snapshot of a store: beside its file if it is large, brought up to date from what changed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from kg.snapshot.build import build, update
from kg.snapshot.file import load, save
from kg.store.base import Revised

if TYPE_CHECKING:
    from kg.snapshot.arrays import Snapshot
    from kg.store.base import GraphStore

KEPT = 20_000  # claims from which a snapshot is kept: smaller ones are made faster than a file is opened


def place(path: str | os.PathLike[str]) -> Path:
    """Where the snapshot of a graph file is kept."""
    return Path(f"{path}.snapshot")


def snapshot_of(store: GraphStore, path: str | os.PathLike[str] | None = None) -> Snapshot:
    """The snapshot of a store at its present revision; that of a file is kept beside it, where that can be written."""
    if path is None or not isinstance(store, Revised):
        return build(store)
    file = place(path)
    known = load(file, store.identity)
    if known is not None and known.revision == store.revision:
        return known
    made = build(store) if known is None else update(known, store)
    if made.claims >= KEPT and os.access(file.absolute().parent, os.W_OK):
        save(made, file)
    return made
