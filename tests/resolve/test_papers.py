"""What several papers say, read and resolved together."""

from __future__ import annotations

from kg.model import Paper, Term
from kg.resolve import resolve


def nodes(extractor, *abstracts: str) -> dict[str, set[str]]:
    """Name, as papers give it -> the nodes that it means."""
    terms: dict[int, Term] = {}
    for number, abstract in enumerate(abstracts):
        for entity in extractor(Paper(f"title:{number}", "On pruned trees", abstract)).entities:
            terms[len(terms)] = Term(len(terms), entity.type, entity.name, entity.surfaces, 1, entity.kind)
    found: dict[str, set[str]] = {}
    for assignment in resolve(terms.values()).assignments:
        found.setdefault(terms[assignment.term].name, set()).add(assignment.entity)
    return found


def test_one_repository_however_it_is_written(extractor):
    written = [
        "https://github.com/Ab/Cd",
        "http://www.github.com/ab/cd/",
        "github.com/ab/cd.git",
        "www.github.com/AB/cd",
    ]
    assert nodes(extractor, *(f"Code: {each}." for each in written)) == {
        "github.com/ab/cd": {"repository:github.com/ab/cd"}
    }


def test_a_dataset_here_and_a_benchmark_there(extractor):
    found = nodes(extractor, "We use the Quuxo3 dataset.", "We use the Quuxo3 benchmark.", "We use the Quuxo3 dataset.")
    assert found == {"Quuxo3": {"dataset:quuxo3"}}


def test_a_joint_name_and_its_parts(extractor):
    found = nodes(extractor, "We train on CIFAR-10/100.", "We train on CIFAR-100.", "We train on CIFAR-10.")
    assert found == {"CIFAR-10": {"dataset:cifar-10"}, "CIFAR-100": {"dataset:cifar-100"}}


def test_a_short_form_is_carried_to_papers_that_do_not_define_it(extractor):
    found = nodes(extractor, "We use Fast Zorb Trees (FZT).", "We use FZT.")
    assert set.union(*found.values()) == {"method:fzt"}


def test_a_short_form_of_two_things_stays_apart(extractor):
    abstracts = ("We use Fast Zorb Trees (FZT).", "We use Final Zinc Twigs (FZT).", "We use FZT.")
    assert len(set.union(*nodes(extractor, *abstracts).values())) == 3
