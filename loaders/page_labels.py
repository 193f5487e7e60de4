"""Which lines of a listing page are titles and which are abstracts: the cheapest reading of the whole page.

No single line tells: titles end in question marks and run over 200 characters, abstracts may be one short sentence
or several paragraphs, and names of institutions stand anywhere. So each line gets a cost for being each part, each
pair of neighbours a cost for following each other, and the sequence of parts with the smallest sum wins (Viterbi).
Costs are in one unit, roughly "one more oddity"; they were set by hand and checked on pages rendered from real papers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto


class Part(Enum):
    """What a line of content is to its paper."""

    TITLE = auto()
    ABSTRACT = auto()
    ORPHAN = auto()  # an abstract whose title is missing
    STRAY_INSIDE = auto()  # between a title and its abstract
    STRAY = auto()  # between papers


@dataclass(frozen=True, slots=True)
class Unit:
    """A line of content, and what surrounds it."""

    text: str
    after_break: bool = False  # the paper before it is known to have ended
    before_facts: bool = False  # the next line tells the number of authors or the date


# arXiv takes no abstract of more than 1920 characters, so two paragraphs that are longer together are two abstracts.
_LONGEST_ABSTRACT = 1950
_LOST = 6.0  # a title without its abstract
_IMPOSSIBLE = 1000.0
_END_OF_SENTENCE = re.compile(r"(?<![A-Z])(?<!\bvs)(?<!\bal)(?<!\be\.g)(?<!\bi\.e)\.[\"')\]]*\s+(?=[\"'(\[]?[A-Z0-9$])")
_FULL_STOP = re.compile(r"(?<!\.)\.[\"')\]}\u201d]*$")
_ENDS = re.compile(r"[.!?:;][\"')\]}\u201d]*$|https?://\S+$")
_PROSE = re.compile(
    r"\b(?:we|our|is|are|was|were|has|have|this|these|it|its|they|which|that|been|can|may|shows?|presents?|proposes?)\b",
    re.I,
)
_INSTITUTION = re.compile(
    r"\b(?:universit\w+|institutes?|laborator\w+|labs?|college|academy|technologies|inc|corporation"
    r"|nvidia|google|deepmind|microsoft|openai|anthropic|apple|amazon|aws|ibm|intel|adobe|salesforce|alibaba"
    r"|tencent|baidu|huawei|bytedance|xiaomi|samsung|naver|sony|kaist|mit|cmu|hkust|stanford|berkeley|oxford|cambridge"
    r"|tsinghua|eth|epfl|inria|mila|cnrs)\b",
    re.I,
)
# Words of institutions' names that are words of titles too: they tell something in short lines only.
_PERHAPS_INSTITUTION = re.compile(r"\b(?:school|research|ai|meta|group|team|center|hugging face)\b", re.I)
_URL = re.compile(r"https?://\S")
_NAMES = re.compile(r"(?:[A-Z][\w.'-]*(?: [A-Z][\w.'-]*){1,3}(?:, (?:and )?| and |$)){2,}")


def label(units: list[Unit]) -> list[Part]:
    """The part of each line in the cheapest reading; of readings that cost the same, the first in order of ``Part``."""
    repeated = _repeated(units)
    best: list[dict[Part, tuple[float, Part | None]]] = []
    for index, unit in enumerate(units):
        own = _costs(unit.text, repeated=unit.text in repeated)
        if index == 0:
            best.append({part: (own[part] + _start(part), None) for part in Part})
            continue
        before = best[-1]
        step: dict[Part, tuple[float, Part | None]] = {}
        for part in Part:
            steps = ((before[prior][0] + _follow(units[index - 1], prior, unit, part), prior) for prior in Part)
            cost, prior = min(steps, key=lambda pair: pair[0])
            step[part] = (cost + own[part], prior)
        best.append(step)
    return _traced(best)


def _traced(best: list[dict[Part, tuple[float, Part | None]]]) -> list[Part]:
    if not best:
        return []
    final = best[-1]
    part: Part | None = min(Part, key=lambda last: final[last][0] + _end(last))
    parts = []
    for step in reversed(best):
        if part is not None:
            parts.append(part)
            part = step[part][1]
    return parts[::-1]


def _repeated(units: list[Unit]) -> frozenset[str]:
    """Texts that stand on the page more than once, as the names of institutions do."""
    seen: set[str] = set()
    twice: set[str] = set()
    for unit in units:
        (twice if unit.text in seen else seen).add(unit.text)
    return frozenset(twice)


def _costs(text: str, *, repeated: bool) -> dict[Part, float]:
    abstract = _as_abstract(text)
    stray = _as_stray(text) - (2.0 if repeated else 0.0)
    return {
        Part.TITLE: _as_title(text),
        Part.ABSTRACT: abstract,
        Part.ORPHAN: abstract,
        Part.STRAY_INSIDE: stray,
        Part.STRAY: stray,
    }


def _as_title(text: str) -> float:
    cost = max(0, len(text) - 150) / 20
    cost += 4.0 * len(_END_OF_SENTENCE.findall(text))
    if _FULL_STOP.search(text):
        cost += 4.0
    if _is_institution(text):
        cost += 2.5
    if text[0] in ",;)-*":
        cost += 2.0
    if _URL.search(text):
        cost += 6.0
    return cost


def _as_abstract(text: str) -> float:
    """Short lines, lines that end in the middle of a sentence and lines in title case are unlikely to be prose."""
    short = max(0.0, 1 - len(text) / 200)
    cost = 3.0 * short
    if not _ENDS.search(text):
        cost += 0.5 if len(text) > 400 else 3.5
    elif text.endswith("?"):
        cost += 2.0 * short
    if not _PROSE.search(text):
        cost += 1.5
    if len(text) < 300 and _title_case(text) > 0.6:
        cost += 2.0
    return cost


def _as_stray(text: str) -> float:
    words = len(text.split())
    if len(text) > 120 or _FULL_STOP.search(text) or _URL.search(text):
        return 30.0
    if _is_institution(text):
        return 1.5
    if _NAMES.fullmatch(text):
        return 2.0
    if ":" in text or "?" in text:
        return 9.0
    # From three words on it is dearer than a lost title: better a reject too many than a title that nobody hears of.
    return {1: 3.0, 2: 4.5, 3: 6.5, 4: 7.0}.get(words, 9.0)


def _is_institution(text: str) -> bool:
    words = len(text.split())
    if len(text) > 90 or ":" in text:
        return False
    return len(_INSTITUTION.findall(text)) / words >= 0.15 or (words <= 3 and bool(_PERHAPS_INSTITUTION.search(text)))


def _title_case(text: str) -> float:
    """Of the longer words after the first, how many begin with a capital."""
    words = [word for word in text.split()[1:] if len(word) > 3 and word[0].isalpha()]
    return sum(word[0].isupper() for word in words) / len(words) if words else 0.0


def _start(part: Part) -> float:
    return {Part.TITLE: 0.0, Part.STRAY: 0.0, Part.ORPHAN: 8.0}.get(part, _IMPOSSIBLE)


def _end(part: Part) -> float:
    return _LOST if part in {Part.TITLE, Part.STRAY_INSIDE} else 0.0


_FOLLOW: dict[tuple[Part, Part], float] = {
    (Part.TITLE, Part.ABSTRACT): 0.0,
    (Part.TITLE, Part.TITLE): _LOST,
    (Part.TITLE, Part.STRAY_INSIDE): 3.0,
    (Part.STRAY_INSIDE, Part.ABSTRACT): 0.0,
    (Part.STRAY_INSIDE, Part.STRAY_INSIDE): 0.0,
    (Part.STRAY_INSIDE, Part.TITLE): _LOST,
    (Part.ABSTRACT, Part.TITLE): 0.0,
    (Part.ABSTRACT, Part.STRAY): 0.0,
    (Part.ABSTRACT, Part.ABSTRACT): 2.0,
    (Part.ABSTRACT, Part.ORPHAN): 6.0,
    (Part.ORPHAN, Part.TITLE): 0.0,
    (Part.ORPHAN, Part.STRAY): 0.0,
    (Part.ORPHAN, Part.ABSTRACT): 2.0,
    (Part.ORPHAN, Part.ORPHAN): 6.0,
    (Part.STRAY, Part.TITLE): 0.0,
    (Part.STRAY, Part.STRAY): 0.0,
    (Part.STRAY, Part.ABSTRACT): 3.0,
    (Part.STRAY, Part.ORPHAN): 8.0,
}


def _follow(earlier: Unit, prior: Part, unit: Unit, part: Part) -> float:
    if unit.after_break:
        if (prior, part) == (Part.TITLE, Part.ABSTRACT):  # a layout with the facts above the abstract
            return 4.0
        return _end(prior) + _start(part)
    cost = _FOLLOW.get((prior, part), _IMPOSSIBLE)
    if unit.before_facts and prior in {Part.ABSTRACT, Part.ORPHAN} and part is Part.STRAY:
        cost -= 5.0  # where the layout has the institution
    if part is Part.ABSTRACT and prior is not Part.TITLE and len(earlier.text) + len(unit.text) > _LONGEST_ABSTRACT:
        cost += 8.0
    return cost
