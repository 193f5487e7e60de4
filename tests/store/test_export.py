from __future__ import annotations

import io
import json
import sys

import networkx as nx
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Quad, RdfFormat, Triple, parse

from kg.errors import StoreError, UsageError
from kg.model import Entity, EntityType, Evidence, Paper, RelationType, Span, Statement
from kg.store.check_shapes import shape_violations
from kg.store.export import FORMATS, export, to_networkx
from kg.store.export_rdf import FORBIDDEN_IN_XML, union
from kg.store.memory import MemoryStore
from kg.store.oxigraph import open_oxigraph
from kg.store.oxigraph_sync import project
from kg.store.rdf_terms import term

from .rdf_sample import ENTITIES, LORA, NASTIER, NASTY, PAPERS, STATEMENTS, fill, sample

BUILT = list(FORMATS)
TRIPLES = set(union(sample()))


def written(fmt, store=None):
    out = io.BytesIO()
    assert export(store or sample(), fmt, out) > 0
    return out.getvalue()


@pytest.mark.parametrize("fmt", BUILT)
def test_the_same_graph_gives_the_same_bytes(fmt, tmp_path, monkeypatch):
    first = written(fmt, sample(1))
    monkeypatch.setattr("time.strftime", lambda *args: "2001-01-01")
    monkeypatch.setattr("time.time", lambda: 1e9)
    assert written(fmt, sample(2)) == first
    assert written(fmt, fill(open_oxigraph(tmp_path), seed=3)) == first


@pytest.mark.parametrize("fmt", BUILT)
def test_an_export_says_neither_where_papers_were_read_nor_when(fmt):
    import datetime

    data = written(fmt)
    assert b"secret" not in data
    assert str(datetime.datetime.now(tz=datetime.UTC).year).encode() not in data


@pytest.mark.parametrize("fmt", BUILT)
def test_an_empty_graph_can_be_exported(fmt):
    first, second = io.BytesIO(), io.BytesIO()
    assert export(MemoryStore(), fmt, first) == export(MemoryStore(), fmt, second)
    assert first.getvalue() == second.getvalue()


def test_a_file_appears_when_it_is_whole(tmp_path, monkeypatch):
    path = tmp_path / "g.nq"
    assert export(sample(), "nquads", path) == len(path.read_bytes().splitlines())
    before = written("nquads")
    assert path.read_bytes() == before

    def broken(store, out):
        out.write(b"half")
        raise RuntimeError

    monkeypatch.setitem(FORMATS, "nquads", broken)
    with pytest.raises(RuntimeError):
        export(sample(), "nquads", path)
    assert path.read_bytes() == before
    assert [item.name for item in tmp_path.iterdir()] == ["g.nq"]


def test_errors(tmp_path):
    with pytest.raises(UsageError, match="no export format 'xls'; there are nquads, trig"):
        export(sample(), "xls", io.BytesIO())
    with pytest.raises(StoreError, match="cannot be written"):
        export(sample(), "nquads", tmp_path / "nothing" / "g.nq")


# --- RDF --------------------------------------------------------------------------------------------------------


def without_xml_trouble(text):
    # An XML reader makes one line feed of every line ending.
    return FORBIDDEN_IN_XML.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def plain(graph):
    """The triples of an rdflib graph as tuples of strings."""
    return {tuple(map(text, triple)) for triple in graph}


def text(value):
    return f"{value}^^{value.datatype or rdflib.XSD.string}" if isinstance(value, rdflib.Literal) else str(value)


def expected(*, xml=False):
    def end(value):
        if not hasattr(value, "datatype"):
            return value.value
        shown = without_xml_trouble(value.value) if xml else value.value
        return f"{shown}^^{value.datatype.value}"

    return {(triple.subject.value, triple.predicate.value, end(triple.object)) for triple in TRIPLES}


@pytest.fixture(autouse=True)
def lexical_forms(monkeypatch):
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


def test_the_union_is_that_of_the_papers_graphs():
    graph = project(sample()).graph
    assert set(graph.quads_for_pattern(None, None, None, DefaultGraph())) == {
        Quad(*triple, DefaultGraph()) for triple in TRIPLES
    }
    assert len(list(union(sample()))) == len(TRIPLES)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(("fmt", "name"), [("turtle", "turtle"), ("rdfxml", "xml"), ("jsonld", "json-ld")])
def test_rdflib_reads_the_union(fmt, name):
    graph = rdflib.Graph().parse(data=written(fmt), format=name)
    assert plain(graph) == expected(xml=fmt == "rdfxml")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(("fmt", "name"), [("nquads", "nquads"), ("trig", "trig")])
def test_rdflib_reads_a_graph_for_each_paper(fmt, name):
    dataset = rdflib.Dataset()
    dataset.parse(data=written(fmt), format=name)
    graphs = {str(graph.identifier): plain(graph) for graph in dataset.graphs() if len(graph)}
    assert set(graphs) == {f"{term('id:').value}{name}#graph" for name in (LORA.id, *map(quoted, PAPERS[1:]))}
    assert set().union(*graphs.values()) == expected()


def quoted(paper):
    from kg.store.rdf_terms import node

    return node(paper.id).value.removeprefix(term("id:").value)


def test_the_lines_of_a_paper_are_in_order():
    lines = written("nquads").decode().rstrip("\n").split("\n")
    by_graph = {}
    for line in lines:
        by_graph.setdefault(line.rpartition("<")[2], []).append(line)
    assert list(by_graph) == sorted(by_graph)
    assert all(group == sorted(group) for group in by_graph.values())
    assert [line for group in by_graph.values() for line in group] == lines


def test_json_ld_uses_the_names_of_the_context():
    document = json.loads(written("jsonld"))
    nodes = [node for node in document["@graph"] if node["@id"] == "id:method:lora" and "label" in node]
    assert nodes == [
        {"@id": "id:method:lora", "@type": "Method", "label": "LoRA", "alias": "low-rank adaptation"},
    ]
    assert "https://w3id.org" not in json.dumps(document["@graph"])


def test_rdf_1_2_reifies():
    triples = {Triple(quad.subject, quad.predicate, quad.object) for quad in parse(written("rdf12"), RdfFormat.TURTLE)}
    reified = {triple.object for triple in triples if triple.predicate == term("rdf:reifies")}
    assert len(reified) == len(STATEMENTS)
    assert reified <= triples
    ends = {term("rdf:subject"), term("rdf:predicate"), term("rdf:object")}
    assert {triple for triple in triples if triple.predicate != term("rdf:reifies")} == {
        triple for triple in TRIPLES if triple.predicate not in ends
    }


def test_an_export_keeps_to_the_shapes():
    quads = list(parse(written("trig"), RdfFormat.TRIG))
    assert list(shape_violations([("all", quads)])) == []


# --- graphs -----------------------------------------------------------------------------------------------------


def test_to_networkx():
    graph = to_networkx(sample())
    assert set(graph) == {paper.id for paper in PAPERS} | {entity.id for entity in ENTITIES}
    assert graph.nodes["method:lora"] == {
        "type": "Method",
        "label": "LoRA",
        "papers": 2,
        "aliases": ["LoRA", "low-rank adaptation"],
    }
    edge = graph.edges["method:lora", "benchmark:glue", "EVALUATED_ON"]
    assert (edge["support"], edge["confidence"], edge["sentence"]) == (2, 0.9, "We evaluate LoRA on GLUE.")
    assert [item["paper"] for item in edge["evidence"]] == [LORA.id, PAPERS[1].id]
    assert graph.number_of_edges() == len(STATEMENTS)


def test_networkx_reads_its_json():
    graph = nx.node_link_graph(json.loads(written("networkx-json")), edges="edges")
    assert nx.utils.graphs_equal(graph, to_networkx(sample()))


@pytest.mark.parametrize(("fmt", "read"), [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)])
def test_networkx_reads_the_xml(fmt, read):
    graph = read(io.BytesIO(written(fmt)))
    assert set(graph) == set(to_networkx(sample()))
    claims = {(head, data["relation"], tail) for head, tail, data in graph.edges(data=True)}
    assert claims == {statement.key for statement in STATEMENTS}
    told = {data["sentence"] for *ends, data in graph.edges(data=True) if ends == ["method:lora", "benchmark:glue"]}
    assert told == {"We evaluate LoRA on GLUE."}
    assert graph.nodes["method:bert"]["label"].split() == NASTY.split()
    assert {type(data["confidence"]) for *_, data in graph.edges(data=True)} == {float}


# --- tables -----------------------------------------------------------------------------------------------------


def test_csv():
    import csv
    import zipfile

    with zipfile.ZipFile(io.BytesIO(written("csv"))) as archive:
        assert archive.testzip() is None
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    tables = {name: list(csv.DictReader(io.StringIO(data, newline=""))) for name, data in texts.items()}
    assert list(tables) == ["nodes.csv", "edges.csv", "evidence.csv"]
    nodes = {row["id"]: row for row in tables["nodes.csv"]}
    assert nodes["method:bert"]["name"] == NASTY
    assert nodes["method:bert"]["aliases"] == f"BERT | {NASTIER}"
    edges = {row["id"]: row for row in tables["edges.csv"]}
    assert {(row["subject"], row["relation"], row["object"]) for row in edges.values()} == {
        statement.key for statement in STATEMENTS
    }
    evidence = tables["evidence.csv"]
    assert len(evidence) == sum(len(statement.evidence) for statement in STATEMENTS)
    texts_of = {paper.id: paper.text for paper in PAPERS}
    for row in evidence:
        assert row["edge"] in edges
        assert texts_of[row["paper"]][int(row["start"]) : int(row["end"])] == row["sentence"]


def test_parquet_says_what_it_needs(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)  # what import does where it is not installed
    with pytest.raises(UsageError, match="pip install pyarrow"):
        export(sample(), "parquet", tmp_path / "g.zip")
    assert list(tmp_path.iterdir()) == []


def test_parquet():
    import zipfile

    from pyarrow import parquet

    with zipfile.ZipFile(io.BytesIO(written("parquet"))) as archive:
        tables = {name: parquet.read_table(io.BytesIO(archive.read(name))).to_pylist() for name in archive.namelist()}
    assert {row["id"] for row in tables["nodes.parquet"]} == set(to_networkx(sample()))
    assert {(row["subject"], row["relation"], row["object"]) for row in tables["edges.parquet"]} == {
        statement.key for statement in STATEMENTS
    }
    assert {type(row["confidence"]) for row in tables["evidence.parquet"]} == {float}


# --- anything at all --------------------------------------------------------------------------------------------

ANY = st.text(st.characters(exclude_categories=()), min_size=1)


@pytest.mark.parametrize("fmt", BUILT)
@settings(max_examples=25, deadline=None)
@given(title=ANY, name=ANY, rule=ANY)
def test_any_text_can_be_exported(fmt, title, name, rule):
    store = MemoryStore()
    paper = Paper(f"title:{title}", title, name, url=rule, authors=(name,), date=rule)
    store.add_papers([paper])
    store.add_entities([Entity(f"method:{name}", EntityType.METHOD, name, (rule,))])
    evidence = Evidence(paper.id, title, 0, len(title), (Span(0, 1),), rule, 0.5)
    store.add_statements([Statement(paper.id, RelationType.USES, f"method:{name}", (evidence,))])
    data = written(fmt, store)
    if fmt in {"rdfxml", "graphml", "gexf"}:
        from xml.etree import ElementTree

        ElementTree.fromstring(data)  # noqa: S314
