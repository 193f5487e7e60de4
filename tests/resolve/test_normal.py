"""What may differ between two names of one thing, and what never may."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import EntityType
from kg.resolve.normal import abbreviates, group_of, is_joint, is_short, normal, numbers, stems

METHOD, DATASET, REPOSITORY = EntityType.METHOD, EntityType.DATASET, EntityType.REPOSITORY


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("BERT", "Bert"),
        ("GPT-3", "GPT 3"),
        ("GPT-3", "GPT3"),
        ("GPT\u20113", "GPT-3"),
        ("low-rank adaptation", "Low Rank Adaptations"),
        ("cross-entropy losses", "cross entropy loss"),
        ("Gaussian processes", "Gaussian process"),
        ("policies", "policy"),
        ("colour jittering", "color jittering"),
        ("labelling", "labeling"),
        ("normalisation", "normalization"),
        ("\u03b2-VAE", "beta-VAE"),
        ("Caf\u00e9", "Cafe"),
        (r"$k$-means", "k-means"),
        (r"\textsc{FooNet}", "FooNet"),
        ("FooNet.", "FooNet"),
        ("\uff26ooNet", "FooNet"),
        ("ViT-B/16", "ViT B 16"),
        ("Stein's method", "Stein\u2019s method"),
    ],
)
def test_one_name(a, b):
    assert normal(a, METHOD) == normal(b, METHOD) != ""


DIFFERENT = [
    ("CIFAR-10", "CIFAR-100"),
    ("CIFAR-10", "CIFAR-10-C"),
    ("GPT-3", "GPT-3.5"),
    ("GPT-4", "GPT-4o"),
    ("GPT", "GPT-2"),
    ("Phi-3.5", "Phi-35"),
    ("BERT", "RoBERTa"),
    ("BERT", "BERT-base"),
    ("LLaMA", "LLaVA"),
    ("LLaMA", "LLaMA-2"),
    ("LLaMA-2-7B", "LLaMA-27B"),
    ("Qwen2-5", "Qwen-25"),
    ("ResNet", "ResNet-50"),
    ("ResNet-18", "ResNet-50"),
    ("top-1", "top-5"),
    ("top-1 1", "top-11"),
    ("ImageNet", "ImageNet-C"),
    ("ImageNet", "ImageNet-1K"),
    ("ImageNet-1K", "ImageNet-21K"),
    ("MMLU", "MMLU-Pro"),
    ("SQuAD", "SQuAD 2.0"),
    ("k-means", "k-means++"),
    ("C", "C++"),
    ("A", "A*"),
    ("Adam", "AdamW"),
    ("COCO", "COCO-Stuff"),
]


@pytest.mark.parametrize(("a", "b"), DIFFERENT)
@pytest.mark.parametrize("type", [METHOD, DATASET])
def test_two_names(a, b, type):
    assert normal(a, type) != normal(b, type)
    assert not abbreviates(a, b)
    assert not abbreviates(b, a)


def test_the_head_of_a_resource_says_nothing():
    for name in ("SQuAD", "SQuAD dataset", "SQuAD corpus", "SQuAD Benchmarks"):
        assert normal(name, DATASET) == normal(name, EntityType.BENCHMARK) == "squad"
    assert normal("dataset", DATASET) == "dataset"
    assert normal("SQuAD dataset", METHOD) != normal("SQuAD", METHOD)


def test_an_address_is_its_own_form():
    assert normal("github.com/A-b/C", REPOSITORY) == "github.com/A-b/C"


def test_datasets_and_benchmarks_share_their_names():
    assert group_of(DATASET) == group_of(EntityType.BENCHMARK) == "resource"
    assert len({group_of(each) for each in EntityType}) == len(EntityType) - 1


@given(st.text(alphabet="aBsS1.- /'\u03b2\u00e9", max_size=10))
def test_case_and_outer_blanks_never_count(name):
    assert normal(name.upper(), METHOD) == normal(name.lower(), METHOD)
    assert normal(f"  {name} ", METHOD) == normal(name, METHOD)


@given(st.text(alphabet="ab", min_size=1, max_size=3), st.integers(0, 30), st.integers(0, 30))
def test_numbers_always_count(word, a, b):
    first, second = f"{word}-{a}", f"{word}-{b}"
    assert (normal(first, METHOD) == normal(second, METHOD)) == (a == b)
    assert (stems(first) == stems(second)) == (a == b)


@pytest.mark.parametrize("name", ["CIFAR-10/100", "LLaMA-V1/V2", "VOC 2007/2012", "YOLOv5/v8"])
def test_joint(name):
    assert is_joint(name)


@pytest.mark.parametrize("name", ["CIFAR-10", "ViT-B/16", "A/B", "TCP/IP", "1/2"])
def test_not_joint(name):
    assert not is_joint(name)


@pytest.mark.parametrize("name", ["BERT", "LoRA", "GPT-4", "T5", "ViT-B/16", "LLMs"])
def test_short(name):
    assert is_short(name)


@pytest.mark.parametrize("name", ["Adam", "dropout", "low-rank adaptation", "GPT 4", "", "AVeryLongNameOfATree"])
def test_not_short(name):
    assert not is_short(name)


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("SGD", "stochastic gradient descent"),
        ("CNN", "convolutional neural networks"),
        ("CNNs", "convolutional neural network"),
        ("LoRA", "low-rank adaptation"),
        ("ViT", "Vision Transformer"),
        ("PPO", "Proximal Policy Optimization"),
        ("BoW", "bag of words"),
    ],
)
def test_abbreviates(short, long):
    assert abbreviates(short, long)


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("SGD", "gradient descent"),
        ("SGD", "stochastic descent"),
        ("GPT-3", "generative pretrained transformer 2"),
        ("BERT", "tree"),
        ("", "some tree"),
        ("ST", ""),
        ("MATH", "mathematics dataset"),
        ("replay", "replay buffer"),
    ],
)
def test_does_not_abbreviate(short, long):
    assert not abbreviates(short, long)


def test_stems_tell_wordings_from_versions():
    assert stems("low-rank adaptation") == stems("Low Rank Adapters")
    assert stems("imagenet21k pretraining") != stems("imagenet1k pretraining")
    assert stems("convolutional network") != stems("cellular network")


def test_numbers():
    assert numbers("GPT-3.5 of 2024") == ("3.5", "2024")
    assert numbers("BERT") == ()
