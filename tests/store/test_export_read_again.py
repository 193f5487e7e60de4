"""Every export that others read, read by one of them: names with what its syntax has to escape come back unchanged."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections import defaultdict

import networkx as nx
import pytest
import rdflib
from pyarrow import parquet
from rdflib.compare import isomorphic

import kg
from kg.api import Graph
from kg.ids import claim_id
from kg.model import Entity, EntityType, Evidence, Paper, RelationType, Span, Statement
from kg.store.export import export
from kg.store.memory import MemoryStore
from kg.store.neo4j_check import contents_differ
from kg.store.neo4j_sync import sync

NAMES = (
    *(
        "a'b",
        '"c"',
        "`d`",
        "\\e",
        "\\\\",
        "\\u0027",
        "{f}",
        "{{g}}",
        ">h",
        "<i>&amp;</i>",
        "$j",
        "%k",
        "l\nm",
        "n\r\no",
    ),
    *("p\tq", "]]>", "-->", ";--", "/*r*/", "//s", "t,u", "v | w", "é \U0001f600", " x ", "y\u2028z"),
)
PAPER = Paper(
    "doi:10.1/a(b)<c>'`\\{}\n", NAMES[0] * 2, "\n".join(NAMES), date="2020", url="https://x.org/?a='\"`<>{}\\"
)
ALL = Paper("doi:10.1/all", " ".join(NAMES), "", authors=NAMES, url="u")


def said(paper, text, rule):
    start = paper.text.index(text)
    return Evidence(paper.id, text, start, start + len(text), (Span(start, start + 1),), rule, 1 / 3)


@pytest.fixture(scope="module")
def store():
    """A claim about each name, whose rule and sentence hold it, too."""
    filled = MemoryStore()
    filled.add_papers([PAPER, ALL])
    for number, name in enumerate(NAMES):
        entity = Entity(f"method:{number}:{name}", EntityType.METHOD, name, (f"{name}2", f"2{name}"), kind=name)
        filled.add_entities([entity])
        evidence = (said(PAPER, name, name), said(ALL, name, "other"))
        filled.add_statements([Statement(PAPER.id, RelationType.USES, entity.id, evidence)])
    return filled


def written(store, fmt):
    out = io.BytesIO()
    export(store, fmt, out)
    return out.getvalue()


def carried(text):
    """The text as GraphML's elements carry it: a reader of XML makes a line feed of each line ending there."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize(
    ("fmt", "read", "given"), [("graphml", nx.read_graphml, carried), ("gexf", nx.read_gexf, lambda text: text)]
)
def test_networkx_reads_names_from_xml(store, fmt, read, given):
    graph = read(io.BytesIO(written(store, fmt)))
    wanted = {each.id: (each.name, " | ".join(each.aliases), each.kind) for each in store.entities()}
    found = {node: data for node, data in graph.nodes(data=True) if data["type"] == "Method"}
    assert {key: (data["label"], data["aliases"], data["kind"]) for key, data in found.items()} == {
        key: tuple(map(given, values)) for key, values in wanted.items()
    }
    assert graph.nodes[PAPER.id]["url"] == PAPER.url
    edges = {tail: (data["relation"], data["sentence"], data["paper"]) for _, tail, data in graph.edges(data=True)}
    best = {each.object: min(each.evidence, key=lambda item: item.paper_id) for each in store.statements()}
    assert edges == {key: ("USES", given(item.sentence), item.paper_id) for key, item in best.items()}


def test_networkx_reads_names_from_its_json(store):
    graph = nx.node_link_graph(json.loads(written(store, "networkx-json")), edges="edges")
    assert {each.id: each.name for each in store.entities()} == {
        node: data["label"] for node, data in graph.nodes(data=True) if data["type"] == "Method"
    }
    assert nx.utils.graphs_equal(graph, Graph(store).to_networkx())


def tables(store, fmt):
    """The three tables, as rows of dictionaries."""
    with zipfile.ZipFile(io.BytesIO(written(store, fmt))) as archive:
        for name in archive.namelist():
            data = archive.read(name)
            if fmt == "csv":
                yield list(csv.DictReader(io.StringIO(data.decode(), newline="")))
            else:
                yield parquet.read_table(io.BytesIO(data)).to_pylist()


@pytest.mark.parametrize("fmt", ["csv", "parquet"])
def test_tables_are_the_graph(store, fmt):
    nodes, edges, evidence = tables(store, fmt)
    by_id = {row["id"]: row for row in nodes}
    assert len(by_id) == len(nodes) == len(NAMES) + 2
    for entity in store.entities():
        row = by_id[entity.id]
        assert (row["type"], row["name"], row["kind"], int(row["papers"])) == ("Method", entity.name, entity.kind, 1)
        assert row["aliases"] == " | ".join(entity.aliases)
    for paper in (PAPER, ALL):
        row = by_id[paper.id]
        assert (row["name"], row["date"] or None, row["url"]) == (paper.title, paper.date, paper.url)
    by_edge = defaultdict(list)
    for row in evidence:
        spans = tuple(Span(*map(int, span.split("-"))) for span in row["spans"].split())
        place = (row["paper"], row["sentence"], int(row["start"]), int(row["end"]))
        by_edge[row["edge"]].append(Evidence(*place, spans, row["rule"], float(row["confidence"])))
    found = [
        Statement(row["subject"], RelationType(row["relation"]), row["object"], tuple(by_edge[row["id"]]))
        for row in edges
    ]
    assert found == list(store.statements())
    assert {row["id"] for row in edges} == {claim_id(*each.key) for each in store.statements()}
    assert {(int(row["support"]), float(row["confidence"])) for row in edges} == {(2, 1 / 3)}


def test_the_cypher_script_makes_what_a_load_makes(store, truth, server):
    truth.add_papers(store.papers())
    truth.add_entities(store.entities())
    truth.add_statements(store.statements())
    script = written(store, "cypher").decode()
    with server.session() as session:
        session.run("MATCH (n) DETACH DELETE n").consume()
        for line in script.removesuffix("\n").split("\n"):
            session.run(line).consume()
        assert list(contents_differ(truth, session)) == []
        assert {row["n.name"] for row in session.run("MATCH (n:Method) RETURN n.name")} == set(NAMES)
    assert not sync(truth, server).rebuilt


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_rdflib_has_the_graph(store, tmp_path, monkeypatch):
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    view = Graph(store).to_rdflib()
    read = rdflib.Dataset(default_union=True).parse(data=written(store, "nquads"), format="nquads")
    named = {each.identifier for each in read.graphs() if len(each)}
    assert {each.identifier for each in view.graphs() if len(each)} == named
    assert len(named) == 2
    assert all(isomorphic(view.graph(name), read.graph(name)) for name in named)
    found = view.query("SELECT ?n { ?e a kg:Method ; skos:prefLabel ?n }")
    assert sorted(str(name) for (name,) in found) == sorted(NAMES)


def test_a_graph_file_has_both_views(truth):
    truth.add_papers([PAPER])
    with kg.open(truth.path) as graph:
        assert set(graph.to_networkx()) == {PAPER.id}
        assert len(graph.to_rdflib()) > 3
