"""Entities out of clusters: names, types, ids that are kept."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Entity, EntityType, Term
from kg.resolve import resolve

from .terms import contents, entities, ids_of, method, numbered

DATASET, BENCHMARK, TASK = EntityType.DATASET, EntityType.BENCHMARK, EntityType.TASK


def only(*terms: Term) -> Entity:
    (entity,) = resolve(numbered(*terms)).entities
    return entity


# --- names and types --------------------------------------------------------------------------------------------


def test_the_commonest_spelling_is_the_name_and_the_others_are_aliases():
    entity = only(method("random forests", papers=3), method("Random Forest", papers=2), method("random-forest"))
    assert entity == Entity(
        "method:random-forests", EntityType.METHOD, "random forests", ("Random Forest", "random-forest")
    )


def test_among_equals_capitals_win_then_the_shorter():
    assert only(method("random forest"), method("Random Forest")).name == "Random Forest"
    assert only(method("Random Forests"), method("Random Forest")).name == "Random Forest"


def test_a_dataset_here_and_a_benchmark_there_is_one_node_of_the_commoner_type():
    entity = only(method("Quux", type=BENCHMARK, papers=2), method("Quux dataset", type=DATASET))
    assert (entity.id, entity.type, entity.aliases) == ("benchmark:quux", BENCHMARK, ("Quux dataset",))
    assert only(method("Quux", type=BENCHMARK), method("Quux", type=DATASET)).type is BENCHMARK


def test_a_joint_surface_is_no_alias():
    entity = only(method("CIFAR-10", "CIFAR-10/100", type=DATASET))
    assert (entity.name, entity.aliases) == ("CIFAR-10", ())
    assert only(method("CIFAR-10/100", name="CIFAR-10", type=DATASET)).id == "dataset:cifar-10"


def test_a_repository_is_called_by_its_address():
    term = Term(0, EntityType.REPOSITORY, "github.com/a/b", ("https://github.com/a/b",), 1, "code")
    assert only(term, term) == Entity(
        "repository:github.com/a/b", EntityType.REPOSITORY, "https://github.com/a/b", (), kind="code"
    )


@pytest.mark.parametrize(
    ("name", "id"),
    [("GPT-3.5", "method:gpt-3.5"), ("C++", "method:c++"), ("Caf\u00e9 Net", "method:cafe-net"), ("A*", "method:a")],
)
def test_ids_are_readable(name, id):
    assert only(method(name)).id == id


def test_a_name_that_two_things_share_gets_a_hash_that_does_not_depend_on_order():
    star, plain = method("A*"), method("A", papers=2)
    first, second = entities(star, plain), entities(plain, star)
    assert first == second[::-1]
    assert second[0] == "method:a"
    assert re.fullmatch(r"method:a-[0-9a-f]{6}", second[1])


def test_homonyms_have_ids_of_their_own():
    found = entities(method("convolutional neural network", "CNN"), method("cellular neural network", "CNN"))
    assert len(set(found)) == 2


def test_nothing_gives_nothing():
    found = resolve([])
    assert (found.entities, found.assignments, found.redirects) == ((), (), {})


# --- ids kept ---------------------------------------------------------------------------------------------------


def again(before: dict, *terms: Term) -> tuple[list[str], dict[str, str]]:
    every = numbered(*terms)
    found = resolve(every, assigned=before)
    by_number = {a.term: a.entity for a in found.assignments}
    return [by_number[term.id] for term in every], found.redirects


def given_before(**ids: str) -> dict:
    return {(EntityType.METHOD, name, (name,), ""): entity for name, entity in ids.items()}


def test_an_id_stays_though_the_name_changes():
    found, redirects = again(given_before(tree="method:tree"), method("tree"), method("Tree", papers=9))
    assert found == ["method:tree", "method:tree"]
    assert redirects == {}
    found, redirects = again(given_before(tree="method:oak"), method("tree"))
    assert (found, redirects) == (["method:oak"], {})


def test_two_that_become_one_leave_a_redirect():
    before = given_before(**{"OT": "method:ot", "oak tree": "method:oak"})
    joined = method("oak tree", "OT")
    found, redirects = again(before, method("OT", papers=2), method("oak tree"), joined)
    assert found == ["method:ot"] * 3, "the id that more papers use"
    assert redirects == {"method:oak": "method:ot"}
    found, redirects = again(before, method("OT"), method("oak tree"), joined)
    assert (set(found), redirects) == ({"method:oak"}, {"method:ot": "method:oak"}), "among equals the first"


def test_one_that_becomes_two_keeps_its_id_where_most_papers_are():
    before = given_before(tree="method:one", oak="method:one")
    found, redirects = again(before, method("tree"), method("oak", papers=2))
    assert found == ["method:tree", "method:one"]
    assert redirects == {}


def test_a_change_of_type_leaves_a_redirect():
    before = {(DATASET, "Quux", ("Quux",), ""): "dataset:quux"}
    found, redirects = again(before, method("Quux", type=DATASET), method("Quux", type=BENCHMARK, papers=2))
    assert found == ["benchmark:quux"] * 2
    assert redirects == {"dataset:quux": "benchmark:quux"}


def test_a_new_thing_does_not_take_an_id_that_is_given():
    found, _ = again(given_before(tree="method:oak"), method("tree"), method("oak", papers=9))
    assert found[0] == "method:oak"
    assert re.fullmatch(r"method:oak-[0-9a-f]{6}", found[1])


def test_ids_of_what_is_gone_are_forgotten():
    found, redirects = again(given_before(tree="method:tree"), method("oak"))
    assert (found, redirects) == (["method:oak"], {})


# --- laws -------------------------------------------------------------------------------------------------------


@given(contents, st.randoms(use_true_random=False))
def test_a_fresh_resolution_does_not_depend_on_order(found, chance):
    before, first = ids_of(found)
    order = list(found)
    chance.shuffle(order)
    after, second = ids_of({content: found[content] for content in order})
    assert after == before
    assert second.entities == first.entities
    assert first.redirects == second.redirects == {}


@given(contents)
def test_every_term_has_one_entity_and_every_entity_a_term(found):
    ids, resolution = ids_of(found)
    listed = [entity.id for entity in resolution.entities]
    assert listed == sorted(set(listed))
    assert set(ids.values()) == set(listed)
    assert all(assignment.reason for assignment in resolution.assignments)
    types = {entity.id: entity.type for entity in resolution.entities}
    for entity in resolution.entities:
        assert entity.id.startswith(entity.type.value.lower() + ":")
        assert entity.name not in entity.aliases
    for (kind, _, _), entity_id in ids.items():
        assert types[entity_id] == kind or {types[entity_id], kind} == {DATASET, BENCHMARK}


@given(contents, contents, st.randoms(use_true_random=False))
def test_ids_of_a_batch_stay_or_leave_a_redirect(first, second, chance):
    before, _ = ids_of(first)
    both = {**second, **first}
    order = list(both)
    chance.shuffle(order)
    after, resolution = ids_of({content: both[content] for content in order}, before)
    live = {entity.id for entity in resolution.entities}
    for content in first:
        assert before[content] in live or resolution.redirects[before[content]] in live
    assert live.isdisjoint(resolution.redirects)
    assert set(resolution.redirects.values()) <= live
    settled, third = ids_of(both, after)
    assert settled == after, "nothing new, nothing changes"
    assert third.redirects == {}


@given(contents)
def test_ids_do_not_change_without_a_reason(found):
    before, _ = ids_of(found)
    after, resolution = ids_of({content: papers * 2 for content, papers in found.items()}, before)
    assert after == before
    assert resolution.redirects == {}
