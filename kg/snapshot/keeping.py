"""The snapshot of a store: beside its file if it is large, brought up to date from what changed."""

from __future__ import annotations

import os
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kg.errors import StoreError
from kg.snapshot.build import build, update
from kg.snapshot.file import arrays_of, load, save
from kg.store.base import Revised

if TYPE_CHECKING:
    from kg.snapshot.arrays import Snapshot
    from kg.store.base import GraphStore

KEPT = 20_000  # claims from which a snapshot is kept: smaller ones are made faster than a file is opened


def place(path: str | os.PathLike[str]) -> Path:
    """Where the snapshot of a graph file is kept."""
    return Path(f"{path}.snapshot")


def differing(store: GraphStore, path: str | os.PathLike[str]) -> list[str]:
    """The arrays of a kept snapshot, brought up to date, that are not those of the store; none if there is none."""
    if not isinstance(store, Revised):
        return []
    known = load(place(path), store.identity)
    if known is None:
        return []
    kept, fresh = arrays_of(update(known, store)), arrays_of(build(store))
    return [name for name, array in fresh.items() if not np.array_equal(kept[name], array)]


def snapshot_of(store: GraphStore, path: str | os.PathLike[str] | None = None) -> Snapshot:
    """The snapshot of a store at its present revision; that of a file is kept beside it, where that can be written."""
    if path is None or not isinstance(store, Revised):
        return build(store)
    file = place(path)
    known = load(file, store.identity)
    made = build(store) if known is None else update(known, store)
    if made is not known and made.claims >= KEPT and os.access(file.absolute().parent, os.W_OK):
        try:
            save(made, file)
        except StoreError as error:  # the answer does not need the file
            warnings.warn(str(error), RuntimeWarning, stacklevel=2)
    return made
