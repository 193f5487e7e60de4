"""``kg train`` on made-up gold: weights that can be read, and that have learned what there was to learn."""

from __future__ import annotations

import gzip
import json

import numpy as np
import pytest

from kg.errors import UsageError
from kg.extract.forest import Forest
from kg.extract.seen import COLUMNS, Seen
from kg.extract.tokens import blank
from kg.extract.trained import TrainedExtractor
from kg.extract.weights import MANIFEST
from kg.train import boosting, names, run
from kg.train.gold import Support, paper_of, place
from kg.train.recipe import Recipe
from tests.cli.conftest import kg

from .gold import RECORDS, record


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    folder = tmp_path_factory.mktemp("weights")
    told: list[str] = []
    run.train(RECORDS, folder, bert=None, recipe=Recipe(), told=told.append)
    assert any("fast" in line for line in told)
    return folder


def test_what_was_learned(weights):
    new = paper_of(record(1001))
    extraction = TrainedExtractor("fast", weights)(new)
    found = {entity.name: (entity.type.value, entity.role) for entity in extraction.entities}
    assert found["Zorb1001Net"] == ("Method", "introduced")
    assert found["COCO"] == ("Dataset", "evaluated_on")
    assert found["object detection"] == ("Task", "addressed")
    names_ = [entity.name for entity in extraction.entities]
    assert ("Zorb1001Net", "EVALUATED_ON", "COCO") in {
        (names_[r.head], r.relation.value, names_[r.tail]) for r in extraction.relations
    }


def test_the_same_gold_gives_the_same_weights(weights, tmp_path):
    run.train(RECORDS, tmp_path, bert=None, recipe=Recipe(), told=lambda _: None)
    assert (tmp_path / MANIFEST).read_text() == (weights / MANIFEST).read_text()


def test_the_command_with_labels_apart_from_the_texts(weights, tmp_path):
    labels, texts = tmp_path / "labels.jsonl", tmp_path / "texts.jsonl"
    texts.write_text("".join(json.dumps({k: r[k] for k in ("id", "title", "abstract")}) + "\n" for r in RECORDS))
    bare = [{k: v for k, v in r.items() if k not in ("title", "abstract")} for r in RECORDS]
    labels.write_text("".join(json.dumps(r) + "\n" for r in bare))
    ran = kg("train", texts, "--labels", labels, "-o", tmp_path / "out", "-q")
    assert ran.code == 0, ran
    assert (tmp_path / "out" / MANIFEST).read_text() == (weights / MANIFEST).read_text()


def test_an_encoder_that_is_not_there_is_told(tmp_path):
    gold = tmp_path / "gold.jsonl"
    gold.write_text("".join(json.dumps(r) + "\n" for r in RECORDS[:3]))
    ran = kg("train", gold, "--bert", tmp_path, "-o", tmp_path / "out")
    assert ran.code in (2, 3)  # the extra may be missing here
    assert ran.err.count("\n") == 1


def test_too_few_papers_are_told(tmp_path):
    with pytest.raises(UsageError, match="too few"):
        run.train(RECORDS[:1], tmp_path, bert=None, recipe=Recipe(), told=lambda _: None)


def test_names_are_counted_by_paper():
    total, own = names.count_names(RECORDS[:6], blank())
    counted = dict(zip(COLUMNS, total.names["imagenet"], strict=True))
    assert counted["Dataset"] == 1
    assert dict(zip(COLUMNS, total.names["zorb0net"], strict=True))["Method"] == 1
    left = total.less(own["p0000"])
    assert not left.names.get("zorb0net", np.zeros(8)).any()
    assert left.names.get("accuracy", np.zeros(8))[COLUMNS.index("Metric")] == 5


def test_a_name_that_is_there_but_not_annotated_counts_as_nothing():
    odd = {**record(8), "id": "odd", "entities": [], "relations": []}
    total, _ = names.count_names([*RECORDS[:2], odd], blank())
    assert total.names["accuracy"][COLUMNS.index("nothing")] == 1


def test_the_table_can_be_read_back(tmp_path):
    total, _ = names.count_names(RECORDS[:20], blank())
    names.write(total, tmp_path)
    read = Seen.load(tmp_path)
    assert read.names.keys() == {key for key, row in total.names.items() if row[:-1].any()}
    assert all((read.names[key] == total.names[key]).all() for key in read.names)


def test_places_of_names():
    doc = blank()("FooNet wins\nFooNet Large and CIFAR-10/100 beat FooNet.")
    annotated = {
        "entities": [
            {"type": "Method", "name": "FooNet", "surface": ["FooNet"], "role": "used"},
            {"type": "Method", "name": "FooNet Large", "surface": ["FooNet Large"], "role": "used"},
            {"type": "Dataset", "name": "CIFAR-10", "surface": ["CIFAR-10/100"], "role": "used", "optional": True},
            {"type": "Dataset", "name": "CIFAR-100", "surface": ["CIFAR-10/100"], "role": "used"},
        ]
    }
    small, large, ten, hundred = place(doc, annotated)
    assert [doc[s:e].text for s, e in small.spans] == ["FooNet", "FooNet"]
    assert [doc[s:e].text for s, e in large.spans] == ["FooNet Large"]
    assert ten.spans == hundred.spans
    assert ten.optional


def test_what_only_one_paper_taught_is_forgotten_for_it():
    doc = blank()("Zorb0Net and accuracy")
    spans = [doc[0:1], doc[2:3]]
    assert [s.text for s in Support(RECORDS[:3]).without(spans, "p0000")] == ["accuracy"]
    assert len(Support(RECORDS[:3]).without(spans, "p0001")) == 2


@pytest.mark.parametrize(
    ("classes", "present"),
    [(2, (0,)), (2, (1,)), (2, (0, 1)), (4, (0,)), (4, (1, 3)), (4, (1, 2, 3)), (4, (0, 1, 2, 3))],
)
def test_a_forest_says_what_its_model_says(classes, present):
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(400, 5)).astype(np.float32)
    target = np.array(present)[(np.abs(rows[:, 0] * 2).astype(int)) % len(present)]
    settings = boosting.Settings(classes, trees=20)
    model, crossed = boosting.crossed(rows, target, np.arange(400) // 10, settings)
    forest = Forest.load(boosting.arrays_of(model, "x", classes), "x")
    said = forest.chances(rows)
    expected = boosting.predicted(model, rows, classes)
    assert crossed.shape == expected.shape
    assert (said[:, 0] if classes == 2 else said) == pytest.approx(
        expected[:, 1] if classes == 2 else expected, abs=1e-5
    )


def test_a_cut_is_half_the_best_f1():
    right = np.array([True] * 6 + [False] * 2)
    chances = np.linspace(0.9, 0.2, 8)
    assert boosting.best_cut(chances, right, 0) == pytest.approx(0.5)
    assert boosting.best_cut(chances, right, 6) == pytest.approx(6 / 18)
    assert boosting.best_cut(np.zeros(0), np.zeros(0, bool), 3) == boosting.LEAST_CUT


def test_calibration_of_what_is_always_right():
    weights = boosting.calibration(np.zeros((8, 3)), np.ones(8, bool))
    assert 1 / (1 + np.exp(-weights[0])) == pytest.approx(0.9)


def test_joined_leaves_out_what_has_no_labels():
    texts = [{"id": "a", "title": "T", "abstract": "A"}, {"id": "b", "title": "U", "abstract": "B"}]
    assert run.joined(texts, [{"id": "b", "entities": []}]) == [{"id": "b", "entities": [], **texts[1]}]


def test_the_shipped_labels_hold_no_text():
    with gzip.open(run.LABELS, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    assert len(records) > 4000
    assert all(record.keys() == {"id", "entities", "relations"} for record in records)
    assert all(len(s) < 200 for record in records for e in record["entities"] for s in e["surface"])


def test_shipped_labels_that_fit_no_paper_are_too_few(tmp_path):
    texts = tmp_path / "texts.jsonl"
    texts.write_text(json.dumps({"id": "none", "title": "On trees", "abstract": "Trees are studied."}) + "\n")
    ran = kg("train", texts, "--labels", "shipped", "-o", tmp_path / "out", "-q")
    assert ran.code == 2
    assert "too few" in ran.err
