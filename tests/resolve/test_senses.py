"""A short form with several meanings is taken for the one that the words around it tell."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.model import EntityType
from kg.resolve import known, resolve
from kg.resolve.senses import ambiguous, context, meanings, sense

from .terms import method, numbered

METHOD, TASK, METRIC = EntityType.METHOD, EntityType.TASK, EntityType.METRIC


@pytest.mark.parametrize(
    ("short", "type", "text", "meant"),
    [
        ("SAM", METHOD, "SAM gives masks for prompts; our segmentation module refines each object mask", "segment"),
        ("SAM", METHOD, "SAM seeks flat minima; we bound the sharpness of the loss landscape", "sharpness"),
        ("ASR", METRIC, "our jailbreak attack reaches an ASR of 90 percent on malicious prompts", "attacksuccessrate"),
    ],
)
def test_words_tell(short, type, text, meant):
    assert meant in sense([short], type, text, known())


@pytest.mark.parametrize(
    ("surfaces", "type", "text"),
    [
        (["RF"], METHOD, "We use RF."),  # nothing tells
        (["SAM", "Segment Anything Model"], METHOD, "SAM gives masks for segmentation"),  # it is said
        (["QQQQ"], METHOD, "segmentation masks"),  # one meaning or none
    ],
)
def test_what_is_not_told_is_left_open(surfaces, type, text):
    assert sense(surfaces, type, text, known()) == ""


def test_a_meaning_of_another_type_is_none():
    assert "attack" not in sense(["ASR"], TASK, "our jailbreak attack reaches a high ASR on malicious prompts", known())


def test_only_bare_short_forms_are_ambiguous():
    listed = meanings()
    assert ambiguous(["SAM"], METHOD, listed=listed) == ambiguous(["SAMs", "SAM"], METHOD, listed=listed) == "sam"
    assert ambiguous(["SAM", "SAM2"], METHOD, listed=listed) is None
    assert ambiguous(["sam"], METHOD, listed=listed) is None
    assert ambiguous([], METHOD, listed=listed) is None


def test_a_scope_sends_the_same_words_to_two_things():
    terms = numbered(method("RF"), method("random forest"), method("rectified flow"), method("RF"))
    scoped = [*terms[:3], replace(terms[3], scope=sense(["RF"], METHOD, "denoising diffusion, velocity", known()))]
    found = resolve(scoped, known=known())
    home = {each.term: each.entity for each in found.assignments}
    assert home[4] == home[3] != home[2]
    assert home[1] not in (home[2], home[3]), "the use that nothing tells stays unresolved"
    reasons = {each.term: each.reason for each in found.assignments}
    assert "stands for several things" in reasons[1]
    assert "by the words around it" in reasons[4]


def test_context_is_words():
    assert context("A mask-aware Model of 3D, and the end") == {"mask-aware", "model"}
