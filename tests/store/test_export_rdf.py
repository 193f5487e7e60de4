"""Every RDF export, read again by rdflib and by Oxigraph: one and the same graph. RDF 1.2 by Oxigraph and by Fuseki."""

from __future__ import annotations

import io
from contextlib import closing

import pyoxigraph
import pytest
import rdflib
from pyoxigraph import DefaultGraph, Quad, RdfFormat
from rdflib.compare import isomorphic

from kg.model import Entity, EntityType, Evidence, Paper, RelationType, Statement
from kg.store.export import export
from kg.store.export_rdf import union
from kg.store.memory import MemoryStore
from kg.store.rdf import slice_quads
from kg.store.rdf_slices import slices
from kg.store.rdf_terms import term
from kg.store.sparql_server import connect
from kg.store.sparql_server_http import Http, Login, Request

from .conftest import ENTITIES, PAPERS, STATEMENTS
from .rdf_sample import sample

TRIPLES = {"turtle": RdfFormat.TURTLE, "rdfxml": RdfFormat.RDF_XML, "jsonld": RdfFormat.JSON_LD}
QUADS = {"nquads": RdfFormat.N_QUADS, "trig": RdfFormat.TRIG}
RDFLIB = {"turtle": "turtle", "rdfxml": "xml", "jsonld": "json-ld", "nquads": "nquads", "trig": "trig"}


def strange():
    """A graph whose names hold what each syntax has to escape, and nothing that XML cannot hold."""
    name = "a'b\"c\\ \\u0027 <&amp;> {}`\t]]> --> \U0001f600 ;"
    paper = Paper("doi:10.1/a(b)<c>#d", name, f"{name} is good.", authors=(name,), date="2020-01", url="no url")
    store = MemoryStore()
    store.add_papers([paper])
    store.add_entities([Entity(f"method:{name}", EntityType.METHOD, name, (f"{name}2",))])
    evidence = Evidence(paper.id, paper.title, 0, len(paper.title), (), name, 1 / 3)
    store.add_statements([Statement(paper.id, RelationType.USES, f"method:{name}", (evidence,))])
    return store


def plain():
    store = MemoryStore()
    store.add_papers(PAPERS)
    store.add_entities(ENTITIES)
    store.add_statements(STATEMENTS)
    return store


GRAPHS = {"plain": plain, "strange": strange}


@pytest.fixture(params=sorted(GRAPHS))
def graph(request):
    return GRAPHS[request.param]()


@pytest.fixture(autouse=True)
def _lexical_forms(monkeypatch):
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


def written(store, fmt):
    out = io.BytesIO()
    export(store, fmt, out)
    return out.getvalue()


def by_oxigraph(data, form):
    return {Quad(*quad.triple, quad.graph_name) for quad in pyoxigraph.parse(data, form)}


def as_rdflib(triples):
    """The triples as an rdflib graph."""
    lines = pyoxigraph.serialize(sorted(triples, key=str), format=RdfFormat.N_TRIPLES)
    return rdflib.Graph().parse(data=lines, format="nt")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("fmt", sorted(TRIPLES))
def test_the_triples_are_the_same_to_both(graph, fmt):
    data = written(graph, fmt)
    wanted = as_rdflib(set(union(graph)))
    assert len(wanted) > 20
    assert isomorphic(rdflib.Graph().parse(data=data, format=RDFLIB[fmt]), wanted)
    assert isomorphic(as_rdflib({quad.triple for quad in by_oxigraph(data, TRIPLES[fmt])}), wanted)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("fmt", sorted(QUADS))
def test_the_graph_of_each_paper_is_the_same_to_both(graph, fmt):
    data = written(graph, fmt)
    dataset = rdflib.Dataset()
    dataset.parse(data=data, format=RDFLIB[fmt])
    there = by_oxigraph(data, QUADS[fmt])
    names = set()
    for part in slices(graph):
        wanted = set(slice_quads(part))
        (name,) = {quad.graph_name for quad in wanted}
        names.add(name.value)
        assert {quad for quad in there if quad.graph_name == name} == wanted
        assert isomorphic(dataset.graph(name.value), as_rdflib({quad.triple for quad in wanted}))
    assert {str(found.identifier) for found in dataset.graphs() if len(found)} == names
    assert DefaultGraph() not in {quad.graph_name for quad in there}


@pytest.mark.parametrize("dataset", ["papers", "disk"])
@pytest.mark.parametrize("made", [plain, strange, sample])
def test_rdf_1_2_is_the_same_to_oxigraph_and_to_fuseki(made, dataset, fuseki, signed_in):
    data = written(made(), "rdf12")
    wanted = {quad.triple for quad in pyoxigraph.parse(data, RdfFormat.TURTLE)}
    reifiers = sum(triple.predicate == term("rdf:reifies") for triple in wanted)
    with closing(Http(Login(fuseki.user, fuseki.password))) as http:
        http.send(Request("PUT", f"{fuseki.url}/{dataset}/data?default", data, "text/turtle"))
    with closing(connect(f"{fuseki.url}/{dataset}")) as server:
        found = {tuple(row) for row in server.select("SELECT ?s ?p ?o { ?s ?p ?o }")}
        (count,) = server.select("SELECT (COUNT(*) AS ?n) { ?claim rdf:reifies <<( ?s ?p ?o )>> . ?s ?p ?o }")
    assert {(s, p, valued(o)) for s, p, o in found} == {(s, p, valued(o)) for s, p, o in wanted}
    assert reifiers == int(count[0].value) > 0


def valued(value):
    """Floats by their value: a store on disk may keep no more."""
    kind = getattr(value, "datatype", None)
    return float(value.value) if kind == term("xsd:double") else value
