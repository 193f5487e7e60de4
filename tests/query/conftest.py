"""The toy graph, to be asked."""

from __future__ import annotations

import pytest

from kg.api import Graph
from kg.examples import fill
from kg.store.memory import MemoryStore


@pytest.fixture
def graph() -> Graph:
    """The toy graph in memory."""
    return Graph(fill(MemoryStore()))
