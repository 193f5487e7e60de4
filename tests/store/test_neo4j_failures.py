"""Loads at the same time, loads that are killed, servers that go away: the repeat gives the same graph."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing, suppress

import pytest

from kg.errors import StoreError, StoreLocked
from kg.model import Paper
from kg.store import neo4j_server, neo4j_sync
from kg.store.neo4j_server import Neo4jServer, Place
from kg.store.neo4j_sync import sync
from kg.store.truth import Truth

from .conftest import build
from .neo4j_held import assert_equal, run

pytestmark = pytest.mark.usefixtures("empty_neo4j")
PAPERS = [Paper(f"arxiv:{n}", f"T{n}", f"{chr(65 + n % 26)} beats {chr(65 + n % 17)} .") for n in range(30)]


class Stopped(Exception):
    """What ends a load from outside."""


@pytest.fixture
def small(monkeypatch):
    """Transactions of a few rows, so that there are many between which a load can end."""
    monkeypatch.setattr(neo4j_sync, "ROWS", 10)
    monkeypatch.setattr(neo4j_sync, "PAPERS", 5)


@pytest.fixture
def built(truth):
    build(truth, PAPERS[:20])
    return truth


def copied(path, to):
    """The same graph in another file, which has a lock of its own."""
    with closing(sqlite3.connect(path)) as one, closing(sqlite3.connect(to)) as other:
        one.backup(other)
    return to


def stop_after(steps):
    left = iter(range(steps))

    def told(stage, done, total):
        if next(left, None) is None:
            raise Stopped

    return told


def test_two_loads_at_once_wait_for_each_other(neo4j_place, server, built):
    failed = []

    def load():
        try:
            with Truth.open(built.path) as truth, Neo4jServer(neo4j_place) as own:
                sync(truth, own)
        except StoreError as error:
            failed.append(error)

    threads = [threading.Thread(target=load) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert run(server, "MATCH (p:Projection) RETURN p.load AS load") == [{"load": 1}]
    assert_equal(server, built)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("first", [True, False], ids=["first load", "later load"])
def test_a_load_from_elsewhere_overtakes(server, built, tmp_path, first):
    if not first:
        sync(built, server)
        build(built, PAPERS)
    with Truth.open(copied(built.path, tmp_path / "copy.kg")) as other:
        build(other, PAPERS[5:])
        heard = []

        def told(stage, done, total):
            if not heard:
                heard.append(stage)
                sync(other, server)

        with pytest.raises(StoreLocked, match="overtaken"):
            sync(built, server, told=told)
        assert_equal(server, other)


@pytest.mark.usefixtures("small")
def test_a_load_that_ends_anywhere_can_be_repeated(server, truth):
    stopped = 0
    build(truth, PAPERS[:12])
    for steps in range(6):
        with suppress(Stopped):
            sync(truth, server, told=stop_after(steps))
            break
        stopped += 1
    sync(truth, server)
    assert_equal(server, truth)
    build(truth, PAPERS)
    truth.retract(PAPERS[3].id)
    for steps in range(6):
        with suppress(Stopped):
            sync(truth, server, told=stop_after(steps))
            break
        stopped += 1
    assert stopped > 6
    assert not sync(truth, server).rebuilt
    assert_equal(server, truth)


@pytest.mark.parametrize("seconds", [0.6, 0.9, 1.3])
def test_a_killed_process_can_be_repeated(neo4j_server, server, built, seconds):
    env = {**os.environ, "NEO4J_URI": neo4j_server.url, "NEO4J_PASSWORD": neo4j_server.password}
    command = [sys.executable, "-m", "kg", "load", "neo4j", "-g", built.path, "--rebuild"]
    with subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL) as process:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
    sync(built, server)
    assert_equal(server, built)


@pytest.fixture
def own_server(neo4j_server, tmp_path):
    """A second Neo4j, to be ill-treated; the first one says whether there can be one at all."""
    from tests.servers import neo4j

    servers = [neo4j.start(tmp_path / "neo4j")]

    def again(**settings):
        servers.append(neo4j.restart(tmp_path / "neo4j", servers[0], **settings))
        return servers[-1]

    yield servers[0], again
    servers[-1].kill()


@pytest.mark.usefixtures("small")
def test_a_server_that_goes_away(own_server, built, monkeypatch):
    """A clear error, one too while the database may only be read; then the repeat mends it."""
    monkeypatch.setattr(neo4j_server, "RETRY_SECONDS", 1.0)
    process, restart = own_server
    place = Place(process.url, process.user, process.password)
    heard = []

    def told(stage, done, total):
        heard.append(stage)
        if len(heard) == 3:
            process.kill()

    with Neo4jServer(place) as server:
        with pytest.raises(StoreError) as error:
            sync(built, server, told=told)
        assert "\n" not in str(error.value)
        assert "no Neo4j answers" in str(error.value)
        with pytest.raises(StoreError, match="no Neo4j answers"):
            Neo4jServer(place)
    ended = restart(read_only="neo4j")
    with Neo4jServer(place) as server, pytest.raises(StoreError, match="may not write"):
        sync(built, server)
    ended.kill()
    restart()
    with Neo4jServer(place) as server:
        sync(built, server)
        assert_equal(server, built)
