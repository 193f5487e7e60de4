"""Taking a paper back with everything that only it supported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.errors import NotFound, UsageError

if TYPE_CHECKING:
    from kg.store.database import Database
    from kg.store.entities import Entities
    from kg.store.intake import Intake
    from kg.store.papers import Papers

_ENDS = """
WITH lost(s) AS (
  SELECT statement FROM evidence WHERE paper = ?1
  UNION SELECT s FROM statement WHERE subject = ?1 UNION SELECT s FROM statement WHERE object = ?1
)
SELECT subject FROM statement JOIN lost USING (s) JOIN entity ON n = subject
UNION SELECT object FROM statement JOIN lost USING (s) JOIN entity ON n = object
"""
_TERMS = "SELECT DISTINCT t, term.entity FROM local_entity JOIN term ON t = local_entity.term WHERE paper = ?"
_SAID = "SELECT DISTINCT v, title_key FROM record JOIN variant ON v = record.variant WHERE paper = ?"
_DROP_TERM = "DELETE FROM term WHERE t = ?1 AND NOT EXISTS (SELECT 1 FROM local_entity WHERE local_entity.term = ?1)"


@dataclass(frozen=True, slots=True)
class RetractSummary:
    """The paper that was taken back, and how many statements, evidences and entities went with it."""

    paper: str
    statements: int
    evidence: int
    entities: int


def retract(db: Database, papers: Papers, intake: Intake, entities: Entities, name: str) -> RetractSummary:
    """Remove the paper of this id, redirect, record id or title, as if it had never been there."""
    found = papers.called(name)
    if not found:
        raise NotFound(name)
    if len(found) > 1:
        raise UsageError(f"{name!r} stands for several papers: {', '.join(paper.id for paper in found)}")
    n = papers.number(found[0].id)
    with db.transaction():
        terms = db.all(_TERMS, (n,))
        named = {entity for _, entity in terms if entity is not None} | {end for (end,) in db.rows(_ENDS, (n,))}
        said = db.all(_SAID, (n,))
        db.run("DELETE FROM record WHERE paper = ?", (n,))
        evidence, statements = papers.remove(n)
        intake.drop_variants(v for v, _ in said)
        # A paper known by title alone may now belong to the only other one of that title.
        intake.regroup(set(), {key for _, key in said})
        db.many(_DROP_TERM, [(t,) for t, _ in terms])
        removed = entities.remove_unnamed(sorted(named))
    return RetractSummary(found[0].id, statements, evidence, removed)
