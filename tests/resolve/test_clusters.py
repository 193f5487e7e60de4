"""Which terms mean one thing."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import EntityType, Term
from kg.resolve import resolve
from kg.resolve.clusters import cluster
from kg.resolve.known import Thing, built

from .terms import contents, entities, method, numbered

DATASET, BENCHMARK, TASK = EntityType.DATASET, EntityType.BENCHMARK, EntityType.TASK
LONG, OTHER = "convolutional neural network", "cellular neural network"


def parts(*terms: Term, **options) -> list[set[int]]:
    """The numbers of the terms that are one, by their smallest."""
    found = [{term.id for term in each.terms} for each in cluster(numbered(*terms), **options)]
    return sorted(found, key=min)


def reasons(*terms: Term, **options) -> list[str]:
    found = resolve(numbered(*terms), **options)
    return [a.reason for a in sorted(found.assignments, key=lambda a: a.term)]


@pytest.mark.parametrize(
    "names",
    [
        ("CIFAR-10", "CIFAR-100"),
        ("GPT-3", "GPT-3.5"),
        ("BERT", "RoBERTa"),
        ("LLaMA", "LLaVA"),
        ("ResNet", "ResNet-50"),
        ("top-1 accuracy", "top-5 accuracy"),
        ("ImageNet", "ImageNet-C"),
    ],
)
@pytest.mark.parametrize("type", [EntityType.METHOD, DATASET, TASK])
def test_what_is_never_one(names, type):
    assert len(set(entities(*(method(name, type=type) for name in names)))) == 2


def test_spellings_of_one_name_are_one():
    terms = [method(name) for name in ("low-rank adaptation", "Low Rank Adaptation", "low-rank adaptations")]
    assert parts(*terms) == [{1, 2, 3}]


def test_types_keep_apart_but_for_datasets_and_benchmarks():
    kinds = (EntityType.METHOD, TASK, DATASET, BENCHMARK)
    assert parts(*(method("Quux", type=kind) for kind in kinds)) == [{1}, {2}, {3, 4}]


def test_a_short_form_follows_its_long_form():
    terms = (method("CNN"), method(LONG, "CNN"), method(LONG))
    assert parts(*terms) == [{1, 2, 3}]
    assert reasons(*terms)[0] == "short form 'cnn' is defined as 'convolutionalneural'"


def test_a_short_form_that_nobody_defines_stands_for_itself():
    assert parts(method("CNN"), method(LONG)) == [{1}, {2}]
    assert reasons(method("CNN")) == ["normal form 'cnn'"]


def test_homonyms_stay_two_and_an_undefined_use_stays_alone():
    terms = (method(LONG, "CNN"), method(OTHER, "CNN"), method("CNN"))
    assert parts(*terms) == [{1}, {2}, {3}]
    assert reasons(*terms)[2] == "short form 'cnn' stands for several things and is not defined here"


def test_a_rare_second_meaning_does_not_hinder_the_common_one():
    terms = (method(LONG, "CNN", papers=9), method(OTHER, "CNN"), method("CNN"))
    assert parts(*terms) == [{1, 3}, {2}]
    assert parts(method(LONG, "CNN", papers=3), *terms[1:]) == [{1}, {2}, {3}]


def test_wordings_of_one_long_form_are_one():
    assert parts(method("low-rank adaptation", "LoRA"), method("low rank adapters", "LoRA")) == [{1, 2}]
    assert parts(method("visual transformer", "VT"), method("visual transfer", "VT")) == [{1, 2}]
    assert parts(method("visual transformer"), method("visual transfer")) == [{1}, {2}]
    first, second = (method(f"imagenet{size} pretraining", "IP") for size in ("1k", "21k"))
    assert parts(first, second) == [{1}, {2}]


def test_of_two_long_forms_the_one_that_is_met_most_says_what_a_term_is():
    both = method("numerical accuracy", "accuracy", type=EntityType.METRIC)
    one, other = (method(name, type=EntityType.METRIC, papers=3) for name in ("accuracy", "numerical accuracy"))
    assert parts(both, one) == [{1, 2}]
    assert parts(both, other) == [{1, 2}]
    assert parts(both, one, method("numerical accuracy", type=EntityType.METRIC)) == [{1, 2}, {3}]


def test_a_long_form_with_a_number_says_what_a_term_is():
    both = method("top-1 accuracy", "accuracy", type=EntityType.METRIC)
    assert parts(both, method("accuracy", type=EntityType.METRIC, papers=9)) == [{1}, {2}]


def test_the_same_words_in_another_order_are_one():
    assert parts(method("mixture of Gaussians"), method("Gaussian mixture")) == [{1, 2}]
    assert parts(method("text-to-image", type=TASK), method("image-to-text", type=TASK)) == [{1}, {2}]
    assert "is a wording of" in "".join(reasons(method("merging models"), method("model merging")))


def test_a_joint_surface_does_not_join():
    first, second = (method("CIFAR-10/100", name=name, type=DATASET) for name in ("CIFAR-10", "CIFAR-100"))
    assert parts(first, second, method("CIFAR-100", type=DATASET)) == [{1}, {2, 3}]


def test_what_is_known_of_short_forms_counts_with_what_papers_define():
    known = built([], [], [("CNN", LONG, 8)])
    assert parts(method("CNN"), method(LONG), known=known) == [{1, 2}]
    assert parts(method("CNN"), method(LONG), method(OTHER, "CNN", papers=9), known=known) == [{1}, {2}, {3}]
    assert parts(method("CNN"), method(OTHER, "CNN", papers=99), known=known) == [{1, 2}]


def test_a_long_form_that_is_known_as_another_type_does_not_count():
    rows = [(EntityType.METRIC, "attack success rate", "attack success rate", 9)]
    known = built([], rows, [("ASR", "attack success rate", 9)])
    assert parts(
        method("ASR", type=EntityType.METRIC), method("attack success rate", type=EntityType.METRIC), known=known
    ) == [{1, 2}]
    assert parts(method("ASR", type=TASK), method("attack success rate", type=TASK), known=known) == [{1}, {2}]


def test_aliases_are_followed_to_their_end():
    rows = [(EntityType.METHOD, "a tree", "tree", 3), (EntityType.METHOD, "tree", "wood", 3)]
    known = built([], rows, [])
    assert parts(method("a tree"), method("wood"), method("tree"), known=known) == [{1, 2, 3}]
    assert reasons(method("a tree"), known=known) == ["normal form 'atree' is listed for 'wood'"]


def test_aliases_in_a_circle_are_one():
    rows = [(EntityType.METHOD, "ash", "elm", 3), (EntityType.METHOD, "elm", "ash", 3)]
    assert parts(method("ash"), method("elm"), known=built([], rows, [])) == [{1, 2}]


def test_what_is_reviewed_wins_and_names_the_thing():
    known = built([Thing(EntityType.METHOD, "Elm", ("ash",))], [(EntityType.METHOD, "elm", "oak", 9)], [])
    assert parts(method("ash"), method("ELM"), method("oak"), known=known) == [{1, 2}, {3}]
    found = resolve(numbered(method("ash"), method("ash", "ELM")), known=known)
    assert [(entity.name, entity.aliases) for entity in found.entities] == [("Elm", ("ELM", "ash"))]


@pytest.mark.parametrize("name", ["-", "...", "$$"])
def test_names_without_letters_stand_alone(name):
    assert parts(method(name), method("tree")) == [{1}, {2}]


def test_repositories_go_by_their_address():
    terms = [
        Term(0, EntityType.REPOSITORY, name, (f"https://{name}",), 1)
        for name in ("github.com/a/b", "github.com/a/b", "github.com/a/c")
    ]
    assert parts(*terms) == [{1, 2}, {3}]


@given(contents, st.randoms(use_true_random=False))
def test_the_partition_does_not_depend_on_order(found, chance):
    def partition(order):
        terms = numbered(*(Term(0, *content, found[content]) for content in order))
        return {frozenset((t.type, t.name, t.surfaces) for t in each.terms) for each in cluster(terms)}

    order = list(found)
    before = partition(order)
    chance.shuffle(order)
    assert partition(order) == before
    assert sum(map(len, before)) == len(found), "each term in one cluster"


@given(contents)
def test_a_shared_spelling_joins_unless_it_is_a_short_form(found):
    terms = numbered(*(Term(0, *content, papers) for content, papers in found.items()))
    home = {term.id: index for index, each in enumerate(cluster(terms)) for term in each.terms}
    for a, b in combinations(terms, 2):
        if a.type == b.type and len(a.surfaces) == 1 and a.surfaces == b.surfaces and a.name == b.name:
            assert home[a.id] == home[b.id]
        if a.type is EntityType.METHOD and b.type is not EntityType.METHOD:
            assert home[a.id] != home[b.id]
