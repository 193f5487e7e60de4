"""Mentions by name: the lexicons of ``ontology/lexicons`` and their spaCy component."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

    from spacy.vocab import Vocab

COLUMNS = ("surface", "name", "match", "source", "licence")
FILES = {
    "Method": "methods.tsv",
    "Dataset": "datasets.tsv",
    "Benchmark": "benchmarks.tsv",
    "Task": "tasks.tsv",
    "Metric": "metrics.tsv",
}
_INNER_CAPITAL = re.compile(r"[^\W\d_].*[A-Z]|[A-Za-z].*\d|\d.*[A-Za-z]")


def fold(surface: str) -> str:
    """Case, hyphens and a plural s do not count: the key under which lower-case names are listed."""
    words = re.sub(r"[-\u2010-\u2015\s]+", " ", surface.casefold()).split()
    if words and len(words[-1]) > 3 and words[-1].endswith("s") and not words[-1].endswith(("ss", "us", "is")):
        words[-1] = words[-1][:-1]
    return " ".join(words)


def distinctive(surface: str) -> bool:
    """Whether a string looks like a proper name whatever the language says: inner capitals, or letters with digits."""
    return any(_INNER_CAPITAL.search(word) for word in re.split(r"[-\u2010-\u2015\s/]+", surface))


@dataclass(frozen=True, slots=True)
class Row:
    """One name of a lexicon: ``match`` is ``fold`` (case, hyphens, plural ignored) or ``case`` (as written)."""

    type: str
    surface: str
    name: str
    match: str


def lexicon_folder() -> Traversable:
    """Where the lexicons lie, installed or not."""
    return files("ontology") / "lexicons"


def rows(folder: Traversable | None = None) -> Iterator[Row]:
    """Every row of every lexicon."""
    for kind, file in FILES.items():
        text = ((folder or lexicon_folder()) / file).read_text(encoding="utf-8")
        for row in csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE):
            yield Row(kind, row["surface"], row["name"], row["match"])


@cache
def common_words() -> frozenset[str]:
    """Lower-case words of the language of abstracts."""
    return frozenset((lexicon_folder() / "words.txt").read_text(encoding="utf-8").split())


@cache
def never() -> frozenset[str]:
    """Folded names that are never entities: umbrella terms, generic nouns."""
    lines = (lexicon_folder() / "never.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(fold(line) for line in lines if line and not line.startswith("#"))


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
        from kg.extract.tokens import blank

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
