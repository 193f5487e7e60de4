"""The public names, what importing them costs, and a graph opened from a file."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

import kg
from kg.examples import fill
from kg.store.memory import MemoryStore
from kg.store.truth import Truth


@pytest.fixture
def graph():
    return kg.Graph(fill(MemoryStore()))


def test_public_names_are_few_sorted_and_documented():
    assert len(kg.__all__) <= 15
    assert kg.__all__ == sorted(kg.__all__)
    for name in kg.__all__:
        assert inspect.getdoc(getattr(kg, name))
    assert set(kg.__all__) <= set(dir(kg))
    assert kg.__version__
    with pytest.raises(AttributeError):
        _ = kg.nothing


def test_public_methods_are_documented():
    for name, method in inspect.getmembers(kg.Graph, inspect.isfunction):
        if not name.startswith("_"):
            assert method.__doc__


CHEAP = ["import kg", "import kg, kg.wire, kg.examples; kg.open; repr(kg.example().show('LoRA'))"]
ARRAYS = "import kg; g = kg.example(); g.shared('LoRA'), g.path('LoRA', 'ViT'), g.pairs('Method', 'Task')"
HEAVY = "neo4j networkx numba numpy pandas polars pyarrow pyoxigraph pyshacl pyvis rdflib spacy sqlite3"


@pytest.mark.parametrize(("code", "needed"), [*((code, "") for code in CHEAP), (ARRAYS, "numpy")])
def test_importing_is_cheap(code, needed):
    script = f"{code}\nimport sys\nprint(*sorted(set({HEAVY.split()!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == needed


def test_a_graph_in_a_file(tmp_path):
    file = tmp_path / "graph.kg"
    fill(Truth.open(file, create=True)).close()
    with kg.open(file) as graph:
        assert graph.show("LoRA").entity.papers == 3
        assert graph.suggest("lorra") == ("LoRA",)
    with pytest.raises(kg.KgError, match="no graph"):
        kg.open(tmp_path / "another.kg")
    assert not (tmp_path / "another.kg").exists()


def test_a_file_answers_as_memory_does(tmp_path, graph):
    kept = kg.Graph(fill(Truth.open(tmp_path / "graph.kg", create=True)))
    with kept:
        for ask in (
            lambda asked: asked.show("LoRA", since="2026-02"),
            lambda asked: asked.shared("LoRA", limit=2),
            lambda asked: list(asked.shared_all()),
            lambda asked: asked.path("LoRA", "ImageNet", min_confidence=0.8),
            lambda asked: asked.cooccur("LoRA", via="sentence"),
            lambda asked: asked.trend(),
            lambda asked: asked.page("GLUE"),
            lambda asked: asked.subgraph("LoRA"),
        ):
            assert ask(kept) == ask(graph)


def test_what_was_read_is_forgotten_when_the_store_changes(tmp_path):
    store = Truth.open(tmp_path / "graph.kg", create=True)
    with kg.Graph(store) as graph:
        with pytest.raises(kg.NotFound):
            graph.show("LoRA")
        fill(store)
        assert graph.show("LoRA").entity.papers == 3
        assert len(graph.shared("LoRA").results) == 4
        store.retract("doi:10.5555/toy.5")
        assert len(graph.shared("LoRA").results) == 2


def test_filters_are_kept_apart(graph):
    supports = [graph.show("LoRA", since=f"2026-{month:02}").relations for month in (1, 2, 3, 4, 1)]
    assert [len(relations) for relations in supports] == [7, 3, 1, 0, 7]


def test_an_option_that_does_not_exist_is_refused(graph):
    with pytest.raises(TypeError):
        graph.show("LoRA", sinse="2026")


@pytest.mark.parametrize("kept", ["memory", "file"])
def test_sparql(tmp_path, kept):
    store = MemoryStore() if kept == "memory" else Truth.open(tmp_path / "graph.kg", create=True)
    with kg.Graph(fill(store)) as graph:
        text = "SELECT ?name WHERE { ?method a kg:Method ; skos:prefLabel ?name }"
        answer = graph.query(sparql=text)
        assert answer.columns == ("name",)
        assert answer.rows == (("Adapters",), ("BERT",), ("LoRA",), ("ResNet",), ("ViT",))
        assert len(graph.query(sparql=text, limit=2).rows) == 2
        assert graph.query(sparql="SELECT ?m ?name { ?m skos:prefLabel ?name }", params={"name": "nobody"}).rows == ()
        with pytest.raises(kg.UsageError):
            graph.query(sparql=text, limit=-1)
        with pytest.raises(kg.KgError):
            graph.query(sparql="SELECT")


def test_sparql_sees_what_changed(tmp_path):
    store = fill(Truth.open(tmp_path / "graph.kg", create=True))
    with kg.Graph(store) as graph:
        count = "SELECT (COUNT(?paper) AS ?papers) { ?paper a kg:Paper }"
        assert graph.query(sparql=count).rows == ((5,),)
        store.retract("doi:10.5555/toy.5")
        assert graph.query(sparql=count).rows == ((4,),)


def test_export(tmp_path, graph):
    assert graph.export("nquads", tmp_path / "graph.nq") > 100
    assert "LoRA" in (tmp_path / "graph.nq").read_text(encoding="utf-8")
    with pytest.raises(kg.UsageError):
        graph.export("papyrus", tmp_path / "graph")


def test_the_toy_graph_is_what_a_graph_should_be(tmp_path):
    file = tmp_path / "graph.kg"
    fill(Truth.open(file, create=True)).close()
    with kg.open(file) as graph:
        assert graph.check() == ()
        assert not (tmp_path / "graph.kg.oxigraph").exists()
        graph.query(sparql="ASK { }")
        assert graph.check() == ()


def test_an_entity_that_nobody_names_is_a_violation():
    store = fill(MemoryStore())
    store.add_entities([kg.Entity("method:x", kg.EntityType.METHOD, "X")])
    assert [found.focus for found in kg.Graph(store).check()] == ["method:x"]
