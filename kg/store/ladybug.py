"""The graph in ladybug, an embedded property graph that speaks Cypher: one file, the tables in it, and how to run text.

Labels and relationship types are those of ``export_cypher``; a node has one label here, so that ``Node`` and
``Entity`` are missing. A single node ``Projection`` says what the file was made from.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import ladybug

from kg import vocab
from kg.errors import StoreError, StoreLocked
from kg.model import EntityType, RelationType

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping

Pair = tuple[str, str]
ENTITIES = tuple(kind.value for kind in EntityType if kind is not EntityType.PAPER)
ANY_ENTITY = "|".join(ENTITIES)
ANY_CLAIM = "|".join(RelationType)
# What Neo4j calls otherwise, as macros of the same name.
_MACROS = ("CREATE MACRO type(x) AS label(x)", "CREATE MACRO head(x) AS list_extract(x, 1)")
_PAPER = "id STRING PRIMARY KEY, title STRING, date STRING, url STRING, authors STRING[]"
_ENTITY = "id STRING PRIMARY KEY, name STRING, aliases STRING[], kind STRING, papers INT64"
_EVIDENCE = (
    "id STRING PRIMARY KEY, claim STRING, sentence STRING, `start` INT64, `end` INT64, spans INT64[], "
    "rule STRING, confidence DOUBLE"
)
_CLAIM = "id STRING, support INT64, confidence DOUBLE"
_STAMP = "id STRING PRIMARY KEY, layout INT64, ontology STRING, revision INT64"


class Ladybug:
    """An open database file; to be closed by whoever opened it."""

    def __init__(self, path: str | os.PathLike[str], *, read_only: bool) -> None:
        """Open the file; one that is to be read only must be there."""
        self.path = Path(path)
        try:
            self._database = ladybug.Database(str(path), read_only=read_only)
            self._connection = ladybug.Connection(self._database)
        except RuntimeError as error:
            if "lock" in str(error):
                raise StoreLocked(f"{path}: another process is writing to it") from error
            raise StoreError(f"{path}: cannot be opened: {one_line(error)}") from error

    def ask(self, text: str, params: Mapping[str, Any] | None = None) -> tuple[list[str], list[list[Any]]]:
        """The names of the columns, and the rows; ladybug's own ``RuntimeError`` if that does not work."""
        result = self._connection.execute(text, dict(params or {}))
        if isinstance(result, list):  # several statements in one text: ours are always one
            raise RuntimeError("Parser exception: one statement at a time")  # noqa: TRY004
        try:
            return result.get_column_names(), cast("list[list[Any]]", result.get_all())
        finally:
            result.close()

    def run(self, text: str, **params: object) -> list[list[Any]]:
        """The rows of one of our own statements."""
        try:
            return self.ask(text, params)[1]
        except RuntimeError as error:
            raise StoreError(f"{self.path}: {one_line(error)}") from error

    def close(self) -> None:
        """Give the file back; twice is fine."""
        self._connection.close()
        self._database.close()


def one_line(error: RuntimeError) -> str:
    """What ladybug says, without its line breaks and pointers."""
    return " ".join(str(error).replace("^", "").split())[:300]


def schema() -> Iterator[str]:
    """The statements that make an empty database; every name in them comes from the enums of the model."""
    yield f"CREATE NODE TABLE Paper({_PAPER})"
    yield from (f"CREATE NODE TABLE {label}({_ENTITY})" for label in ENTITIES)
    yield f"CREATE NODE TABLE Evidence({_EVIDENCE})"
    yield f"CREATE NODE TABLE Projection({_STAMP})"
    for relation in RelationType:
        ends = ", ".join(f"FROM {start} TO {end}" for start, end in pairs(relation))
        yield f"CREATE REL TABLE {relation.value}({ends}, {_CLAIM})"
    yield "CREATE REL TABLE `IN`(FROM Evidence TO Paper)"
    yield from _MACROS


def pairs(relation: RelationType) -> list[Pair]:
    """The labels that a relationship of this type joins by the ontology, in order."""
    return sorted((start.value, end.value) for start, end in vocab.pairs(relation))


def widen(relation: RelationType, pair: Pair) -> str:
    """The statement that lets a type join two labels more: graphs that were not checked may hold such claims."""
    return f"ALTER TABLE {relation.value} ADD IF NOT EXISTS FROM {pair[0]} TO {pair[1]}"
