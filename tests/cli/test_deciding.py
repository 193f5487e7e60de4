"""merge, split, dups: what a person decides holds, is told, and can be taken back."""

from __future__ import annotations

import pytest

from .conftest import build, kg, nquads, told, write

PAPERS = [
    {
        "id": f"2401.0000{n}",
        "title": f"Report {n}",
        "abstract": text,
        "date": "2024-01-01",
    }
    for n, text in enumerate(
        [
            "We evaluate ResNet-50 on ImageNet. We report top-1 accuracy.",
            "We train ResNet-50 on ImageNet and CIFAR-10 with SGD.",
            "We evaluate CLIP on ImageNet. We use Adam.",
            "CLIP is evaluated on CIFAR-10 with Adam.",
        ],
        start=1,
    )
]


@pytest.fixture
def trees(tmp_path):
    return build(tmp_path / "graph.kg", write(tmp_path / "papers.jsonl", PAPERS))


def shown(graph, name):
    """An entity, and how many papers name it."""
    found = kg("show", name, "-g", graph, "--json").json
    return {"id": found["id"], "name": found["name"], "papers": len(found["papers"])}


def test_merge_and_undo(trees):
    before, ids = nquads(trees), [shown(trees, name)["id"] for name in ("SGD", "Adam")]
    ran = kg("merge", "SGD", "Adam", "-g", trees, "--note", "both optimizers", "--json")
    assert ran.code == 0, ran
    assert ran.json["conflicts"] == []
    rows = (trees.parent / "decisions.tsv").read_text(encoding="utf-8").splitlines()
    assert rows[1].split("\t") == ["merge", "Method", "SGD", "Adam", "", "both optimizers"]
    one = shown(trees, "Adam")
    assert one["papers"] == 3
    assert shown(trees, "SGD") == one
    assert [shown(trees, each) for each in ids] == [one, one], "old ids resolve"
    why = kg("why", "SGD", "Adam", "-g", trees, "--json").json
    assert why["same"]
    assert "a person decided" in why["reason"]
    assert "nothing to do" in kg("merge", "SGD", "Adam", "-g", trees).err
    build(trees, trees.parent / "papers.jsonl")
    assert shown(trees, "Adam") == one, "a build keeps to it"
    assert kg("merge", "adam", "sgd", "-g", trees, "--undo").code == 0
    assert nquads(trees) == before
    assert told(kg("merge", "Adam", "SGD", "-g", trees, "--undo"), 1)


def test_a_fresh_build_keeps_to_decisions(trees):
    kg("merge", "SGD", "Adam", "-g", trees)
    merged = nquads(trees)
    fresh = build(trees.with_name("fresh.kg"), trees.parent / "papers.jsonl")
    assert nquads(fresh) == merged


def test_split_and_undo(trees):
    before = nquads(trees)
    ran = kg("split", "CLIP", "--papers", "2401.00004", "--name", "CLIP (other)", "-g", trees, "--json")
    assert ran.code == 0, ran
    assert ran.json["conflicts"] == []
    assert shown(trees, "method:clip")["papers"] == 1
    other = shown(trees, "CLIP (other)")
    assert other["papers"] == 1
    assert other["id"] != "method:clip"
    build(trees, trees.parent / "papers.jsonl")
    assert shown(trees, "CLIP (other)") == other
    assert kg("split", "CLIP", "--papers", "2401.00004", "-g", trees, "--undo").code == 0
    assert nquads(trees) == before


def test_split_takes_several_papers(trees):
    ran = kg("split", "ImageNet", "--papers", "2401.00001", "2401.00002", "-g", trees)
    assert ran.code == 0, ran
    found = kg("find", "ImageNet", "-g", trees, "--json").json["results"]
    assert sorted(each["papers"] for each in found if each["name"] == "ImageNet") == [1, 2]


def test_what_does_not_fit_is_told_at_each_build(trees):
    rows = "merge\tMethod\tSGD\tYogi\t\t\nsplit\tMethod\tCLIP\t\tarxiv:2401.00001\t\n"
    (trees.parent / "decisions.tsv").write_text(rows, encoding="utf-8")
    ran = kg("build", trees.parent / "papers.jsonl", "-g", trees)
    assert ran.code == 0, ran
    assert "decision not applied: merge 'SGD' and 'Yogi': nothing is called 'Yogi'" in ran.err
    assert "split 'CLIP' in arxiv:2401.00001: none of these papers names it" in ran.err


def test_a_bad_file_is_exit_3_and_changes_nothing(trees):
    before = nquads(trees)
    (trees.parent / "decisions.tsv").write_text("join\tMethod\ta\tb\n", encoding="utf-8")
    assert "line 1" in told(kg("build", trees.parent / "papers.jsonl", "-g", trees, "--quiet"), 3)
    assert nquads(trees) == before


def test_usage(trees):
    assert "never one thing" in told(kg("merge", "SGD", "ImageNet", "-g", trees), 2)
    assert kg("merge", "SGD", "Zzyzx", "-g", trees).code == 1
    assert kg("split", "SGD", "--papers", "2499.99999", "-g", trees).code == 1
    assert kg("merge", "a", "b", "-g", trees.parent / "missing.kg").code == 3


def test_dups(trees):
    ran = kg("dups", "-g", trees, "--json")
    assert ran.code in (0, 1)
    kg("merge", "SGD", "Adam", "-g", trees, "--never")
    assert "differ" in (trees.parent / "decisions.tsv").read_text(encoding="utf-8")
    assert not kg("why", "SGD", "Adam", "--decisions", trees.parent / "decisions.tsv", "--json").json["same"]
    for pair in ran.json["results"]:
        assert set(pair) == {"a", "b", "reason", "score"}


def test_show_links_to_pages_elsewhere(trees):
    found = kg("show", "ImageNet", "-g", trees, "--json").json
    assert found["links"] == ["https://paperswithcode.com/dataset/imagenet"]
