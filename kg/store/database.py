"""A thin layer over one SQLite connection: nested transactions, the revision, and errors in our own words."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from kg.errors import StoreError, StoreLocked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

Row = tuple[Any, ...]
PAGE = 500  # rows that a paged walk reads at a time

# UnicodeEncodeError: a lone surrogate; OverflowError: an integer beyond 64 bits.
_BAD = (sqlite3.Error, UnicodeEncodeError, OverflowError)


def store_error(path: str, error: Exception) -> StoreError:
    """What a driver's error means to the user, in one line."""
    if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
        return StoreLocked(f"{path}: another process is writing to it; try again when it has ended")
    return StoreError(f"{path}: {error}")


class Database:
    """The connection; every other module of the truth goes through it."""

    def __init__(self, path: str, connection: sqlite3.Connection) -> None:
        """Take over an open connection; ``path`` is for messages."""
        self.path = path
        self._connection = connection
        self._depth = 0
        self._revision: int | None = None

    def rows(self, sql: str, args: Sequence[object] = ()) -> Iterator[Row]:
        """The rows of a query, as they are asked for."""
        try:
            yield from self._connection.execute(sql, args)
        except _BAD as error:
            raise store_error(self.path, error) from error

    def all(self, sql: str, args: Sequence[object] = ()) -> list[Row]:
        """The rows of a query, at once."""
        try:
            return self._connection.execute(sql, args).fetchall()
        except _BAD as error:
            raise store_error(self.path, error) from error

    def one(self, sql: str, args: Sequence[object] = ()) -> Row | None:
        """The first row, if any."""
        try:
            row: Row | None = self._connection.execute(sql, args).fetchone()
        except _BAD as error:
            raise store_error(self.path, error) from error
        return row

    def value(self, sql: str, args: Sequence[object] = ()) -> Any:  # noqa: ANN401 - whatever the column holds
        """The first column of the first row; ``None`` if there is no row."""
        row = self.one(sql, args)
        return row[0] if row else None

    def paged(self, page: Callable[[str], list[Row]]) -> Iterator[list[Row]]:
        """Pages of rows by id (the first column): ``page`` reads those after the id it is given.

        Between two pages no cursor is open, so that the caller may write while walking.
        """
        rows = page("")
        while rows:
            yield rows
            rows = page(rows[-1][0])

    def run(self, sql: str, args: Sequence[object] = ()) -> int:
        """Execute a change; the number of rows it changed."""
        try:
            return self._connection.execute(sql, args).rowcount
        except _BAD as error:
            raise store_error(self.path, error) from error

    def insert(self, sql: str, args: Sequence[object] = ()) -> int:
        """Execute an insertion; the integer key of the new row."""
        try:
            key = self._connection.execute(sql, args).lastrowid
        except _BAD as error:
            raise store_error(self.path, error) from error
        if key is None:
            raise StoreError(f"{self.path}: nothing was inserted")
        return key

    def many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Execute a change for each of the rows."""
        try:
            self._connection.executemany(sql, rows)
        except _BAD as error:
            raise store_error(self.path, error) from error

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; inside another transaction, a part of it that can fail alone."""
        outer = self._depth == 0
        revision = self._revision
        self.run("BEGIN IMMEDIATE" if outer else "SAVEPOINT part")
        self._depth += 1
        try:
            yield
            self.run("COMMIT" if outer else "RELEASE part")
        except BaseException:
            self._undo(outer=outer)
            self._revision = revision
            raise
        finally:
            self._depth -= 1
            if outer:
                self._revision = None

    @contextmanager
    def reading(self) -> Iterator[None]:
        """One state of the file for all that is read inside; inside a transaction that is so anyway."""
        if self._depth or self._connection.in_transaction:
            yield
            return
        self.run("BEGIN")
        try:
            yield
        finally:
            self.run("COMMIT")

    def _undo(self, *, outer: bool) -> None:
        if not self._connection.in_transaction:  # SQLite has rolled back itself, as it does when the disk is full
            return
        if outer:
            self.run("ROLLBACK")
        else:
            self.run("ROLLBACK TO part")
            self.run("RELEASE part")

    @property
    def revision(self) -> int:
        """Grows with each transaction that changes the content of the graph."""
        return int(self.value("SELECT value FROM meta WHERE key = 'revision'"))

    def next_revision(self) -> int:
        """The revision of the open transaction; the first to ask for it makes it."""
        if self._revision is None:
            self._revision = self.revision + 1
            self.run("UPDATE meta SET value = ? WHERE key = 'revision'", (str(self._revision),))
        return self._revision

    def node(self, node_id: str) -> int | None:
        """The integer key of a text id."""
        n: int | None = self.value("SELECT n FROM node WHERE id = ?", (node_id,))
        return n

    def ensure_node(self, node_id: str) -> int:
        """The integer key of a text id, made if there is none."""
        n = self.node(node_id)
        return self.insert("INSERT INTO node(id) VALUES (?)", (node_id,)) if n is None else n

    def close(self) -> None:
        """Give the connection back; twice is fine."""
        self._connection.close()
