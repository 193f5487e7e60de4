"""Entities in the truth: reading and writing them and their names."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING

from kg.errors import NotFound
from kg.model import Entity, EntityType
from kg.store.database import PAGE, Database, Row
from kg.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_ENTITY = "SELECT id, node.n, type, name, kind, papers FROM node JOIN entity USING (n)"
_BY_ID = f"{_ENTITY} WHERE id = ?"
_BY_NUMBERS = f"{_ENTITY} WHERE node.n IN (SELECT value FROM json_each(?))"  # noqa: S608 - constants only
_BY_IDS = f"{_ENTITY} WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id"  # noqa: S608 - constants only
_PAGE = f"{_ENTITY} WHERE id > ?1 AND (?2 IS NULL OR type = ?2) ORDER BY id LIMIT ?3"
_ALIASES = """
SELECT entity, text FROM name
WHERE main = 0 AND entity IN (SELECT value FROM json_each(?)) ORDER BY entity, text
"""
_TOUCH_PAPERS = """
UPDATE paper SET revision = ?2 WHERE n IN (
  SELECT evidence.paper FROM statement JOIN evidence ON evidence.statement = s WHERE subject = ?1
  UNION SELECT evidence.paper FROM statement JOIN evidence ON evidence.statement = s WHERE object = ?1
)
"""


def fold(name: str) -> str:
    """What makes two spellings of a name equal to a reader."""
    return plain(name).casefold()


class Entities:
    """The tables of entities and their names."""

    def __init__(self, db: Database) -> None:
        """Work on this database."""
        self._db = db

    def entity(self, entity_id: str) -> Entity:
        """The entity of this id."""
        rows = self._db.all(_BY_ID, (entity_id,))
        if not rows:
            raise NotFound(entity_id)
        return self._built(rows)[0]

    def entities_of(self, ids: Iterable[str]) -> list[Entity]:
        """Those of these ids that are entities, by id."""
        return self._built(self._db.all(_BY_IDS, (json.dumps(list(ids)),)))

    def entities(self, type: EntityType | None = None) -> Iterator[Entity]:
        """All entities, or those of one type, by id."""
        wanted = type.value if type else None
        for rows in self._db.paged(lambda after: self._db.all(_PAGE, (after, wanted, PAGE))):
            yield from self._built(rows)

    def numbered(self, numbers: Sequence[int]) -> list[Entity]:
        """The entities of these integer keys, in their order."""
        rows = self._db.all(_BY_NUMBERS, (json.dumps(numbers),))
        found = {row[1]: entity for row, entity in zip(rows, self._built(rows), strict=True)}
        return [found[n] for n in numbers]

    def _built(self, rows: Sequence[Row]) -> list[Entity]:
        found = self._db.rows(_ALIASES, (json.dumps([row[1] for row in rows]),))
        aliases = {n: tuple(text for _, text in group) for n, group in groupby(found, key=lambda row: row[0])}
        return [
            Entity(entity_id, EntityType(type_), name, aliases.get(n, ()), papers, kind)
            for entity_id, n, type_, name, kind, papers in rows
        ]

    def add(self, entities: Iterable[Entity]) -> None:
        """Keep these entities; aliases are united."""
        with self._db.transaction():
            for entity in entities:
                n = self._db.node(entity.id)
                sql = "SELECT text FROM name WHERE main = 0 AND entity = ?"
                known = {text for (text,) in self._db.rows(sql, (n,))}
                self.write(entity, known | set(entity.aliases))

    def write(self, entity: Entity, aliases: set[str]) -> bool:
        """Make one entity what is given, with these aliases; whether anything changed."""
        n = self._db.ensure_node(entity.id)
        values = (entity.type.value, entity.name, entity.kind)
        stored = self._db.one("SELECT type, name, kind FROM entity WHERE n = ?", (n,))
        if stored is None:
            self._db.run("INSERT INTO entity(n, type, name, kind) VALUES (?, ?, ?, ?)", (n, *values))
        elif stored != values:
            self._db.run("UPDATE entity SET type = ?, name = ?, kind = ? WHERE n = ?", (*values, n))
        renamed = self._write_names(n, {(1, entity.name), *((0, alias) for alias in aliases)})
        if stored == values and not renamed:
            return False
        self.touch_papers(n)
        return True

    def _write_names(self, n: int, names: set[tuple[int, str]]) -> bool:
        present = set(self._db.rows("SELECT main, text FROM name WHERE entity = ?", (n,)))
        gone = sorted(present - names)
        self._db.many("DELETE FROM name WHERE entity = ? AND main = ? AND text = ?", [(n, *name) for name in gone])
        added = [(n, main, text, fold(text)) for main, text in sorted(names - present)]
        self._db.many("INSERT INTO name(entity, main, text, folded) VALUES (?, ?, ?, ?)", added)
        return bool(gone or added)

    def touch_papers(self, n: int) -> None:
        """The papers that say something about this entity have changed with it; so has the graph."""
        self._db.run(_TOUCH_PAPERS, (n, self._db.next_revision()))

    def remove(self, n: int) -> None:
        """Remove an entity that no term means, with its names and statements."""
        self.touch_papers(n)
        self._db.run("DELETE FROM statement WHERE subject = ?", (n,))
        self._db.run("DELETE FROM statement WHERE object = ?", (n,))
        self._db.run("DELETE FROM entity WHERE n = ?", (n,))
        self._db.run("DELETE FROM node WHERE n = ?", (n,))

    def remove_unnamed(self, candidates: Iterable[int]) -> int:
        """Remove those of these entities that neither a term nor a statement names; how many there were."""
        named = (
            "SELECT 1 FROM term WHERE entity = ?1 UNION ALL SELECT 1 FROM statement WHERE subject = ?1 "
            "UNION ALL SELECT 1 FROM statement WHERE object = ?1 LIMIT 1"
        )
        unnamed = [n for n in candidates if self._db.value(named, (n,)) is None]
        for n in unnamed:
            self.remove(n)
        return len(unnamed)
