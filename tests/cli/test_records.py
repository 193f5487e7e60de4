"""extract, resolve, why, evaluate: files of records, without a graph."""

from __future__ import annotations

import json

import pytest

from kg.evaluate import evaluate

from .conftest import kg, sample, shell, told, write
from .shapes import EXTRACTED, check


@pytest.fixture(scope="session")
def extracted(tmp_path_factory):
    """The extracted records of six papers, and the file they are in."""
    folder = tmp_path_factory.mktemp("records")
    source = write(folder / "papers.jsonl", sample()[:6])
    out = folder / "out.jsonl"
    ran = kg("extract", source, "-o", out)
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    return out


def records(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_extract_writes_a_record_for_each_paper(extracted):
    found = records(extracted)
    check(found, [EXTRACTED])
    assert [record["id"] for record in found] == [record["id"] for record in sample()[:6]]
    for record, paper in zip(found, sample(), strict=False):
        names = {entity["name"] for entity in record["entities"]}
        assert names
        assert all(len(relation) == 3 and {relation[0], relation[2]} <= names for relation in record["relations"])
        text = f"{paper['title']}\n{paper['abstract']}"
        assert all(surface in text for entity in record["entities"] for surface in entity["surface"])


def test_extract_to_standard_output(extracted, tmp_path):
    source = write(tmp_path / "papers.jsonl", sample()[:6])
    assert kg("extract", source).out == extracted.read_text(encoding="utf-8")


def test_extract_leaves_out_a_paper_met_again_and_keeps_ids(tmp_path):
    first, second = sample()[:2]
    source = write(
        tmp_path / "papers.jsonl",
        [
            {**first, "id": "My own id, 1"},
            second,
            {**first, "id": "another id"},  # same title
            {**second, "title": "Another title", "id": second["id"] + "v2"},  # same arXiv id
            {**second, "id": None},  # same title, of which the arXiv id is not told
            {"title": "No id here", "abstract": "We train ResNet-50 on ImageNet."},
        ],
    )
    ids = [record["id"] for record in kg("extract", source).lines]
    assert ids[:2] == ["My own id, 1", second["id"]]
    assert len(ids) == 3
    assert ids[2].startswith("title:")


def test_extract_rejects(tmp_path):
    source = tmp_path / "papers.jsonl"
    source.write_text(json.dumps(sample()[0]) + '\n{"title": "Half"}\n')
    ran = kg("extract", source, "--rejects", tmp_path / "rejects.jsonl")
    assert len(ran.lines) == 1
    assert "rejected" in ran.err
    assert len(records(tmp_path / "rejects.jsonl")) == 1


def test_resolve_writes_a_row_for_each_entity(extracted, tmp_path):
    out = tmp_path / "nodes.jsonl"
    assert kg("resolve", extracted, "-o", out).code == 0
    rows = records(out)
    check(rows, [dict.fromkeys(("paper", "type", "name", "node", "node_name"), str)])
    wanted = [
        (record["id"], each["type"], each["name"]) for record in records(extracted) for each in record["entities"]
    ]
    assert [(row["paper"], row["type"], row["name"]) for row in rows] == wanted
    assert kg("resolve", extracted).out == out.read_text(encoding="utf-8")


def test_resolve_takes_records_of_others_verbatim(tmp_path):
    given = [
        {"id": 7, "entities": [{"type": "Dataset", "name": "MMLU"}, {"type": "Tool", "name": "PyTorch "}]},
        {"id": "b", "entities": [{"type": "Benchmark", "name": "MMLU", "surface": ["MMLU"]}]},
        {"id": "c", "entities": [{"type": "Method", "name": "CIFAR-10"}, {"type": "Dataset", "name": "CIFAR 10"}]},
        {"id": "d", "entities": [{"type": "Dataset", "name": "CIFAR10"}, {"type": "Dataset", "name": "CIFAR-100"}]},
    ]
    ran = kg("resolve", write(tmp_path / "records.jsonl", given))
    rows = ran.lines
    assert [row["paper"] for row in rows] == [7, 7, "b", "c", "c", "d", "d"]
    assert rows[1]["name"] == "PyTorch "
    node = [row["node"] for row in rows]
    assert node[0] == node[2]  # a dataset and a benchmark of one name are one
    assert node[4] == node[5]
    assert len({node[0], node[1], node[3], node[4], node[6]}) == 5


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "line 1: not JSON"),
        ('{"id": 1}', "line 1"),
        ('\n{"id": 1, "entities": [{}]}', "line 2"),
        ("[]", "line 1"),
        ('{"id": ["a"], "entities": []}', "needs an id"),
        ('{"id": "a", "entities": [{"type": "Method", "name": null}]}', "a type and a name"),
        ('{"id": "a", "entities": [{"type": "Method", "name": "x", "surface": "x"}]}', "a list of texts"),
        ('{"id": "a", "entities": [], "relations": [["x", "USES"]]}', "head, relation, tail"),
    ],
)
def test_records_of_another_shape_are_exit_3(tmp_path, text, why):
    path = tmp_path / "records.jsonl"
    path.write_text(text)
    assert why in told(kg("resolve", path), 3)
    assert why in told(kg("evaluate", path), 3)
    assert "missing" in told(kg("resolve", tmp_path / "missing"), 3)


def test_what_is_null_might_as_well_not_be_there(tmp_path):
    entity = {"type": "Method", "name": "ResNet-50", "surface": None, "role": "used"}
    path = write(tmp_path / "records.jsonl", [{"id": "a", "title": None, "entities": [entity], "relations": None}])
    assert [row["name"] for row in kg("resolve", path).lines] == ["ResNet-50"]
    assert kg("evaluate", path, path, "--json").json["scores"]["Method"]["F1"] == 1


def test_why_two_names():
    ran = kg("why", "CIFAR-10", "CIFAR 10", "--json")
    assert ran.code == 0
    check(ran.json, {"a": str, "b": str, "same": bool, "reason": str})
    assert (ran.json["a"], ran.json["b"], ran.json["same"]) == ("CIFAR-10", "CIFAR 10", True)
    ran = kg("why", "CIFAR-10", "CIFAR-100", "--json")
    assert (ran.code, ran.json["same"]) == (0, False)  # a verdict is an answer
    assert "numbers differ" in ran.json["reason"]
    assert kg("why", "CIFAR-10", "CIFAR-100").out.startswith("CIFAR-10 / CIFAR-100: two - ")


@pytest.mark.parametrize("header", ["", "name_a\tname_b\tnote\n"])
def test_why_pairs(tmp_path, header):
    pairs = [("CIFAR-10", "CIFAR10"), ("GPT-3", "GPT-4"), ("Zzyzx Net", "qqq"), ("Łukasz", "ö"), ("name_b", "name_a")]
    path = tmp_path / "pairs.tsv"
    path.write_text(header + "".join(f"{a}\t{b}\tmore\n" for a, b in pairs), encoding="utf-8")
    ran = kg("why", "--pairs", path, "--jsonl")
    assert (ran.code, ran.err) == (0, "")
    check(ran.lines, [{"a": str, "b": str, "same": bool, "reason": str}])
    assert [(line["a"], line["b"]) for line in ran.lines] == pairs
    assert [line["same"] for line in ran.lines[:3]] == [True, False, False]
    assert len(kg("why", "--pairs", path).out.splitlines()) == len(pairs)


def test_why_with_a_graph_tells_what_it_decided(graph):
    ran = kg("why", "ImageNet", "CIFAR-10", "-g", graph, "--json")
    assert ran.json["same"] is False
    assert "dataset:imagenet" in ran.json["reason"]
    unknown = kg("why", "ImageNet", "Zzyzx", "-g", graph, "--json")
    assert (unknown.code, unknown.json["same"]) == (0, False)


def test_why_usage(tmp_path):
    assert "--pairs" in told(kg("why", "a"), 2)
    assert "--pairs" in told(kg("why"), 2)
    assert "missing" in told(kg("why", "--pairs", tmp_path / "missing"), 3)
    (tmp_path / "short.tsv").write_text("only one name\n")
    assert "second name" in told(kg("why", "--pairs", tmp_path / "short.tsv"), 3)
    assert "is no type" in told(kg("why", "a", "b", "--type", "Thing"), 2)


@pytest.fixture
def gold(extracted, tmp_path):
    """Annotations that differ a little from what is found: a name more and a name fewer in each record."""
    found = records(extracted)
    for record, paper in zip(found, sample(), strict=False):
        record["abstract"] = paper["abstract"]
        record["entities"] = record["entities"][1:]
        record["entities"].append({"type": "Method", "name": "Unheard Of", "surface": ["Unheard Of"], "role": "used"})
        left = {entity["name"] for entity in record["entities"]}
        record["relations"] = [each for each in record["relations"] if {each[0], each[2]} <= left]
    return write(tmp_path / "gold.jsonl", found)


def test_evaluate_is_the_function_of_that_name(gold, extracted):
    ran = kg("evaluate", gold, extracted, "--json")
    assert (ran.code, ran.err) == (0, "")
    scores = evaluate(records(gold), records(extracted))
    assert ran.json == {"papers": 6, "unmatched": 0, "scores": scores.rows}
    core = ran.json["scores"]["core"]
    assert core.keys() == {"P", "R", "F1", "tp", "fp", "fn"}
    assert core["fn"] == 6
    assert 0 < core["fp"] <= 6
    assert 0 < core["F1"] < 1


def test_evaluate_extracts_the_texts_of_the_gold(gold, extracted):
    assert kg("evaluate", gold, "--json").json == kg("evaluate", gold, extracted, "--json").json


def test_evaluate_perfect_and_missing(extracted, tmp_path):
    perfect = kg("evaluate", extracted, extracted, "--json").json
    assert {row["F1"] for row in perfect["scores"].values() if row["tp"]} == {1.0}
    (tmp_path / "none.jsonl").write_text("")
    assert kg("evaluate", extracted, tmp_path / "none.jsonl", "--json").json["unmatched"] == 6
    assert "title and abstract" in told(kg("evaluate", extracted), 3)


def test_evaluate_for_people(gold, extracted):
    ran = kg("evaluate", gold, extracted, "--errors", 3)
    assert ran.code == 0
    assert "core" in ran.out
    assert "Unheard Of" in ran.out
    assert "6 gold papers" in ran.out
    assert shell("evaluate", gold, extracted).stdout == kg("evaluate", gold, extracted).out
