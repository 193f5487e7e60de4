"""The extractor, built once: reading the lexicons takes seconds."""

from __future__ import annotations

import pytest

from kg.extract.extractor import Extractor


@pytest.fixture(scope="session")
def extractor() -> Extractor:
    """The extractor with the shipped lexicons; calling it changes nothing."""
    return Extractor()


@pytest.fixture(scope="session")
def neo4j_server(tmp_path_factory):
    """A real Neo4j, for the whole run."""
    from tests.servers import common, neo4j

    yield from common.running(neo4j, tmp_path_factory.mktemp("neo4j"))


def pytest_addoption(parser):
    parser.addoption("--renew", action="store_true", help="rewrite the golden files instead of comparing with them")
