"""What a name stands for, and what is offered when it stands for nothing or for too much."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.api import Graph
from kg.errors import AmbiguousName, NotFound, UsageError
from kg.examples import fill, toy_papers, toy_statements
from kg.model import Entity, EntityType, RelationType, Statement
from kg.query.names import loose_key
from kg.store.memory import MemoryStore
from kg.store.truth import Truth


@pytest.fixture(params=["memory", "file"])
def store(request, tmp_path):
    """The toy graph, in a store that knows nothing of names and in one that does."""
    kept = MemoryStore() if request.param == "memory" else Truth.open(tmp_path / "graph.kg", create=True)
    yield fill(kept)
    kept.close()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("method:lora", "method:lora"),
        ("LoRA", "method:lora"),
        ("lora", "method:lora"),
        ("Low\u2010Rank  Adaptation", "method:lora"),
        ("low rank adaptations", "method:lora"),
        ("cifar10", "dataset:cifar-10"),
        ("residual-networks", "method:resnet"),
        ("doi:10.5555/toy.3", "doi:10.5555/toy.3"),
        ("10.5555/toy.3", "doi:10.5555/toy.3"),
        ("https://doi.org/10.5555/toy.3", "doi:10.5555/toy.3"),
        ("small modules revisited", "doi:10.5555/toy.3"),
    ],
)
def test_names_aliases_ids_and_titles(store, name, expected):
    assert Graph(store).resolve(name).id == expected


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("LORRA", "LoRA"), ("imagnet", "ImageNet"), ("Image", "ImageNet"), ("squd", "SQuAD"), ("Low-Rank Visoin", None)],
)
def test_an_unknown_name_suggests_the_nearest(store, name, nearest):
    with pytest.raises(NotFound) as error:
        Graph(store).resolve(name)
    assert error.value.suggestions[0] == (nearest or "Low-Rank Vision")
    assert len(error.value.suggestions) <= 3


def test_what_is_like_nothing_suggests_nothing(store):
    with pytest.raises(NotFound) as error:
        Graph(store).resolve("xyzzy quux")
    assert error.value.suggestions == ()


def test_suggestions_are_of_the_type_asked_for(graph):
    with pytest.raises(NotFound) as error:
        graph.resolve("lora", as_type="Dataset")
    assert "LoRA" not in error.value.suggestions


def homonym(store, papers):
    """A dataset that is called LoRA too, named by so many of the toy papers (the method is named by three)."""
    store.add_entities([Entity("dataset:lora", EntityType.DATASET, "LoRA")])
    evidence = toy_statements()[0].evidence[0]
    for paper in toy_papers()[:papers]:
        named = replace(evidence, paper_id=paper.id, sentence=paper.title, start=0, end=len(paper.title), spans=())
        store.add_statements([Statement(paper.id, RelationType.USES, "dataset:lora", (named,))])
    return Graph(store)


def test_a_name_of_several_things_lists_them_commonest_first(store):
    graph = homonym(store, 2)
    with pytest.raises(AmbiguousName) as error:
        graph.resolve("LoRA")
    assert error.value.candidates == (("method:lora", "LoRA", 3), ("dataset:lora", "LoRA", 2))
    assert graph.resolve("LoRA", as_type="dataset").id == "dataset:lora"
    assert graph.resolve("LoRA", as_type=EntityType.METHOD).id == "method:lora"
    with pytest.raises(NotFound):
        graph.resolve("LoRA", as_type="Metric")


def test_nine_tenths_of_the_papers_settle_a_name(store):
    assert homonym(store, 0).resolve("LoRA").id == "method:lora"


def test_only_methods_share_datasets_so_the_method_is_meant(store):
    assert homonym(store, 2).shared("LoRA").entity.id == "method:lora"


def test_a_path_takes_the_type_as_a_hint(store):
    path = homonym(store, 2).path("LoRA", "GLUE", as_type="dataset", k=1).paths[0]
    assert path.nodes[0].id == "dataset:lora"


def test_a_type_that_does_not_exist_is_a_usage_error(graph):
    with pytest.raises(UsageError, match="Method"):
        graph.find("x", type="Gadget")


@pytest.mark.parametrize(
    ("a", "b"), [("GPT-3", "GPT-3.5"), ("C", "C++"), ("CIFAR-10", "CIFAR-100"), ("BERT", "BERTs+")]
)
def test_the_second_try_keeps_versions_and_marks_apart(a, b):
    assert loose_key(a) != loose_key(b)
