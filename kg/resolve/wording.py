"""Wordings of one name: the same words in other forms or another order."""

from __future__ import annotations

import re
from functools import cache

import snowballstemmer

from kg.resolve.normal import numbers
from kg.text import plain

# Little words that only join; the others among them ("to", "from", "without" ...) say which way round a name goes.
_SMALL = frozenset("of the a an for and in on with by via using based s set".split())
_DIRECTED = frozenset("to from without non no not into over under against vs".split())
# Words whose Porter stem is another word's: each stands for itself.
_ITSELF = frozenset(
    "general generalization generalized generative universal relation relational relative policy".split()
)
_PREFIX = re.compile(
    r"\b(fine|pre|post|re|co|multi|hyper|auto|over|under|sub|inter|intra|meta|micro|macro)-"
)  # fine-tuning
_STEMMER = snowballstemmer.stemmer("english")


@cache
def _stem(word: str) -> str:
    stemmed: str = word if word in _ITSELF or len(word) < 4 else _STEMMER.stemWord(word)
    return stemmed


def loose(name: str, *, camel: bool = False) -> tuple[str, ...]:
    """The stems (Porter 2) of a name's words, sorted unless a word such as "to" gives them a direction.

    ``mixture of Gaussians`` and ``Gaussian mixture`` share them, ``text-to-image`` and ``image-to-text`` do not. With
    ``camel`` the parts of a word with inner capitals are words: ``BioClinicalBERT``, ``ClinicalBioBERT``. One word
    alone has none: ``adapter`` and ``adaptation`` are two things.
    """
    text = plain(name)
    if camel:
        text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    joined = _PREFIX.sub(r"\1", text.casefold())
    words = [word for word in re.split(r"[^\w.+#]+", joined) if word and word not in _SMALL]
    if len(words) < 2:
        return ()
    stems = [_stem(word.strip(".")) for word in words]
    return tuple(stems if _DIRECTED.intersection(words) else sorted(stems))


def same_wording(a: str, b: str) -> bool:
    """Whether two names are the same words in other forms or another order; numbers must agree in their order."""
    return any(loose(a, camel=c) == loose(b, camel=c) != () for c in (False, True)) and numbers(a) == numbers(b)


def typo(a: str, b: str) -> bool:
    """Whether two long names differ by one letter left out, doubled or swapped; a letter changed makes another name."""
    left, right = (re.sub(r"[^a-z0-9]", "", plain(name).casefold()) for name in (a, b))
    if left == right or numbers(a) != numbers(b) or min(len(left), len(right)) < 10:
        return False
    if len(left) == len(right):
        apart = [i for i in range(len(left)) if left[i] != right[i]]
        return len(apart) == 2 and apart[1] == apart[0] + 1 and left[apart[0]] == right[apart[1]]
    short, long = sorted((left, right), key=len)
    return len(long) == len(short) + 1 and any(long[:i] + long[i + 1 :] == short for i in range(1, len(long) - 1))
