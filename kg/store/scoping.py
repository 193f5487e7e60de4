"""Uses of one term told apart: in these papers it stands for this, in those for that."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kg.store.database import Database

_USES = """
SELECT id, place, local_entity.term FROM local_entity JOIN node ON node.n = local_entity.paper
WHERE local_entity.term IN (SELECT value FROM json_each(?)) ORDER BY id, place
"""
_SCOPED = """
SELECT id, place, scope FROM local_entity JOIN term ON term.t = local_entity.term
JOIN node ON node.n = local_entity.paper WHERE scope <> ''
"""
_USE = """
SELECT local_entity.paper, t, type, name, surfaces, entity FROM local_entity JOIN term ON t = local_entity.term
JOIN node ON node.n = local_entity.paper WHERE id = ? AND place = ?
"""


_ADD = "INSERT INTO term(type, name, surfaces, scope) VALUES (?, ?, ?, ?)"
_DROP = "DELETE FROM term WHERE t = ?1 AND NOT EXISTS (SELECT 1 FROM local_entity WHERE local_entity.term = ?1)"


class Scoping:
    """The scopes of local entities."""

    def __init__(self, db: Database) -> None:
        """Work on this database."""
        self._db = db

    def uses(self, terms: Iterable[int]) -> Iterator[tuple[str, int, int]]:
        """Paper, place and number of every use of these terms."""
        yield from self._db.rows(_USES, (json.dumps(list(terms)),))

    def set(self, scopes: Mapping[tuple[str, int], str]) -> int:
        """Give these uses (paper, place) their scopes and all others none; how many changed.

        A use that changes has to be resolved and its paper linked again.
        """
        present = {(paper, place): scope for paper, place, scope in self._db.rows(_SCOPED)}
        changed = sorted(use for use in present.keys() | scopes.keys() if present.get(use, "") != scopes.get(use, ""))
        with self._db.transaction():
            for use in changed:
                self._move(use, scopes.get(use, ""))
        return len(changed)

    def _move(self, use: tuple[str, int], scope: str) -> None:
        row = self._db.one(_USE, use)
        if row is None:
            return  # the paper has been read anew since
        paper, old, *content, entity = row
        key = (*content, scope)
        found = "SELECT t, entity FROM term WHERE type = ? AND name = ? AND surfaces = ? AND scope = ?"
        known = self._db.one(found, key)
        t = (
            known[0]
            if known
            else self._db.insert("INSERT INTO term(type, name, surfaces, scope) VALUES (?, ?, ?, ?)", key)
        )
        self._db.run("UPDATE local_entity SET term = ? WHERE paper = ? AND place = ?", (t, paper, use[1]))
        if known is None or known[1] != entity:
            self._db.run("UPDATE paper SET linked = 0 WHERE n = ?", (paper,))
        self._db.run(
            "DELETE FROM term WHERE t = ?1 AND NOT EXISTS (SELECT 1 FROM local_entity WHERE local_entity.term = ?1)",
            (old,),
        )
