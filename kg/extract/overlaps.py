"""Which of overlapping mentions stand: a pure function over spans."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.model import Mention


def resolve_overlaps(mentions: Iterable[Mention], rank: dict[str, int]) -> list[Mention]:
    """The mentions that stand, by place: the longest of those that overlap, then the better ``rank`` of its rule.

    Addresses (rank 0) beat everything, since names inside an address are no mentions.
    """
    order = sorted(
        mentions,
        key=lambda mention: (
            rank[mention.rule] > 0,
            mention.span.start - mention.span.end,
            rank[mention.rule],
            mention.span.start,
            mention.type.value,
        ),
    )
    standing: list[Mention] = []
    taken: set[int] = set()
    for mention in order:
        places = range(mention.span.start, mention.span.end)
        if taken.isdisjoint(places):
            taken.update(places)
            standing.append(mention)
    return sorted(standing, key=lambda mention: mention.span)
