"""The scores against the reference scorer, and what the extraction reaches on annotated papers."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from kg.evaluate import evaluate
from kg.extract import extract
from kg.model import Paper
from kg.wire import record

SHARED = Path(__file__).parents[2].parent / "shared"
SCORER, DEV = SHARED / "eval" / "score.py", SHARED / "gold" / "dev.jsonl"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not (SCORER.is_file() and DEV.is_file()), reason="no shared data beside the checkout"),
]
ROLES = ["introduced", "used", "compared", "mentioned", "evaluated_on", "trained_on"]
TYPES = ["Method", "Dataset", "Benchmark", "Repository", "Task", "Metric", "Tool"]
RELATIONS = ["BASED_ON", "PART_OF", "COMPARED_WITH", "EVALUATED_ON", "MEASURED_BY", "USED_FOR"]


@pytest.fixture(scope="module")
def gold():
    return [json.loads(line) for line in DEV.read_text(encoding="utf-8").splitlines() if line.strip()]


@pytest.fixture(scope="module")
def extracted(gold, extractor):
    papers = [Paper(item["id"], item["title"], " ".join(item["abstract"].split())) for item in gold]
    return [record(paper, extractor(paper)) for paper in papers]


def written(path: Path, records: list[dict]) -> str:
    path.write_text("".join(json.dumps(each) + "\n" for each in records), encoding="utf-8")
    return str(path)


def reference(folder: Path, gold: list[dict], found: list[dict]) -> dict:
    files = [written(folder / "gold.jsonl", gold), written(folder / "found.jsonl", found)]
    done = subprocess.run([sys.executable, str(SCORER), *files, "--json"], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def same(folder: Path, gold: list[dict], found: list[dict]) -> None:
    scores = evaluate(gold, found)
    assert {
        "papers": scores.papers,
        "unmatched": scores.unmatched,
        "scores": {name: dict(row) for name, row in scores.rows.items()},
    } == reference(folder, gold, found)


def test_the_reference_scorer_agrees_on_what_is_extracted(tmp_path, gold, extracted):
    same(tmp_path, gold, extracted)


@pytest.mark.parametrize("seed", range(6))
def test_the_reference_scorer_agrees_on_perturbed_annotations(tmp_path, gold, seed):
    chance = random.Random(seed)  # noqa: S311 - no secret
    same(tmp_path, perturbed(gold, chance), perturbed(gold, chance))


def perturbed(records: list[dict], chance: random.Random) -> list[dict]:
    """The records with papers, things, types, roles, surfaces and relations lost, changed, doubled and shuffled."""
    found = []
    for item in json.loads(json.dumps(records)):
        if chance.random() < 0.1:
            continue
        if chance.random() < 0.1:
            item["id"] = "x" + item["id"]
        item["entities"] = [changed(each, chance) for each in item["entities"] if chance.random() > 0.15]
        item["entities"] += [dict(each) for each in item["entities"] if chance.random() < 0.1]
        chance.shuffle(item["entities"])
        names = [each["name"] for each in item["entities"]] or [""]
        for relation in item["relations"]:
            if chance.random() < 0.2:
                relation[1] = chance.choice(RELATIONS)
            if chance.random() < 0.2:
                relation[chance.choice([0, 2])] = chance.choice(names)
            if chance.random() < 0.2:
                relation[0], relation[2] = relation[2], relation[0]
        item["relations"] += [
            [chance.choice(names), chance.choice(RELATIONS), chance.choice(names)] for _ in range(chance.randrange(3))
        ]
        chance.shuffle(item["relations"])
        found.append(item)
    return found


def changed(entity: dict, chance: random.Random) -> dict:
    if chance.random() < 0.1:
        entity["type"] = chance.choice(TYPES)
    if chance.random() < 0.2:
        entity["role"] = chance.choice(ROLES)
    if chance.random() < 0.15:
        entity["optional"] = not entity.get("optional")
    if chance.random() < 0.2:
        entity["surface"] = [chance.choice(["The ", ""]) + each.upper() + "s" for each in entity["surface"]]
    if chance.random() < 0.1:
        entity["name"] = chance.choice("ABC")
    return entity


@pytest.mark.parametrize(
    ("row", "least"),
    [("core", 0.70), ("Repository", 0.97), ("introduced", 0.50), ("relations", 0.22), ("role", 0.72)],
)
def test_what_the_extraction_reaches(gold, extracted, row, least):
    assert evaluate(gold, extracted).rows[row]["F1"] >= least


# a point or two below what was measured: .845, .755 and .744 core F1
@pytest.mark.parametrize(
    ("model", "least"),
    [
        (
            "accurate",
            {"core": 0.83, "Method": 0.81, "Resource": 0.92, "Task": 0.72, "introduced": 0.71, "relations": 0.49},
        ),
        ("fast", {"core": 0.74, "Resource": 0.87, "relations": 0.33}),
        ("rules", {"core": 0.73, "Resource": 0.87, "relations": 0.28}),
    ],
)
def test_what_the_extractors_reach(gold, model, least):
    papers = [Paper(item["id"], item["title"], " ".join(item["abstract"].split())) for item in gold]
    rows = evaluate(gold, [record(paper, found) for paper, found in extract(papers, model=model)]).rows
    assert {name: rows[name]["F1"] for name in least if rows[name]["F1"] < least[name]} == {}
    assert rows["Repository"]["F1"] >= 0.97
