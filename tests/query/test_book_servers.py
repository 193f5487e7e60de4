"""The question book on real servers: Cypher on Neo4j and ArcadeDB, SPARQL on Fuseki answer what Python answers."""

from __future__ import annotations

import os
from contextlib import contextmanager
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
from tests.servers import arcadedb

from .test_book import EMPTY, graph  # noqa: F401 - a fixture

BOOK = book.book()
# By the fixture of the server, which is loaded and asked as the second.
SERVERS = {"neo4j": "neo4j", "neo4j_newest": "neo4j", "arcadedb": "neo4j", "fuseki": "sparql"}
REQUIRED = ("neo4j", "arcadedb", "fuseki")  # the newest Neo4j needs a Java that not everybody has
PAGES = Path(__file__).parents[2].parent / "shared" / "pages"


def named(server, request):
    """What the environment says of a server."""
    if server == "fuseki":
        found = request.getfixturevalue(server)
        return {"SPARQL_URL": f"{found.url}/papers", "SPARQL_USERNAME": found.user, "SPARQL_PASSWORD": found.password}
    found = request.getfixturevalue(server if server != "neo4j" else "neo4j_server")
    user = {"NEO4J_URI": found.url, "NEO4J_USERNAME": found.user, "NEO4J_PASSWORD": found.password}
    return {**user, "NEO4J_DATABASE": arcadedb.DATABASE} if server == "arcadedb" else user


@contextmanager
def reached(server, request):
    """A server, named by the environment; what it is loaded and asked as."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(("NEO4J_", "SPARQL_"))]:
            patch.delenv(name)
        for name, value in named(server, request).items():
            patch.setenv(name, value)
        yield SERVERS[server]


@pytest.fixture(scope="module", params=sorted(SERVERS))
def on(request, graph):  # noqa: F811
    """A server with the sample's graph in it."""
    with reached(request.param, request) as store:
        loading.load(graph.store, store, rebuild=True)
        yield store


@pytest.mark.parametrize("each", BOOK, ids=lambda each: each.name)
def test_a_server_answers_alike(graph, each, on):  # noqa: F811
    assert on in each.stores
    expected = graph.query(name=each.name, on="python")
    answer = graph.query(name=each.name, on=on)
    assert answer.columns == expected.columns
    assert answer.rows == expected.rows
    assert bool(expected.rows) != (each.name in EMPTY)


@pytest.mark.shared
@pytest.mark.skipif(not PAGES.is_dir(), reason="no shared data beside the checkout")
def test_every_store_answers_alike_on_real_pages(request, tmp_path, extractor, monkeypatch):
    monkeypatch.setattr(extraction, "Extractor", lambda: extractor)
    papers = [each for each in loaders.read([f"{PAGES}/*.txt"]) if isinstance(each, Paper)]
    with Truth.open(tmp_path / "pages.kg", create=True) as truth, truth.writing():
        pipeline.build(truth, papers, model="rules", progress=lambda stage, done, total: None)
        with kg.open(tmp_path / "pages.kg") as pages:
            expected = {each.name: pages.query(name=each.name, on="python").rows for each in BOOK}
            assert_answers(pages, ("oxigraph", "ladybug"), expected)
            for server in REQUIRED:
                with reached(server, request) as on:
                    loading.load(truth, on, rebuild=True)
                    assert_answers(pages, [on], expected)
    assert sum(map(bool, expected.values())) >= 25, "with the example values"


def assert_answers(pages, stores, expected):
    for name, rows in expected.items():
        for on in stores:
            assert pages.query(name=name, on=on).rows == rows, (name, on)
