"""Tables: a ZIP with ``nodes``, ``edges`` and ``evidence``, each as CSV (RFC 4180) or as Parquet."""

from __future__ import annotations

import csv
import importlib
import io
import zipfile
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from kg.errors import UsageError
from kg.ids import claim_id
from kg.store.rdf_slices import spoken_of
from kg.store.rdf_terms import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from kg.store.base import GraphStore

Row = tuple[str | int | float | None, ...]

_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the oldest time that a ZIP can hold: the day of the run must not show
_BATCH = 50_000


class _Table(NamedTuple):
    columns: dict[str, str]  # name -> Arrow type
    rows: Callable[[GraphStore], Iterator[Row]]


def _nodes(store: GraphStore) -> Iterator[Row]:
    for paper in store.papers():
        yield paper.id, "Paper", paper.title, None, None, None, paper.date, paper.url
    for entity in spoken_of(store):
        aliases = " | ".join(entity.aliases)
        yield entity.id, entity.type.value, entity.name, aliases, entity.kind, entity.papers, None, None


def _edges(store: GraphStore) -> Iterator[Row]:
    for statement in store.statements():
        best = max(evidence.confidence for evidence in statement.evidence)
        yield claim_id(*statement.key), *statement.key, statement.support, best


def _evidence(store: GraphStore) -> Iterator[Row]:
    for statement in store.statements():
        claim = claim_id(*statement.key)
        for item in statement.evidence:
            spans = " ".join(f"{span.start}-{span.end}" for span in item.spans)
            yield claim, item.paper_id, item.sentence, item.start, item.end, spans, item.rule, item.confidence


_TABLES = {
    "nodes": _Table(
        {
            "id": "string",
            "type": "string",
            "name": "string",
            "aliases": "string",
            "kind": "string",
            "papers": "int64",
            "date": "string",
            "url": "string",
        },
        _nodes,
    ),
    "edges": _Table(
        {
            "id": "string",
            "subject": "string",
            "relation": "string",
            "object": "string",
            "support": "int64",
            "confidence": "float64",
        },
        _edges,
    ),
    "evidence": _Table(
        {
            "edge": "string",
            "paper": "string",
            "sentence": "string",
            "start": "int64",
            "end": "int64",
            "spans": "string",
            "rule": "string",
            "confidence": "float64",
        },
        _evidence,
    ),
}


def csv_zip(store: GraphStore, out: BinaryIO) -> int:
    """A ZIP of three CSV files in UTF-8; an empty cell is a value that is not known."""
    return _zip(store, out, "csv", _write_csv)


def parquet_zip(store: GraphStore, out: BinaryIO) -> int:
    """A ZIP of three Parquet files; needs the package pyarrow."""
    return _zip(store, out, "parquet", _write_parquet())


def _zip(store: GraphStore, out: BinaryIO, ending: str, write: Callable[[BinaryIO, _Table, Iterable[Row]], int]) -> int:
    count = 0
    with zipfile.ZipFile(out, "w") as archive:
        for name, table in _TABLES.items():
            member = zipfile.ZipInfo(f"{name}.{ending}", date_time=_LONG_AGO)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3  # Unix, on every system
            with archive.open(member, "w", force_zip64=True) as file:
                count += write(file, table, _cleaned(table.rows(store)))  # type: ignore[arg-type]
    return count


def _cleaned(rows: Iterable[Row]) -> Iterator[Row]:
    for row in rows:
        yield tuple(clean(cell) if isinstance(cell, str) else cell for cell in row)


def _write_csv(file: BinaryIO, table: _Table, rows: Iterable[Row]) -> int:
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    writer = csv.writer(text)
    writer.writerow(table.columns)
    count = 0
    for row in rows:
        writer.writerow(row)
        count += 1
    text.flush()
    text.detach()
    return count


def _write_parquet() -> Callable[[BinaryIO, _Table, Iterable[Row]], int]:
    try:
        arrow: Any = importlib.import_module("pyarrow")
        parquet: Any = importlib.import_module("pyarrow.parquet")
    except ModuleNotFoundError as error:
        raise UsageError("the format parquet needs the package pyarrow: pip install pyarrow") from error

    def write(file: BinaryIO, table: _Table, rows: Iterable[Row]) -> int:
        schema = arrow.schema([(name, arrow.type_for_alias(kind)) for name, kind in table.columns.items()])
        count = 0
        with parquet.ParquetWriter(file, schema) as writer:
            for batch in _batches(rows):
                columns = [
                    arrow.array(column, field.type)
                    for column, field in zip(zip(*batch, strict=True), schema, strict=True)
                ]
                writer.write_table(arrow.Table.from_arrays(columns, schema=schema))
                count += len(batch)
        return count

    return write


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
