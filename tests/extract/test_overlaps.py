"""Which of overlapping mentions stand."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.overlaps import resolve_overlaps
from kg.extract.rules import CONFIDENCE, RANK
from kg.model import EntityType, Mention, Span

TEXT = "abcdefgh"
RULES = ("url", "lexicon", "shape", "again")


def mention(start: int, end: int, rule: str = "lexicon", type: EntityType = EntityType.METHOD) -> Mention:
    return Mention(Span(start, end), TEXT[start:end], type, rule, 0.5)


mentions = st.builds(
    lambda start, length, rule, type: mention(start, start + length, rule, type),
    st.integers(0, 5),
    st.integers(1, 3),
    st.sampled_from(RULES),
    st.sampled_from([EntityType.METHOD, EntityType.TASK]),
)


@pytest.mark.parametrize(
    ("given_", "standing"),
    [
        ([mention(0, 2), mention(0, 4)], [mention(0, 4)]),
        ([mention(0, 3, "shape"), mention(2, 4)], [mention(0, 3, "shape")]),
        ([mention(0, 2, "shape"), mention(0, 2)], [mention(0, 2)]),
        ([mention(0, 2, "again"), mention(1, 3, "shape")], [mention(1, 3, "shape")]),
        ([mention(0, 6), mention(2, 4, "url")], [mention(2, 4, "url")]),
        ([mention(0, 2), mention(2, 4)], [mention(0, 2), mention(2, 4)]),
        ([mention(0, 2), mention(1, 3)], [mention(0, 2)]),
        ([mention(0, 2, type=EntityType.TASK), mention(0, 2)], [mention(0, 2)]),
        ([], []),
    ],
    ids="longest,longest-beats-rank,rank,rank-of-equals,address,side-by-side,first,type,none".split(","),
)
def test_table(given_, standing):
    assert resolve_overlaps(given_, RANK) == standing


@given(st.lists(mentions, max_size=6), st.randoms(use_true_random=False))
def test_laws(found, chance):
    before = list(found)
    standing = resolve_overlaps(found, RANK)
    assert found == before, "the argument is left alone"
    assert standing == sorted(standing, key=lambda one: one.span)
    assert all(a.span.end <= b.span.start for a, b in pairwise(standing))
    assert set(standing) <= set(found)
    for one in found:  # nothing falls without a reason
        assert any(one.span.start < other.span.end and other.span.start < one.span.end for other in standing)
    assert resolve_overlaps(standing, RANK) == standing
    chance.shuffle(found)
    assert resolve_overlaps(found, RANK) == standing
    assert resolve_overlaps(iter(found), RANK) == standing


def test_every_rule_has_a_rank_and_a_confidence():
    assert set(RANK) <= set(CONFIDENCE)
    assert len(set(RANK.values())) == len(RANK)
    assert RANK["url"] == 0
    assert all(0 < value < 1 for value in CONFIDENCE.values())
