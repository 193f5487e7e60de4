"""A load onto a real Fuseki that is cut short anywhere and repeated gives the same graph."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace

import pytest

from kg.errors import StoreError
from kg.model import Entity, EntityType
from kg.store.sparql_server import connect
from kg.store.sparql_server_query import require_current
from kg.store.sparql_server_sync import load
from tests.servers import fuseki as fuseki_server
from tests.servers.front import front

from .rdf_sample import BERT, LORA, ODD, fill
from .sparql_loaded import differences

pytestmark = pytest.mark.usefixtures("signed_in")


@pytest.mark.parametrize("quads", [True, False], ids=["quads", "graphs"])
def test_a_connection_cut_after_any_request_is_mended_by_a_repeat(truth, fuseki, papers, quads):
    fill(truth)
    load(truth, papers)
    truth.retract(LORA.id)
    truth.add_papers([replace(ODD, title="Another title")])
    truth.add_entities([Entity("benchmark:glue", EntityType.BENCHMARK, "Glue")])
    left, tries = 0, 0

    def rule(method, kind):
        nonlocal left
        if not quads and "n-quads" in kind:
            return 415
        left -= 1
        return 0 if left < 0 else None

    with front(fuseki.url, rule) as door:
        while True:
            left, tries = tries, tries + 1
            try:
                done = load(truth, f"{door}/papers")
            except StoreError:
                continue
            break
    assert tries > 8
    assert (done.removed, done.rebuilt) == (1, False)
    assert differences(truth, papers) == []


def test_a_first_load_that_was_cut_is_started_anew(truth, fuseki, papers):
    fill(truth)
    left = 6

    def rule(method, kind):
        nonlocal left
        left -= 1
        return 0 if left < 0 else None

    with front(fuseki.url, rule) as door, pytest.raises(StoreError, match="the connection failed"):
        load(truth, f"{door}/papers")
    with closing(connect(papers)) as server, pytest.raises(StoreError, match="earlier or later state"):
        require_current(truth, server)
    assert load(truth, papers).rebuilt
    assert differences(truth, papers) == []


def test_a_load_that_was_killed_can_be_repeated(truth, url):
    fill(truth)
    command = [sys.executable, "-m", "kg", "load", "sparql", url, "-g", truth.path, "-q", "--rebuild"]
    for seed in range(3):
        process = subprocess.Popen(command)
        time.sleep(random.Random(seed).uniform(0.3, 1.2))  # noqa: S311
        process.send_signal(signal.SIGKILL)
        process.wait()
        load(truth, url)
        assert differences(truth, url) == []


def test_a_server_that_was_killed_is_mended_by_a_repeat(truth, tmp_path, monkeypatch, fuseki):
    (tmp_path / "server").mkdir()
    server = fuseki_server.start(tmp_path / "server")
    try:
        monkeypatch.setenv("SPARQL_PASSWORD", server.password)
        fill(truth)
        load(truth, f"{server.url}/disk")
        truth.retract(BERT.id)

        def rule(method, kind):
            if "n-quads" in kind:  # a look at what the server can, in the middle of the load
                server.kill()

        with front(server.url, rule) as door, pytest.raises(StoreError, match=r"^[^\n]*$"):
            load(truth, f"{door}/disk")
        server = fuseki_server.restart(tmp_path / "server", server)
        load(truth, f"{server.url}/disk")
        assert differences(truth, f"{server.url}/disk") == []
    finally:
        server.stop()
