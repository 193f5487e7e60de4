"""The options that the questions share, and how a name is understood."""

from __future__ import annotations

import pytest

from .conftest import build, kg, sample, told, write
from .shapes import evidence_in

QUESTIONS = {
    "show": ("show", "ImageNet"),
    "shared": ("shared",),
    "path": ("path", "ResNet", "BERT"),
    "cooccur": ("cooccur", "ImageNet"),
    "page": ("page", "ImageNet"),
}


@pytest.fixture
def ask(graph, sharers):
    """Ask one of the questions, with further options."""

    def run(name, *options):
        args = (*QUESTIONS[name], sharers[0]) if name == "shared" else QUESTIONS[name]
        return kg(*args, "-g", graph, *options)

    return run


@pytest.mark.parametrize("name", QUESTIONS)
def test_evidence_says_how_many_sentences(ask, name):
    counts = {}
    for wanted in (0, 1, 3, 9):
        ran = ask(name, "--json", "--evidence", wanted)
        if name == "path":
            results = [hop for path in ran.json["paths"] for hop in path["hops"]]
        elif name == "page":
            results = [method for year in ran.json["years"] for method in year["methods"]]
        else:
            results = ran.json["relations" if name == "show" else "results"]
        counts[wanted] = [len(result["evidence"]) for result in results]
        assert max(counts[wanted]) <= wanted
        assert all(counts[wanted]) or wanted == 0
    assert counts[1] == [1] * len(counts[1])
    assert sum(counts[0]) == 0
    default = ask(name, "--json")
    assert default.out == ask(name, "--json", "--evidence", 3).out


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_table_shows_sentences_only_when_asked(ask, name):
    quoted = ask(name, "--csv", "--evidence", 1).out.splitlines()
    plain = ask(name, "--csv").out.splitlines()
    assert quoted[0] == plain[0] + ",evidence"


@pytest.mark.parametrize("name", QUESTIONS)
def test_since_and_until_choose_the_papers(ask, opened, name):
    dates = {paper.id: paper.date for paper in opened.store.papers()}
    whole = evidence_in(ask(name, "--json").json)
    ran = ask(name, "--json", "--since", "2016", "--until", "2023")
    middle = {str(year) for year in range(2016, 2024)}
    found = evidence_in(ran.json)
    assert {dates[item["paper"]] for item in found} <= middle
    assert found or not whole


@pytest.mark.parametrize("name", QUESTIONS)
def test_min_confidence_chooses_the_evidence(ask, name):
    whole = evidence_in(ask(name, "--json", "--evidence", 99).json)
    least, most = min(item["confidence"] for item in whole), max(item["confidence"] for item in whole)
    assert least < most
    found = evidence_in(ask(name, "--json", "--min-confidence", most).json)
    assert {item["confidence"] for item in found} <= {most}
    assert len(found) < len(whole)


@pytest.mark.parametrize("name", ["show", "shared", "cooccur"])
def test_limit(ask, name):
    key = "relations" if name == "show" else "results"
    everything = ask(name, "--json", "--limit", 0).json[key]
    assert ask(name, "--json", "--limit", 2).json[key] == everything[:2]
    assert ask(name, "--json").json[key] == everything[:20]


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (("show", "ImageNet", "--since", "2020-13"), "not a date"),
        (("show", "ImageNet", "--until", "yesterday"), "not a date"),
        (("show", "ImageNet", "--type", "Paperback"), "is no type"),
        (("show", "ImageNet", "--as", "Paperback"), "is no type"),
        (("show", "ImageNet", "--limit", "-1"), "--limit"),
        (("show", "ImageNet", "--evidence", "-1"), "--evidence"),
        (("show", "ImageNet", "--min-confidence", "2"), "--min-confidence"),
        (("show", "ImageNet", "--json", "--csv"), "choose one"),
        (("show", "ImageNet", "--frob"), "--frob"),
        (("show",), "NAME"),
        (("frob",), "frob"),
        (("path", "ResNet", "BERT", "-k", "0"), "-k"),
    ],
)
def test_usage_is_exit_2(graph, args, why):
    given = args if args == ("frob",) else (*args, "-g", graph)
    assert why in told(kg(*given), 2)


@pytest.mark.parametrize(
    "args", [("show", "imagenett"), ("cooccur", "imagenett"), ("page", "imagenett"), ("path", "ResNet", "imagenett")]
)
def test_an_unknown_name_is_exit_1_with_a_suggestion(graph, args):
    line = told(kg(*args, "-g", graph), 1)
    assert "did you mean ImageNet" in line
    ran = kg(*args, "-g", graph, "--json")
    assert ran.code == 1
    assert ran.json.keys() == {"error", "suggestions"}
    assert ran.json["suggestions"][0] == "ImageNet"
    assert f"error: {ran.json['error']}\n" == ran.err


def test_a_name_far_from_all_has_no_suggestion(graph):
    assert kg("show", "zzqqxx", "-g", graph, "--json").json["suggestions"] == []


@pytest.fixture
def homonym(tmp_path):
    """A graph in which one name stands for a method and for a dataset."""
    records = [
        {
            "id": "1001.00001",
            "title": "Atlas: Retrieval for Language Models",
            "abstract": "We propose Atlas, a retrieval-augmented language model. We evaluate Atlas on SQuAD.",
        },
        {
            "id": "1001.00002",
            "title": "The Atlas dataset of roads",
            "abstract": "We introduce the Atlas dataset. We train ResNet-50 on the Atlas dataset.",
        },
    ]
    return build(tmp_path / "graph.kg", write(tmp_path / "papers.jsonl", records))


def test_a_name_of_several_things_is_exit_2_unless_settled(homonym):
    line = told(kg("show", "Atlas", "-g", homonym), 2)
    assert "method:atlas" in line
    assert "dataset:atlas" in line
    assert "--as" in line
    assert kg("show", "Atlas", "--as", "Method", "-g", homonym, "--json").json["id"] == "method:atlas"
    assert kg("cooccur", "Atlas", "--as", "dataset", "-g", homonym, "--json").json["entity"]["id"] == "dataset:atlas"
    assert kg("show", "dataset:atlas", "-g", homonym).code == 0
    assert kg("shared", "Atlas", "-g", homonym, "--json").json["entity"]["id"] == "method:atlas"  # methods share


def test_one_of_two_with_nine_tenths_of_the_papers_is_meant(tmp_path):
    models = [
        {
            "id": f"1001.{number:05}",
            "title": f"Atlas in the field, part {number}",
            "abstract": "We propose Atlas, a retrieval-augmented language model. We evaluate Atlas on SQuAD.",
        }
        for number in range(1, 12)
    ]
    roads = {
        "id": "1001.00099",
        "title": "The Atlas dataset of roads",
        "abstract": "We introduce the Atlas dataset. We train ResNet-50 on the Atlas dataset.",
    }
    path = build(tmp_path / "graph.kg", write(tmp_path / "papers.jsonl", [*models, roads]))
    assert kg("show", "Atlas", "-g", path, "--json").json["id"] == "method:atlas"
    assert kg("show", "Atlas", "--as", "Dataset", "-g", path, "--json").json["id"] == "dataset:atlas"


def test_the_sample_is_only_asked_what_it_holds(graph):
    assert kg("stats", "-g", graph, "--json").json["papers"] == len(sample())
