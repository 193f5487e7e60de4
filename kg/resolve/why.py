"""Are two names one thing, and why: the same rules that resolution follows, told for two names alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.model import EntityType
from kg.resolve.normal import abbreviates, group_of, normal, numbers
from kg.text import plain

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether two names are one thing, with the reason in words."""

    a: str
    b: str
    same: bool
    reason: str


def _initials_of(short: str, long: str) -> bool:
    compact = re.sub(r"[-\s]", "", short)
    return compact.isalnum() and 2 <= len(compact) <= 8 and " " not in short.strip() and abbreviates(compact, long)


def why(
    a: str, b: str, *, type: EntityType | None = None, aliases: Mapping[tuple[str, str], str] | None = None
) -> Verdict:
    """The verdict on two names; without a type they are one if any type makes them one."""
    kinds = [type] if type else [EntityType.METHOD, EntityType.DATASET, EntityType.TASK, EntityType.METRIC]
    for kind in kinds:
        left, right = normal(a, kind), normal(b, kind)
        if left == right:
            return Verdict(a, b, same=True, reason=f"same normal form {left!r}")
    if numbers(a) != numbers(b) and numbers(a) and numbers(b):
        return Verdict(a, b, same=False, reason=f"numbers differ: {', '.join(numbers(a))} and {', '.join(numbers(b))}")
    for kind in kinds:
        group, left, right = group_of(kind), normal(a, kind), normal(b, kind)
        meaning = {(aliases or {}).get((group, left), left), (aliases or {}).get((group, right), right)}
        if len(meaning) == 1:
            return Verdict(a, b, same=True, reason=f"both listed for {meaning.pop()!r}")
    short, long = sorted((plain(a), plain(b)), key=len)
    if _initials_of(short, long):
        return Verdict(a, b, same=True, reason=f"{short!r} is spelled by the words of {long!r}")
    if numbers(a) != numbers(b):
        return Verdict(a, b, same=False, reason="only one of the names holds a number")
    return Verdict(
        a, b, same=False, reason=f"different normal forms {normal(a, kinds[0])!r} and {normal(b, kinds[0])!r}"
    )
