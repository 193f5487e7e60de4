"""The verdict on two names, and its reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import EntityType
from kg.resolve import why

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


def test_a_type_decides_which_rules_hold():
    assert why("SQuAD", "SQuAD dataset", type=EntityType.DATASET).same
    assert not why("SQuAD", "SQuAD dataset", type=EntityType.METHOD).same


def test_listed_short_forms():
    aliases = {("method", "xgb"): "boostedtree"}
    verdict = why("XGB", "boosted trees", aliases=aliases)
    assert (verdict.same, verdict.reason) == (True, "both listed for 'boostedtree'")
    assert not why("XGB", "boosted trees").same
    assert not why("XGB", "boosted trees", type=EntityType.TASK, aliases=aliases).same


@given(st.sampled_from(POOL), st.sampled_from(POOL))
def test_it_does_not_matter_which_is_named_first(a, b):
    assert why(a, b).same == why(b, a).same
    assert why(a, a).same
