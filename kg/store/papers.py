"""Papers in the truth: reading them, and the rows that one of them has."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING

from kg import ids
from kg.errors import NotFound
from kg.model import Paper, Source
from kg.store.database import PAGE, Database, Row
from kg.store.variants import build_paper
from kg.text import title_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

NOWHERE = ("", 0)  # stands for the record of a paper that says nothing of its source; never shown

_PAPER = """
SELECT node.id, node.n, variant.title, variant.abstract, paper.fields
FROM node JOIN paper ON paper.n = node.n JOIN variant ON variant.v = paper.variant
"""
_BY_ID = f"{_PAPER} WHERE node.id = ?"
_BY_NUMBERS = f"{_PAPER} WHERE node.n IN (SELECT value FROM json_each(?)) ORDER BY node.id"  # noqa: S608 - constants only
_PAGE = f"{_PAPER} WHERE node.id > ? ORDER BY node.id LIMIT ?"
_SOURCES = """
SELECT DISTINCT paper, file, record FROM record
WHERE paper IN (SELECT value FROM json_each(?)) AND NOT (file = '' AND record = 0)
ORDER BY paper, file, record
"""
_ABOUT = "SELECT s FROM statement WHERE subject = ?1 UNION SELECT s FROM statement WHERE object = ?1"
_TOUCH_QUOTED = "UPDATE paper SET revision = ? WHERE n IN (SELECT paper FROM evidence WHERE statement = ?)"
_CALLED = (
    "SELECT n FROM node JOIN paper USING (n) WHERE id = ?1 UNION SELECT paper FROM record WHERE declared = ?1",
    "SELECT record.paper FROM variant JOIN record ON record.variant = variant.v WHERE variant.record_id = ?1",
    "SELECT record.paper FROM variant JOIN record ON record.variant = variant.v WHERE variant.title_key = ?1",
)


class Papers:
    """The table of papers and what hangs on it."""

    def __init__(self, db: Database) -> None:
        """Work on this database."""
        self._db = db

    def number(self, paper_id: str) -> int:
        """The integer key of a paper; ``NotFound`` if there is none of this id."""
        n: int | None = self._db.value("SELECT n FROM node JOIN paper USING (n) WHERE id = ?", (paper_id,))
        if n is None:
            raise NotFound(paper_id)
        return n

    def text(self, n: int) -> str:
        """``Paper.text``, without building the paper."""
        row = self._db.one("SELECT title, abstract FROM paper JOIN variant ON v = paper.variant WHERE n = ?", (n,))
        if row is None:
            raise NotFound(str(n))
        return f"{row[0]}\n{row[1]}"

    def paper(self, paper_id: str) -> Paper:
        """The paper of this id."""
        rows = self._db.all(_BY_ID, (paper_id,))
        if not rows:
            raise NotFound(paper_id)
        return self._built(rows)[0]

    def papers(self) -> Iterator[Paper]:
        """All papers, by id."""
        for rows in self._db.paged(lambda after: self._db.all(_PAGE, (after, PAGE))):
            yield from self._built(rows)

    def numbered(self, numbers: Iterable[int]) -> list[Paper]:
        """The papers of these integer keys, by id."""
        return self._built(self._db.all(_BY_NUMBERS, (json.dumps(list(numbers)),)))

    def _built(self, rows: Sequence[Row]) -> list[Paper]:
        found = self._db.rows(_SOURCES, (json.dumps([row[1] for row in rows]),))
        sources = {n: [Source(*row[1:]) for row in group] for n, group in groupby(found, key=lambda row: row[0])}
        return [build_paper(row[0], row[2], row[3], row[4], sources.get(row[1], [])) for row in rows]

    def called(self, text: str) -> list[Paper]:
        """The papers that a user may mean: by id or redirect, else by a record's own id, else by title."""
        wanted = text.strip()
        arxiv, doi = ids.arxiv_id(wanted), ids.doi(wanted)
        spelled = [wanted, *([f"arxiv:{arxiv}"] if arxiv else []), *([f"doi:{doi}"] if doi else [])]
        by_id, by_record_id, by_title = _CALLED
        asked = [(by_id, spelled), (by_record_id, [wanted]), (by_title, [title_key(wanted)])]
        for sql, keys in asked:
            found = {n for key in keys if key for (n,) in self._db.rows(sql, (key,))}
            if found:
                return self.numbered(found)
        return []

    def drop_evidence(self, n: int) -> tuple[int, int]:
        """Remove what this paper alone supports; the numbers of evidences and of statements removed."""
        touched = self._db.all("SELECT DISTINCT statement FROM evidence WHERE paper = ?", (n,))
        evidence = self._db.run("DELETE FROM evidence WHERE paper = ?", (n,))
        return evidence, self.drop_unsupported(s for (s,) in touched)

    def drop_unsupported(self, statements: Iterable[int]) -> int:
        """Remove those of these statements that have no evidence left."""
        sql = "DELETE FROM statement WHERE s = ?1 AND NOT EXISTS (SELECT 1 FROM evidence WHERE statement = ?1)"
        return sum(self._db.run(sql, (s,)) for s in statements)

    def forget_reading(self, n: int) -> None:
        """Remove what was extracted from the paper and what followed from it: its text has changed."""
        self.drop_evidence(n)
        self.clear_extraction(n)
        self._db.run("UPDATE paper SET fingerprint = NULL, linked = 0 WHERE n = ?", (n,))

    def clear_extraction(self, n: int) -> None:
        """Remove the rows that were extracted from the paper."""
        self._db.run("DELETE FROM mention WHERE paper = ?", (n,))
        self._db.run("DELETE FROM local_relation WHERE paper = ?", (n,))
        self._db.run("DELETE FROM local_entity WHERE paper = ?", (n,))
        self._db.run("DELETE FROM sentence WHERE paper = ?", (n,))
        self._db.run("DELETE FROM abbreviation WHERE paper = ?", (n,))

    def remove(self, n: int) -> tuple[int, int]:
        """Remove the paper, its statements and its evidence, leaving a tombstone; their numbers as above."""
        paper_id = self._db.value("SELECT id FROM node WHERE n = ?", (n,))
        evidence, statements = self.drop_evidence(n)
        # Statements about the paper that another paper supports would be left without an end.
        about = self._db.all(_ABOUT, (n,))
        for (s,) in about:
            self._db.run(_TOUCH_QUOTED, (self._db.next_revision(), s))
            evidence += self._db.run("DELETE FROM evidence WHERE statement = ?", (s,))
            statements += self._db.run("DELETE FROM statement WHERE s = ?", (s,))
        self._db.run("DELETE FROM paper WHERE n = ?", (n,))
        self._db.run("DELETE FROM node WHERE n = ?", (n,))
        self._db.run("INSERT INTO tombstone VALUES (?, ?)", (paper_id, self._db.next_revision()))
        return evidence, statements

    def changes_since(self, revision: int) -> tuple[list[str], list[str]]:
        """Ids of the papers that changed after a revision, and of those that were removed."""
        changed = "SELECT id FROM node JOIN paper USING (n) WHERE revision > ? ORDER BY id"
        removed = "SELECT id FROM tombstone WHERE revision > ? ORDER BY id"
        return (
            [paper_id for (paper_id,) in self._db.rows(changed, (revision,))],
            [paper_id for (paper_id,) in self._db.rows(removed, (revision,))],
        )
