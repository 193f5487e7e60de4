"""One paper's things: groups, their types and names, what stands elsewhere again, joint names, enumerations."""

from __future__ import annotations

import pytest

from kg.extract.abbreviations import find_abbreviations
from kg.extract.document import (
    Group,
    abbreviation_mentions,
    find_again,
    group,
    head_type,
    listed_together,
    split_joint,
)
from kg.extract.rules import CONFIDENCE
from kg.model import EntityType, Mention, Span

from .reading import by_name, named, paper

METHOD, DATASET, TASK = EntityType.METHOD, EntityType.DATASET, EntityType.TASK


def at(text: str, name: str, type: EntityType = METHOD, rule: str = "lexicon", place: int = 0) -> Mention:
    start = text.index(name, place)
    return Mention(Span(start, start + len(name)), name, type, rule, CONFIDENCE[rule])


# --- groups -----------------------------------------------------------------------------------------------------


def test_names_that_fold_alike_are_one_group():
    text = "Random forests and random-forest and Random trees"
    found = group([at(text, name) for name in ("Random forests", "random-forest", "Random trees")], (), text)
    assert [one.surfaces for one in found] == [("Random forests", "random-forest"), ("Random trees",)]


def test_short_and_long_form_are_one_group_only_where_defined():
    text = "Random Forest (RF) and RF and Random Tree"
    names = [at(text, name) for name in ("Random Forest", "RF", "Random Tree")]
    assert [one.surfaces for one in group(names, find_abbreviations(text), text)] == [
        ("Random Forest", "RF"),
        ("Random Tree",),
    ]
    assert len(group(names, (), text)) == 3


def test_addresses_of_one_repository_are_one_group():
    text = "https://github.com/a/b and github.com/A/B.git"
    names = [at(text, name, EntityType.REPOSITORY, "url") for name in text.split(" and ")]
    (one,) = group(names, (), text)
    assert one.name == "github.com/a/b"


def test_the_type_is_voted_and_repeating_a_surface_does_not_count():
    text = "Quux Quux Quux QUUX"
    again = [at(text, "Quux", TASK, "shape", place) for place in (0, 5, 10)]
    assert Group(again).type is TASK
    assert Group([*again, at(text, "QUUX", DATASET, "lexicon")]).type is DATASET
    spellings = [at("Quux QUUX", name, TASK, "again") for name in ("Quux", "QUUX")]
    assert Group([*spellings, at(text, "QUUX", DATASET)]).type is DATASET, "what is found again proves little"
    assert Group([at(text, "Quux", TASK), at(text, "QUUX", METHOD)]).type is METHOD, "a tie goes by name"


def test_the_name_is_the_commonest_surface_then_the_longest():
    text = "Tree Forest Forest (F) Tree Oaks"
    tree = [at(text, "Tree"), at(text, "Tree", place=5), at(text, "Oaks")]
    assert Group(tree).name == "Tree"
    assert Group([at(text, "F"), at(text, "Forest")]).name == "Forest"
    assert Group(tree, called="Elm").name == "Elm"
    assert Group(tree).confidence == CONFIDENCE["lexicon"]


# --- found again ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("FooNet. FooNet", ["FooNet", "FooNet"]),
        ("FooNet, FooNets, (FooNet)", ["FooNet", "FooNets", "FooNet"]),
        ("FooNet-based, MyFooNet, FooNetwork, FooNet2", ["FooNet"]),
        ("FooNet FooNet-2 FooNet-C", ["FooNet", "FooNet"]),
        (r"FooNet \FooNet foonet", ["FooNet"]),
    ],
)
def test_again(text, places):
    found = find_again(text, [at(text, "FooNet")])
    assert [mention.text for mention in found] == places
    assert {mention.rule for mention in found} == {"again"}
    assert all(mention.confidence < CONFIDENCE["lexicon"] for mention in found)


@pytest.mark.parametrize("name", ["dropout", "Adam", "A"])
def test_a_common_looking_word_is_not_looked_for_again(name):
    assert find_again(f"{name} {name}", [at(name, name)]) == []


def test_what_is_looked_for_again():
    assert len(find_again("random forest, random forest", [at("random forest", "random forest")])) == 2
    assert len(find_again("Murmel, Murmel", [at("Murmel", "Murmel", rule="title-prefix")])) == 2
    assert find_again("github.com/x x", [at("github.com/x", "github.com/x", EntityType.REPOSITORY, "url")]) == []


# --- abbreviations ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("long", "kind"),
    [
        ("Fast Tree Pruning", METHOD),
        ("Broad Tree Benchmark", EntityType.BENCHMARK),
        ("Broad Tree Corpus", DATASET),
        ("Mean Tree Error", EntityType.METRIC),
        ("tree segmentation", TASK),
        ("Tree Segmentation", METHOD),
        ("tree contrastive learning", METHOD),
        ("tree language model", None),
        ("tree vision systems", None),
    ],
)
def test_the_head_of_a_long_form_tells_the_type(long, kind):
    assert head_type(long) == kind


def test_both_forms_take_the_type_of_the_known_one():
    text = "We use Tree Bank (TB) there."
    pairs = find_abbreviations(text)
    found = abbreviation_mentions(text, pairs, [at(text, "Tree Bank", DATASET)])
    assert [(mention.text, mention.type) for mention in found] == [("TB", DATASET), ("Tree Bank", DATASET)]
    shape = abbreviation_mentions(text, pairs, [at(text, "TB", DATASET, "shape")])
    assert {mention.type for mention in shape} == {METHOD}, "a shape is no knowledge"


def test_umbrella_terms_are_no_mentions():
    text = "By large language models (LLMs) and tree vision systems (TVS)."
    assert abbreviation_mentions(text, find_abbreviations(text), []) == []


# --- joint names and enumerations -------------------------------------------------------------------------------


def joint(*names: str) -> list[tuple[str, tuple[str, ...]]]:
    text = " and ".join(names)
    return [(one.name, one.surfaces) for one in split_joint(group([at(text, name) for name in names], (), text))]


def test_a_joint_name_is_two_things():
    assert joint("CIFAR-10/100") == [("CIFAR-10", ("CIFAR-10/100",)), ("CIFAR-100", ("CIFAR-10/100",))]
    assert [name for name, _ in joint("LLaMA-V1/V2")] == ["LLaMA-V1", "LLaMA-V2"]


def test_a_joint_name_joins_what_the_paper_names_alone():
    assert joint("CIFAR-10", "CIFAR-10/100") == [
        ("CIFAR-10", ("CIFAR-10", "CIFAR-10/100")),
        ("CIFAR-100", ("CIFAR-10/100",)),
    ]


def test_other_slashes_join_nothing():
    assert [name for name, _ in joint("ViT-B/x", "A/B", "TCP/IP")] == ["ViT-B/x", "A/B", "TCP/IP"]


def kinds(text: str, *mentions: Mention) -> list[tuple[EntityType, str]]:
    return [(mention.type, mention.rule) for mention in listed_together(mentions, text)]


def test_an_enumeration_carries_the_type_of_datasets_both_ways():
    text = "On AAx, BBx, Known, CCx and DDx; EEx"
    names = [at(text, name, rule="shape") for name in ("AAx", "BBx", "CCx", "DDx", "EEx")]
    found = kinds(text, *names, at(text, "Known", DATASET))
    assert found == [(DATASET, "shape-resource")] * 2 + [(DATASET, "lexicon")] + [
        (DATASET, "shape-resource"),
        (DATASET, "shape-resource"),
        (METHOD, "shape"),
    ]


def test_an_enumeration_carries_nothing_else():
    text = "AAx and Known then BBx"
    first, second = at(text, "AAx", rule="shape"), at(text, "BBx", rule="shape")
    assert kinds(text, first, at(text, "Known", TASK), second)[0] == (METHOD, "shape")
    assert kinds(text, first, at(text, "Known", DATASET, "shape"), second)[0] == (METHOD, "shape")
    assert kinds(text, first, at(text, "Known", DATASET), second)[2] == (METHOD, "shape")
    assert kinds(text) == []


# --- the same through the extractor -----------------------------------------------------------------------------


def test_a_paper_with_a_joint_name(extractor):
    assert named(extractor, "We train on CIFAR-10/100 only.") == {"CIFAR-10": "Dataset", "CIFAR-100": "Dataset"}


def test_a_paper_that_defines_its_short_form(extractor):
    found = by_name(extractor(paper("Fast Tree Search (FTS) is fast. All use FTS.")))
    assert list(found) == ["FTS"]
    assert found["FTS"].surfaces == ("Fast Tree Search", "FTS")


def test_an_enumeration_in_a_paper(extractor):
    found = named(extractor, "It runs on ImageNet, BarZet and QuuxZet.")
    assert found == {"ImageNet": "Dataset", "BarZet": "Dataset", "QuuxZet": "Dataset"}
