"""Search over names, aliases and titles."""

from __future__ import annotations

import pytest

from kg.api import Graph
from kg.errors import UsageError
from kg.examples import fill
from kg.store.truth import Truth


def ids(answer):
    return [found.id for found in answer.results]


def test_names_before_aliases_before_parts(graph):
    assert ids(graph.find("lora")) == ["method:lora", "repository:github.com-example-lora"]
    assert ids(graph.find("cifar10")) == ["dataset:cifar-10"]
    assert ids(graph.find("transf")) == ["method:vit"]
    assert ids(graph.find("understanding lang")) == ["benchmark:glue"]
    assert ids(graph.find("nothing like it")) == []
    assert ids(graph.find("")) == []


def test_type_and_limit(graph):
    assert ids(graph.find("a", type="Metric")) == ["metric:accuracy"]
    assert len(graph.find("a", limit=2).results) == 2
    assert len(graph.find("a", limit=0).results) > 2
    with pytest.raises(UsageError):
        graph.find("a", limit=-1)


def test_papers_are_found_by_their_title(graph):
    assert ids(graph.find("low-rank", type="Paper")) == ["doi:10.5555/toy.1", "doi:10.5555/toy.5"]


@pytest.mark.parametrize("text", ["lora", "transf", "cifar10", "mageN", "xyzzy"])
def test_a_store_with_an_index_finds_the_same(graph, tmp_path, text):
    with Graph(fill(Truth.open(tmp_path / "graph.kg", create=True))) as kept:
        assert ids(kept.find(text, type="Method")) == ids(graph.find(text, type="Method"))
        assert ids(kept.find(text, type="Dataset", limit=0)) == ids(graph.find(text, type="Dataset", limit=0))
