"""RDF on a real Fuseki: what is loaded is what the graph says."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from dataclasses import replace

import pytest

from kg.errors import StoreError, StoreLocked
from kg.model import Entity, EntityType, Paper, RelationType, Statement
from kg.store import rdf_terms, sparql_server_sync
from kg.store.sparql_server import connect
from kg.store.sparql_server_sync import load
from kg.store.truth import Truth
from tests.servers.front import front

from .conftest import quote
from .rdf_sample import BERT, ENTITIES, LORA, NASTIER, NASTY, ODD, fill
from .sparql_loaded import differences, emptied, rows

pytestmark = pytest.mark.usefixtures("signed_in")

ID = "https://w3id.org/paperkg/id/"


def test_a_load_equals_the_truth(truth, url):
    fill(truth)
    done = load(truth, url)
    assert (done.store, done.written, done.removed, done.rebuilt) == ("sparql", 3, 0, True)
    assert done.revision == truth.revision
    assert differences(truth, url) == []


def test_a_second_load_changes_nothing(truth, url):
    fill(truth)
    load(truth, url)
    everything = "SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }"
    before = rows(url, everything)
    again = load(truth, url)
    assert (again.written, again.removed, again.rebuilt) == (0, 0, False)
    assert load(truth, url, rebuild=True).rebuilt
    assert rows(url, everything) == before


def test_an_empty_graph_can_be_loaded(truth, papers):
    assert load(truth, papers).written == 0
    assert differences(truth, papers) == []


def test_only_what_changed_is_written(truth, url):
    fill(truth)
    load(truth, url)
    truth.add_statements([Statement(LORA.id, RelationType.USES, "method:peft", (quote(LORA, "LoRA"),))])
    done = load(truth, url)
    assert (done.written, done.removed, done.rebuilt) == (1, 0, False)
    assert differences(truth, url) == []


def test_an_added_paper(truth, url):
    fill(truth)
    load(truth, url)
    new = Paper("arxiv:2", "On GLUE", "We use GLUE.")
    truth.add_papers([new])
    truth.add_statements([Statement(new.id, RelationType.EVALUATES_ON, "benchmark:glue", (quote(new, "We use"),))])
    done = load(truth, url)
    assert (done.written, done.removed) == (1, 0)
    assert differences(truth, url) == []
    assert rows(url, "SELECT ?t { id:arxiv:2 dcterms:title ?t }") == (("On GLUE",),)


def test_a_changed_name_leaves_no_trace_of_the_old_one(truth, url):
    fill(truth)
    load(truth, url)
    truth.add_entities([Entity("benchmark:glue", EntityType.BENCHMARK, "Glue", ("the glue",))])
    assert load(truth, url).written == 2
    assert differences(truth, url) == []
    assert rows(url, "SELECT ?n { id:benchmark:glue skos:prefLabel ?n }") == (("Glue",),)


def test_a_retracted_paper_goes_with_what_only_it_said(truth, url):
    fill(truth)
    load(truth, url)
    truth.retract(BERT.id)
    done = load(truth, url)
    assert done.removed == 1
    assert differences(truth, url) == []
    assert rows(url, "SELECT ?n { id:benchmark:glue skos:prefLabel ?n }") == (("GLUE",),)  # LoRA's paper says so too
    assert rows(url, "SELECT ?p { id:method:bert ?p ?o }") == ()
    truth.add_papers([BERT])
    assert load(truth, url).written == 1
    assert differences(truth, url) == []


def test_strange_names_come_back_unchanged(truth, url):
    fill(truth)
    load(truth, url)
    assert rows(url, "SELECT ?n { id:method:bert skos:prefLabel ?n }") == ((NASTY,),)
    assert set(rows(url, "SELECT ?n { id:method:bert skos:altLabel ?n }")) == {(NASTIER,), ("BERT",)}
    assert rows(url, "SELECT ?t { ?p dcterms:title ?t FILTER(STRSTARTS(?t, 'BERT ')) }") == ((BERT.title,),)
    iri = rdf_terms.node(ODD.id).value
    assert rows(url, "SELECT ?p { ?p dcterms:title 'No statements' }") == ((iri,),)


@pytest.mark.parametrize("name", ["`", "}", "\\", "'", '"', ">", "\n", "\\u0022", '" } ; DROP ALL #', "\r\n\t\x07\x7f"])
def test_any_name_comes_back_unchanged(truth, papers, name):
    fill(truth)
    truth.add_entities([replace(ENTITIES[0], name=name)])
    load(truth, papers)
    assert rows(papers, "SELECT ?n { id:method:lora skos:prefLabel ?n }") == ((name,),)
    assert rows(papers, "SELECT ?m ?n { ?m skos:prefLabel ?n }", n=name) == ((f"{ID}method:lora",),)
    assert differences(truth, papers) == []


def test_a_server_without_quads_is_loaded_graph_by_graph(truth, fuseki, papers):
    fill(truth)
    with front(fuseki.url, lambda method, kind: 415 if "n-quads" in kind else None) as door:
        done = load(truth, f"{door}/papers")
        assert (done.written, done.rebuilt) == (3, True)
        assert differences(truth, papers) == []
        truth.retract(LORA.id)
        truth.add_entities([Entity("benchmark:glue", EntityType.BENCHMARK, "Glue")])
        assert load(truth, f"{door}/papers").removed == 1
    assert differences(truth, papers) == []


def test_graphs_of_others_stay(truth, papers):
    with closing(connect(papers)) as server:
        server.update("INSERT DATA { GRAPH <urn:theirs> { <urn:a> <urn:b> 1 } }")
    fill(truth)
    load(truth, papers)
    load(truth, papers, rebuild=True)
    assert rows(papers, "SELECT ?o { GRAPH <urn:theirs> { <urn:a> <urn:b> ?o } }") == ((1,),)
    assert differences(truth, papers) == []


def test_what_kg_did_not_load_is_not_overwritten_unasked(truth, papers, tmp_path):
    with closing(connect(papers)) as server:
        server.update("INSERT DATA { <urn:a> <urn:b> 1 }")
    fill(truth)
    with pytest.raises(StoreError, match="data that kg did not load; --rebuild replaces"):
        load(truth, papers)
    load(truth, papers, rebuild=True)
    with Truth.open(tmp_path / "other.kg", create=True) as other:
        with pytest.raises(StoreError, match="holds another graph than"):
            load(other, papers)
        assert differences(truth, papers) == []
        assert load(other, papers, rebuild=True).rebuilt
        assert differences(other, papers) == []


def test_a_union_default_graph_is_refused(truth, fuseki):
    url = emptied(f"{fuseki.url}/union")
    fill(truth)
    with pytest.raises(StoreError, match="default graph shows all named graphs"):
        load(truth, url)


def test_a_load_of_another_layout_is_made_anew(truth, papers, monkeypatch):
    fill(truth)
    load(truth, papers)
    monkeypatch.setattr(sparql_server_sync, "_LAYOUT", 99)
    assert load(truth, papers).rebuilt
    assert not load(truth, papers).rebuilt


def test_two_loads_at_once_do_no_harm(truth, papers, tmp_path, monkeypatch):
    fill(truth)
    command = [sys.executable, "-m", "kg", "load", "sparql", papers, "-g", truth.path, "-q"]
    both = [subprocess.Popen(command) for _ in range(2)]
    assert [process.wait(timeout=120) for process in both] == [0, 0]
    assert differences(truth, papers) == []
    monkeypatch.setattr(sparql_server_sync, "LOCK_SECONDS", 0.05)
    with sparql_server_sync._alone(truth), pytest.raises(StoreLocked):
        load(truth, papers)


def test_the_differences_are_told(truth, papers):
    fill(truth)
    assert "kg load sparql" in differences(truth, papers)[0].message
    load(truth, papers)
    graph = rdf_terms.graph(LORA.id)
    with closing(connect(papers)) as server:
        server.update("INSERT DATA { <urn:a> <urn:b> 1 . GRAPH <https://w3id.org/paperkg/id/x#graph> { id:x a id:x } }")
        server.update("DELETE WHERE { GRAPH ?g { ?p kg:introduces ?m } }", among=[graph])
        server.update("DELETE WHERE { id:method:peft skos:prefLabel ?n }")
    found = {(item.focus, item.paper, item.message) for item in differences(truth, papers)}
    nameless = ("method:peft", LORA.id, "an entity has exactly one name")
    assert found == {
        nameless,
        (graph.value, LORA.id, "the server differs: 1 quads missing, 0 too many"),
        (graph.value, LORA.id, "1 triples of the paper are not in the union of all graphs"),
        (f"{ID}x#graph", "x", "the server holds a graph of a paper that is not there"),
        (f"{ID}x#graph", "x", "1 triples of the paper are not in the union of all graphs"),
        (f"{ID}{LORA.id}", None, "2 triples belong to no paper's graph"),
    }
