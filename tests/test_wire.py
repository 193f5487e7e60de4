"""JSON documents, to the letter of the contract."""

from __future__ import annotations

import json

import pytest

from kg.api import Graph
from kg.examples import fill, toy_papers
from kg.model import Entity, EntityType, Extraction, LocalEntity, LocalRelation, Paper, RelationType, Source, Span
from kg.query.answers import Rows, Violation
from kg.store.memory import MemoryStore
from kg.wire import record, to_json

ENTITY = {"id", "type", "name", "aliases", "papers"}
EVIDENCE = {"paper", "title", "date", "sentence", "start", "end", "spans", "rule", "confidence"}


@pytest.fixture
def graph():
    return Graph(fill(MemoryStore()))


def test_a_paper():
    paper = Paper("title:x", "T", "A.", ("Ann", "Bo"), 2, "2026", "Jul 14", 3, 4, "u", (Source("f", 1),))
    assert to_json(paper) == {
        "id": "title:x",
        "title": "T",
        "abstract": "A.",
        "authors": ["Ann", "Bo"],
        "author_count": 2,
        "date": "2026",
        "date_text": "Jul 14",
        "comments": 3,
        "upvotes": 4,
        "url": "u",
        "sources": [{"file": "f", "record": 1}],
    }


def test_what_a_paper_does_not_say_is_null():
    document = to_json(Paper("title:x", "T", "A."))
    assert {key for key, value in document.items() if value is None} == {
        "authors",
        "author_count",
        "date",
        "date_text",
        "comments",
        "upvotes",
        "url",
    }
    marked = to_json(Paper("title:x", "T", "A", record_id="7", abstract_truncated=True))
    assert (marked["record_id"], marked["abstract_truncated"]) == ("7", True)


def test_an_entity():
    entity = Entity("method:lora", EntityType.METHOD, "LoRA", ("low-rank adaptation",), 3)
    assert to_json(entity) == {
        "id": "method:lora",
        "type": "Method",
        "name": "LoRA",
        "aliases": ["low-rank adaptation"],
        "papers": 3,
    }
    assert to_json(Entity("repository:x", EntityType.REPOSITORY, "x", kind="code"))["kind"] == "code"


def test_show_is_the_entity_with_its_papers_and_relations(graph):
    document = to_json(graph.show("LoRA"))
    assert set(document) == ENTITY | {"paper_count", "relations"}
    assert document["papers"][0] == {
        "id": "doi:10.5555/toy.1",
        "title": "Low-Rank Updates Are Enough",
        "date": "2026-01-12",
        "role": "introduced",
    }
    side = document["relations"][0]
    assert set(side) == {"relation", "direction", "entity", "support", "evidence"}
    assert set(side["entity"]) == ENTITY
    assert set(side["evidence"][0]) == EVIDENCE


def test_evidence_quotes_the_text_of_its_paper(graph):
    texts = {paper.id: paper.text for paper in toy_papers()}
    for side in to_json(graph.show("LoRA"))["relations"]:
        for item in side["evidence"]:
            assert texts[item["paper"]][item["start"] : item["end"]] == item["sentence"]
            assert all(item["start"] <= start < end <= item["end"] for start, end in item["spans"])


def test_find_shared_cooccur_and_trend(graph):
    assert [set(each) for each in to_json(graph.find("lora"))["results"]] == [ENTITY, ENTITY]
    shared = to_json(graph.shared("LoRA"))
    assert set(shared) == {"entity", "results"}
    assert set(shared["results"][0]) == {"entity", "datasets", "papers", "score", "p_value", "evidence"}
    together = to_json(graph.cooccur("LoRA"))["results"][0]
    assert set(together) == {
        "entity",
        "count",
        "papers",
        "evidence",
        "expected",
        "lift",
        "pmi",
        "jaccard",
        "llr",
        "p_value",
    }
    trend = to_json(graph.trend("GLUE"))["results"][0]
    assert trend["months"] == [["2026-01", 1], ["2026-02", 2], ["2026-03", 0]]
    assert (trend["slope"], len(trend["ci"])) == (-0.5, 2)


def test_pairs_and_matrix(graph):
    pair = to_json(list(graph.shared_all(limit=1)))[0]
    assert set(pair) == {"a", "b", "datasets", "papers", "score"}
    assert pair["score"] == 1.42711636
    matrix = to_json(graph.shared("LoRA", "BERT"))
    assert set(matrix) == {"methods", "datasets", "papers", "evidence"}
    assert matrix["papers"][1] == [["doi:10.5555/toy.2"], ["doi:10.5555/toy.2"], []]


def test_paths_and_drawings(graph):
    path = to_json(graph.path("LoRA", "ImageNet"))["paths"][0]
    assert set(path) == {"cost", "nodes", "hops"}
    assert len(path["nodes"]) == len(path["hops"]) + 1
    assert set(path["hops"][0]) == {"relation", "forward", "evidence"}
    drawing = to_json(graph.subgraph("LoRA"))
    assert set(drawing) == {"center", "nodes", "edges"}
    assert set(drawing["edges"][0]) == {"subject", "relation", "object", "support", "evidence"}


def test_stats_rows_and_violations(graph):
    document = to_json(graph.stats())
    assert set(document) == {"papers", "entities", "statements", "evidence", "rejects"}
    assert document["entities"]["Method"] == 5
    assert to_json(Rows(("a",), ((1,), (None,)))) == {"columns": ["a"], "rows": [[1], [None]]}
    assert to_json([Violation("c", "f", None, "m")]) == [{"check": "c", "focus": "f", "paper": None, "message": "m"}]


def test_a_page(graph):
    document = to_json(graph.page("GLUE"))
    assert set(document) == {"entity", "years", "papers"}
    (year,) = document["years"]
    assert (year["year"], year["count"]) == ("2026", 3)
    method = year["methods"][0]
    assert set(method) == {"entity", "relations", "papers", "repositories", "evidence"}
    assert method["relations"] == ["EVALUATED_ON"]
    assert method["papers"][1] == {
        "id": "doi:10.5555/toy.1",
        "title": "Low-Rank Updates Are Enough",
        "date": "2026-01-12",
        "relations": ["EVALUATED_ON"],
    }
    code = method["repositories"][0]
    assert (code["entity"]["type"], code["relation"]) == ("Repository", "IMPLEMENTED_IN")
    assert code["papers"] == ["doi:10.5555/toy.1"]


def test_everything_can_be_written_as_json(graph):
    for answer in (graph.show("LoRA"), graph.path("LoRA", "ViT"), graph.cooccur("LoRA"), graph.trend(), graph.stats()):
        assert json.loads(json.dumps(to_json(answer), allow_nan=False))
    with pytest.raises(TypeError):
        to_json(object())


def test_a_record_of_an_extraction():
    lora = LocalEntity(EntityType.METHOD, "LoRA", ("LoRA",), (), "introduced", Span(0, 4), "rule", 0.9)
    code = LocalEntity(EntityType.REPOSITORY, "x/y", ("x/y",), (), "released", Span(0, 4), "rule", 0.5, True, "code")
    relation = LocalRelation(0, RelationType.IMPLEMENTED_IN, 1, Span(0, 4), (), "rule", 0.5)
    extraction = Extraction("title:x", (lora, code), (relation,))
    assert record(Paper("title:x", "T", "A", record_id="own/7"), extraction) == {
        "id": "own/7",
        "title": "T",
        "entities": [
            {"type": "Method", "name": "LoRA", "surface": ["LoRA"], "role": "introduced", "confidence": 0.9},
            {
                "type": "Repository",
                "name": "x/y",
                "surface": ["x/y"],
                "role": "released",
                "confidence": 0.5,
                "optional": True,
                "kind": "code",
            },
        ],
        "relations": [["LoRA", "IMPLEMENTED_IN", "x/y"]],
    }
    assert record(Paper("title:x", "T", "A"), extraction)["id"] == "title:x"
