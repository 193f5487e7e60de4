"""What part a thing plays in its paper, told by the words of the sentences that name it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.extract.rules import CONFIDENCE
from kg.model import RESOURCES, EntityType

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kg.extract.document import Group
    from kg.model import Mention, Span

_PROPOSE = re.compile(
    r"\b(?:propos\w+|introduc\w+|present(?:s|ed)?|develop(?:s|ed)?|call(?:ed)?|nam(?:ed|ely)|term(?:ed)?|dub(?:bed)?|"
    r"design(?:s|ed)?|devis\w+|build|built|creat(?:e|es|ed)|construct(?:s|ed)?|releas(?:e|es|ed)|curat(?:e|es|ed)|"
    r"contribut(?:e|es)|collect(?:s|ed)?|describ(?:e|es)|formulat\w+|offer)\b",
    re.I,
)
_OWN = re.compile(
    r"\b(?:we|our|this (?:paper|work|study|report|article)|here|novel|new|called|named|dubbed|termed)\b", re.I
)
_COMPARE_BEFORE = re.compile(
    r"\b(?:outperform\w*|surpass\w*|exceed\w*|beat(?:s|ing)?|compar\w+|superior to|better than|than|over|versus|vs\.?|"
    r"baselines?|against|rival\w*|match(?:es|ing)?|unlike|relative to|state-of-the-art|competitive with|on par with)\b"
    r"[^.;]{0,110}$",
    re.I,
)
_COMPARE_AFTER = re.compile(r"^\W*(?:baselines?|\w+ baselines?)\b", re.I)
_TRAIN_BEFORE = re.compile(
    r"\b(?:train(?:ed|ing)?|pre-?train(?:ed|ing)?|fine-?tun(?:ed|ing))\s(?:\w+\s)?on\s(?:the\s|a\s)?(?:[\w-]+\s){0,2}$",
    re.I,
)
_EVALUATE = re.compile(
    r"\b(?:evaluat\w+|experiment\w*|results?|tested|test|validat\w+|accurac\w+|performance|achiev\w+|outperform\w*|"
    r"improv\w+|demonstrat\w+|score\w*|state-of-the-art|gains?|benchmark\w*|surpass\w*|empirical\w*|show\w*|on)\b",
    re.I,
)
_BACKGROUND = re.compile(
    r"\b(?:recent\w*|existing|traditional\w*|prior|previous\w*|conventional\w*|such as|"
    r"(?:have|has) (?:shown|been|become))\b",
    re.I,
)
_PART = re.compile(
    r"\b(?:for|to|that|which|based|using|with|from|of|on|by|via|in|into|where|through|over|and|as|leveraging|integrating|"
    r"combining|utilizing|incorporating|employing|unifying|tailored|built|trained|extending)\b"
)
_CALLED = re.compile(r"\b(?:called|named|dubbed|termed|namely|coined|as)\W*(?:the\s)?$")
_TITLE_COLON = re.compile(r"(?:\s*\([^)]*\))?\s*(?::\s|\s[-\u2013\u2014]{1,2}\s)")
_OUR = re.compile(r"\b(?:our|the proposed)\s+(?:(?!(?:for|of|on|in|to|with|from|by)\b)\w+[ -]){0,2}$", re.I)
_SUBJECT = re.compile(
    r"^(?:\s*\([^)]*\))?,?\s+(?:\w+ly\s+|also\s+|then\s+|first\s+|further\s+)?(?:achiev|outperform|improv|introduc|consist|"
    r"us|leverag|employ|enabl|surpass|combin|incorporat|reduc|provid|learn|train|requir|generat|deliver|attain|yield|"
    r"demonstrat|mak|tak|integrat|offer|operat|exploit|adopt|exhibit|address|contain|compris|support|extend)(?:es|s)\b"
    r"|^\s+is (?:a|an|the|built|designed|based|trained|able)\b"
)


@dataclass(frozen=True, slots=True)
class Role:
    """A role with the sentence that shows it and the rule that read it."""

    name: str
    sentence: Span
    rule: str
    confidence: float


def _role(name: str, sentence: Span, rule: str) -> Role:
    return Role(name, sentence, rule, CONFIDENCE["role:" + rule])


@dataclass(frozen=True, slots=True)
class Context:
    """A mention in its sentence: the words before and after it there."""

    mention: Mention
    sentence: Span
    index: int  # of the sentence; 0 is the title
    before: str
    after: str


def contexts(group: Group, text: str, sentences: Sequence[Span]) -> list[Context]:
    """Each mention of a group with its sentence, in order."""
    found = []
    for mention in sorted(group.mentions, key=lambda m: m.span):
        for index, sentence in enumerate(sentences):
            if sentence.start <= mention.span.start < sentence.end:
                before = text[sentence.start : mention.span.start]
                after = text[mention.span.end : sentence.end]
                found.append(Context(mention, sentence, index, before, after))
                break
    return found


def _introduced(places: list[Context], kind: EntityType) -> Role | None:
    for place in places:
        if place.index == 0 and not place.before and _TITLE_COLON.match(place.after):
            shown = next((p for p in places if p.index > 0 and _proposes(p, kind)), place)
            return _role("introduced", shown.sentence, "title-prefix")
    for place in places:
        if place.index > 0 and _proposes(place, kind):
            return _role("introduced", place.sentence, "proposed")
    if any("lexicon" in place.mention.rule for place in places):
        return None  # known from other papers: being spoken of does not make it new
    for place in places:
        subject = not place.before.strip() and _SUBJECT.search(place.after)
        if place.index > 0 and (subject or _OUR.search(place.before)):
            return _role("introduced", place.sentence, "subject")
    return None


def _proposes(place: Context, kind: EntityType) -> bool:
    """Whether the words just before a name say that this paper brings it."""
    matches = list(_PROPOSE.finditer(place.before))
    if not matches or not _OWN.search(place.before):
        return False
    if place.after.startswith(("-based", "-style", "-like", " based", "-driven")):
        return False  # "a GRPO-based framework" brings the framework
    between = place.before[matches[-1].end() :]
    # further words mean that something else is proposed, of which this is a part, a basis or a field
    if _PART.search(between):
        return bool(_CALLED.search(place.before))  # "... a framework for X called NAME" still does
    known = "lexicon" in place.mention.rule and kind not in RESOURCES
    return len(between.split()) <= (5 if known else 12)


def role_of(group: Group, kind: EntityType, text: str, sentences: Sequence[Span]) -> Role:
    """The role of a group; the default of a type is what annotators choose most often for it."""
    places = contexts(group, text, sentences)
    first = next((place for place in places if place.index > 0), places[0])
    if kind is EntityType.REPOSITORY:
        return _role("released", first.sentence, "url")
    if kind is EntityType.TASK:
        only_background = all(p.index == 1 for p in places) and _BACKGROUND.search(first.before + first.after)
        if only_background:
            return _role("mentioned", first.sentence, "task-background")
        return _role("addressed", first.sentence, "task")
    if kind is EntityType.METRIC:
        return _role("reported", places[-1].sentence, "metric")
    introduced = _introduced(places, kind)
    if introduced is not None:
        return introduced
    if kind in RESOURCES:
        return _resource_role(places, first)
    return _method_role(places, first)


def _resource_role(places: list[Context], first: Context) -> Role:
    for place in places:
        if _TRAIN_BEFORE.search(place.before) and not re.search(r"\bevaluat|\btest", place.before, re.I):
            return _role("trained_on", place.sentence, "trained-on")
    for place in places:
        if place.index > 0 and _EVALUATE.search(place.before + place.after):
            return _role("evaluated_on", place.sentence, "evaluated-on")
    return _role("evaluated_on", first.sentence, "resource")


def _method_role(places: list[Context], first: Context) -> Role:
    for place in places:
        if place.index > 0 and (_COMPARE_BEFORE.search(place.before) or _COMPARE_AFTER.search(place.after)):
            return _role("compared", place.sentence, "compared")
    return _role("used", first.sentence, "method")


def shown(role: str, group: Group, text: str, sentences: Sequence[Span]) -> Span:
    """The sentence that shows best that a group plays this role: the words of the role stand beside its name."""
    places = contexts(group, text, sentences)
    body = [place for place in places if place.index > 0] or places
    fits = _FITS.get(role)
    return next((place for place in body if fits is not None and fits(place)), body[0]).sentence


_FITS: dict[str, Callable[[Context], object]] = {
    "introduced": lambda place: _PROPOSE.search(place.before) or _OUR.search(place.before),
    "compared": lambda place: _COMPARE_BEFORE.search(place.before) or _COMPARE_AFTER.search(place.after),
    "evaluated_on": lambda place: _EVALUATE.search(place.before + place.after),
    "trained_on": lambda place: _TRAIN_BEFORE.search(place.before),
    "mentioned": lambda place: _BACKGROUND.search(place.before + place.after),
}
