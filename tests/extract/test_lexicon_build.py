"""Lexicons out of annotated papers, listed names and a corpus, all of them tiny."""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter

import pytest

from kg.extract import lexicon_build
from kg.extract.lexicon_build import Counts, count_surfaces, read_records, unnamed
from kg.extract.names import COLUMNS, FILES, rows


def entity(type: str, name: str, *surfaces: str, optional: bool = False) -> dict:
    return {
        "type": type,
        "name": name,
        "surface": list(surfaces or (name,)),
        **({"optional": True} if optional else {}),
    }


def record(number: int, abstract: str, *entities: dict) -> dict:
    return {"id": f"p{number}", "title": f"Trees {number}", "abstract": abstract, "entities": list(entities)}


GOLD = [
    record(
        1,
        "We use twig pruning and GrowNet on LeafSet. A branch is cut by Moss.",
        entity("Method", "twig pruning"),
        entity("Method", "GrowNet"),
        entity("Dataset", "LeafSet"),
        entity("Repository", "r", "https://a.org"),
    ),
    record(
        2,
        "Twig-pruning and Moss for leaf counting; the LLM grows.",
        entity("Method", "twig pruning", "Twig-pruning"),
        entity("Task", "leaf counting"),
        entity("Method", "large language model", "LLM"),
    ),
    record(3, "A branch of leaf counting with GrowNet.", entity("Task", "leaf counting"), entity("Method", "GrowNet")),
    record(4, "Branch after branch.", entity("Method", "branching", "Branch", "branch", optional=True)),
    record(5, "More branch.", entity("Method", "branching", "branch")),
]
LISTED = [
    ("dataset", "BarkSet", "made_up", "CC-BY-SA-4.0"),
    ("benchmark", "RootBench", "made_up", "CC-BY-SA-4.0"),
    ("method", "GrowNet", "made_up", "CC-BY-SA-4.0"),
    ("method", "StemNet", "made_up", "none"),
    ("method", "RareNet", "made_up", "CC-BY-SA-4.0"),
    ("method", "pruning", "made_up", "CC-BY-SA-4.0"),
    ("task", "Root Watering", "made_up", "CC-BY-SA-4.0(x)"),
    ("task", "language model", "made_up", "CC-BY-SA-4.0"),
    ("task", "watering", "made_up", "CC-BY-SA-4.0"),
    ("other", "ElseSet", "made_up", "CC-BY-SA-4.0"),
]
CORPUS = [{"abstract": "On BarkSet and RootBench and StemNet and ElseSet; root watering by a language model."}] * 3 + [
    {"abstract": "the branch"}
] * 30


@pytest.fixture
def built(tmp_path, monkeypatch):
    gold, listed, corpus = tmp_path / "gold.jsonl", tmp_path / "names.tsv", tmp_path / "corpus.jsonl.gz"
    gold.write_text("\n".join(map(json.dumps, GOLD)) + "\n\n", encoding="utf-8")
    lines = ["kind\tname\turl\tsource\tlicence"] + [f"{k}\t{n}\t\t{s}\t{li}" for k, n, s, li in LISTED]
    listed.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with gzip.open(corpus, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(each) + "\n" for each in CORPUS)

    def run(*more: str):
        folder = tmp_path / "out"
        words = [
            "build",
            "--gold",
            str(gold),
            "--gazetteer",
            str(listed),
            "--corpus",
            str(corpus),
            "--out",
            str(folder),
        ]
        monkeypatch.setattr(sys, "argv", [*words, *more])
        lexicon_build.main()
        return folder

    return run


def test_the_files(built):
    folder = built()
    assert sorted(path.name for path in folder.iterdir()) == sorted([*FILES.values(), "unnamed.txt", "words.txt"])
    found = {(row.type, row.surface, row.name, row.match) for row in rows(folder)}
    assert found == {
        ("Method", "twig pruning", "twig pruning", "fold"),
        ("Method", "grownet", "GrowNet", "fold"),
        ("Dataset", "leafset", "LeafSet", "fold"),
        ("Task", "leaf counting", "leaf counting", "fold"),
        ("Dataset", "BarkSet", "BarkSet", "case"),
        ("Dataset", "RootBench", "RootBench", "case"),
        ("Task", "root watering", "root watering", "fold"),
    }
    assert (folder / "words.txt").read_text(encoding="utf-8") == "branch\nthe\n"


def test_the_form_of_the_files_and_where_rows_are_from(built):
    folder = built()
    for file in FILES.values():
        lines = (folder / file).read_text(encoding="utf-8").splitlines()
        assert lines[0] == "\t".join(COLUMNS)
        assert lines[1:] == sorted(lines[1:])
    assert "BarkSet\tBarkSet\tcase\tmade_up\tCC-BY-SA-4.0" in (folder / "datasets.tsv").read_text(encoding="utf-8")
    assert "leafset\tLeafSet\tfold\tpaperkg-gold\tMIT" in (folder / "datasets.tsv").read_text(encoding="utf-8")


def test_building_twice_gives_the_same_bytes(built):
    before = {path.name: path.read_bytes() for path in built().iterdir()}
    assert {path.name: path.read_bytes() for path in built().iterdir()} == before


def test_held_out_papers_teach_nothing(built):
    names = {row.name for row in rows(built("--hold-out", "2"))}  # papers 1, 3 and 5 are left out
    assert "LeafSet" not in names
    assert "twig pruning" in names


def test_a_surface_is_counted_once_a_paper_and_only_on_its_own():
    gold = [
        record(1, "leaf set, leaf set, leaf", entity("Dataset", "leaf set")),
        record(2, "a leaf", entity("Method", "leaf")),
        record(3, "a Leaf"),
    ]
    _, folded = count_surfaces(gold)
    assert folded["leaf set"].types == {"Dataset": 1}
    assert folded["leaf"].types == {"Method": 1}
    assert folded["leaf"].unannotated == 2, "in papers 1 and 3 it stands alone and means nothing"


def test_optional_things_are_counted_apart():
    exact, _ = count_surfaces([record(1, "So LeafNet grows.", entity("Method", "LeafNet", optional=True))])
    assert exact["LeafNet"] == Counts(names=Counter(LeafNet=1), optional=1)


def test_precision():
    counts = Counts(optional=1, unannotated=2)
    counts.types.update(Method=3, Task=2)
    assert counts.precision == pytest.approx(3 / 8)
    assert Counts().precision == 0


def test_words_that_look_like_names_but_hardly_ever_are():
    named = entity("Method", "BarkNet")
    gold = [record(number, "AAx grows; BarkNet and LeafSet grow, CCx too.", named) for number in range(3)]
    gold[0]["abstract"] += " DDx"
    gold[1]["entities"].append(entity("Dataset", "LeafSet"))
    gold[2]["entities"].append(entity("Method", "CCx trees"))
    assert unnamed(gold) == ["aax"], "three papers, hardly ever a name, never a part of one"


def test_reading_records(tmp_path):
    plain = tmp_path / "a.jsonl"
    plain.write_text('{"a": 1}\n\n{"a": 2}\n', encoding="utf-8")
    assert list(read_records(plain)) == [{"a": 1}, {"a": 2}]
