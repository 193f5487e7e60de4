"""The files of ``ontology/`` agree with each other and with the code; read with rdflib, unlike in ``kg.vocab``."""

from __future__ import annotations

import itertools
import json
from importlib.resources import files

import pyshacl
import pytest
import rdflib
from rdflib import OWL, RDF, RDFS

from kg import vocab
from kg.model import EntityType, RelationType

KG = rdflib.Namespace(vocab.prefixes()["kg"])


@pytest.fixture(scope="module")
def ontology():
    return rdflib.Graph().parse(data=vocab.turtle("kg.ttl"), format="turtle")


@pytest.fixture(scope="module")
def shapes():
    return rdflib.Graph().parse(data=vocab.turtle("shapes.ttl"), format="turtle")


def terms(ontology):
    return {term for term in ontology.subjects(RDF.type) if str(term).startswith(str(KG))}


def test_the_leaves_below_node_are_the_entity_types(ontology):
    below = set(ontology.transitive_subjects(RDFS.subClassOf, KG.Node))
    leaves = {term for term in below if not list(ontology.subjects(RDFS.subClassOf, term))}
    assert leaves == {KG[entity_type.value] for entity_type in EntityType}


def test_the_relations_are_the_relation_types(ontology):
    roles = set(ontology.subjects(RDFS.subPropertyOf, KG.names))
    relations = set(ontology.subjects(RDFS.subPropertyOf, KG.relatesTo))
    assert roles | relations == {KG[relation.camel] for relation in RelationType}
    assert {str(role) for role in roles} == {
        vocab.relation_iri(relation)
        for relation in RelationType
        if (EntityType.PAPER in {a for a, _ in vocab.pairs(relation)})
    }


def test_every_term_is_labelled_commented_and_typed(ontology):
    assert len(terms(ontology)) > 30
    for term in terms(ontology):
        assert len(list(ontology.objects(term, RDFS.label))) == 1, term
        assert len(list(ontology.objects(term, RDFS.comment))) == 1, term
        assert str(ontology.value(term, RDFS.comment)).endswith("."), term


def test_every_property_of_the_graph_has_domain_and_range(ontology):
    for term in ontology.subjects(RDF.type, OWL.ObjectProperty):
        assert list(ontology.objects(term, RDFS.domain)), term
        assert list(ontology.objects(term, RDFS.range)), term


def test_nothing_unknown_is_referred_to(ontology, shapes):
    shape_names = {term for term in shapes.subjects() if str(term).endswith("Shape")}
    for graph in (ontology, shapes):
        used = {term for triple in graph for term in triple if str(term).startswith(str(KG))}
        assert used - shape_names <= terms(ontology)


def test_the_version_is_one(ontology):
    assert [str(version) for version in ontology.objects(None, OWL.versionInfo)] == [vocab.version()]


def test_the_context_covers_all_terms(ontology):
    context = vocab.context()
    for term in terms(ontology):
        name = str(term).removeprefix(str(KG))
        meaning = context[name]
        assert (meaning if isinstance(meaning, str) else meaning["@id"]) == f"kg:{name}"


# rdflib warns of itself.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_the_context_is_json_ld(ontology):
    document = {
        **json.loads(files("ontology").joinpath("context.jsonld").read_text(encoding="utf-8")),
        "@id": "id:method:a",
        "@type": "Method",
        "label": "A",
        "evaluatedOn": "id:dataset:b",
    }
    graph = rdflib.Graph().parse(data=json.dumps(document), format="json-ld")
    base = vocab.prefixes()["id"]
    assert (rdflib.URIRef(base + "method:a"), KG.evaluatedOn, rdflib.URIRef(base + "dataset:b")) in graph
    assert len(graph) == 3


def test_the_prefixes_of_the_turtle_files_are_those_of_the_context(ontology, shapes):
    for name in ("kg.ttl", "shapes.ttl"):
        for line in vocab.turtle(name).decode().splitlines():
            if line.startswith("@prefix"):
                _, prefix, iri, _ = line.split()
                assert vocab.prefixes()[prefix.rstrip(":")] == iri.strip("<>")


@pytest.mark.parametrize("relation", RelationType)
def test_the_shapes_allow_what_the_ontology_allows(shapes, relation):
    graph, wanted = rdflib.Graph(), set()
    for head, tail in itertools.product(EntityType, repeat=2):
        ends = [rdflib.URIRef(f"https://example.org/{relation}/{head}-{tail}/{end}") for end in ("head", "tail")]
        for end, entity_type in zip(ends, (head, tail), strict=True):
            graph.add((end, RDF.type, KG[entity_type.value]))
        graph.add((ends[0], KG[relation.camel], ends[1]))
        if not vocab.allows(head, relation, tail):
            wanted.add(ends[0])
    only = rdflib.Graph()
    shape = KG[f"{relation.camel[0].upper()}{relation.camel[1:]}Shape"]
    for triple in shapes.cbd(shape):
        only.add(triple)
    _, report, _ = pyshacl.validate(graph, shacl_graph=only)
    focus = rdflib.URIRef(vocab.prefixes()["sh"] + "focusNode")
    assert set(report.objects(None, focus)) == wanted


def test_the_shapes_are_valid_shacl(shapes):
    conforms, _, text = pyshacl.validate(rdflib.Graph(), shacl_graph=shapes, meta_shacl=True)
    assert conforms, text
