"""Are two names one thing, and why: the rules that resolution follows, told for two names alone.

The differences of two names are described first, then judged (as in Gilda, Gyori et al. 2022): what may differ makes
them one, what never may makes them two, whatever else agrees.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.model import EntityType
from kg.resolve.decisions import MERGE, settles
from kg.resolve.known import Known
from kg.resolve.normal import abbreviates, group_of, is_head, is_short, normal, numbers
from kg.resolve.wording import same_wording, typo
from kg.text import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.resolve.decisions import Decision
    from kg.resolve.known import Key

_KINDS = (EntityType.METHOD, EntityType.DATASET, EntityType.TASK, EntityType.METRIC)
_CROSSED = re.compile(r"\b(?:e?x(?=treme)|cross)", re.I)  # XMC, ZS-XLT: X for extreme, X for cross
_OWNER = re.compile(
    r"^(?:Caltech|Stanford|MIT|CMU|Oxford|Google|Amazon|Microsoft|MS|Meta|Facebook|NVIDIA|OpenAI|Allen ?AI) "
)
_FEWEST = 2  # abstracts that define a short form so, for two names alone


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether two names are one thing, with the reason in words."""

    a: str
    b: str
    same: bool
    reason: str


def why(
    a: str,
    b: str,
    *,
    type: EntityType | None = None,
    known: Known | None = None,
    decisions: Sequence[Decision] = (),
) -> Verdict:
    """The verdict on two names; without a type they are one if any type makes them one. A person's decision wins."""
    tables = known or Known()
    kinds = [type] if type else list(_KINDS)
    decided = [each for each in decisions if each.kind in kinds and settles(each, a, b)]
    if decided:
        row = decided[-1]
        note = f" ({row.note})" if row.note else ""
        return Verdict(a, b, same=row.action == MERGE, reason=f"a person decided: {row.told()}{note}")
    if plain(a) == plain(b):
        return Verdict(a, b, same=True, reason="the same string")
    if not all(normal(name, EntityType.METHOD) for name in (a, b)):
        return Verdict(a, b, same=False, reason="a name without letters and digits is only itself")
    same = _named_alike(a, b, kinds, tables)
    if same is None and numbers(a) and numbers(b) and numbers(a) != numbers(b):
        return Verdict(a, b, same=False, reason=f"numbers differ: {', '.join(numbers(a))} and {', '.join(numbers(b))}")
    same = same or _abbreviated(a, b, kinds, tables)
    if same is None and numbers(a) != numbers(b):
        return Verdict(a, b, same=False, reason="only one of the names holds a number")
    same = same or _reworded(a, b, kinds, tables)
    if same is not None:
        return Verdict(a, b, same=True, reason=same)
    forms = [normal(name, kinds[0]) for name in (a, b)]
    return Verdict(a, b, same=False, reason=f"different normal forms {forms[0]!r} and {forms[1]!r}")


def _named_alike(a: str, b: str, kinds: Sequence[EntityType], known: Known) -> str | None:
    """One normal form, or aliases of one name."""
    for kind in kinds:
        left, right = normal(a, kind), normal(b, kind)
        if left == right != "":
            return f"same normal form {left!r}"
    for kind in kinds:
        left_key, right_key = (known.named((group_of(kind), normal(name, kind)), name) for name in (a, b))
        if left_key == right_key:
            return f"both listed for {known.spelled(left_key)!r}"
    for kind in kinds:
        if known.synonymous(*((group_of(kind), normal(name, kind)) for name in (a, b))):
            return "listed as synonyms (a graph joins them only by a decision: papers also keep them apart)"
    return None


def _abbreviated(a: str, b: str, kinds: Sequence[EntityType], known: Known) -> str | None:
    """A short form and what abstracts define it as, or what its letters spell."""
    for short, long in ((a, b), (b, a)):
        for kind in kinds:
            target = known.named((group_of(kind), normal(long, kind)), long)
            defined = known.meanings(normal(short, EntityType.METHOD), group_of(kind)) if is_short(plain(short)) else {}
            met = sum(papers for key, papers in defined.items() if _one(key, target, long, known))
            if met >= _FEWEST:
                return f"{met} abstracts define {plain(short)!r} as {plain(long)!r}"
    short, long = sorted((plain(a), plain(b)), key=len)
    for form in _bare(short, kinds):
        if any(_initials_of(form, each) for each in _bare(long, kinds)):
            return f"{form!r} is spelled by the words of {long!r}"
    return None


def _bare(name: str, kinds: Sequence[EntityType]) -> list[str]:
    """A name, and the same without the head noun that may stand behind it (SCL loss)."""
    first, _, head = name.rpartition(" ")
    return [name, first] if first and any(is_head(head, kind) for kind in kinds) else [name]


def _one(key: Key, target: Key, long: str, known: Known) -> bool:
    return key == target or same_wording(known.spelled(key), long)


def _initials_of(short: str, long: str) -> bool:
    compact = re.sub(r"[-\s]", "", short)
    fitting = compact.isalnum() and 2 <= len(compact) <= 8 and " " not in short.strip()
    return fitting and any(abbreviates(compact, form) for form in (long, _CROSSED.sub("x", long)))


def _reworded(a: str, b: str, kinds: Sequence[EntityType], known: Known) -> str | None:
    """The same words in other forms or another order, one of them misspelled, or the owner of a dataset said or not."""
    if same_wording(a, b):
        return "the same words in other forms or another order"
    bare = [_OWNER.sub("", plain(name)) for name in (a, b)]
    if (
        EntityType.DATASET in kinds
        and bare != [a, b]
        and normal(bare[0], EntityType.DATASET) == normal(bare[1], EntityType.DATASET)
    ):
        return "one dataset with and without its owner"
    for kind in kinds:
        keys = [(group_of(kind), normal(name, kind)) for name in (a, b)]
        if typo(a, b) and sum(known.lists(key) for key in keys) == 1:
            return "one letter apart in a long name, and only one of the two is known"
    return None
