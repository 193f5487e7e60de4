"""The toy graph and that of the shipped sample, to be asked."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

import kg
import loaders
from kg import pipeline
from kg.api import Graph
from kg.examples import fill
from kg.extract import extractor as extraction
from kg.model import Paper
from kg.store.memory import MemoryStore
from kg.store.truth import Truth

SAMPLE = Path(str(files("kg.sample") / "papers.jsonl"))


@pytest.fixture
def graph() -> Graph:
    """The toy graph in memory."""
    return Graph(fill(MemoryStore()))


@pytest.fixture(scope="session")
def sample(tmp_path_factory, extractor):
    """The shipped sample as a graph in a file."""
    file = tmp_path_factory.mktemp("book") / "graph.kg"
    papers = [paper for paper in loaders.read([str(SAMPLE)]) if isinstance(paper, Paper)]
    with (
        pytest.MonkeyPatch.context() as patch,
        Truth.open(file, create=True) as truth,
        truth.writing(),
    ):
        patch.setattr(extraction, "Extractor", lambda: extractor)
        pipeline.build(truth, papers, model="rules", progress=lambda stage, done, total: None)
    with kg.open(file) as opened:
        yield opened
