"""The newest Neo4j, beside the one with long-term support; it needs a Java 21 or later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.servers import neo4j

if TYPE_CHECKING:
    from pathlib import Path

    from tests.servers.common import Server

RELEASE = "neo4j-newest"


def fetch() -> Path:
    """The folder of its jars."""
    return neo4j.fetch(RELEASE)


def start(folder: Path) -> Server:
    """Start it with its data in this folder, an empty one."""
    return neo4j.start(folder, release=RELEASE)
