"""Looking inside the truth."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.store.truth import Truth

TABLES = (
    *("node", "paper", "record", "variant", "entity", "name", "name_words", "redirect", "statement", "evidence"),
    *("term", "local_entity", "mention", "local_relation", "sentence", "abbreviation"),
)


def rows(truth: Truth) -> dict[str, int]:
    """How many rows each inner table has, to see that nothing is left behind."""
    return {table: truth._db.value(f"SELECT COUNT(*) FROM {table}") for table in TABLES}  # noqa: S608 - constants only
