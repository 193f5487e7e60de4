"""The extractor, built once: reading the lexicons takes seconds."""

from __future__ import annotations

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


def pytest_addoption(parser):
    parser.addoption("--renew", action="store_true", help="rewrite the golden files instead of comparing with them")
