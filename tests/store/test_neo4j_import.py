"""The CSV for neo4j-admin, imported by the real one, is the graph; and loads go on from there."""

from __future__ import annotations

import io
import zipfile

import pytest

from kg.store.export import export
from kg.store.neo4j_server import Neo4jServer, Place
from kg.store.neo4j_sync import sync

from .neo4j_held import assert_equal
from .rdf_sample import LORA, fill

FILES = (
    *("--nodes=Node:Paper=papers.csv", "--nodes=Node:Entity=entities.csv", "--nodes=Evidence=evidence.csv"),
    *("--relationships=claims.csv", "--relationships=IN=places.csv"),
)
OPTIONS = ("--array-delimiter=U+001F", "--multiline-fields=true", "--overwrite-destination")


@pytest.fixture
def imported(neo4j_server, truth, tmp_path):
    """A second Neo4j, whose database was made by the import."""
    from tests.servers import neo4j

    def fill_it(folder):
        with zipfile.ZipFile(out) as archive:
            archive.extractall(folder / "import")
        files = [f"{kind}={folder / 'import' / name}" for kind, _, name in (each.rpartition("=") for each in FILES)]
        neo4j.admin(folder, "database", "import", "full", "neo4j", *files, *OPTIONS)

    out = io.BytesIO()
    export(fill(truth), "neo4j-csv", out)
    server = neo4j.start(tmp_path / "neo4j", before=fill_it)
    with Neo4jServer(Place(server.url, server.user, server.password)) as opened:
        yield opened
    server.kill()


def test_the_import_is_the_graph(imported, truth):
    assert_equal(imported, truth)
    done = sync(truth, imported)
    assert (done.changed, done.rebuilt) == (0, False)
    truth.retract(LORA.id)
    assert sync(truth, imported).removed == 1
    assert_equal(imported, truth)
