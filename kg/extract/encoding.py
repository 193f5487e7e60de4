"""A paper as the encoder sees it: words, their pieces, and what the rules know of each word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from kg.extract.names import FILES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray
    from spacy.tokens import Doc, Span

    from kg.extract.abbreviations import Abbreviation
    from kg.extract.wordpiece import WordPiece

WINDOW = 510  # pieces the encoder takes at once, less the two marks around them
OVERLAP = 120  # pieces that two windows of a longer text share
SHAPES = ("lower", "Capital", "CAPITALS", "miXed", "digits", "l3tters", "X", "mark", "other")
LISTED = ("none", *(f"{mark}-{kind}" for kind in FILES for mark in "BI"))
PLACES = ("title", "abstract")
DEFINED = ("none", "long", "short")
FEATURES = (SHAPES, LISTED, PLACES, DEFINED)


@dataclass(frozen=True, slots=True)
class Encoded:
    """Words of a paper: their tokens, pieces (ragged, as ``starts``) and features.

    ``tokens`` (W,) are places of the words in the ``Doc``; ``pieces`` (P,) ids; ``word`` (P,) the word of each piece;
    ``features`` (W, 4) one value for each of ``FEATURES``.
    """

    tokens: NDArray[np.int64]
    pieces: NDArray[np.int64]
    word: NDArray[np.int64]
    features: NDArray[np.int64]


@lru_cache(maxsize=1 << 16)
def shape_of(text: str) -> int:
    """Index into ``SHAPES`` of one word."""
    letters = re.sub(r"[\W_]", "", text)
    if not letters:
        return SHAPES.index("mark")
    if letters.isdigit():
        return SHAPES.index("digits")
    if any(char.isdigit() for char in letters):
        return SHAPES.index("l3tters")
    if letters.islower():
        return SHAPES.index("lower")
    if letters.isupper():
        return SHAPES.index("X" if len(letters) == 1 else "CAPITALS")
    if letters[0].isupper() and letters[1:].islower():
        return SHAPES.index("Capital")
    return SHAPES.index("miXed") if letters.lower() != letters.upper() else SHAPES.index("other")


def encode(doc: Doc, listed: Iterable[Span], abbreviations: Iterable[Abbreviation], pieces_of: WordPiece) -> Encoded:
    """Words, pieces and features; ``listed`` are the matches of the lexicons."""
    listing = _listing(doc, listed)
    defined = _defined(doc, abbreviations)
    title = next((token.idx for token in doc if "\n" in token.text), -1)
    tokens: list[int] = []
    pieces: list[int] = []
    word: list[int] = []
    features = []
    for token in doc:
        if token.is_space:
            continue
        found = pieces_of(token.text)
        pieces.extend(found)
        word.extend([len(tokens)] * len(found))
        features.append((shape_of(token.text), listing[token.i], int(token.idx > title), defined[token.i]))
        tokens.append(token.i)
    return Encoded(
        np.array(tokens, dtype=np.int64),
        np.array(pieces, dtype=np.int64),
        np.array(word, dtype=np.int64),
        np.array(features, dtype=np.int64).reshape(-1, len(FEATURES)),
    )


def windows(length: int) -> list[tuple[int, int]]:
    """Ranges of pieces that the encoder reads one after the other; one, for all but the longest texts."""
    found = [(0, min(length, WINDOW))]
    while found[-1][1] < length:
        start = found[-1][1] - OVERLAP
        found.append((start, min(length, start + WINDOW)))
    return found


def _listing(doc: Doc, listed: Iterable[Span]) -> list[int]:
    """For each token the mark of the longest listed name over it."""
    marks = [0] * len(doc)
    for span in sorted(listed, key=lambda span: (span.start - span.end, span.start, span.label_)):
        if not any(marks[span.start : span.end]):
            for i in range(span.start, span.end):
                marks[i] = LISTED.index(("B-" if i == span.start else "I-") + span.label_)
    return marks


def _defined(doc: Doc, abbreviations: Iterable[Abbreviation]) -> list[int]:
    """For each token whether it stands in a long form, or is a short form that this paper defines."""
    marks = [0] * len(doc)
    pairs = list(abbreviations)
    if not pairs:
        return marks
    text = doc.text
    shorts = {text[pair.short.start : pair.short.end] for pair in pairs}
    inside = {place for pair in pairs for place in range(pair.long.start, pair.long.end)}
    for token in doc:
        if token.text in shorts:
            marks[token.i] = DEFINED.index("short")
        elif token.idx in inside:
            marks[token.i] = DEFINED.index("long")
    return marks
