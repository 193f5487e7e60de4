"""The graph as a file, in formats that others read; the same graph gives the same bytes.

No format holds where the papers were read, or when.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from kg.errors import StoreError, UsageError
from kg.store import export_cypher, export_neo4j, export_networkx, export_rdf, export_tables
from kg.store.export_networkx import to_networkx

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kg.store.base import GraphStore

__all__ = ["FORMATS", "export", "to_networkx"]

# Each writes the graph and says how many quads, triples, rows, or nodes and edges that were.
FORMATS: Mapping[str, Callable[[GraphStore, BinaryIO], int]] = {
    "nquads": export_rdf.nquads,
    "trig": export_rdf.trig,
    "turtle": export_rdf.turtle,
    "rdfxml": export_rdf.rdfxml,
    "jsonld": export_rdf.jsonld,
    "rdf12": export_rdf.rdf12,
    "graphml": export_networkx.graphml,
    "gexf": export_networkx.gexf,
    "networkx-json": export_networkx.node_link_json,
    "csv": export_tables.csv_zip,
    "parquet": export_tables.parquet_zip,
    "cypher": export_cypher.cypher,
    "neo4j-csv": export_neo4j.neo4j_csv,
}


def export(store: GraphStore, fmt: str, out: BinaryIO | Path) -> int:
    """Write the graph in a format of ``FORMATS``; a file appears only when it is whole."""
    if fmt not in FORMATS:
        raise UsageError(f"no export format {fmt!r}; there are {', '.join(FORMATS)}")
    if not isinstance(out, Path):
        return FORMATS[fmt](store, out)
    unfinished = out.with_name(f"{out.name}.part")
    try:
        with unfinished.open("wb") as file:
            written = FORMATS[fmt](store, file)
        unfinished.replace(out)
    except OSError as error:
        raise StoreError(f"{out}: cannot be written: {error.strerror or error}") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return written
