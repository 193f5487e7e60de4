"""Every place that any source takes for a name: rules, lexicons, abbreviations and the tagger; the arbiter decides."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from kg.extract.labels import KINDS, TAGS
from kg.extract.names import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray
    from spacy.tokens import Doc

    from kg.extract.abbreviations import Abbreviation
    from kg.model import Span

Range = tuple[int, int]  # half-open, of tokens
LEAST_BEGIN, LEAST_GO_ON, LEAST_END = 0.05, 0.15, 0.15  # of the tagger's probabilities, for a place to be looked at
MAX_WORDS = 12


@dataclass(slots=True)
class Candidate:
    """A range of tokens with what was said of it: the type that each rule gave it."""

    start: int
    end: int
    text: str
    said: dict[str, str] = field(default_factory=dict)  # rule -> type

    @property
    def key(self) -> str:
        """The folded text: what makes two candidates one name."""
        return fold(self.text)


class Places:
    """Tokens by their characters; asking a ``Doc`` walks through all of it every time."""

    def __init__(self, doc: Doc) -> None:
        self.starts = np.array([token.idx for token in doc], dtype=np.int64)
        self.ends = self.starts + np.array([len(token) for token in doc], dtype=np.int64)

    def touched(self, span: Span) -> Range:
        """The tokens that share a character with a range."""
        start = int(np.searchsorted(self.ends, span.start, side="right"))
        return start, max(start, int(np.searchsorted(self.starts, span.end, side="left")))

    def exact(self, span: Span) -> Range | None:
        """The tokens that make up a range, if it cuts none."""
        start, end = self.touched(span)
        if start < end and self.starts[start] == span.start and self.ends[end - 1] == span.end:
            return start, end
        return None


class Found:
    """The candidates of one paper, each range once."""

    def __init__(self, doc: Doc, places: Places, sentences: Iterable[Span], urls: Iterable[Span]) -> None:
        self._doc = doc
        self._of: dict[Range, Candidate] = {}
        self._home = np.full(len(doc), -1)  # sentence of each token; addresses are in none
        for index, sentence in enumerate(sentences):
            start, end = places.touched(sentence)
            self._home[start:end] = index
        for url in urls:
            start, end = places.touched(url)
            self._home[start:end] = -1

    def add(self, start: int, end: int, rule: str, kind: str) -> None:
        """Note what a rule says of a range; what leaves its sentence or runs into an address is no name."""
        home = self._home[start:end]
        if start >= end or home[0] < 0 or (home != home[0]).any():
            return
        found = self._of.get((start, end))
        if found is None:
            found = self._of[start, end] = Candidate(start, end, self._doc[start:end].text)
        found.said.setdefault(rule, kind)

    def repeat(self) -> None:
        """Add every further place at which the words of a candidate stand, whatever their case."""
        words = [fold(token.text) or token.text for token in self._doc]
        first: dict[str, list[int]] = {}
        for i, word in enumerate(words):
            first.setdefault(word, []).append(i)
        for start, end in list(self._of):
            for place in first[words[start]]:
                stop = place + end - start
                if (place, stop) not in self._of and words[place:stop] == words[start:end]:
                    self.add(place, stop, "again", "")

    def all(self) -> list[Candidate]:
        """The candidates by place."""
        return [self._of[place] for place in sorted(self._of)]


def tagged_ranges(tags: NDArray[np.float32], tokens: NDArray[np.int64]) -> list[tuple[int, int, str]]:
    """Token ranges that the tagger finds thinkable, with their kind; ``tags`` (W, T), ``tokens`` (W,)."""
    found = []
    for kind in KINDS:
        begin, inside = tags[:, TAGS.index("B-" + kind)], tags[:, TAGS.index("I-" + kind)]
        for start in np.flatnonzero(begin >= LEAST_BEGIN):
            end = int(start) + 1
            while True:
                goes_on = float(inside[end]) if end < len(tags) else 0.0
                if 1 - goes_on >= LEAST_END:
                    found.append((int(tokens[start]), int(tokens[end - 1]) + 1, kind))
                if goes_on < LEAST_GO_ON or end - start >= MAX_WORDS:
                    break
                end += 1
    return found


def add_abbreviations(
    found: Found, places: Places, pairs: Iterable[Abbreviation], heads: Mapping[Abbreviation, str | None]
) -> None:
    """Both forms of every definition, with the type that the long form's head noun tells."""
    for pair in pairs:
        for rule, form in (("short", pair.short), ("long", pair.long)):
            tokens = places.exact(form)
            if tokens is not None:
                found.add(*tokens, rule, heads.get(pair) or "")


def standing(candidates: Sequence[Candidate], worth: NDArray[np.float64]) -> list[int]:
    """Indices of the candidates that stand where some overlap: the most worth first, longer before shorter."""
    order = sorted(
        range(len(candidates)),
        key=lambda i: (-worth[i], candidates[i].start - candidates[i].end, candidates[i].start),
    )
    taken: set[int] = set()
    kept = []
    for i in order:
        places = range(candidates[i].start, candidates[i].end)
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append(i)
    return sorted(kept)
