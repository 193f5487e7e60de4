"""The tables that the kernels of ``counting`` read, made of adjacencies and the nodes that are rows and partners."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kg.snapshot.counting import Table

if TYPE_CHECKING:
    from kg.snapshot.arrays import Adjacency, Array


def symmetric(of: Adjacency, names: Adjacency, rows: Array, weight: Array | None = None) -> Table:
    """Things met with each other: ``of`` leads from things to columns, ``names`` back, ``rows`` are the things.

    Rows and partners are numbered by their place in ``rows``, which must hold all that ``names`` leads to.
    """
    return rectangular(of, names, rows, rows, weight, same=True)


def rectangular(
    of: Adjacency, names: Adjacency, rows: Array, partners: Array, weight: Array | None = None, *, same: bool = False
) -> Table:
    """Some things met with others: what ``names`` leads to beside ``partners`` is left out."""
    number = np.full(len(of.start) - 1, -1, dtype=np.int32)
    number[partners] = np.arange(len(partners), dtype=np.int32)
    item = number[names.node]
    start = names.start
    if (item < 0).any():
        kept = np.concatenate(([0], np.cumsum(item >= 0)))
        start, item = kept[start], item[item >= 0]
    columns = len(start) - 1
    row_start = np.concatenate(([0], np.cumsum(of.degrees()[rows])))
    worth = np.ones(columns, dtype=np.int64) if weight is None else weight
    degrees = of.degrees()
    return Table(row_start, of.of_all(rows), start, item, worth, degrees[rows], degrees[partners], columns, same)
