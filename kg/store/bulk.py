"""All of the truth as rows of its own numbers, for those that read everything."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kg.model import STRONGEST_FIRST

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from kg.model import RelationType
    from kg.store.database import Database

_NODES = """
SELECT node.n, node.id, entity.type, paper.fields ->> '$.date'
FROM node LEFT JOIN entity USING (n) LEFT JOIN paper USING (n)
WHERE entity.n IS NOT NULL OR paper.n IS NOT NULL ORDER BY node.id
"""
# A list of constants: joining the relations to a table of their numbers takes three times as long.
_NUMBERS = " ".join(f"WHEN '{link.value}' THEN {number}" for number, link in enumerate(STRONGEST_FIRST))
_CLAIMS = f"SELECT s, subject, CASE relation {_NUMBERS} END, object FROM statement ORDER BY s"  # noqa: S608 - constants only
_EVIDENCE = "SELECT statement, paper, start, stop, confidence, 1 FROM evidence ORDER BY e"
_SPANS = """
SELECT spans FROM evidence JOIN statement ON s = evidence.statement
WHERE relation NOT IN (SELECT value FROM json_each(?)) ORDER BY e
"""


class Bulk:
    """Walks over whole tables."""

    def __init__(self, db: Database) -> None:
        """Read this database."""
        self._db = db

    def nodes(self) -> Iterator[tuple[int, str, str | None, str | None]]:
        """Number, id, type and date of every node."""
        return self._db.rows(_NODES)

    def claims(self) -> Iterator[tuple[int, int, int, int]]:
        """Number, head, link and tail of every claim."""
        return self._db.rows(_CLAIMS)

    def evidence(self) -> Iterator[tuple[int, int, int, int, float, int]]:
        """Claim, paper, start, end and confidence of every evidence, and 1."""
        return self._db.rows(_EVIDENCE)

    def spans(self, without: Collection[RelationType]) -> Iterator[tuple[str]]:
        """Spans of the evidence of claims of all relations but these."""
        return self._db.rows(_SPANS, (json.dumps(sorted(without)),))
