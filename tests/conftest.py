"""The extractor, built once: reading the lexicons takes seconds."""

from __future__ import annotations

import pytest

from kg.extract.extractor import Extractor


@pytest.fixture(scope="session")
def extractor() -> Extractor:
    """The extractor with the shipped lexicons; calling it changes nothing."""
    return Extractor()


def pytest_addoption(parser):
    parser.addoption("--renew", action="store_true", help="rewrite the golden files instead of comparing with them")
