"""Terms by hand, and from tiny pools so that they collide."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from kg.model import EntityType, Term
from kg.resolve import resolve

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.resolve import Resolution

Content = tuple[EntityType, str, tuple[str, ...]]
POOL = (
    "CNN|CNNs|convolutional neural network|Convolutional Neural Networks|cellular neural network|BERT|Bert|RoBERTa|"
    "GPT-3|GPT3|GPT-3.5|LoRA|low-rank adaptation|low rank adapters|CIFAR-10|CIFAR-10/100|CIFAR-100|ImageNet|"
    "ImageNet dataset|imagenet21k pretraining|imagenet1k pretraining|-|A|a"
).split("|")
TYPES = (EntityType.METHOD, EntityType.DATASET, EntityType.BENCHMARK, EntityType.TASK)
_named = st.builds(
    lambda type, surfaces: (type, surfaces[0], tuple(surfaces)),
    st.sampled_from(TYPES),
    st.lists(st.sampled_from(POOL), min_size=1, max_size=2, unique=True),
)
_served = st.builds(
    lambda owner: (EntityType.REPOSITORY, f"github.com/{owner}", (f"https://github.com/{owner}",)),
    st.sampled_from(["a/b", "a/c"]),
)
contents = st.dictionaries(st.one_of(_named, _named, _named, _served), st.integers(1, 3), min_size=1, max_size=9)


def method(*surfaces: str, papers: int = 1, name: str | None = None, type: EntityType = EntityType.METHOD) -> Term:
    """A term without its number."""
    return Term(0, type, name or surfaces[0], surfaces, papers)


def numbered(*terms: Term) -> list[Term]:
    """The terms with numbers from 1, as a store gives them."""
    return [replace(t, id=i) for i, t in enumerate(terms, start=1)]


def ids_of(
    found: Mapping[Content, int], assigned: Mapping[Content, str] | None = None
) -> tuple[dict[Content, str], Resolution]:
    """The id of every content, the terms numbered in the order in which they come."""
    terms = numbered(*(Term(0, *content, papers) for content, papers in found.items()))
    before = {(*content, ""): entity for content, entity in (assigned or {}).items()}
    resolution = resolve(terms, assigned=before)
    by_number = {assignment.term: assignment.entity for assignment in resolution.assignments}
    return {(term.type, term.name, term.surfaces): by_number[term.id] for term in terms}, resolution


def entities(*terms: Term, **options) -> list[str]:
    """The entity of each term, in order."""
    every = numbered(*terms)
    by_number = {a.term: a.entity for a in resolve(every, **options).assignments}
    return [by_number[term.id] for term in every]
