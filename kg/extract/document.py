"""One paper's things: mentions grouped by name and abbreviation, typed by a vote, found wherever they occur again."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kg.extract.names import distinctive, fold, never
from kg.extract.rules import CONFIDENCE, RANK
from kg.extract.urls import canonical
from kg.model import RESOURCES, EntityType, Mention, Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.extract.abbreviations import Abbreviation


@dataclass(slots=True)
class Group:
    """The mentions of one thing in one paper while it is being put together."""

    mentions: list[Mention] = field(default_factory=list)
    called: str | None = None  # its name, where no surface says it: CIFAR-10 in "CIFAR-10/100"

    @property
    def type(self) -> EntityType:
        """The type with the most confidence behind it; each rule counts once for each distinct surface."""
        kinds = {m.type for m in self.mentions}
        if len(kinds) == 1:
            return kinds.pop()
        votes: Counter[EntityType] = Counter()
        for surface, rule, kind in sorted({(m.text, m.rule, m.type) for m in self.mentions}):
            votes[kind] += CONFIDENCE[rule] * (2 if rule != "again" else 0.1)  # type: ignore[assignment]
            del surface
        return min(votes, key=lambda kind: (-votes[kind], kind.value))

    @property
    def surfaces(self) -> tuple[str, ...]:
        """Distinct strings as written, in order of first mention."""
        return tuple(dict.fromkeys(m.text for m in sorted(self.mentions, key=lambda m: m.span)))

    @property
    def name(self) -> str:
        """The string that names it best: a long form if it was defined, else the commonest surface."""
        if self.called is not None:
            return self.called
        if self.mentions[0].type is EntityType.REPOSITORY:
            return canonical(self.mentions[0].text)
        counts = Counter(m.text for m in self.mentions)
        # capitals of a heading are no part of the name of a task
        common = self.mentions[0].type in (EntityType.TASK, EntityType.METRIC)
        return min(counts, key=lambda text: (-counts[text], -len(text), common and not text.islower(), text))

    @property
    def confidence(self) -> float:
        """How sure the surest mention is."""
        return max(m.confidence for m in self.mentions)


_SAID = re.compile(
    r"(?:\s*\([^()]{1,60}\)|\))?(?:,|\s+is|,\s+which\s+is)\s+(?:a|an|the\s+first)\s+(?P<phrase>(?:[\w-]+\s+){0,5}?"
    r"(?P<head>benchmarks?|leaderboard|testbed|suite|datasets?|corpus|database|method|framework|algorithm|model|approach|"
    r"architecture|network|optimizer|loss|system|agent|pipeline|strategy|module|technique|paradigm|mechanism)s?)\b"
    r"(?!\s+(?:function|that\s+is)?\s*(?:dataset|benchmark|corpus|suite|model|method|framework|system|pipeline)s?\b)",
    re.I,
)
_STOP = re.compile(r"\b(?:for|of|that|with|which|to|on|in|from|based|by|and|using|over|via)\b", re.I)
_HEAD_TYPE = {
    "benchmark": EntityType.BENCHMARK, "leaderboard": EntityType.BENCHMARK, "testbed": EntityType.BENCHMARK,
    "suite": EntityType.BENCHMARK, "dataset": EntityType.DATASET, "corpus": EntityType.DATASET,
    "database": EntityType.DATASET,
}  # fmt: skip
_CORE = frozenset({EntityType.METHOD, EntityType.DATASET, EntityType.BENCHMARK})


def said_to_be(mentions: Iterable[Mention], text: str) -> list[Mention]:
    """The mentions, where a name is of the type that the words after it say: "EMMA, a loss function"."""
    found = list(mentions)
    told: dict[str, EntityType] = {}
    for mention in found:
        match = _SAID.match(text, mention.span.end) if mention.type in _CORE else None
        if match and not _STOP.search(match["phrase"]):
            head = match["head"].lower()
            kind = _HEAD_TYPE.get(head) or _HEAD_TYPE.get(head.removesuffix("s"), EntityType.METHOD)
            told.setdefault(fold(mention.text), kind)
    return [
        replace(mention, type=told[fold(mention.text)])
        if mention.type in _CORE and fold(mention.text) in told
        else mention
        for mention in found
    ]


_BETWEEN = re.compile(r"\s*(?:,|/|&|,?\s*\b(?:and|or|as well as)\b)\s*(?:the\s+)?", re.I)


def listed_together(mentions: Iterable[Mention], text: str) -> list[Mention]:
    """Mentions by place, where a name told only by its shape is what the names beside it in an enumeration are."""
    found = sorted(mentions, key=lambda mention: mention.span)
    for order in (range(1, len(found)), range(len(found) - 2, -1, -1)):
        step = 1 if order.step < 0 else -1
        for index in order:
            mention, beside = found[index], found[index + step]
            first, second = sorted((mention.span, beside.span))
            known = beside.rule != "shape" and beside.type in RESOURCES
            if mention.rule == "shape" and known and _BETWEEN.fullmatch(text[first.end : second.start]):
                found[index] = replace(
                    mention, type=beside.type, rule="shape-resource", confidence=CONFIDENCE["shape-resource"]
                )
    return found


_JOINT = re.compile(r"(?P<stem>.*?[A-Za-z][-\s]?)(?P<first>[vV]?\d+(?:\.\d+)?)/(?P<second>[vV]?\d+(?:\.\d+)?)")


def split_joint(groups: Iterable[Group]) -> list[Group]:
    """Groups in which "CIFAR-10/100" is a mention of CIFAR-10 and one of CIFAR-100; others as they are."""
    groups = list(groups)
    homes = {fold(surface): one for one in groups for surface in one.surfaces}
    found: list[Group] = []
    for one in groups:
        match = _JOINT.fullmatch(one.mentions[0].text) if len(one.surfaces) == 1 else None
        if match is None:
            found.append(one)
            continue
        for part in (match["first"], match["second"]):
            name = match["stem"] + part
            home = homes.get(fold(name))
            if home is None:
                found.append(Group(list(one.mentions), called=name))
            else:
                home.called = home.name  # not the joint string
                home.mentions.extend(one.mentions)
    return found


def _boundary(surface: str) -> re.Pattern[str]:
    plural = "(?:s|es)?" if surface[-1:].isalpha() and not surface.endswith("s") else ""
    return re.compile(rf"(?<![\w\\]){re.escape(surface)}{plural}(?![\w])(?!-[\d])")


def find_again(text: str, mentions: Iterable[Mention]) -> list[Mention]:
    """Every further place at which a mentioned proper name or multi-word name stands, exactly as written."""
    names: dict[str, Mention] = {}
    for mention in mentions:
        proper = distinctive(mention.text) or " " in mention.text or mention.rule == "title-prefix"
        if mention.type is not EntityType.REPOSITORY and proper and len(mention.text) > 1:
            known = names.get(mention.text)
            if known is None or RANK[mention.rule] < RANK[known.rule]:
                names[mention.text] = mention
    found = []
    for surface, source in names.items():
        for match in _boundary(surface).finditer(text):
            span = Span(*match.span())
            found.append(Mention(span, match[0], source.type, "again", round(source.confidence * 0.95, 4)))
    return found


def group(mentions: Iterable[Mention], abbreviations: Iterable[Abbreviation], text: str) -> list[Group]:
    """Mentions that mean one thing: the same folded name, or short and long form of one definition."""
    parent: dict[str, str] = {}

    def find(key: str) -> str:
        while parent.setdefault(key, key) != key:
            key = parent[key]
        return key

    def key_of(mention: Mention) -> str:
        if mention.type is EntityType.REPOSITORY:
            return "url:" + canonical(mention.text)
        return fold(mention.text)

    mentions = list(mentions)
    for mention in mentions:
        find(key_of(mention))
    for pair in abbreviations:
        short = fold(text[pair.short.start : pair.short.end])
        long = fold(text[pair.long.start : pair.long.end])
        if short in parent and long in parent:
            parent[find(short)] = find(long)
    groups: dict[str, Group] = defaultdict(Group)
    for mention in sorted(mentions, key=lambda m: m.span):
        groups[find(key_of(mention))].mentions.append(mention)
    return list(groups.values())


def abbreviation_mentions(text: str, pairs: Iterable[Abbreviation], standing: list[Mention]) -> list[Mention]:
    """Mentions for both forms of each definition: typed as the form that is known, else by the long form's head."""
    known = {fold(m.text): m for m in standing}
    found = []
    for pair in pairs:
        short, long = text[pair.short.start : pair.short.end], text[pair.long.start : pair.long.end]
        if fold(short) in never() or fold(long) in never():
            continue
        source = known.get(fold(long)) or known.get(fold(short))
        if source is not None and source.rule == "shape":
            source = None
        kind = source.type if source else head_type(long)
        if kind is None:
            continue
        rule = "abbreviation"
        for span, surface in ((pair.short, short), (pair.long, long)):
            found.append(Mention(span, surface, kind, rule, CONFIDENCE[rule]))
    return found


_HEADS: tuple[tuple[EntityType, re.Pattern[str]], ...] = (
    (EntityType.BENCHMARK, re.compile(r"(?:benchmark|challenge|leaderboard|arena|exam|suite|testbed)s?$", re.I)),
    (EntityType.DATASET, re.compile(r"(?:dataset|corpus|corpora|database|collection|treebank)s?$", re.I)),
    (
        EntityType.METRIC,
        re.compile(
            r"(?:score|rate|accuracy|error|distance|ratio|precision|recall|index|similarity|divergence|"
            r"perplexity|latency|union|curve|deviation|information|metric)s?$",
            re.I,
        ),
    ),
    (
        EntityType.TASK,
        re.compile(
            r"(?:recognition|detection|classification|generation|answering|translation|segmentation|retrieval|"
            r"parsing|completion|estimation|prediction|synthesis|reconstruction|understanding|editing|tracking|"
            r"summari[sz]ation|extraction|captioning|inference|reasoning|navigation|planning|grounding|"
            r"identification|localization|removal|restoration|unlearning|learning|adaptation|generali[sz]ation|"
            r"discovery|forecasting|recommendation|matching|verification|driving|problem|task)s?$",
            re.I,
        ),
    ),
)
_FIELD_LEARNING = re.compile(
    r"(?:contrastive|adversarial|curriculum|preference|ensemble|kernel|boosting) learning$", re.I
)
_NOTHING = re.compile(
    r"(?:language models?|networks? \(|intelligence|foundation models?|vision models?|humans?|users?|people|patients?|"
    r"disease|disorder|cancer|systems?|data|texts?|images?|things|units?|computing|vehicles?|robots?)$",
    re.I,
)


def head_type(long: str) -> EntityType | None:
    """The type that the head noun of a long form tells; ``None`` for umbrella terms and things of the world."""
    if _NOTHING.search(long):
        return None
    for kind, pattern in _HEADS:
        if pattern.search(long):
            if kind is EntityType.TASK and (_FIELD_LEARNING.search(long) or long[:1].isupper()):
                return EntityType.METHOD
            return kind
    return EntityType.METHOD
