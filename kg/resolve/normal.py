"""Normal forms of names: what may differ between two names of one thing, and what never may."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from kg.model import RESOURCES, EntityType
from kg.text import plain

_LATEX = re.compile(r"\\(?:text(?:bf|it|sc|tt|rm)?|math(?:bf|rm|cal|bb)?|emph|uline|underline|xspace|name)\b|[${}\\~]")
_BRITISH = (
    (re.compile(r"is(ation|ing|ed|er|e)(s?)\b"), r"iz\1\2"),
    (re.compile(r"our(al|ed|ing|s?)\b"), r"or\1"),
    (re.compile(r"ell(ing|ed)\b"), r"el\1"),
)
_KEEP_S = re.compile(r"(?:ss|us|is|os|as)$")
_GREEK = {"α": "alpha", "β": "beta", "γ": "gamma", "λ": "lambda", "ε": "epsilon", "σ": "sigma", "π": "pi"}
_NUMERALS = {
    word: str(value) for value, word in enumerate("zero one two three four five six seven eight nine ten".split())
}
_NUMERAL = re.compile(rf"\b({'|'.join(_NUMERALS)})(?=-)|(?<=-)({'|'.join(_NUMERALS)})\b")
# One way of writing for what is written in several; "to" is spelled 2 between such words alone (word2vec is a name).
_SAME = (
    (re.compile(r"\b(seq|text|image|img|speech|audio|video|code|table|data|sim)2(?=[a-z])"), r"\1-to-"),
    (re.compile(r"\bseq\b"), "sequence"),
    (re.compile(r"\bmin-?max\b"), "minimax"),
    (re.compile(r"\b(layer|batch|group|instance|weight)[- ]?norms?\b"), r"\1 normalization"),
    (re.compile(r"\bmaths?(?=[- ]\w)"), "mathematical"),
    (re.compile(r"(?<=[a-z])(?<!con)[-_ .]*\bv\.? ?(?=\d)|(?<=[a-z])(?<!con)v(?=\d)"), ""),  # LLaMA-V2, Llama 2
)
# Heads that say only what kind of thing a name of this type is; "SQuAD dataset" is SQuAD.
_RESOURCE_HEADS = frozenset("dataset datasets corpus corpora benchmark benchmarks database data".split())
_HEADS: dict[EntityType, frozenset[str]] = {
    EntityType.DATASET: _RESOURCE_HEADS,
    EntityType.BENCHMARK: _RESOURCE_HEADS,
    EntityType.METHOD: frozenset(
        "model network algorithm method approach technique framework architecture strategy loss objective".split()
    ),
    EntityType.TASK: frozenset("task problem".split()),
    EntityType.METRIC: frozenset("score metric value".split()),
}
# Of a method two words must stay ("residual network" is not "residual"), or a short form ("CE loss", "EM algorithm").
_NEVER_ALONE = frozenset({EntityType.METHOD})
_AFTER_SHORT = frozenset("algorithm method loss objective".split())
_SHORT_LETTERS = 4
_KEPT = 1 << 16  # names


def _singular(word: str) -> str:
    if len(word) > 3 and word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith("sses"):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not _KEEP_S.search(word):
        return word[:-1]
    return word


# A name is looked at for several types and for its numbers; what does not depend on those is worked out once.
@lru_cache(maxsize=_KEPT)
def _spelled(name: str) -> str:
    """The name in small letters, with one way of writing for accents, Greek letters, numerals and versions."""
    text = _LATEX.sub("", plain(name)).casefold()
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
        text = "".join(_GREEK.get(c, c) for c in text)
    text = _NUMERAL.sub(lambda match: _NUMERALS[match[0]], text)
    for pattern, replacement in _SAME:
        text = pattern.sub(replacement, text)
    return text


@lru_cache(maxsize=_KEPT)
def _words(name: str) -> tuple[str, ...]:
    """Words in small letters, in the singular and in American spelling."""
    # a sign, a power and a decimal point carry meaning; hyphens, slashes, quotes and blanks do not,
    # but between two digits a separator must stay ("top-1 1" is not "top-11")
    text = re.sub(r"(?<=\d)[-_/\s]+(?=\d)", "#", _spelled(name))
    words = []
    for word in re.sub(r"[-_/\s]+", " ", text).strip(" .,:;()'\"").split():
        folded = _singular(word)
        if len(folded) > 5:
            for pattern, replacement in _BRITISH:
                folded = pattern.sub(replacement, folded)
        words.append(folded)
    return tuple(words)


def _without_head(words: tuple[str, ...], type: EntityType) -> tuple[str, ...]:
    heads = _HEADS.get(type, frozenset())
    least = 2 if type in _NEVER_ALONE else 1
    while len(words) > least and words[-1] in heads:
        words = words[:-1]
    if len(words) == 2 and 2 <= len(words[0]) <= _SHORT_LETTERS and words[1] in heads & _AFTER_SHORT:
        words = words[:1]
    if type is EntityType.METRIC and words:
        if len(words) > 1 and words[-1] == "accuracy" and "@" in words[-2]:
            words = words[:-1]
        last = re.sub(r"@[nk]$", "@k", words[-1])  # a cut-off that is not said
        words = (*words[:-1], last.removesuffix("score") if len(last) > len("score") + 1 else last)
    return words


def is_head(word: str, type: EntityType) -> bool:
    """Whether a word at the end of a name says only what kind of thing it is."""
    return _singular(word.casefold()) in _HEADS.get(type, frozenset())


def normal(name: str, type: EntityType) -> str:
    """The key under which two names of one type are one.

    Unicode, case, hyphens, blanks, plural, spelling, numerals and a head noun that says only what kind of thing it is
    are set aside. Digits, versions, sizes and marks such as ``+`` stay, so CIFAR-10 and CIFAR-100, GPT-3 and GPT-3.5
    keep apart.
    """
    if type is EntityType.REPOSITORY:
        return name
    words = _without_head(_words(name), type)
    return "".join(re.sub(r"['\"(),:;]", "", word) for word in words)


def group_of(type: EntityType) -> str:
    """Types whose names share one space: a thing is not a dataset here and a benchmark there."""
    return "resource" if type in RESOURCES else type.value.lower()


def is_joint(surface: str) -> bool:
    """Whether a surface names several things at once: "CIFAR-10/100", "LLaMA-V1/V2"."""
    return bool(re.search(r"[A-Za-z][-\s]?[vV]?\d+(?:\.\d+)?/[vV]?\d+(?:\.\d+)?$", surface))


def numbers(name: str) -> tuple[str, ...]:
    """The digits of a name, which two names of one thing share."""
    return tuple(re.findall(r"\d+(?:\.\d+)?", _spelled(name)))


def is_short(name: str) -> bool:
    """Whether a surface looks like a short form: one compact word with capitals or digits."""
    return bool(re.fullmatch(r"[^\W_][\w.+&/^*-]{0,14}", name)) and (
        sum(char.isupper() for char in name) >= 2 or (name[:1].isupper() and any(char.isdigit() for char in name))
    )


def abbreviates(short: str, long: str) -> bool:
    """Whether ``short`` can be read off the words of ``long`` in order, every letter accounted for.

    A name with something behind it is another name, not its long form: ResNet and ResNet-50, k-means and k-means++.
    """
    words = [w for w in re.split(r"[-_/\s]+", plain(long).casefold()) if w]
    if "to" in words:
        short = re.sub(r"(?<=[A-Za-z])2(?=[A-Za-z])", "t", short)  # T2I, GE2E
    letters = [c for c in re.sub(r"(?<=[A-Z])s$", "", short).casefold() if c.isalpha()]
    if not letters or len(words) < 2 or numbers(short) not in ((), numbers(long)):
        return False
    one, other = re.sub(r"[-_/\s]+", "", plain(short).casefold()), "".join(words)
    if one.startswith(other) or other.startswith(one):
        return False
    place = 0
    for word in words:
        matched = 0
        while place < len(letters) and matched < len(word) and letters[place] in word[matched:]:
            if matched == 0 and word[0] != letters[place]:
                break
            matched = word.index(letters[place], matched) + 1
            place += 1
    return place == len(letters) and words[0][0] == letters[0]


_SMALL = frozenset("of the a an for and in on to with".split())


def stems(name: str) -> tuple[str, ...]:
    """The beginnings of a name's content words, and its numbers.

    "low-rank adaptation" and "low rank adapters" share them; two versions of one name do not.
    """
    words = re.split(r"[-_/\s]+", plain(name).casefold())
    begun = [word[:5] if len(word) > 6 else _singular(word) for word in words if word and word not in _SMALL]
    return (*begun, *numbers(name))
