"""The projection of a graph file into Oxigraph, brought up to date paper by paper."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock
from pyoxigraph import Store

from kg import vocab
from kg.store.locking import held
from kg.store.oxigraph import OxigraphStore, open_oxigraph
from kg.store.rdf_slices import slices
from kg.store.truth import Truth

if TYPE_CHECKING:
    import os

    from kg.store.base import GraphStore, Revised

LOCK_SECONDS = 60.0
_LAYOUT = 1  # to be raised whenever the same graph gives other quads or records than before


@dataclass(frozen=True, slots=True)
class Synced:
    """A projection that is up to date, opened for reading, and what it took."""

    store: OxigraphStore
    written: int
    removed: int
    rebuilt: bool


def sync_projection(truth: Revised, path: str | os.PathLike[str], *, rebuild: bool = False) -> Synced:
    """Bring the projection in this folder up to date: only the graphs of changed papers are written anew."""
    folder = Path(path)
    busy = f"{folder}: another process is bringing it up to date"
    with held(FileLock(folder / "lock"), LOCK_SECONDS, busy=busy, failed=f"{folder}: cannot be written"):
        written = removed = 0
        known = None if rebuild else _known_revision(truth, folder)
        if known != truth.revision:
            written, removed = _update(truth, folder, rebuild=rebuild)
        store = open_oxigraph(folder, read_only=True)
    rebuilt = known is None or known > truth.revision
    return Synced(store, written, removed, rebuilt)


def _known_revision(truth: Revised, folder: Path) -> int | None:
    """The revision that the projection shows; ``None`` if it is to be made anew."""
    if not (folder / "private" / "CURRENT").exists():
        return None
    return _revision(truth, open_oxigraph(folder, read_only=True).stamp)


def _revision(truth: Revised, stamp: str | None) -> int | None:
    found = json.loads(stamp) if stamp else {}
    return int(found["revision"]) if found == _stamp(truth, found.get("revision", 0)) else None


def _stamp(truth: Revised, revision: int) -> dict[str, int | str]:
    """What a projection was made from; if anything but the revision differs, it is made anew."""
    return {"layout": _LAYOUT, "ontology": vocab.version(), "graph": truth.identity, "revision": revision}


def _update(truth: Revised, folder: Path, *, rebuild: bool) -> tuple[int, int]:
    # The stores end with their last reference, which is in here: nothing is open for writing afterwards.
    store = open_oxigraph(folder)
    # Read first: what changes while this runs is done again next time.
    revision = truth.revision
    known = None if rebuild else _revision(truth, store.stamp)
    removed: list[str] = []
    if known is None or known > revision:
        written = store.refill(slices(truth))
    else:
        changed, removed = truth.changes_since(known)
        store.drop_papers(removed)
        written = store.put_slices(slices(truth, set(changed)))
    store.put_all_entities(truth.entities())
    store.stamp = json.dumps(_stamp(truth, revision))
    return written, len(removed)


def project(store: GraphStore) -> OxigraphStore:
    """A projection in memory, for graphs that are small or asked once."""
    made = OxigraphStore(Store(), Store())
    made.refill(slices(store))
    made.put_all_entities(store.entities())
    return made


def projection_of(store: GraphStore) -> OxigraphStore:
    """The projection of a store: of a graph file the one beside it, brought up to date, of any other one in memory."""
    return sync_projection(store, f"{store.path}.oxigraph").store if isinstance(store, Truth) else project(store)
