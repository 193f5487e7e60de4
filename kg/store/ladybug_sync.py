"""The projection of a graph file into ladybug: one file beside it, replaced as a whole whenever the graph changed.

Whatever is written goes into a copy that then takes the place of the old file. So a reader keeps what it opened, and a
process that is killed leaves the old file, with at most a copy that the next one removes.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

from kg import vocab
from kg.errors import StoreError, StoreLocked
from kg.store.ladybug import Ladybug
from kg.store.ladybug_load import load
from kg.store.ladybug_update import count_papers, update
from kg.store.locking import held

if TYPE_CHECKING:
    from kg.store.base import GraphStore, Revised

LOCK_SECONDS = 60.0
REBUILD_SHARE = 0.3  # of the papers: from here on making all anew is faster than changing
_LAYOUT = 1  # to be raised whenever the same graph gives another database than before
_STAMP = "MATCH (p:Projection) RETURN p.layout, p.ontology, p.id, p.revision"
_PUT_STAMP = "CREATE (:Projection {layout: $layout, ontology: $ontology, id: $graph, revision: $revision})"


@dataclass(frozen=True, slots=True)
class Synced:
    """A projection that is up to date, opened for reading, and what it took."""

    store: Ladybug
    written: int
    removed: int
    rebuilt: bool


def sync_ladybug(truth: Revised, path: str | os.PathLike[str], *, rebuild: bool = False) -> Synced:
    """Bring the projection in this file up to date: only what changed papers say is written anew."""
    file = Path(path)
    busy = f"{file}: another process is bringing it up to date"
    with held(FileLock(f"{file}.lock"), LOCK_SECONDS, busy=busy, failed=f"{file}: cannot be written"):
        known = None if rebuild else _known_revision(truth, file)
        # Read first: what changes while this runs is done again next time.
        revision = truth.revision
        done = (0, 0, False)
        if known != revision:
            done = _renew(truth, file, known, revision)
        return Synced(Ladybug(file, read_only=True), *done)


def _known_revision(truth: Revised, file: Path) -> int | None:
    """The revision that the projection shows; ``None`` if it is to be made anew."""
    # A log beside it means that something else than this module wrote into the file.
    if not file.exists() or _log(file).exists():
        return None
    try:
        db = Ladybug(file, read_only=True)
    except StoreLocked:
        raise
    except StoreError:  # of another version of ladybug, or broken: it is made again, which ``rebuilt`` says
        return None
    try:
        found = db.run(_STAMP)
    except StoreError:
        return None
    finally:
        db.close()
    wanted = [_LAYOUT, vocab.version(), truth.identity]
    if len(found) != 1 or found[0][:3] != wanted or found[0][3] > truth.revision:
        return None
    return int(found[0][3])


def _renew(truth: Revised, file: Path, known: int | None, revision: int) -> tuple[int, int, bool]:
    """Put a new version of the file in its place: papers written, papers removed, whether all was made anew."""
    copy = file.with_name(f"{file.name}.new")
    try:
        if known is not None:
            changed, gone = truth.changes_since(known)
            _remove(copy)
            shutil.copyfile(file, copy)
            if _changed(truth, copy, changed, gone, revision):
                _replace(copy, file)
                return len(changed), len(gone), False
        _remove(copy)
        written = fill(truth, copy, graph=truth.identity, revision=revision)
        _replace(copy, file)
    except OSError as error:
        raise StoreError(f"{file}: cannot be written: {error.strerror}") from error
    return written, 0, True


def _changed(truth: Revised, copy: Path, changed: list[str], gone: list[str], revision: int) -> bool:
    db = Ladybug(copy, read_only=False)
    try:
        if len(changed) + len(gone) > REBUILD_SHARE * count_papers(db):
            return False
        db.run("BEGIN TRANSACTION")
        if not update(truth, db, changed, gone):
            return False
        db.run("MATCH (p:Projection) SET p.revision = $revision", revision=revision)
        db.run("COMMIT")
        db.run("CHECKPOINT")
    finally:
        db.close()
    return True


def fill(store: GraphStore, file: Path, *, graph: str, revision: int) -> int:
    """Make a database of all of a graph; how many papers that were."""
    db = Ladybug(file, read_only=False)
    try:
        written = load(store, db)
        db.run(_PUT_STAMP, layout=_LAYOUT, ontology=vocab.version(), graph=graph, revision=revision)
        db.run("CHECKPOINT")
    finally:
        db.close()
    return written


def _replace(copy: Path, file: Path) -> None:
    if _log(copy).exists():
        raise StoreError(f"{copy}: ladybug left its log behind")
    with copy.open("rb+") as written:
        os.fsync(written.fileno())
    # A log that belongs to the old file must never be applied to the new one.
    _log(file).unlink(missing_ok=True)
    copy.replace(file)


def _remove(copy: Path) -> None:
    for left in copy.parent.glob(f"{copy.name}*"):
        left.unlink()


def _log(file: Path) -> Path:
    return file.with_name(f"{file.name}.wal")


class Temporary(Ladybug):
    """A projection of a graph that is in no file; it goes when it is closed or no longer needed."""

    def __init__(self, store: GraphStore) -> None:
        """Make it of all of the graph."""
        self._folder = tempfile.TemporaryDirectory(prefix="paperkg-")
        file = Path(self._folder.name) / "graph.ladybug"
        fill(store, file, graph="", revision=0)
        super().__init__(file, read_only=True)

    def close(self) -> None:
        """Remove it; twice is fine."""
        super().close()
        self._folder.cleanup()
