"""The graph for others: as a file, for rdflib, for networkx."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os

    import networkx
    import rdflib

    from kg.store.base import GraphStore


class Exports:
    """What a graph to ask can also be turned into."""

    store: GraphStore

    def export(self, fmt: str, path: str | os.PathLike[str]) -> int:
        """Write the graph to a file, in a format of ``kg export``; how many quads, rows or elements that were.

        >>> kg.example().export("networkx-json", "toy.json")
        57
        """
        from kg.store.export import export

        return export(self.store, fmt, Path(path))

    def to_rdflib(self) -> rdflib.Dataset:
        """The graph for rdflib, in memory: a named graph for each paper, and their union.

        >>> sum(1 for name in kg.example().to_rdflib().graphs() if "toy.1" in str(name.identifier))
        1
        """
        from kg.store.export_rdflib import to_rdflib

        return to_rdflib(self.store)

    def to_networkx(self) -> networkx.MultiDiGraph[str]:
        """The graph for networkx, in memory: papers and entities, and an edge for each claim.

        >>> kg.example().to_networkx()["method:bert"]["benchmark:glue"]["EVALUATED_ON"]["support"]
        1
        """
        from kg.store.export import to_networkx

        return to_networkx(self.store)
