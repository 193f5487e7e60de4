"""What part a thing plays: for each rule a paper where it holds and one where it does not."""

from __future__ import annotations

import pytest

from kg.extract.rules import CONFIDENCE
from kg.model import ROLE_RELATIONS

from .reading import by_name, paper


@pytest.mark.parametrize(
    ("abstract", "name", "role", "rule"),
    [
        # proposed: a verb of proposing just before the name, and a word that says whose it is
        ("We propose Zorbex, a way to grow.", "Zorbex", "introduced", "proposed"),
        ("We release QuuxBench, a benchmark of trees.", "QuuxBench", "introduced", "proposed"),
        ("This paper introduces FooNet.", "FooNet", "introduced", "proposed"),
        ("We propose a forest for trees called FooNet.", "FooNet", "introduced", "proposed"),
        ("We present a forest based on FooNet.", "FooNet", "used", "method"),
        ("We propose a FooNet-based forest.", "FooNet", "used", "method"),
        ("Others proposed FooNet.", "FooNet", "used", "method"),
        # subject: it does something as the subject of a sentence, or is ours; not if it is known from elsewhere
        ("FooNet outperforms all.", "FooNet", "introduced", "subject"),
        ("FooNet also (so they say) grows.", "FooNet", "used", "method"),
        ("Here our pruned FooNet grows.", "FooNet", "introduced", "subject"),
        ("Their FooNet grows.", "FooNet", "used", "method"),
        ("BERT outperforms all.", "BERT", "used", "method"),
        # compared
        ("It outperforms BERT.", "BERT", "compared", "compared"),
        ("Trees are better than LoRA.", "LoRA", "compared", "compared"),
        ("There is a BERT baseline.", "BERT", "compared", "compared"),
        ("It outperforms all. Then BERT grows.", "BERT", "used", "method"),
        ("It prunes BERT.", "BERT", "used", "method"),
        # trained_on
        ("It was trained on COCO.", "COCO", "trained_on", "trained-on"),
        ("It was pre-trained on the large COCO.", "COCO", "trained_on", "trained-on"),
        ("We test one trained on COCO.", "COCO", "evaluated_on", "evaluated-on"),
        ("It trained. Then COCO grew.", "COCO", "evaluated_on", "resource"),
        # evaluated_on
        ("We evaluate it with COCO.", "COCO", "evaluated_on", "evaluated-on"),
        ("They look at COCO.", "COCO", "evaluated_on", "resource"),
        # task and metric
        ("We solve image classification.", "image classification", "addressed", "task"),
        ("Recent work solves image classification. We grow.", "image classification", "mentioned", "task-background"),
        ("Trees grow. Recent work does image classification.", "image classification", "addressed", "task"),
        ("Recent work grows. So does image classification.", "image classification", "addressed", "task"),
        ("The accuracy grows.", "accuracy", "reported", "metric"),
        # url
        ("Code: https://github.com/a/b.", "github.com/a/b", "released", "url"),
    ],
)
def test_role(extractor, abstract, name, role, rule):
    entity = by_name(extractor(paper(abstract)))[name]
    assert (entity.role, entity.rule) == (role, rule)
    assert entity.confidence == CONFIDENCE["role:" + rule]


@pytest.mark.parametrize(
    ("title", "name", "role"),
    [
        ("Zorbex: How Trees Grow", "Zorbex", "introduced"),
        ("BERT: How Trees Grow", "BERT", "introduced"),
        ("Why All the FooNet Trees Grow: A Study", "FooNet", "used"),
        ("FooNet Grows", "FooNet", "used"),
    ],
)
def test_the_title_tells_the_method(extractor, title, name, role):
    entity = by_name(extractor(paper("Trees grow.", title)))[name]
    assert entity.role == role
    assert (entity.rule == "title-prefix") == (role == "introduced")


def test_the_sentence_is_the_one_that_shows_the_role(extractor):
    one = paper("FooNet is old. It beats FooNet. We propose BarNet. BarNet wins.", "BarNet: Trees")
    found = by_name(extractor(one))
    said = {name: one.text[entity.sentence.start : entity.sentence.end] for name, entity in found.items()}
    assert said == {"FooNet": "It beats FooNet.", "BarNet": "We propose BarNet."}


def test_a_resource_is_introduced_before_it_is_evaluated_on(extractor):
    found = by_name(extractor(paper("We evaluate it on QuuxBench. We introduce QuuxBench.")))
    assert found["QuuxBench"].role == "introduced"


def test_a_project_page_tells_its_kind(extractor):
    found = by_name(extractor(paper("See https://x.github.io/ and https://huggingface.co/a, and youtu.be/c.")))
    assert {name: entity.kind for name, entity in found.items()} == {
        "x.github.io": "project",
        "huggingface.co/a": "hub",
        "youtu.be/c": "other",
    }


def test_every_role_has_its_confidence_and_its_edge():
    assert {rule for rule in CONFIDENCE if rule.startswith("role:")} == {
        f"role:{rule}"
        for rule in "title-prefix proposed subject url task task-background metric trained-on evaluated-on resource "
        "compared method".split()
    }
    assert set(ROLE_RELATIONS) >= {"introduced", "used", "compared", "trained_on", "evaluated_on", "released"}
