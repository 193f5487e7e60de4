"""Taking papers in: which stored paper a record belongs to, and what that paper then says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.store.identity import partition
from kg.store.papers import NOWHERE, Papers
from kg.store.variants import Variant, combine

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.model import Paper
    from kg.store.database import Database

Place = tuple[str, int]

_KNOWN = """
SELECT node.id, variant.digest FROM record
JOIN variant ON variant.v = record.variant JOIN node ON node.n = record.paper
WHERE record.file = ? AND record.record = ? AND record.declared = ?
"""
_IDS_OF_TITLE = "SELECT DISTINCT declared FROM variant JOIN record ON record.variant = v WHERE title_key = ? LIMIT ?"
# A title of so many ids ("Editorial") holds two of one kind, before and after any one change, so that it joins nothing;
# walking through all of them for each new one would take the square of their number.
_COMMON = 24
_SAID_UNDER = """
SELECT DISTINCT v, title, abstract, variant.fields FROM record JOIN variant ON v = record.variant WHERE declared = ?
"""
_SAID_OF = """
SELECT DISTINCT v, title, abstract, variant.fields FROM record JOIN variant ON v = record.variant WHERE paper = ?
"""
_RECORD = """
INSERT INTO record(file, record, declared, variant) VALUES (?, ?, ?, ?)
ON CONFLICT(file, record, declared) DO UPDATE SET variant = excluded.variant
"""
_DROP_VARIANT = "DELETE FROM variant WHERE v = ?1 AND NOT EXISTS (SELECT 1 FROM record WHERE variant = ?1)"


def _places(paper: Paper) -> list[Place]:
    return [(source.file, source.record) for source in paper.sources] or [NOWHERE]


class Intake:
    """The writing side of ``Papers``.

    What the papers are is a function of the records: whenever a record is added, replaced or removed, the records that
    share an id or a title with it are grouped anew. So the order in which records come does not matter.
    """

    def __init__(self, db: Database, papers: Papers) -> None:
        """Work on this database."""
        self._db = db
        self._papers = papers

    def put(self, paper: Paper) -> tuple[str, str]:
        """Take one paper in; ``new``, ``changed`` or ``same``, and the id under which it is stored."""
        variant = Variant.of(paper)
        known = self._known(paper, variant)
        if known is not None:
            return "same", known
        with self._db.transaction():
            former = self._db.value("SELECT paper FROM record WHERE declared = ? LIMIT 1", (paper.id,))
            added, replaced = self._record(paper, variant)
            titles = {variant.key, *(self._title(v) for v in replaced)}
            created, absorbed, changed = self.regroup({paper.id}, titles, gained=added)
            self.drop_variants(replaced)
            n = self._db.value("SELECT paper FROM record WHERE declared = ? LIMIT 1", (paper.id,))
            stored: str = self._db.value("SELECT id FROM node WHERE n = ?", (n,))
        if n in created and former is None and not absorbed:
            return "new", stored
        return ("changed" if n in created | changed else "same"), stored

    def _known(self, paper: Paper, variant: Variant) -> str | None:
        digest = variant.digest
        found = {self._db.one(_KNOWN, (*place, paper.id)) for place in _places(paper)}
        row = found.pop()
        return row[0] if not found and row is not None and row[1] == digest else None

    def _title(self, v: int) -> str:
        key: str = self._db.value("SELECT title_key FROM variant WHERE v = ?", (v,))
        return key

    def _record(self, paper: Paper, variant: Variant) -> tuple[bool, set[int]]:
        """Write the records of a paper; whether it has more sources now, and the variants that its records had."""
        v = self._variant(variant, paper.record_id)
        added, replaced = False, set()
        for place in _places(paper):
            sql = "SELECT variant FROM record WHERE file = ? AND record = ? AND declared = ?"
            before = self._db.value(sql, (*place, paper.id))
            added = added or (before is None and place != NOWHERE)
            if before != v:
                self._db.run(_RECORD, (*place, paper.id, v))
                replaced |= {before} - {None}
        return added, replaced

    def _variant(self, variant: Variant, record_id: str | None) -> int:
        digest = variant.digest
        v: int | None = self._db.value("SELECT v FROM variant WHERE digest = ?", (digest,))
        if v is not None:
            return v
        return self._db.insert(
            "INSERT INTO variant(digest, title, title_key, abstract, record_id, fields) VALUES (?, ?, ?, ?, ?, ?)",
            (digest, variant.title, variant.key, variant.abstract, record_id, variant.fields),
        )

    def drop_variants(self, variants: Iterable[int]) -> None:
        """Remove those of these variants that no record says any more."""
        self._db.many(_DROP_VARIANT, [(v,) for v in variants])

    def regroup(
        self, declared: set[str], titles: set[str], *, gained: bool = False
    ) -> tuple[set[int], set[int], set[int]]:
        """Group the records around these ids and titles anew; the papers created, absorbed and changed.

        ``gained`` says that the paper of the one id in ``declared`` has a new source.
        """
        home = partition(self._neighbourhood(declared, titles))
        members: dict[str, list[str]] = {}
        for declared_id, paper_id in home.items():
            members.setdefault(paper_id, []).append(declared_id)
        before = {n for declared_id in home for n in self._papers_of(declared_id)}
        created, moved = set(), set()
        for paper_id, declared_ids in sorted(members.items()):
            n = self._db.node(paper_id)
            if n is None or self._db.value("SELECT 1 FROM paper WHERE n = ?", (n,)) is None:
                n = self._create(paper_id, declared_ids)
                created.add(n)
            moved |= self._move(n, declared_ids)
        present = {n for declared_id in home for n in self._papers_of(declared_id)}
        asked = {n for declared_id in declared for n in self._papers_of(declared_id)}
        if gained:
            moved |= asked
        touched = (moved | asked) & present - created
        changed = {n for n in touched if self._refresh(n, sources_changed=n in moved)}
        absorbed = before - present
        for n in sorted(absorbed):
            self._papers.remove(n)
        return created, absorbed, changed

    def _neighbourhood(self, declared: set[str], titles: set[str]) -> dict[str, frozenset[str]]:
        """The ids and titles that hang together with these through records, as title keys by id."""
        keys_of: dict[str, frozenset[str]] = {}
        seen: set[str] = set()
        common: set[str] = set()
        todo_ids, todo_titles = set(declared), titles - {""}
        while todo_ids or todo_titles:
            for key in todo_titles:
                found = {row[0] for row in self._db.rows(_IDS_OF_TITLE, (key, _COMMON))}
                if len(found) < _COMMON:
                    todo_ids |= found
                else:
                    common.add(key)
            seen |= todo_titles
            for declared_id in todo_ids - keys_of.keys():
                sql = "SELECT DISTINCT title_key FROM record JOIN variant ON v = record.variant WHERE declared = ?"
                keys_of[declared_id] = frozenset(row[0] for row in self._db.rows(sql, (declared_id,)))
            todo_titles = {key for keys in keys_of.values() for key in keys if key} - seen
            todo_ids = set()
        return {declared_id: keys - common for declared_id, keys in keys_of.items()}

    def _papers_of(self, declared: str) -> set[int]:
        sql = "SELECT DISTINCT paper FROM record WHERE declared = ? AND paper IS NOT NULL"
        return {n for (n,) in self._db.rows(sql, (declared,))}

    def _create(self, paper_id: str, declared_ids: list[str]) -> int:
        n = self._db.ensure_node(paper_id)
        v, fields = _combined([row for declared in declared_ids for row in self._db.rows(_SAID_UNDER, (declared,))])
        revision = self._db.next_revision()
        self._db.run("INSERT INTO paper(n, variant, fields, revision) VALUES (?, ?, ?, ?)", (n, v, fields, revision))
        self._db.run("DELETE FROM tombstone WHERE id = ?", (paper_id,))
        return n

    def _move(self, n: int, declared_ids: list[str]) -> set[int]:
        """Give the records of these ids to a paper; the papers that gained or lost some."""
        moved = set()
        for declared in declared_ids:
            others = self._papers_of(declared) - {n}
            self._db.run("UPDATE record SET paper = ?1 WHERE declared = ?2 AND paper IS NOT ?1", (n, declared))
            moved |= others | ({n} if others else set())
        return moved

    def _refresh(self, n: int, *, sources_changed: bool) -> bool:
        """Make the paper say what its records say together; whether anything changed."""
        v, fields = _combined(self._db.all(_SAID_OF, (n,)))
        sql = "SELECT variant, title, abstract, paper.fields FROM paper JOIN variant ON v = variant WHERE n = ?"
        old_v, *old_text, old_fields = self._db.all(sql, (n,))[0]
        sql = "SELECT title, abstract FROM variant WHERE v = ?"
        text_changed = old_v != v and list(self._db.all(sql, (v,))[0]) != old_text
        if text_changed:
            self._papers.forget_reading(n)
        changed = text_changed or fields != old_fields or sources_changed
        if changed:
            sql = "UPDATE paper SET variant = ?, fields = ?, revision = ? WHERE n = ?"
            self._db.run(sql, (v, fields, self._db.next_revision(), n))
        elif old_v != v:
            self._db.run("UPDATE paper SET variant = ? WHERE n = ?", (v, n))
        return changed

    def add(self, paper: Paper) -> None:
        """Keep a paper as it is under its id: its fields replace those there, whatever other records say."""
        variant = Variant.of(paper)
        with self._db.transaction():
            n = self._db.value("SELECT paper FROM record WHERE declared = ? LIMIT 1", (paper.id,))
            added, replaced = self._record(paper, variant)
            v = self._variant(variant, paper.record_id)
            if n is None:
                n = self._create(paper.id, [paper.id])
            sql = "SELECT DISTINCT variant FROM record WHERE paper = ?1 AND variant <> ?2"
            replaced |= {row[0] for row in self._db.rows(sql, (n, v))}
            self._db.run("UPDATE record SET paper = ? WHERE declared = ?", (n, paper.id))
            self._db.run("UPDATE record SET variant = ?2 WHERE paper = ?1 AND variant <> ?2", (n, v))
            self._refresh(n, sources_changed=added)
            self.drop_variants(replaced)


def _combined(rows: list[tuple[int, str, str, str]]) -> tuple[int, str]:
    numbers = {Variant(*row[1:]): row[0] for row in rows}
    best, fields = combine(numbers)
    return numbers[best], fields
