"""The extractor, built once: reading the lexicons takes seconds."""

from __future__ import annotations

import os

import pytest

from kg.extract.extractor import Extractor


@pytest.fixture(scope="session")
def extractor() -> Extractor:
    """The extractor with the shipped lexicons; calling it changes nothing."""
    return Extractor()


@pytest.fixture(scope="session")
def neo4j_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("neo4j")


@pytest.fixture(scope="session")
def neo4j_server(neo4j_folder):
    """A real Neo4j, for the whole run."""
    from tests.servers import common, neo4j

    yield from common.running(neo4j, neo4j_folder)


@pytest.fixture(scope="session")
def neo4j_certificate(neo4j_server, neo4j_folder):
    from tests.servers import neo4j

    return neo4j_folder / neo4j.CERTIFICATE


@pytest.fixture(scope="session")
def neo4j_newest(tmp_path_factory):
    """The newest Neo4j, where a Java is new enough for it."""
    from tests.servers import common, neo4j_newest

    yield from common.running(neo4j_newest, tmp_path_factory.mktemp("neo4j-newest"), required=False)


@pytest.fixture(scope="session")
def arcadedb(tmp_path_factory):
    """A real ArcadeDB, which speaks Bolt as Neo4j does."""
    from tests.servers import arcadedb, common

    yield from common.running(arcadedb, tmp_path_factory.mktemp("arcadedb"))


@pytest.fixture(scope="session")
def fuseki(tmp_path_factory):
    """A real Apache Jena Fuseki, for the whole run."""
    from tests.servers import fuseki as fuseki_server
    from tests.servers.common import Missing

    try:
        fuseki_server.fetch()
        server = fuseki_server.start(tmp_path_factory.mktemp("fuseki"))
    except Missing as missing:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(missing))
    yield server
    server.stop()


def pytest_addoption(parser):
    parser.addoption("--renew", action="store_true", help="rewrite the golden files instead of comparing with them")
