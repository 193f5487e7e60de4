"""Near pairs for a person to look at."""

from __future__ import annotations

import pytest

from kg.model import Entity, EntityType
from kg.resolve.decisions import Decision
from kg.resolve.dups import near
from kg.resolve.known import Known, built

METHOD = EntityType.METHOD


def entity(name, *aliases, type=METHOD, papers=1):
    return Entity(f"{type.value.lower()}:{name}", type, name, aliases, papers)


def pairs(*entities, known=None, decisions=()):
    return [(pair.a.name, pair.b.name) for pair in near(entities, known or Known(), decisions)]


@pytest.mark.parametrize(
    ("a", "b", "reason"),
    [
        ("merged trees", "tree merging", "are the same words"),
        ("convolution", "convoluton", "are one letter apart"),
        ("SGD", "stochastic gradient descent", "may stand for"),
        ("neural scaling law", "scaling law", "words that often say nothing"),
        ("BioClinicalBERT", "ClinicalBioBERT", "are the same words"),
    ],
)
def test_what_is_near(a, b, reason):
    found = near([entity(a), entity(b)], Known())
    assert len(found) == 1
    assert reason in found[0].reason
    assert 0 < found[0].score < 1


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("ResNet-50", "ResNet-18"),
        ("BERT", "RoBERTa"),
        ("text to image", "image to text"),
        ("GPT-3", "GPT-3.5"),
        ("AdaRound", "AdaBound"),
    ],
)
def test_what_is_not(a, b):
    assert pairs(entity(a), entity(b)) == []


def test_types_keep_apart_but_for_resources():
    task, dataset, benchmark = EntityType.TASK, EntityType.DATASET, EntityType.BENCHMARK
    assert pairs(entity("merged trees"), entity("tree merging", type=task)) == []
    assert len(pairs(entity("merged trees", type=dataset), entity("tree merging", type=benchmark))) == 1


def test_a_short_form_that_is_spelled_out_stands_for_nothing_else():
    lora = entity("LoRA", "low-rank adaptation")
    assert pairs(lora, entity("low-rank approximation")) == []


def test_best_first_and_the_commoner_of_a_pair_first():
    sure = built([], [], [("SGD", "stochastic gradient descent", 9)])
    entities = [
        entity("SGD"),
        entity("stochastic gradient descent", papers=9),
        entity("CE"),
        entity("cross-entropy"),
    ]
    assert pairs(*entities, known=sure) == [("stochastic gradient descent", "SGD"), ("CE", "cross-entropy")]


def test_what_a_person_knows_to_be_two_is_left_out():
    both = (entity("SGD"), entity("stochastic gradient descent"))
    row = Decision("differ", "Method", "stochastic gradient descent", "SGD")
    assert pairs(*both, decisions=[row]) == []


def test_the_number_of_comparisons_grows_with_the_names():
    many = [entity(f"thing {i} of {i * 7}") for i in range(3000)]
    assert near(many, Known()) == []
