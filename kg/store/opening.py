"""Opening the file of a graph: is it there, is it ours, is it of this version."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from kg.errors import NoGraph, StoreError
from kg.store import schema
from kg.store.database import Database, store_error

BUSY_SECONDS = 5.0


def open_database(path: str | os.PathLike[str], *, create: bool) -> Database:
    """The database of this file; a missing one is made only if ``create``."""
    file = Path(path)
    if not file.exists() and not create:
        raise NoGraph(str(file))
    if file.is_dir():
        raise StoreError(f"{file}: a folder, not a graph file")
    try:
        connection = _connect(file, create=create)
    except sqlite3.Error as error:
        raise store_error(str(file), error) from error
    try:
        _prepare(connection, str(file), create=create)
    except sqlite3.DatabaseError as error:
        connection.close()
        if getattr(error, "sqlite_errorname", "") == "SQLITE_NOTADB":
            raise StoreError(f"{file}: not a graph file (not an SQLite database)") from error
        raise store_error(str(file), error) from error
    except BaseException:
        connection.close()
        raise
    return Database(str(file), connection)


def _connect(file: Path, *, create: bool) -> sqlite3.Connection:
    # SQLite needs a write-ahead log beside the file even to read it; where none can be made, nobody else can write
    # either, so the file may be read as it is.
    logged = Path(f"{file}-wal").exists()
    fixed = file.exists() and not logged and not os.access(file.absolute().parent, os.W_OK)
    mode = "mode=ro&immutable=1" if fixed else "mode=rwc" if create else "mode=rw"
    return sqlite3.connect(
        f"{file.absolute().as_uri()}?{mode}",
        uri=True,
        isolation_level=None,
        timeout=BUSY_SECONDS,
        cached_statements=256,
    )


def _prepare(connection: sqlite3.Connection, path: str, *, create: bool) -> None:
    # Nothing is changed before the file is known to be ours.
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    empty = connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0] == 0
    if application != schema.APPLICATION_ID and not (create and empty and application == 0):
        raise StoreError(f"{path}: not a graph file (an SQLite database of something else)")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA cache_size = -65536")  # KiB
    if application != schema.APPLICATION_ID:
        connection.execute("PRAGMA journal_mode = WAL")
    elif schema.stored_version(connection) == schema.VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Looked at again: another process may have made the tables while this one waited for its turn.
        if connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0] == 0:
            schema.create(connection)
        schema.migrate(connection, path)
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
