"""The verdict on two names, and its reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import EntityType
from kg.resolve import known, why
from kg.resolve.decisions import Decision
from kg.resolve.known import Thing, built

from .terms import POOL
from .test_normal import DIFFERENT


@pytest.mark.parametrize(
    ("a", "b", "same", "reason"),
    [
        ("GPT-3", "GPT 3", True, "same normal form 'gpt3'"),
        ("SQuAD", "SQuAD dataset", True, "same normal form 'squad'"),
        ("SGD", "stochastic gradient descent", True, "'SGD' is spelled by the words of 'stochastic gradient descent'"),
        ("stochastic gradient descent", "SGD", True, "'SGD' is spelled by the words of 'stochastic gradient descent'"),
        ("CIFAR-10", "CIFAR-100", False, "numbers differ: 10 and 100"),
        ("ResNet", "ResNet-50", False, "only one of the names holds a number"),
        ("mixture of Gaussians", "Gaussian mixture", True, "the same words in other forms or another order"),
        ("ClinicalBioBERT", "BioClinicalBERT", True, "the same words in other forms or another order"),
        (
            "XMC",
            "extreme multi-label classification",
            True,
            "'XMC' is spelled by the words of 'extreme multi-label classification'",
        ),
        ("text-to-image", "image-to-text", False, "different normal forms 'texttoimage' and 'imagetotext'"),
        ("BERT", "RoBERTa", False, "different normal forms 'bert' and 'roberta'"),
    ],
)
def test_table(a, b, same, reason):
    verdict = why(a, b)
    assert (verdict.a, verdict.b, verdict.same, verdict.reason) == (a, b, same, reason)


@pytest.mark.parametrize(("a", "b"), DIFFERENT)
def test_versions_sizes_and_variants_are_two(a, b):
    assert not why(a, b).same
    assert not why(b, a).same


@pytest.mark.parametrize(("a", "b"), [("-", "--"), ("", "-"), ("", "tree"), ("$$", "...")])
def test_names_without_letters_are_themselves_alone(a, b):
    assert not why(a, b, known=known()).same
    assert why(a, a, known=known()).same


def test_a_type_decides_which_rules_hold():
    assert why("SQuAD", "SQuAD dataset", type=EntityType.DATASET).same
    assert not why("SQuAD", "SQuAD dataset", type=EntityType.METHOD).same


def test_listed_aliases():
    known = built([], [(EntityType.METHOD, "grove", "wood", 2)], [])
    verdict = why("Grove", "woods", known=known)
    assert (verdict.same, verdict.reason) == (True, "both listed for 'wood'")
    assert not why("grove", "wood").same
    assert not why("grove", "wood", type=EntityType.TASK, known=known).same


def test_defined_short_forms():
    known = built([], [], [("XGB", "boosted tree", 5), ("XGB", "green box", 1)])
    verdict = why("boosted trees", "XGB", known=known)
    assert (verdict.same, verdict.reason) == (True, "5 abstracts define 'XGB' as 'boosted trees'")
    assert not why("XGB", "green box", known=known).same, "once may be chance"


def test_a_misspelling_is_one_only_if_one_of_the_two_is_known():
    known = built([Thing(EntityType.DATASET, "miniImageNet")], [], [])
    assert why("miniImagenNet", "miniImageNet", known=known).same
    both = built([Thing(EntityType.DATASET, name) for name in ("miniImageNet", "miniImagenNet")], [], [])
    assert not why("miniImagenNet", "miniImageNet", known=both).same


def test_a_person_decides():
    rows = [Decision("merge", "Method", "ash", "elm", note="one tree"), Decision("differ", "Method", "oak", "Oaks")]
    verdict = why("Elm", "ashes", decisions=rows[:1])
    assert not verdict.same
    verdict = why("Elm", "Ash", decisions=rows)
    assert (verdict.same, verdict.reason) == (True, "a person decided: merge 'ash' and 'elm' (one tree)")
    assert not why("oak", "oaks", decisions=rows).same
    assert not why("ash", "elm", type=EntityType.TASK, decisions=rows).same


@given(st.sampled_from(POOL), st.sampled_from(POOL))
def test_it_does_not_matter_which_is_named_first(a, b):
    assert why(a, b).same == why(b, a).same
    assert why(a, a).same
