"""What resolution decided: which entity each term means, and what must be linked again because of it."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from kg.errors import StoreError
from kg.model import Assignment, Entity, EntityType
from kg.store.database import PAGE, Database
from kg.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kg.store.entities import Entities
    from kg.store.papers import Papers

TermKey = tuple[EntityType, str, tuple[str, ...], str]  # type, name, surfaces, scope

_ASSIGNED = """
SELECT term.type, term.name, surfaces, scope, node.id FROM term JOIN node ON node.n = term.entity
ORDER BY term.type, term.name, surfaces, scope
"""
_UNLINKED = """
SELECT id FROM node JOIN paper USING (n)
WHERE linked = 0 AND fingerprint IS NOT NULL AND id > ? ORDER BY id LIMIT ?
"""
_UNLINK_ENTITY = """
UPDATE paper SET linked = 0 WHERE linked = 1
AND n IN (SELECT paper FROM local_entity JOIN term ON t = local_entity.term WHERE entity = ?)
"""
_UNLINK_TERM = """
UPDATE paper SET linked = 0 WHERE linked = 1 AND n IN (SELECT paper FROM local_entity WHERE term = ?)
"""


_REASONS = """
SELECT surfaces, reason, COUNT(DISTINCT paper) FROM term JOIN node ON node.n = term.entity
JOIN local_entity ON local_entity.term = term.t WHERE id = ? GROUP BY t
"""


class Assigning:
    """The joint between terms and entities."""

    def __init__(self, db: Database, papers: Papers, entities: Entities) -> None:
        """Work on this database."""
        self._db = db
        self._papers = papers
        self._entities = entities

    def assign(
        self, entities: Iterable[Entity], assignments: Iterable[Assignment], redirects: Mapping[str, str]
    ) -> int:
        """Make the entities and what the terms mean what is given; how many terms mean something else than before."""
        wanted: dict[str, Entity] = {}
        for entity in entities:
            if entity.id in wanted:
                raise StoreError(f"entity {entity.id!r} is given twice")
            wanted[entity.id] = entity
        with self._db.transaction():
            former = {entity.id: entity.type for entity in self._entities.entities()}
            for entity in wanted.values():
                written = self._entities.write(entity, set(entity.aliases))
                if written and former.get(entity.id, entity.type) != entity.type:
                    self._db.run(_UNLINK_ENTITY, (self._db.node(entity.id),))
            changed = self._set_terms(wanted, assignments)
            self._set_redirects(wanted, redirects)
            for entity_id in sorted(former.keys() - wanted.keys()):
                n = self._db.node(entity_id)
                if n is not None:
                    self._entities.remove(n)
        return changed

    def _set_terms(self, wanted: Mapping[str, Entity], assignments: Iterable[Assignment]) -> int:
        given: dict[int, tuple[int | None, str | None]] = {}
        for assignment in assignments:
            if assignment.entity not in wanted:
                raise StoreError(f"term {assignment.term} is assigned to {assignment.entity!r}, which is not listed")
            given[assignment.term] = (self._db.node(assignment.entity), assignment.reason)
        stored = {t: (n, reason) for t, n, reason in self._db.rows("SELECT t, entity, reason FROM term")}
        unknown = sorted(given.keys() - stored.keys())
        if unknown:
            raise StoreError(f"no term has the number {unknown[0]}")
        differing = [(t, given.get(t, (None, None))) for t in stored if given.get(t, (None, None)) != stored[t]]
        self._db.many("UPDATE term SET entity = ?, reason = ? WHERE t = ?", [(*now, t) for t, now in differing])
        changed = [(t,) for t, now in differing if now[0] != stored[t][0]]
        self._db.many(_UNLINK_TERM, changed)
        return len(changed)

    def _set_redirects(self, wanted: Mapping[str, Entity], redirects: Mapping[str, str]) -> None:
        sql = "SELECT old, id FROM redirect JOIN node ON node.n = redirect.entity"
        present: dict[str, str] = dict(self._db.all(sql))
        for old, new in redirects.items():
            if _end(new, redirects) not in wanted:
                raise StoreError(f"{old!r} is redirected to {new!r}, which is not listed")
        targets = {old: _end(new, redirects) for old, new in {**present, **redirects}.items()}
        final = {old: new for old, new in targets.items() if new in wanted and old not in wanted}
        gone = [(old,) for old in present if old not in final]
        self._db.many("DELETE FROM redirect WHERE old = ?", gone)
        moved = [(old, self._db.node(new)) for old, new in sorted(final.items()) if present.get(old) != new]
        self._db.many("INSERT OR REPLACE INTO redirect VALUES (?, ?)", moved)

    def assigned(self) -> dict[TermKey, str]:
        """The entity that each term means at present."""
        return {
            (EntityType(type_), name, tuple(json.loads(surfaces)), scope): entity_id
            for type_, name, surfaces, scope, entity_id in self._db.rows(_ASSIGNED)
        }

    def reason(self, entity_id: str, name: str) -> str | None:
        """Of the terms of an entity that are called so, the reason that holds for most papers."""
        counts: Counter[str] = Counter()
        for surfaces, reason, papers in self._db.rows(_REASONS, (entity_id,)):
            if reason and plain(name).casefold() in {plain(surface).casefold() for surface in json.loads(surfaces)}:
                counts[reason] += papers
        return min(counts, key=lambda each: (-counts[each], each)) if counts else None

    def redirects(self) -> dict[str, str]:
        """The entity to which each former id leads."""
        return dict(self._db.all("SELECT old, id FROM redirect JOIN node ON node.n = redirect.entity ORDER BY old"))

    def unlinked(self) -> Iterator[str]:
        """Ids of the papers whose statements are not yet made from what was extracted and resolved."""
        for rows in self._db.paged(lambda after: self._db.all(_UNLINKED, (after, PAGE))):
            yield from (row[0] for row in rows)

    def entities_of(self, paper_id: str) -> tuple[str, ...]:
        """The entity that each local entity of a paper means, in their order."""
        n = self._papers.number(paper_id)
        sql = (
            "SELECT id FROM local_entity JOIN term ON t = local_entity.term LEFT JOIN node ON node.n = term.entity "
            "WHERE paper = ? ORDER BY place"
        )
        found = tuple(entity_id for (entity_id,) in self._db.rows(sql, (n,)))
        if None in found:
            raise StoreError(f"{paper_id}: entity {found.index(None)} has not been resolved yet")
        return found


def _end(entity_id: str, redirects: Mapping[str, str]) -> str:
    """Where a chain of redirects ends; a circle ends where it closes."""
    seen = {entity_id}
    while redirects.get(entity_id, entity_id) not in seen:
        entity_id = redirects[entity_id]
        seen.add(entity_id)
    return entity_id
