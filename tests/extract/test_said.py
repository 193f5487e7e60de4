"""A name is what the words after it say that it is."""

from __future__ import annotations

import pytest

from kg.extract.document import said_to_be
from kg.model import EntityType, Mention, Span


def said(text: str, name: str, kind: EntityType) -> EntityType:
    start = text.index(name)
    mention = Mention(Span(start, start + len(name)), name, kind, "lexicon", 0.7)
    return said_to_be([mention], text)[0].type


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("We bring Zorb, a loss function for margins.", EntityType.METHOD),
        ("We bring Zorb, a new multilingual dataset of letters.", EntityType.DATASET),
        ("We bring Zorb, the first benchmark for lawn mowers.", EntityType.BENCHMARK),
        ("Bold Order (Zorb) is an algorithm that sorts.", EntityType.METHOD),
        ("Zorb is a large corpus.", EntityType.DATASET),
    ],
)
def test_the_head_noun_tells(text, kind):
    others = {EntityType.METHOD, EntityType.DATASET, EntityType.BENCHMARK} - {kind}
    assert {said(text, "Zorb", other) for other in others} == {kind}


@pytest.mark.parametrize(
    "text",
    [
        "We use Zorb on the benchmark.",
        "Zorb, a way of life, is old.",
        "Zorb and the dataset are old.",
        "Zorb is the basis of a dataset.",
        "On Zorb, our model wins.",
        "On Zorb the model wins.",
    ],
)
def test_other_words_tell_nothing(text):
    assert said(text, "Zorb", EntityType.METHOD) is EntityType.METHOD
    assert said(text, "Zorb", EntityType.BENCHMARK) is EntityType.BENCHMARK


def test_tasks_and_metrics_are_left_alone():
    assert said("Zorb, a benchmark.", "Zorb", EntityType.TASK) is EntityType.TASK
