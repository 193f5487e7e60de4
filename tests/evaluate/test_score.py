"""Scores counted by hand on small records."""

from __future__ import annotations

import pytest

from kg.evaluate import evaluate
from kg.evaluate.score import align, keys, normalised

ZERO = {"P": 0.0, "R": 0.0, "F1": 0.0, "tp": 0, "fp": 0, "fn": 0}


def thing(name: str, type: str = "Method", role: str = "used", *surfaces: str, **more) -> dict:
    return {"type": type, "name": name, "surface": list(surfaces), "role": role, **more}


def record(*entities: dict, relations: tuple = (), id: str = "p1", **more) -> dict:
    return {"id": id, "entities": list(entities), "relations": [list(each) for each in relations], **more}


def counts(gold: dict, found: dict, row: str) -> tuple[int, int, int]:
    """Right, spurious, missed."""
    return tuple(evaluate([gold], [found]).rows.get(row, ZERO)[key] for key in ("tp", "fp", "fn"))


# --- names ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("The Low-Rank  Trees", "low rank tree"),
        ("Dice_loss", "dice loss"),
        ("Stein\u2019s", "stein's"),
        ("a\u2013b", "a-b"),
        ("https://www.a.org/x/.", "http://a.org/x"),
        ("www.a.org/x", "https://a.org/x"),
        ("(BERT)", "bert"),
    ],
)
def test_names_that_count_as_one(a, b):
    assert normalised(a) == normalised(b)


@pytest.mark.parametrize(("a", "b"), [("CIFAR-10", "CIFAR-100"), ("GPT-3", "GPT-3.5"), ("loss", "los"), ("bus", "bu")])
def test_names_that_count_as_two(a, b):
    assert normalised(a) != normalised(b)


def test_keys_and_pairs():
    assert keys(thing("Low Rank", "Method", "used", "LoRA", "-")) == {"lowrank", "lora"}
    gold = [thing("A", optional=True), thing("A"), thing("B")]
    found = [thing("A"), thing("A"), thing("A"), thing("b")]
    assert align(gold, found, lambda *_: True) == {0: 1, 1: 0, 3: 2}, "required ones first, each once"


# --- rows -------------------------------------------------------------------------------------------------------


def test_entities():
    gold = record(thing("A"), thing("B"), thing("C", "Dataset"), thing("T", "Task"))
    found = record(thing("x", "Method", "used", "a"), thing("D"), thing("C", "Benchmark"), thing("T", "Task"))
    assert counts(gold, found, "Method") == (1, 1, 1)
    assert counts(gold, found, "Dataset") == (0, 0, 1)
    assert counts(gold, found, "Benchmark") == (0, 1, 0)
    assert counts(gold, found, "core") == (1, 2, 2), "tasks and metrics are not of the core"
    assert counts(gold, found, "Resource") == (1, 0, 0), "dataset or benchmark, here it is all one"
    row = evaluate([gold], [found]).rows["core"]
    assert (row["P"], row["R"], row["F1"]) == (0.3333, 0.3333, 0.3333)


def test_optional_and_tools_are_neither_rewarded_nor_punished():
    gold = record(thing("A", optional=True), thing("B", optional=True), thing("P", "Tool"), thing("C", "Task"))
    found = record(thing("A"), thing("P"), thing("B", "Dataset"), thing("C", "Metric"))
    assert counts(gold, found, "Method") == (0, 0, 0)
    assert counts(gold, found, "Dataset") == (0, 0, 0), "an optional one of another type"
    assert counts(gold, found, "Metric") == (0, 1, 0)
    assert counts(gold, found, "Resource") == (0, 1, 0)


def test_a_thing_found_twice_counts_once():
    assert counts(record(thing("A")), record(thing("A"), thing("a"), thing("A", "Tool")), "Method") == (1, 0, 0)


def test_introduced():
    gold = record(thing("A", role="introduced"), thing("B", role="introduced"), thing("C"), thing("O", optional=True))
    found = record(
        thing("A", role="introduced"),
        thing("B"),
        thing("C", role="introduced"),
        thing("O", role="introduced"),
        thing("X", role="introduced"),
    )
    assert counts(gold, found, "introduced") == (1, 2, 1)


def test_roles_are_counted_where_the_thing_is_right():
    gold = record(thing("A"), thing("B", role="compared"), thing("C"), thing("O", role="used", optional=True))
    found = record(thing("A"), thing("B", role="used"), thing("X"), thing("O", role="compared"))
    assert counts(gold, found, "role") == (1, 1, 1)
    assert evaluate([gold], [found]).errors.roles == {("Method", "compared", "used"): 1}


def test_relations():
    gold = record(
        thing("A"),
        thing("B"),
        thing("D", "Dataset"),
        thing("M", "Metric"),
        relations=(("A", "EVALUATED_ON", "D"), ("A", "COMPARED_WITH", "B"), ("D", "MEASURED_BY", "M")),
    )
    found = record(
        thing("a"),
        thing("b"),
        thing("d", "Dataset"),
        thing("X"),
        relations=(
            ("b", "COMPARED_WITH", "a"),
            ("b", "EVALUATED_ON", "d"),
            ("a", "BASED_ON", "X"),
            ("a", "BASED_ON", "nothing"),
        ),
    )
    assert counts(gold, found, "rel:COMPARED_WITH") == (1, 0, 0), "either way round"
    assert counts(gold, found, "rel:EVALUATED_ON") == (0, 1, 1)
    assert counts(gold, found, "rel:BASED_ON") == (0, 1, 0), "an end that is no thing of the record does not count"
    assert counts(gold, found, "rel:MEASURED_BY") == (0, 0, 1)
    assert counts(gold, found, "relations") == (1, 2, 1), "without MEASURED_BY"


def test_relations_of_optional_things_are_not_counted():
    gold = record(thing("A"), thing("O", optional=True), relations=(("A", "BASED_ON", "O"),))
    found = record(thing("A"), thing("O"), relations=(("A", "BASED_ON", "O"), ("O", "BASED_ON", "A")))
    assert counts(gold, found, "relations") == (0, 0, 0)


def test_one_fact_annotated_in_two_ways_needs_one_answer():
    gold = record(thing("A"), thing("B"), relations=(("A", "BASED_ON", "B"), ("A", "PART_OF", "B")))
    found = record(thing("A"), thing("B"), relations=(("A", "PART_OF", "B"),))
    assert counts(gold, found, "relations") == (1, 0, 0)
    assert counts(gold, record(thing("A"), thing("B")), "relations") == (0, 0, 2)


# --- papers -----------------------------------------------------------------------------------------------------


def test_papers_are_paired_by_id_then_by_title():
    gold = [record(thing("A"), id="1", title="On Trees"), record(thing("A"), id="2", title="No Trees")]
    found = [record(thing("A"), id="x", title="on trees!"), record(thing("B"), id="2", title="On Trees (2)")]
    scores = evaluate(gold, found)
    assert (scores.papers, scores.unmatched) == (2, 0)
    assert scores.rows["Method"]["tp"] == 1
    assert scores.rows["Method"]["fp"] == 1


def test_a_paper_without_a_record_is_missed():
    scores = evaluate(iter([record(thing("A"))]), iter([]))
    assert (scores.papers, scores.unmatched, scores.rows["Method"]["fn"]) == (1, 1, 1)


def test_nothing_at_all():
    scores = evaluate([], [])
    assert (
        list(scores.rows)
        == "Method Dataset Benchmark Repository Task Metric core Resource introduced role relations".split()
    )
    assert all(row == ZERO for row in scores.rows.values())


def test_errors_are_shown_in_their_place():
    gold = record(thing("AA", "Method", "used", "AA"), title="On trees", abstract="So AA grows.")
    errors = evaluate([gold], [record(thing("BB", "Method", "used", "trees"))]).errors
    assert errors.missed == {("Method", "AA"): 1}
    assert errors.spurious == {("Method", "BB"): 1}
    assert errors.places == {("Method", "AA"): "On trees So AA grows.", ("Method", "BB"): "On trees So AA grows."}
