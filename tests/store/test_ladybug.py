"""The projection into ladybug: equal to the truth after whatever happened, and the killing of a process."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kg
from kg.errors import StoreError, StoreLocked
from kg.model import Entity, EntityType, Paper, RelationType, Statement
from kg.store import ladybug_sync
from kg.store.ladybug import Ladybug
from kg.store.ladybug_check import differences
from kg.store.ladybug_query import cypher
from kg.store.ladybug_sync import Temporary, sync_ladybug
from kg.store.truth import Truth

from .conftest import PAPERS as TOY
from .conftest import build
from .rdf_sample import BERT, LORA, NASTIER, NASTY, fill, quote, sample

NODES = "MATCH (n) RETURN count(n)"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "graph.kg.ladybug"


def synced(truth, file, **options):
    """What a sync did; the projection is as it should be afterwards."""
    done = sync_ladybug(truth, file, **options)
    assert list(differences(truth, done.store)) == []
    done.store.close()
    return done.written, done.removed, done.rebuilt


def test_a_graph_file_is_projected_once(truth, file):
    fill(truth)
    assert synced(truth, file) == (3, 0, True)
    before = file.stat()
    assert synced(truth, file) == (0, 0, False)
    assert file.stat().st_ino == before.st_ino
    assert file.stat().st_mtime_ns == before.st_mtime_ns
    assert {path.name for path in file.parent.iterdir() if "ladybug" in path.name} == {file.name, f"{file.name}.lock"}


def test_an_empty_graph(truth, file):
    assert synced(truth, file) == (0, 0, True)
    assert synced(truth, file) == (0, 0, False)


def test_only_what_changed_is_written(truth, file):
    build(truth, [Paper(f"arxiv:{number}", "t", f"LORA GLUE M{number}") for number in range(20)])
    assert synced(truth, file) == (20, 0, True)
    truth.add_papers([Paper("arxiv:20", "u", "LORA")])
    assert synced(truth, file) == (1, 0, False)
    build(truth, [Paper("arxiv:20", "u", "LORA GLUE NEW"), Paper("arxiv:3", "t", "LORA OTHER")])
    written, removed, rebuilt = synced(truth, file)
    assert (removed, rebuilt) == (0, False)
    assert 2 <= written <= 4


def test_a_retracted_paper_goes_and_comes_back(truth, file):
    build(truth, [Paper(f"arxiv:{number}", "t", f"LORA GLUE M{number}") for number in range(10)])
    synced(truth, file)
    truth.retract("arxiv:4")
    assert synced(truth, file) == (0, 1, False)
    truth.add_papers([Paper("arxiv:4", "t", "LORA again")])
    assert synced(truth, file) == (1, 0, False)
    truth.retract("arxiv:4")
    truth.retract("arxiv:5")
    assert synced(truth, file) == (0, 2, False)


def test_a_claim_that_loses_one_of_two_papers_stays(truth, file):
    fill(truth)
    truth.add_papers([replace(paper, id=f"{paper.id}{number}") for number in range(5) for paper in TOY])
    synced(truth, file)
    truth.retract(BERT.id)
    assert synced(truth, file) == (0, 1, False)
    store = Ladybug(file, read_only=True)
    assert store.run("MATCH (a:Method {id: 'method:lora'})-[r:EVALUATED_ON]->(b) RETURN r.support") == [[1]]
    assert store.run("MATCH (m:Method {id: 'method:bert'}) RETURN m.id") == []
    store.close()


def test_a_changed_name_arrives(truth, file):
    fill(truth)
    truth.add_papers([replace(paper, id=f"{paper.id}{number}") for number in range(5) for paper in TOY])
    synced(truth, file)
    truth.add_entities([Entity("benchmark:glue", EntityType.BENCHMARK, "Glue", ("the glue",))])
    assert synced(truth, file) == (2, 0, False)


def test_an_entity_of_another_type_makes_it_anew(truth, file):
    fill(truth)
    truth.add_papers([replace(paper, id=f"{paper.id}{number}") for number in range(5) for paper in TOY])
    synced(truth, file)
    truth.add_entities([Entity("benchmark:glue", EntityType.DATASET, "GLUE")])
    assert synced(truth, file)[2] is True


def test_claims_that_the_ontology_does_not_know_are_there(truth, file):
    fill(truth)
    truth.add_papers([replace(paper, id=f"{paper.id}{number}") for number in range(5) for paper in TOY])
    truth.add_statements([Statement("benchmark:glue", RelationType.USED_FOR, "method:lora", (quote(LORA, "LoRA"),))])
    synced(truth, file)
    truth.add_statements([Statement(LORA.id, RelationType.BASED_ON, BERT.id, (quote(LORA, "LoRA"),))])
    truth.add_statements([Statement("method:peft", RelationType.SUBTASK_OF, "method:peft", (quote(LORA, "PEFT"),))])
    assert synced(truth, file) == (1, 0, False)


def test_strange_texts_come_back(truth, file):
    fill(truth)
    synced(truth, file)
    store = Ladybug(file, read_only=True)
    found = cypher(store, "MATCH (m:Method) WHERE m.name = $name RETURN m.name AS name", params={"name": NASTY})
    assert found.rows == ((NASTY,),)
    aliases = store.run("MATCH (m:Method {id: 'method:bert'}) RETURN m.aliases")
    assert aliases == [[sorted([NASTIER, "BERT"])]]
    for name in ("'; MATCH (n) DELETE n //", "`", '"', "$name", "{id: 1}", "\\", "\n"):
        assert cypher(store, "MATCH (m:Method) WHERE m.name = $name RETURN m.id", params={"name": name}).rows == ()
    store.close()


@pytest.mark.parametrize("spoil", ["cut", "text", "log", "empty"])
def test_a_spoilt_file_is_made_anew(truth, file, spoil):
    fill(truth)
    synced(truth, file)
    if spoil == "log":
        file.with_name(f"{file.name}.wal").write_bytes(b"something")
    else:
        whole = file.read_bytes()
        file.write_bytes({"cut": whole[: len(whole) // 2], "text": b"hello" * 1000, "empty": b""}[spoil])
    assert synced(truth, file)[2] is True


def test_a_projection_of_another_graph_or_a_later_revision_is_made_anew(truth, file, tmp_path):
    fill(truth)
    synced(truth, file)
    with Truth.open(tmp_path / "other.kg", create=True) as other:
        fill(other)
        assert synced(other, file) == (3, 0, True)
    assert synced(truth, file) == (3, 0, True)
    store = Ladybug(file, read_only=False)
    store.run("MATCH (p:Projection) SET p.revision = 99999")
    store.close()
    assert synced(truth, file) == (3, 0, True)
    assert synced(truth, file, rebuild=True) == (3, 0, True)


def test_a_reader_keeps_what_it_opened(truth, file):
    fill(truth)
    first = sync_ladybug(truth, file).store
    before = first.run(NODES)
    truth.retract(BERT.id)
    second = sync_ladybug(truth, file).store
    assert first.run(NODES) == before
    assert second.run(NODES) != before
    first.close()
    second.close()
    second.close()


def test_two_do_not_write_at_once(truth, file, monkeypatch):
    monkeypatch.setattr(ladybug_sync, "LOCK_SECONDS", 0.05)
    with FileLock(f"{file}.lock"), pytest.raises(StoreLocked):
        sync_ladybug(truth, file)


def test_a_place_where_nothing_can_be_written(truth, tmp_path):
    (tmp_path / "nothing").write_text("a file")
    with pytest.raises(StoreError):
        sync_ladybug(truth, tmp_path / "nothing" / "graph.ladybug")


def test_a_graph_in_no_file():
    store = Temporary(sample())
    assert list(differences(sample(), store)) == []
    folder = store.path.parent
    store.close()
    assert not folder.exists()


def test_differences_are_seen(truth, file):
    fill(truth)
    sync_ladybug(truth, file).store.close()
    store = Ladybug(file, read_only=False)
    store.run("MATCH (m:Method {id: 'method:lora'}) SET m.name = 'lora'")
    store.run("MATCH (m:Method {id: 'method:peft'}) DETACH DELETE m")
    store.run("CREATE (:Task {id: 'task:x', name: 'x'})")
    found = {(each.focus, each.message.split()[-1]) for each in differences(truth, store)}
    assert {("method:lora", "differs"), ("method:peft", "missing"), ("task:x", "there")} <= found
    store.close()


WORDS = st.lists(st.sampled_from(["LORA", "GLUE", "BERT", "ADAM"]), max_size=4, unique=True)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 5), st.none() | WORDS), min_size=1, max_size=6))
def test_any_changes_give_what_a_new_projection_gives(tmp_path_factory, changes):
    folder = tmp_path_factory.mktemp("changes")
    with Truth.open(folder / "g.kg", create=True) as truth:
        build(truth, [Paper(f"arxiv:{number}", "t", f"LORA GLUE M{number}") for number in range(6)])
        synced(truth, folder / "p")
        for number, words in changes:
            paper_id = f"arxiv:{number}"
            there = truth.find_paper(paper_id) is not None
            if words is None and there:
                truth.retract(paper_id)
            elif words is not None:
                build(truth, [Paper(paper_id, "t", " ".join(words))])
            synced(truth, folder / "p")


LOOP = """
import sys
from kg.store.ladybug_sync import sync_ladybug
from kg.store.truth import Truth
with Truth.open(sys.argv[1]) as truth:
    print("ready", flush=True)
    while True:
        sync_ladybug(truth, sys.argv[2]).store.close()
        sync_ladybug(truth, sys.argv[2], rebuild=True).store.close()
"""


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_a_killed_sync_can_be_repeated(tmp_path, file):
    with Truth.open(tmp_path / "graph.kg", create=True) as truth:
        build(truth, [Paper(f"arxiv:{number}", "t", f"LORA GLUE M{number}") for number in range(40)])
        synced(truth, file)
        moments = random.Random(6)  # noqa: S311
        for turn in range(5):
            build(truth, [Paper(f"arxiv:{turn}", "t", f"GLUE N{turn}"), Paper(f"arxiv:9{turn}", "t", "LORA")])
            _killed(tmp_path / "graph.kg", file, after=moments.uniform(0, 1.0))
            synced(truth, file)
            assert not list(file.parent.glob("*.new*")) or synced(truth, file, rebuild=True)


def _killed(graph, file, *, after):
    """Start a process that syncs again and again, and kill it in the middle."""
    folder = os.fspath(kg.__path__[0] + "/..")
    process = subprocess.Popen(
        [sys.executable, "-c", LOOP, str(graph), str(file)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": folder},
    )
    with process:
        assert process.stdout.readline() == b"ready\n"
        time.sleep(after)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
