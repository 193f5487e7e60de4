"""What annotators made of names: how often a folded string was taken for what, and what names end in which word.

A table in plain text, counted over the gold papers (``kg.train.count_names``); a string that an example's own paper
alone taught is discounted in training, so that the arbiter learns how far the table can be trusted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kg.extract.labels import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

FILE = "seen.tsv"
# papers in which a name is a Method, a Dataset, a Benchmark ...; optional; there, but not annotated
COLUMNS = ("Method", "Dataset", "Benchmark", "Task", "Metric", "Tool", "optional", "nothing")
NONE = np.zeros(len(COLUMNS), np.float32)
Counts = dict[str, "NDArray[np.float32]"]


@dataclass(frozen=True, slots=True)
class Seen:
    """Counts by folded name, and by last word of a name."""

    names: Mapping[str, NDArray[np.float32]]
    heads: Mapping[str, NDArray[np.float32]]

    @classmethod
    def load(cls, folder: Path) -> Seen:
        """Read the table; a row is ``name`` or ``head``, the string, and the counts."""
        tables: dict[str, Counts] = {"name": {}, "head": {}}
        for line in (folder / FILE).read_text(encoding="utf-8").splitlines()[1:]:
            table, key, *counts = line.split("\t")
            tables[table][key] = np.array(counts, dtype=np.float32)
        return cls(tables["name"], tables["head"])

    def less(self, own: Seen) -> Seen:
        """The counts without those of one paper."""
        return Seen(_Less(self.names, own.names), _Less(self.heads, own.heads))  # type: ignore[arg-type]


class _Less:
    """A view of counts less some others."""

    def __init__(self, of: Mapping[str, NDArray[np.float32]], own: Mapping[str, NDArray[np.float32]]) -> None:
        self._of, self._own = of, own

    def get(self, key: str, default: NDArray[np.float32]) -> NDArray[np.float32]:
        found = self._of.get(key, default)
        own = self._own.get(key)
        return found if own is None else np.maximum(found - own, 0)


def chances(counts: NDArray[np.float32]) -> list[float]:
    """Smoothed shares of the kinds (Method, Resource, Task, Metric, Tool) and of nothing, and the log of the total.

    Optional ones count neither way.
    """
    method, dataset, benchmark, task, metric, tool, _, nothing = counts
    total = float(counts.sum() - counts[6])
    shares = [float(x / (total + 1)) for x in (method, dataset + benchmark, task, metric, tool, nothing)]
    return [*shares, float(np.log1p(total))]


assert len(KINDS) == 5  # noqa: S101  (the shares above name them)
