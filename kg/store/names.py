"""Finding entities by what a user types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.store.entities import Entities, fold

if TYPE_CHECKING:
    from kg.model import Entity, EntityType
    from kg.store.database import Database

_SEARCH = """
WITH hit(a, score) AS MATERIALIZED (
  SELECT rowid, rank FROM name_words WHERE name_words MATCH ?1
), found(n, exact, score) AS (
  SELECT entity, 0, score FROM hit JOIN name ON name.a = hit.a
  UNION ALL SELECT entity, 1, 0.0 FROM name WHERE folded = ?2
)
SELECT entity.n FROM found JOIN entity ON entity.n = found.n JOIN node ON node.n = found.n
WHERE ?3 IS NULL OR entity.type = ?3
GROUP BY entity.n ORDER BY MAX(found.exact) DESC, entity.papers DESC, MIN(found.score), node.id LIMIT ?4
"""
_RESOLVE = """
SELECT entity.n FROM entity JOIN node USING (n) WHERE n IN (
  SELECT entity FROM name WHERE folded = ?2
  UNION SELECT n FROM node WHERE id IN (?1, ?2)
  UNION SELECT entity FROM redirect WHERE old IN (?1, ?2)
) ORDER BY papers DESC, id
"""


class Names:
    """The full-text index over names and aliases."""

    def __init__(self, db: Database, entities: Entities) -> None:
        """Work on this database."""
        self._db = db
        self._entities = entities

    def search(self, text: str, type: EntityType | None, limit: int | None) -> list[Entity]:
        """Entities with a name that holds all these words (or beginnings of words), best first."""
        wanted = (match_query(text), fold(text), type.value if type else None, -1 if limit is None else limit)
        return self._entities.numbered([n for (n,) in self._db.rows(_SEARCH, wanted)])

    def resolve(self, name: str) -> list[Entity]:
        """Entities of exactly this id, former id, name or alias, whatever its case; commonest first."""
        return self._entities.numbered([n for (n,) in self._db.rows(_RESOLVE, (name.strip(), fold(name)))])


def match_query(text: str) -> str:
    """An FTS5 query for the words of any text: each one quoted, so that nothing in it is syntax."""
    words = [word.replace('"', '""') for word in text.replace("\0", " ").split() if any(map(str.isalnum, word))]
    # A query of no words is an error; this one finds nothing.
    return " AND ".join(f'"{word}"*' for word in words) or '""'
