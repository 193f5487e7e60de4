"""The shapes compiled to SPARQL find what pySHACL finds, here and on a server."""

from __future__ import annotations

from contextlib import closing
from itertools import chain

import pytest
import rdflib
from pyoxigraph import Literal, Quad, Store

from kg.store import shapes_sparql
from kg.store.check_shapes import shape_violations
from kg.store.oxigraph_graphs import fill, in_union
from kg.store.rdf import slice_quads
from kg.store.rdf_slices import slices
from kg.store.rdf_terms import graph, node, term, text, whole
from kg.store.shapes_sparql import Embedded, broken, broken_in, rules
from kg.store.sparql_server import connect

from .rdf_sample import BERT, LORA, PAPERS, sample

QUADS = [quad for part in slices(sample()) for quad in slice_quads(part)]
EVIDENCE = next(quad.subject for quad in QUADS if quad.predicate == term("kg:supports"))
SENTENCE = next(quad.subject for quad in QUADS if quad.predicate == term("oa:exact"))
CLAIM = next(quad.subject for quad in QUADS if quad.object == term("kg:Claim"))
ADDED = [
    (node(LORA.id), "dcterms:title", text("another")),
    (node(LORA.id), "dcterms:title", Literal("another", language="en")),
    (node(LORA.id), "dcterms:title", whole(3)),
    (node(LORA.id), "schema:datePublished", text("2020")),
    (node(LORA.id), "schema:url", text("https://example.org/")),
    (node(LORA.id), "kg:byline", node("x")),
    (node("method:lora"), "skos:prefLabel", text("another")),
    (node("method:lora"), "skos:altLabel", whole(3)),
    (node("method:lora"), "rdf:type", term("kg:Task")),
    (node("method:lora"), "rdf:type", term("kg:Nothing")),
    (node("method:lora"), "kg:kind", text("animal")),
    (node("method:new"), "skos:prefLabel", text("without type")),
    (node("method:new"), "skos:prefLabel", text("")),
    (node(LORA.id), "kg:uses", node("benchmark:glue")),
    (node("benchmark:glue"), "kg:uses", node("method:lora")),
    (node("benchmark:glue"), "kg:partOf", node("method:lora")),
    (node("method:lora"), "kg:partOf", node("benchmark:glue")),
    (node("method:lora"), "kg:subtaskOf", node("nowhere")),
    (node("method:lora"), "kg:measuredBy", text("F1")),
    (node("x"), "rdf:type", term("kg:Evidence")),
    (node("x"), "rdf:type", term("kg:Claim")),
    (node("x"), "rdf:type", term("kg:Sentence")),
    (CLAIM, "rdf:subject", text("x")),
    (CLAIM, "rdf:predicate", term("kg:kind")),
    (EVIDENCE, "kg:supports", node("method:lora")),
    (EVIDENCE, "oa:hasSource", node(BERT.id)),
    (EVIDENCE, "kg:rule", text("")),
    (EVIDENCE, "kg:confidence", Literal("1.5", datatype=term("xsd:double"))),
    (EVIDENCE, "kg:confidence", Literal("-1", datatype=term("xsd:double"))),
    (EVIDENCE, "kg:confidence", Literal("high", datatype=term("xsd:double"))),
    (EVIDENCE, "kg:confidence", text("0.5")),
    (SENTENCE, "oa:exact", text("")),
    (SENTENCE, "oa:start", whole(-1)),
    (SENTENCE, "oa:start", whole(9999)),
    (SENTENCE, "oa:end", text("x")),
]
REMOVED = sorted({quad.predicate for quad in QUADS}, key=str)


@pytest.fixture(autouse=True)
def lexical_forms(monkeypatch):
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


def told(violations):
    """Without the paper: pySHACL is given the papers apart."""
    return {(item.check, item.focus, item.message) for item in violations}


def by_pyshacl(quads):
    return told(shape_violations([(LORA.id, quads)]))


def stored(quads):
    store = Store()
    fill(store, quads)
    return Embedded(store)


def test_a_good_graph_keeps_to_all_rules():
    assert broken(stored(QUADS)) == []
    assert len(rules()) > 70


@pytest.mark.parametrize("added", ADDED, ids=str)
def test_a_quad_too_many(added):
    subject, predicate, value = added
    quads = [*QUADS, Quad(subject, term(predicate), value, graph(LORA.id))]
    found = broken(stored(quads))
    assert told(found) == by_pyshacl(quads)
    # another paper may speak of the same thing
    assert {item.paper for item in found} <= {paper.id for paper in PAPERS}
    if predicate not in {"skos:altLabel", "schema:datePublished", "kg:byline"} and added[0] != node("method:lora"):
        assert found


@pytest.mark.parametrize("predicate", REMOVED, ids=str)
def test_quads_too_few(predicate):
    quads = [quad for quad in QUADS if quad.predicate != predicate]
    assert told(broken(stored(quads))) == by_pyshacl(quads)


def test_the_paper_is_told():
    quads = [*QUADS, Quad(node(BERT.id), term("dcterms:title"), text("another"), graph(BERT.id))]
    assert [item.paper for item in broken(stored(quads))] == [BERT.id]


def test_graphs_in_parts_are_told_once(monkeypatch):
    monkeypatch.setattr(shapes_sparql, "_PAPERS", 1)
    kind = [Quad(node("benchmark:glue"), term("kg:kind"), text("animal"), graph(p.id)) for p in (LORA, BERT)]
    parts = [[*slice_quads(part), *kind] for part in slices(sample())]
    (found,) = broken_in(parts)
    assert (found.focus, found.message) == (
        "benchmark:glue",
        "a kind is one of code, project, hub, other; not animal",
    )


def test_what_cannot_be_compiled_is_an_error(monkeypatch):
    shapes = b"""@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix x: <urn:x:> .
        x:s a sh:NodeShape ; sh:targetClass x:C ; sh:property [ sh:path x:p ; sh:pattern "a" ] ."""
    monkeypatch.setattr(shapes_sparql.vocab, "turtle", lambda name: shapes)
    rules.cache_clear()
    with pytest.raises(TypeError, match=r"not compiled: .*#pattern"):
        rules()
    rules.cache_clear()


def test_a_server_finds_the_same(papers):
    extra = [Quad(subject, term(predicate), value, graph(LORA.id)) for subject, predicate, value in ADDED]
    quads = [*QUADS, *extra]
    here = broken(stored(quads))
    assert len(here) > 25
    with closing(connect(papers)) as server:
        server.add_quads(chain(quads, map(in_union, quads)))
        assert broken(server) == here
