"""Mentions by name: the lexicons of ``ontology/lexicons``, looked up token by token."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from spacy.tokens import Span

from kg.extract.names import fold, rows
from kg.extract.tokens import blank

if TYPE_CHECKING:
    from collections.abc import Iterable
    from importlib.resources.abc import Traversable

    from spacy.tokens import Doc

_HYPHENS = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2015")
_END = ""  # no token is empty: under this key stands the type of the name that ends here

Trie = dict[str, "Trie | str"]


def _insert(trie: Trie, words: Iterable[str], kind: str) -> None:
    for word in words:
        below = trie.setdefault(word, {})
        if not isinstance(below, dict):  # only the type of a name is a string
            raise TypeError(word)
        trie = below
    trie.setdefault(_END, kind)


class LexiconMatcher:
    """Finds the listed names in a ``Doc``; the label of a span is its type, its id ``lexicon``.

    Two tries: one over tokens as written, one over folded tokens (lower case, singular) in which hyphens do not count.
    spaCy's ``PhraseMatcher`` finds the same, but wants every hyphenated and plural variant of every name as a ``Doc``:
    it took four seconds and 600 MB to load.
    """

    def __init__(self, folder: Traversable | None = None) -> None:
        tokenizer = blank().tokenizer
        self._cased: Trie = {}
        self._folded: Trie = {}
        for row in rows(folder):
            words = [token.text for token in tokenizer(row.surface)]
            if row.match == "case":
                _insert(self._cased, words, row.type)
                if words[-1][-1:].isupper():
                    _insert(self._cased, [*words[:-1], words[-1] + "s"], row.type)
            else:
                _insert(self._folded, (fold(word) for word in words if word not in _HYPHENS), row.type)

    def __call__(self, doc: Doc) -> list[Span]:
        """All matches, overlapping ones included."""
        exact = [token.text for token in doc]
        folded = [_folded(text) for text in exact]
        found = []
        for start in range(len(doc)):
            for words, trie in ((exact, self._cased), (folded, self._folded)):
                for end, kind in _walk(words, trie, start):
                    found.append(Span(doc, start, end, label=kind, span_id="lexicon"))
        return found


@lru_cache(maxsize=1 << 16)
def _folded(word: str) -> str:
    """A token as the folded names have it; empty if it is a hyphen."""
    return "" if word in _HYPHENS else fold(word) or word


def _walk(words: list[str], trie: Trie, start: int) -> Iterable[tuple[int, str]]:
    """Ends and types of the names that begin at ``start``; an empty word inside a name is passed over."""
    place = start
    while place < len(words):
        word = words[place]
        place += 1
        if not word:
            if place - 1 == start:
                return
            continue
        below = trie.get(word)
        if not isinstance(below, dict):
            return
        trie = below
        kind = trie.get(_END)
        if isinstance(kind, str):
            yield place, kind
