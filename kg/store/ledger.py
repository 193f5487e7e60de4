"""What the truth keeps besides the graph: settings, rejected records, runs, a person's decisions, and counts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.model import Reject
from kg.store.variants import dump

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kg.store.database import Database


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a graph holds; entities by type and statements by relation."""

    papers: int
    entities: tuple[tuple[str, int], ...]
    statements: tuple[tuple[str, int], ...]
    evidence: int
    rejects: int


class Ledger:
    """The small tables."""

    def __init__(self, db: Database) -> None:
        """Work on this database."""
        self._db = db

    def meta(self, key: str) -> str | None:
        """A setting of the file."""
        value: str | None = self._db.value("SELECT value FROM meta WHERE key = ?", (key,))
        return value

    def set_meta(self, key: str, value: str) -> None:
        """Keep a setting of the file."""
        if self.meta(key) != value:
            self._db.run("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def add_rejects(self, rejects: Iterable[Reject]) -> int:
        """Keep these rejects once each; how many were new."""
        sql = "INSERT OR IGNORE INTO reject(file, record, reason, line) VALUES (?, ?, ?, ?)"
        with self._db.transaction():
            return sum(self._db.run(sql, (item.file, item.record, item.reason, item.line)) for item in rejects)

    def clear_rejects(self, file: str) -> int:
        """Forget what was rejected in a file; how many records that were."""
        return self._db.run("DELETE FROM reject WHERE file = ?", (file,))

    def rejects(self) -> Iterator[Reject]:
        """All rejects, by file, record and reason."""
        for file, record, line, reason in self._db.rows(
            "SELECT file, record, line, reason FROM reject ORDER BY 1, 2, 4"
        ):
            yield Reject(file, record, line, reason)

    def put_run(self, run_id: str, content: Mapping[str, Any]) -> None:
        """Keep what determined the result of a run; the same run twice is one."""
        self._db.run("INSERT OR REPLACE INTO run VALUES (?, ?)", (run_id, dump(dict(content))))

    def runs(self) -> dict[str, dict[str, Any]]:
        """All runs, by id."""
        return {run_id: json.loads(content) for run_id, content in self._db.rows("SELECT * FROM run ORDER BY id")}

    def set_decisions(self, decisions: Iterable[Sequence[str]]) -> None:
        """Make these rows all that a person decided, in this order."""
        with self._db.transaction():
            self._db.run("DELETE FROM decision")
            self._db.many("INSERT INTO decision(cells) VALUES (?)", [(dump(list(cells)),) for cells in decisions])

    def decisions(self) -> list[tuple[str, ...]]:
        """The rows of a person's decisions, in order."""
        return [tuple(json.loads(cells)) for (cells,) in self._db.rows("SELECT cells FROM decision ORDER BY position")]

    def counts(self) -> Counts:
        """How much the graph holds."""
        return Counts(
            papers=self._db.value("SELECT COUNT(*) FROM paper"),
            entities=tuple(self._db.all("SELECT type, COUNT(*) FROM entity GROUP BY type ORDER BY type")),
            statements=tuple(
                self._db.all("SELECT relation, COUNT(*) FROM statement GROUP BY relation ORDER BY relation")
            ),
            evidence=self._db.value("SELECT COUNT(*) FROM evidence"),
            rejects=self._db.value("SELECT COUNT(*) FROM reject"),
        )
