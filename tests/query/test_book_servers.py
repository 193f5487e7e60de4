"""The question book on real servers: Cypher on Neo4j and SPARQL on Fuseki answer what Python answers."""

from __future__ import annotations

import pytest

from kg.query import book
from kg.store import loading

from .test_book import EMPTY, graph  # noqa: F401 - a fixture

BOOK = book.book()
SERVERS = ("neo4j", "sparql")


@pytest.fixture(scope="module")
def loaded(graph, neo4j_server, fuseki):  # noqa: F811
    """The sample's graph, with both servers loaded from it and named by the environment."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEO4J_URI", neo4j_server.url)
        patch.setenv("NEO4J_USERNAME", neo4j_server.user)
        patch.setenv("NEO4J_PASSWORD", neo4j_server.password)
        patch.delenv("NEO4J_DATABASE", raising=False)
        patch.setenv("SPARQL_URL", f"{fuseki.url}/papers")
        patch.setenv("SPARQL_USERNAME", fuseki.user)
        patch.setenv("SPARQL_PASSWORD", fuseki.password)
        for name in SERVERS:
            loading.load(graph.store, name, rebuild=True)
        yield graph


@pytest.mark.parametrize("on", SERVERS)
@pytest.mark.parametrize("each", BOOK, ids=lambda each: each.name)
def test_a_server_answers_alike(loaded, each, on):
    assert on in each.stores
    expected = loaded.query(name=each.name, on="python")
    answer = loaded.query(name=each.name, on=on)
    assert answer.columns == expected.columns
    assert answer.rows == expected.rows
    assert bool(expected.rows) != (each.name in EMPTY)
