"""What a short form with several meanings stands for in a paper that does not define it: the words around it tell.

A naive Bayes classifier over the words of title and abstract; its weights are log odds counted over the abstracts that
define the short form (``ontology/lexicons/senses.tsv``).
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

from kg.resolve.clusters import SENSE, surfaces_of
from kg.resolve.known import SENSES, Known, table
from kg.resolve.normal import group_of, is_short, normal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kg.model import EntityType, Term

MARGIN = math.log(4)  # the best meaning must be so much likelier than the next, else none is chosen
_WORD = re.compile(r"[a-z][a-z-]{3,}")
Meaning = tuple[str, int, dict[str, float]]  # long form, abstracts that define it so, log odds of words


def context(text: str) -> frozenset[str]:
    """The words of a text that may tell a meaning: small letters, four and more."""
    return frozenset(_WORD.findall(text.casefold()))


@cache
def meanings() -> dict[str, list[Meaning]]:
    """Short forms (their normal form) with several meanings."""
    from kg.model import EntityType

    found: dict[str, list[Meaning]] = defaultdict(list)
    for row in table(SENSES):
        odds = (part.rpartition(":") for part in row["words"].split())
        weights = {word: float(value) for word, _, value in odds}
        found[normal(row["short"], EntityType.METHOD)].append((row["long"], int(row["papers"]), weights))
    return dict(found)


def ambiguous(surfaces: Iterable[str], type: EntityType, *, listed: Mapping[str, list[Meaning]]) -> str | None:
    """The short form of a thing that is only called by one with several meanings."""
    surfaces = list(surfaces)
    forms = {normal(surface, type) for surface in surfaces}
    form = min(forms, default="")
    return form if len(forms) == 1 and form in listed and all(map(is_short, surfaces)) else None


def sense(surfaces: Iterable[str], type: EntityType, text: str, known: Known) -> str:
    """The scope of a term in one paper: the meaning of its short form, or nothing where the words do not tell."""
    listed = meanings()
    form = ambiguous(surfaces, type, listed=listed)
    if form is None or known.name((group_of(type), form)) != (group_of(type), form):
        return ""
    fitting = known.meanings(form, group_of(type))
    words = context(text)
    scored: dict[str, float] = {}
    for long, papers, weights in listed[form]:
        name = known.name((group_of(type), normal(long, type)))
        if name in fitting:
            told = sum(weight for word, weight in weights.items() if word in words)
            scored[name[1]] = max(scored.get(name[1], -math.inf), math.log(papers) + told)
    best, *others = sorted(scored.items(), key=lambda item: (-item[1], item[0])) or [("", 0.0)]
    settled = best[0] and (not others or best[1] - others[0][1] >= MARGIN)
    return SENSE + best[0] if settled and len(listed[form]) > 1 else ""


def scope_of(term: Term, text: str, known: Known) -> str:
    """``sense`` of a term."""
    return sense(surfaces_of(term), term.type, text, known)
