from __future__ import annotations

from dataclasses import replace

import pytest
from filelock import FileLock
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Quad, Store

from kg.errors import StoreError, StoreLocked
from kg.model import Entity, EntityType, RelationType, Statement
from kg.store import oxigraph_sync, rdf, rdf_terms
from kg.store.check import check
from kg.store.memory import MemoryStore
from kg.store.oxigraph import OxigraphStore, open_oxigraph
from kg.store.oxigraph_sync import project, sync_projection
from kg.store.rdf_slices import slices

from .conftest import POOL_ENTITIES, POOL_PAPERS, content, quote, statements
from .rdf_sample import BERT, ENTITIES, LORA, PAPERS, STATEMENTS, fill, sample

PAPER_IDS = [paper.id for paper in PAPERS]


def fresh():
    return OxigraphStore(Store(), Store())


def differences(store, graph):
    return [item for item in check(store, projection=graph) if item.check == "projection"]


def test_the_sample_comes_back():
    assert content(fill(fresh(), seed=1)) == content(sample())


def test_it_is_there_after_reopening(tmp_path):
    store = fill(open_oxigraph(tmp_path / "g"))
    store.close()
    del store
    assert content(open_oxigraph(tmp_path / "g")) == content(sample())
    assert content(open_oxigraph(tmp_path / "g", read_only=True)) == content(sample())


def test_the_order_of_adding_does_not_show():
    assert set(fill(fresh(), seed=1).graph) == set(fill(fresh(), seed=2).graph)


def test_adding_gives_the_same_quads_as_projecting():
    assert set(fill(fresh()).graph) == set(project(sample()).graph)


def test_a_triple_is_in_the_union_once():
    graph = fill(fresh()).graph
    glue = rdf_terms.node("benchmark:glue")
    said = list(graph.quads_for_pattern(glue, rdf_terms.term("skos:prefLabel"), None))
    assert len(said) == 3  # two papers and the union
    assert [quad.graph_name for quad in said].count(DefaultGraph()) == 1


def test_sources_are_not_in_the_graph_that_users_query():
    assert "secret" not in "".join(map(str, fill(fresh()).graph))


def test_a_renamed_entity_is_renamed_in_every_graph():
    store = fill(fresh())
    store.add_entities([replace(ENTITIES[3], name="Glue")])
    other = sample()
    other.add_entities([replace(ENTITIES[3], name="Glue")])
    assert set(store.graph) == set(project(other).graph)


def test_a_second_writer_is_refused(tmp_path):
    first = open_oxigraph(tmp_path / "g")
    with pytest.raises(StoreLocked):
        open_oxigraph(tmp_path / "g")
    first.close()


def test_a_broken_folder_is_a_store_error(tmp_path):
    (tmp_path / "graph").mkdir()
    (tmp_path / "graph" / "CURRENT").write_text("MANIFEST-none\n")
    with pytest.raises(StoreError):
        open_oxigraph(tmp_path)
    with pytest.raises(StoreError):
        open_oxigraph(tmp_path / "nothing", read_only=True)
    assert not (tmp_path / "nothing").exists()


# --- projection -------------------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_put_and_drop_give_what_a_new_projection_gives(data):
    store = fresh()
    for _ in range(3):
        origin = MemoryStore()
        papers = data.draw(st.lists(st.sampled_from(POOL_PAPERS), max_size=2, unique_by=lambda paper: paper.id))
        ids = {paper.id for paper in papers}
        origin.add_papers(papers)
        origin.add_entities(data.draw(st.permutations(POOL_ENTITIES)))
        for item in data.draw(st.lists(statements, max_size=3)):
            own = tuple(evidence for evidence in item.evidence if evidence.paper_id in ids)
            if own and (item.subject in ids or item.subject.startswith("method:")):
                origin.add_statements([replace(item, evidence=own)])
        store.drop_papers({"arxiv:1", "doi:2"} - ids)
        store.put_slices(slices(origin))
        store.put_all_entities(origin.entities())
        assert set(store.graph) == set(project(origin).graph)
        assert content(store) == content(origin)


def test_a_graph_file_is_projected_once(truth, tmp_path):
    fill(truth)
    first = sync_projection(truth, tmp_path / "p")
    assert (first.written, first.removed, first.rebuilt) == (3, 0, True)
    assert content(first.store) == content(truth)
    assert differences(truth, first.store.graph) == []
    again = sync_projection(truth, tmp_path / "p")
    assert (again.written, again.removed, again.rebuilt) == (0, 0, False)
    assert set(again.store.graph) == set(first.store.graph)


def test_only_what_changed_is_written(truth, tmp_path):
    fill(truth)
    sync_projection(truth, tmp_path / "p")
    new = Statement(LORA.id, RelationType.USES, "method:peft", (quote(LORA, "LoRA"),))
    truth.add_statements([new])
    synced = sync_projection(truth, tmp_path / "p")
    assert (synced.written, synced.removed, synced.rebuilt) == (1, 0, False)
    assert content(synced.store) == content(truth)
    assert differences(truth, synced.store.graph) == []


def test_a_changed_name_reaches_every_graph(truth, tmp_path):
    fill(truth)
    sync_projection(truth, tmp_path / "p")
    truth.add_entities([Entity("benchmark:glue", EntityType.BENCHMARK, "Glue", ("the glue",))])
    synced = sync_projection(truth, tmp_path / "p")
    assert synced.written == 2
    assert content(synced.store) == content(truth)
    assert differences(truth, synced.store.graph) == []


def test_a_retracted_paper_goes(truth, tmp_path):
    fill(truth)
    sync_projection(truth, tmp_path / "p")
    truth.retract(BERT.id)
    synced = sync_projection(truth, tmp_path / "p")
    assert synced.removed == 1
    assert content(synced.store) == content(truth)
    assert differences(truth, synced.store.graph) == []
    truth.add_papers([BERT])
    synced = sync_projection(truth, tmp_path / "p")
    assert content(synced.store) == content(truth)


@pytest.mark.parametrize("stamp", ["{}", '{"layout": 0}', '{"layout": 1, "ontology": "0", "revision": 1}'])
def test_a_projection_of_another_version_is_made_anew(truth, tmp_path, stamp):
    fill(truth)
    sync_projection(truth, tmp_path / "p")
    old = open_oxigraph(tmp_path / "p")
    old.stamp = stamp
    old.graph.add(Quad(rdf_terms.node("x"), rdf_terms.term("kg:rule"), rdf_terms.text("y"), rdf_terms.graph("x")))
    old.close()
    del old
    synced = sync_projection(truth, tmp_path / "p")
    assert synced.rebuilt
    assert differences(truth, synced.store.graph) == []


def test_a_projection_of_a_later_revision_is_made_anew(truth, tmp_path):
    fill(truth)
    sync_projection(truth, tmp_path / "p")
    old = open_oxigraph(tmp_path / "p")
    old.stamp = old.stamp.replace(f'"revision": {truth.revision}', '"revision": 99999')
    del old
    assert sync_projection(truth, tmp_path / "p").rebuilt
    assert not sync_projection(truth, tmp_path / "p").rebuilt
    assert sync_projection(truth, tmp_path / "p", rebuild=True).rebuilt


def test_two_do_not_write_at_once(truth, tmp_path, monkeypatch):
    monkeypatch.setattr(oxigraph_sync, "LOCK_SECONDS", 0.05)
    (tmp_path / "p").mkdir()
    with FileLock(tmp_path / "p" / "lock"), pytest.raises(StoreLocked):
        sync_projection(truth, tmp_path / "p")


def test_the_statements_of_a_paper_may_be_asked_for():
    class ByPaper(MemoryStore):
        def statements_of(self, paper_id):
            for statement in self.statements():
                own = tuple(item for item in statement.evidence if item.paper_id == paper_id)
                if own:
                    yield replace(statement, evidence=own)

    assert list(slices(fill(ByPaper()))) == list(slices(sample()))
    assert [part.paper.id for part in slices(sample(), {BERT.id})] == [BERT.id]
    assert list(slices(sample(), set())) == []


def test_a_paper_s_graph_has_its_own_evidence_only():
    (part,) = slices(sample(), {LORA.id})
    quads = list(rdf.paper_quads(part.paper, part.entities, STATEMENTS))
    assert not any(BERT.id in str(quad.subject) and "evidence" in str(quad.subject) for quad in quads)
