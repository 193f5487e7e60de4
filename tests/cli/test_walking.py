"""``kg path --fewest`` and its filters, ``kg near``, ``kg pairs``, rising and falling trends."""

from __future__ import annotations

import csv
import io

import pytest

from kg.cli.brief import bars, few

from .conftest import kg, told
from .shapes import ENTITY, HOP, NUMBER, PATH, check, check_literal

NEAR = {"entity": ENTITY, "results": [{"entity": ENTITY, "hops": int, "over": ENTITY, "hop": HOP}], "total": int}
COLUMNS = ("a", "b", "count", "a_count", "b_count", "expected", "lift", "pmi", "jaccard", "cosine", "llr", "p_value")
PAIRS = {"results": [{name: str if len(name) == 1 else NUMBER for name in COLUMNS}]}


def test_the_fewest_hops(graph, texts, titles):
    ran = kg("path", "LoRA", "ImageNet", "--fewest", "-k", 4, "-g", graph, "--json")
    check(ran.json, PATH)
    check_literal(ran.json, texts, titles)
    paths = ran.json["paths"]
    assert 1 <= len(paths) <= 4
    assert {path["cost"] for path in paths} == {len(paths[0]["hops"])}
    cheapest = kg("path", "LoRA", "ImageNet", "-k", 4, "-g", graph, "--json").json["paths"]
    assert min(len(path["hops"]) for path in cheapest) >= paths[0]["cost"]


def test_ways_can_be_chosen(graph):
    ran = kg("path", "LoRA", "ImageNet", "--relation", "uses", "--relation", "EVALUATES_ON", "-g", graph, "--json")
    assert {hop["relation"] for path in ran.json["paths"] for hop in path["hops"]} <= {"USES", "EVALUATES_ON"}
    ran = kg("path", "LoRA", "ImageNet", "--through", "Method", "--through", "Paper", "-g", graph, "--json")
    between = {node["type"] for path in ran.json["paths"] for node in path["nodes"][1:-1]}
    assert between <= {"Method", "Paper"}
    refused = kg("path", "LoRA", "ImageNet", "--relation", "LOVES", "-g", graph)
    assert (refused.code, refused.out) == (2, "")
    assert "'LOVES' is no relation" in told(refused, 2)


def test_what_is_near(graph, texts, titles):
    ran = kg("near", "ImageNet", "--hops", 2, "--type", "Method", "--limit", 0, "-g", graph, "--json")
    check(ran.json, NEAR)
    check_literal(ran.json, texts, titles)
    results = ran.json["results"]
    assert len(results) == ran.json["total"]
    assert [each["hops"] for each in results] == sorted(each["hops"] for each in results)
    assert {each["entity"]["type"] for each in results} == {"Method"}
    assert {each["over"]["id"] for each in results if each["hops"] == 1} == {"dataset:imagenet"}
    assert all(each["hop"]["evidence"] for each in results)
    few = kg("near", "ImageNet", "--type", "Method", "--limit", 2, "-g", graph)
    assert f"2 of {len(results)}" in few.err
    assert kg("near", "ImageNet", "--limit", 2, "--jsonl", "-g", graph).lines[0]["hops"] == 1
    assert kg("near", "ImageNet", "--since", "1999", "--until", "2000", "-g", graph).code == 1


def test_pairs_that_meet_most(graph):
    ran = kg("pairs", "Method", "Dataset", "--by", "count", "--limit", 5, "-g", graph, "--json")
    check(ran.json, PAIRS)
    counts = [pair["count"] for pair in ran.json["results"]]
    assert len(counts) == 5
    assert counts == sorted(counts, reverse=True)
    best = ran.json["results"][0]
    alone = kg("cooccur", best["a"], "--type", "Dataset", "--limit", 0, "-g", graph, "--json").json["results"]
    (same,) = [each for each in alone if each["entity"]["id"] == best["b"]]
    for name in ("count", "expected", "lift", "pmi", "jaccard", "llr", "p_value"):
        assert best[name] == pytest.approx(same[name], rel=1e-6), name


def test_partners_of_each(graph):
    ran = kg("pairs", "Method", "Method", "--via", "dataset", "--each", 2, "--limit", 0, "-g", graph, "--csv")
    header, *body = csv.reader(io.StringIO(ran.out))
    assert tuple(header) == COLUMNS
    few = kg("pairs", "Method", "Method", "--via", "dataset", "--each", 2, "--limit", 3, "-g", graph, "--csv")
    assert few.out.splitlines() == ran.out.splitlines()[:4]
    assert f"3 of {len(body)}" in few.err
    rows = [row[0] for row in body]
    assert max(map(rows.count, rows)) == 2
    assert rows == sorted(rows)


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (("Paper", "Method"), "papers are where things meet"),
        (("Method", "Nonsense"), "'Nonsense' is no type"),
        (("Method", "Task", "--via", "dataset"), "only methods meet"),
        (("Method", "Task", "--via", "air"), "not 'air'"),
        (("Method", "Task", "--by", "luck"), "not 'luck'"),
    ],
)
def test_pairs_without_sense(graph, args, why):
    ran = kg("pairs", *args, "-g", graph)
    assert (ran.code, ran.out) == (2, "")
    assert why in told(ran, 2)


def test_what_rises_and_what_falls(dated_graph):
    for way, sign in (("--rising", 1), ("--falling", -1)):
        for share in ((), ("--share",)):
            ran = kg("trend", way, *share, "--limit", 0, "-g", dated_graph, "--json")
            for each in ran.json["results"]:
                assert sign * each["slope"] > 0
                assert sign * min(each["ci"], key=lambda bound: sign * bound) > 0
                first = next(month for month, count in each["months"] if count)
                assert each["first_seen"] == first
                assert each["half_life"] > 0
    assert kg("trend", "--rising", "--falling", "-g", dated_graph).code == 2
    assert kg("trend", "ImageNet", "--rising", "-g", dated_graph).code == 2


@pytest.mark.parametrize(
    "args",
    [
        ("near", "ImageNet"),
        ("show", "ImageNet"),
        ("cooccur", "ImageNet"),
        ("path", "LoRA", "ImageNet"),
        ("shared", "LoRA"),
        ("page", "ImageNet"),
    ],
    ids=lambda args: args[0],
)
def test_sentences_stand_under_tables(graph, args):
    ran = kg(*args, "--limit" if args[0] != "path" else "-k", 2, "--evidence", 1, "-g", graph)
    assert ran.code == 0
    assert '"  [' in ran.out


def test_tables_for_terminals_are_cut(dated_graph, graph):
    lines = kg("trend", "--limit", 3, "-g", dated_graph).out.splitlines()
    assert "last 36 months" in lines[0]
    assert max(map(len, lines)) < 160
    pairs = kg("pairs", "Method", "Dataset", "-g", graph).out.splitlines()
    assert "cosine" not in pairs[0]
    assert max(map(len, pairs)) < 160


def test_cutting():
    assert bars([0, 1, 4, 8]) == " ▁▄█"
    assert bars([]) == ""
    assert bars([9] * 40 + [0] * 36) == " " * 36
    assert few("a; b") == "a; b"
    assert few("a; b; c; d; e; f; g; h") == "a; b; c; d; e; f; and 2 more"


def test_nothing_is_told(graph):
    ran = kg("pairs", "Method", "Dataset", "--min-support", 999, "-g", graph)
    assert (ran.code, "none meet" in ran.err) == (1, True)
    assert kg("path", "LoRA", "ImageNet", "-k", 2000, "-g", graph).code == 2
