"""Mentions by name: the lexicons of ``ontology/lexicons`` as a spaCy component."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span

from kg.extract.names import rows
from kg.extract.tokens import blank

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

    from spacy.vocab import Vocab


def _variants(words: list[str]) -> Iterator[list[str]]:
    """Token lists for a folded surface: joined by blanks or by hyphens, singular and plural."""
    for plural in ("", "s"):
        last = [*words[:-1], words[-1] + plural]
        yield last
        if 2 <= len(last) <= 4:
            for cut in range(1, len(last)):  # one hyphen: "low-rank adaptation", "cross-entropy loss"
                yield [*last[:cut], "-", *last[cut:]]
            if len(last) == 3:
                yield [last[0], "-", last[1], "-", last[2]]


class LexiconMatcher:
    """Finds the listed names in a ``Doc``; the label of a span is its type, its id ``lexicon``."""

    def __init__(self, vocab: Vocab, folder: Traversable | None = None) -> None:
        tokenizer = blank().tokenizer
        self._folded = PhraseMatcher(vocab, attr="LOWER")
        self._cased = PhraseMatcher(vocab, attr="ORTH")
        folded: dict[str, list[Doc]] = {}
        cased: dict[str, list[Doc]] = {}
        for row in rows(folder):
            if row.match == "fold":
                docs = folded.setdefault(row.type, [])
                base = [token.text for token in tokenizer(row.surface)]
                docs.extend(Doc(vocab, words=words) for words in _variants(base))
            else:
                words = [token.text for token in tokenizer(row.surface)]
                plural = [*words[:-1], words[-1] + "s"] if words[-1][-1:].isupper() else None
                cased.setdefault(row.type, []).extend(Doc(vocab, words=w) for w in (words, plural) if w)
        for matcher, patterns in ((self._folded, folded), (self._cased, cased)):
            for kind, docs in patterns.items():
                matcher.add(kind, docs)

    def __call__(self, doc: Doc) -> list[Span]:
        """All matches, overlapping ones included."""
        found = []
        for matcher in (self._folded, self._cased):
            for label, start, end in matcher(doc):
                found.append(Span(doc, start, end, label=doc.vocab.strings[label], span_id="lexicon"))
        return found
