"""find, show, shared, path, cooccur, trend: the documents, and every claim in them an edge with a sentence."""

from __future__ import annotations

import csv
import io

import pytest

from kg.model import ROLE_RELATIONS, RelationType

from .conftest import kg, told
from .shapes import COOCCUR, FIND, MATRIX, PAIR, PATH, SHARED, SHOW, TREND, check, check_literal

R = RelationType
ROLES = {relation.value for relation in ROLE_RELATIONS.values()}


@pytest.fixture(scope="session")
def edges(opened):
    """Every edge of the graph with its evidence, as the documents tell it."""
    return {
        statement.key: {(item.paper_id, item.start, item.end, item.rule) for item in statement.evidence}
        for statement in opened.store.statements()
    }


def claimed(items):
    return {(item["paper"], item["start"], item["end"], item["rule"]) for item in items}


def answer(graph, *args, shape):
    ran = kg(*args, "-g", graph, "--json")
    assert ran.code == 0, ran
    assert ran.err == ""
    check(ran.json, shape)
    return ran.json


def test_find(graph):
    found = answer(graph, "find", "imagenet", shape=FIND)["results"]
    assert found[0]["id"] == "dataset:imagenet"
    assert found[0]["papers"] > 5
    assert len(found) > 2
    assert answer(graph, "find", "imagenet", "--limit", 1, shape=FIND)["results"] == found[:1]
    assert len(answer(graph, "find", "a", "--limit", 0, shape=FIND)["results"]) > 20
    assert len(answer(graph, "find", "a", shape=FIND)["results"]) == 20
    papers = answer(graph, "find", "residual learning", "--type", "Paper", shape=FIND)["results"]
    assert [paper["id"] for paper in papers] == ["arxiv:1512.03385"]
    assert {each["type"] for each in answer(graph, "find", "image", "--type", "task", shape=FIND)["results"]} == {
        "Task"
    }


def test_find_nothing_is_exit_1_with_a_suggestion(graph):
    ran = kg("find", "imagenett", "-g", graph, "--json")
    assert (ran.code, ran.json) == (1, {"results": []})
    assert "did you mean ImageNet" in ran.err
    assert ran.err.count("\n") == 1
    assert kg("find", "imagenett", "-g", graph, "--jsonl").out == ""


def test_show(graph, edges, texts, titles):
    document = answer(graph, "show", "ImageNet", "--limit", 0, shape=SHOW)
    assert document["paper_count"] == len(document["papers"])
    assert {paper["role"] for paper in document["papers"]} <= set(ROLE_RELATIONS)
    for side in document["relations"]:
        ends = (document["id"], side["entity"]["id"])
        head, tail = ends if side["direction"] == "out" else ends[::-1]
        known = edges[head, side["relation"], tail]
        assert claimed(side["evidence"]) <= known
        assert side["support"] == len({paper for paper, *_ in known})
        assert len(side["evidence"]) == min(3, len(known))
    assert check_literal(document, texts, titles)


def test_show_by_alias_id_and_title(graph):
    by_name = answer(graph, "show", "ImageNet", shape=SHOW)
    assert answer(graph, "show", "dataset:imagenet", shape=SHOW) == by_name
    assert answer(graph, "show", "imagenet", "--as", "Dataset", shape=SHOW) == by_name
    paper = answer(graph, "show", "arxiv:1512.03385", shape=SHOW)
    assert paper["type"] == "Paper"
    assert answer(graph, "show", "Deep Residual Learning for Image Recognition", shape=SHOW) == paper


def test_show_type_filters_the_answers(graph):
    document = answer(graph, "show", "ImageNet", "--type", "Method", shape=SHOW)
    assert {side["entity"]["type"] for side in document["relations"]} == {"Method"}


def test_shared(graph, edges, texts, titles, sharers):
    document = answer(graph, "shared", sharers[0], shape=SHARED)
    assert document["results"]
    for result in document["results"]:
        for dataset in result["datasets"]:
            assert dataset["type"] in {"Dataset", "Benchmark"}
            both = [
                edges[method["id"], "EVALUATED_ON", dataset["id"]] for method in (document["entity"], result["entity"])
            ]
            assert {paper for known in both for paper, *_ in known} <= set(result["papers"])
        mine = [
            edges[method["id"], "EVALUATED_ON", dataset["id"]]
            for dataset in result["datasets"]
            for method in (document["entity"], result["entity"])
        ]
        assert claimed(result["evidence"]) <= set().union(*mine)
        assert 0 < len(result["evidence"]) <= 3
        assert 0 <= result["p_value"] <= 1
    scores = [result["score"] for result in document["results"]]
    assert scores == sorted(scores, reverse=True)
    assert check_literal(document, texts, titles)


def test_shared_trained_counts_training_too(graph, edges):
    trained = {head for head, relation, _ in edges if relation == R.TRAINED_ON}
    runs = {head for head, relation, _ in edges if relation in (R.TRAINED_ON, R.EVALUATED_ON)}
    assert trained
    narrow = kg("shared", "--all", "-g", graph, "--limit", 0, "--jsonl").lines
    wide = kg("shared", "--all", "--trained", "-g", graph, "--limit", 0, "--jsonl").lines
    assert len(wide) >= len(narrow)
    assert {each["a"]["id"] for each in wide} <= runs


def test_shared_all_pairs(graph, edges):
    ran = kg("shared", "--all", "--limit", 0, "-g", graph, "--jsonl")
    check(ran.lines, [PAIR])
    for pair in ran.lines:
        assert pair["a"]["id"] < pair["b"]["id"]
        for dataset in pair["datasets"]:
            assert (pair["a"]["id"], "EVALUATED_ON", dataset["id"]) in edges
            assert (pair["b"]["id"], "EVALUATED_ON", dataset["id"]) in edges
    scores = [pair["score"] for pair in ran.lines]
    assert scores == sorted(scores, reverse=True)
    assert kg("shared", "--all", "-g", graph, "--json").json == ran.lines[:20]


def test_shared_matrix(graph, edges, texts, titles, sharers):
    document = answer(graph, "shared", *sharers[:3], shape=MATRIX)
    assert [method["name"] for method in document["methods"]] == sharers[:3]
    for method, row in zip(document["methods"], document["papers"], strict=True):
        for dataset, cell in zip(document["datasets"], row, strict=True):
            known = edges.get((method["id"], "EVALUATED_ON", dataset["id"]), set())
            assert set(cell) == {paper for paper, *_ in known}
    assert check_literal(document, texts, titles)


def test_shared_wants_a_method(graph):
    assert "only methods share" in told(kg("shared", "dataset:imagenet", "-g", graph), 2)
    assert "--all" in told(kg("shared", "-g", graph), 2)
    assert "--all" in told(kg("shared", "ResNet", "--all", "-g", graph), 2)


def test_path(graph, edges, texts, titles):
    document = answer(graph, "path", "ResNet", "BERT", "-k", 4, shape=PATH)
    assert len(document["paths"]) == 4
    for path in document["paths"]:
        ids = [node["id"] for node in path["nodes"]]
        assert ids[0] == "method:resnet"
        assert ids[-1] == "method:bert"
        assert len(set(ids)) == len(ids) == len(path["hops"]) + 1
        for hop, here, there in zip(path["hops"], ids, ids[1:], strict=False):
            head, tail = (here, there) if hop["forward"] else (there, here)
            assert hop["evidence"]
            assert claimed(hop["evidence"]) <= edges[head, hop["relation"], tail]
    costs = [path["cost"] for path in document["paths"]]
    assert costs == sorted(costs)
    assert check_literal(document, texts, titles)


def test_path_without_papers(graph, opened):
    first = next(pair for pair in opened.shared_all(limit=0))  # they meet at a dataset
    ran = kg("path", first.a.id, first.b.id, "--no-papers", "-k", 9, "-g", graph, "--json")
    assert ran.code == 0
    for path in ran.json["paths"]:
        assert "Paper" not in {node["type"] for node in path["nodes"]}
        assert not ROLES & {hop["relation"] for hop in path["hops"]}


def test_no_path_is_exit_1(graph):
    ran = kg("path", "ResNet", "BERT", "--since", "2090", "-g", graph, "--json")
    assert (ran.code, ran.json) == (1, {"paths": []})
    assert "no path" in ran.err
    assert "the same thing" in told(kg("path", "ResNet", "ResNet", "-g", graph), 2)


@pytest.mark.parametrize("via", ["paper", "sentence"])
def test_cooccur(graph, edges, texts, titles, via):
    document = answer(graph, "cooccur", "ImageNet", "--via", via, "--limit", 0, shape=COOCCUR)
    named = {}
    for (head, relation, tail), known in edges.items():
        if relation in ROLES:
            named.setdefault(tail, {}).setdefault(head, set()).update((start, end) for _, start, end, _ in known)
    mine = named[document["entity"]["id"]]
    for result in document["results"]:
        theirs = named[result["entity"]["id"]]
        assert set(result["papers"]) <= mine.keys() & theirs.keys()
        if via == "paper":
            assert result["count"] == len(result["papers"]) == len(mine.keys() & theirs.keys())
        else:
            assert result["count"] == sum(len(mine[paper] & theirs[paper]) for paper in mine.keys() & theirs.keys())
        assert {item["paper"] for item in result["evidence"]} <= set(result["papers"])
    assert document["results"]
    assert check_literal(document, texts, titles)


def test_cooccur_type_filters_the_answers(graph):
    document = answer(graph, "cooccur", "ImageNet", "--type", "Method", shape=COOCCUR)
    assert {result["entity"]["type"] for result in document["results"]} == {"Method"}
    assert "paper or sentence" in told(kg("cooccur", "ImageNet", "--via", "title", "-g", graph), 2)


def test_trend(dated_graph):
    document = answer(dated_graph, "trend", "ImageNet", shape=TREND)
    (result,) = document["results"]
    months = [month for month, _ in result["months"]]
    assert months[0] == "2015-02"
    assert months == sorted(months)
    assert sum(count for _, count in result["months"]) == result["entity"]["papers"]
    low, high = result["ci"]
    assert low <= result["slope"] <= high


def test_a_trend_from_and_to_a_month(dated_graph):
    whole = dict(answer(dated_graph, "trend", "ImageNet", shape=TREND)["results"][0]["months"])
    some = answer(dated_graph, "trend", "ImageNet", "--since", "2019", "--until", "2021-06", shape=TREND)["results"][0]
    months = [month for month, _ in some["months"]]
    assert months[0] >= "2019-01"
    assert months[-1] <= "2021-06"
    assert {month: count for month, count in some["months"] if count} == {
        month: count for month, count in whole.items() if count and "2019-01" <= month <= "2021-06"
    }


def test_trends_of_all(dated_graph):
    results = answer(dated_graph, "trend", "--limit", 5, shape=TREND)["results"]
    assert len(results) == 5
    slopes = [abs(result["slope"]) for result in results]
    assert slopes == sorted(slopes, reverse=True)
    tasks = answer(dated_graph, "trend", "--type", "Task", "--limit", 0, shape=TREND)["results"]
    assert {result["entity"]["type"] for result in tasks} == {"Task"}


def test_no_month_no_trend(graph):
    ran = kg("trend", "ImageNet", "-g", graph, "--json")  # the sample is dated by year
    assert (ran.code, ran.json) == (1, {"results": []})


ASKED = {
    "find": ("find", "image"),
    "show": ("show", "ImageNet"),
    "shared-all": ("shared", "--all"),
    "path": ("path", "ResNet", "BERT"),
    "cooccur": ("cooccur", "ImageNet"),
    "trend": ("trend", "--limit", "3"),
    "stats": ("stats",),
}


@pytest.mark.parametrize("name", ASKED)
def test_json_lines_are_the_results_of_the_document(dated_graph, name):
    document = kg(*ASKED[name], "-g", dated_graph, "--json").json
    lines = kg(*ASKED[name], "-g", dated_graph, "--jsonl").lines
    if isinstance(document, list):
        assert lines == document
    else:
        assert lines == document.get("results", document.get("paths", [document]))


@pytest.mark.parametrize("name", ASKED)
def test_csv_has_a_header_and_even_rows(dated_graph, name):
    ran = kg(*ASKED[name], "-g", dated_graph, "--csv")
    assert (ran.code, ran.err) == (0, "")
    header, *body = csv.reader(io.StringIO(ran.out))
    assert body
    assert {len(row) for row in body} == {len(header)}
    assert "evidence" not in header


@pytest.mark.parametrize("name", ASKED)
def test_a_table_for_people_is_data_too(dated_graph, name):
    ran = kg(*ASKED[name], "-g", dated_graph)
    assert (ran.code, ran.err) == (0, "")
    assert len(ran.out.splitlines()) > 1
    assert "\x1b" not in ran.out
