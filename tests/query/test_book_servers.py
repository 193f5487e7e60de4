"""The question book on real servers: Cypher on Neo4j and SPARQL on Fuseki answer what Python answers."""

from __future__ import annotations

from pathlib import Path

import pytest

import kg
import loaders
from kg import pipeline
from kg.extract import extractor as extraction
from kg.model import Paper
from kg.query import book
from kg.store import loading
from kg.store.truth import Truth

from .test_book import EMPTY, graph  # noqa: F401 - a fixture

BOOK = book.book()
SERVERS = ("neo4j", "sparql")


PAGES = Path(__file__).parents[2].parent / "shared" / "pages"


@pytest.fixture(scope="module")
def reached(neo4j_server, fuseki):
    """Both servers, named by the environment."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEO4J_URI", neo4j_server.url)
        patch.setenv("NEO4J_USERNAME", neo4j_server.user)
        patch.setenv("NEO4J_PASSWORD", neo4j_server.password)
        patch.delenv("NEO4J_DATABASE", raising=False)
        patch.setenv("SPARQL_URL", f"{fuseki.url}/papers")
        patch.setenv("SPARQL_USERNAME", fuseki.user)
        patch.setenv("SPARQL_PASSWORD", fuseki.password)
        yield


@pytest.fixture(scope="module")
def loaded(graph, reached):  # noqa: F811
    """The sample's graph, in both servers."""
    for name in SERVERS:
        loading.load(graph.store, name, rebuild=True)
    return graph


@pytest.mark.parametrize("on", SERVERS)
@pytest.mark.parametrize("each", BOOK, ids=lambda each: each.name)
def test_a_server_answers_alike(loaded, each, on):
    assert on in each.stores
    expected = loaded.query(name=each.name, on="python")
    answer = loaded.query(name=each.name, on=on)
    assert answer.columns == expected.columns
    assert answer.rows == expected.rows
    assert bool(expected.rows) != (each.name in EMPTY)


@pytest.mark.shared
@pytest.mark.skipif(not PAGES.is_dir(), reason="no shared data beside the checkout")
def test_every_store_answers_alike_on_real_pages(reached, tmp_path, extractor, monkeypatch):
    monkeypatch.setattr(extraction, "Extractor", lambda: extractor)
    papers = [each for each in loaders.read([f"{PAGES}/*.txt"]) if isinstance(each, Paper)]
    with Truth.open(tmp_path / "pages.kg", create=True) as truth, truth.writing():
        pipeline.build(truth, papers, model="rules", progress=lambda stage, done, total: None)
        for name in SERVERS:
            loading.load(truth, name, rebuild=True)
    answered = 0
    with kg.open(tmp_path / "pages.kg") as pages:
        for each in BOOK:
            expected = pages.query(name=each.name, on="python").rows
            answered += bool(expected)
            for on in ("oxigraph", "ladybug", *SERVERS):
                assert pages.query(name=each.name, on=on).rows == expected, (each.name, on)
    assert answered >= 25, "with the example values"
