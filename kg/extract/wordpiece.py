"""WordPiece: how an uncased BERT encoder sees words (Wu et al. 2016, arXiv:1609.08144; greedy, longest piece first)."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_LETTERS = 60  # of a word; what is longer is one unknown piece


class WordPiece:
    """Pieces of words by a vocabulary, each word once: abstracts repeat themselves.

    The ``tokenizers`` library does the same, but brings a download client as a dependency.
    """

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self._ids = {piece: place for place, piece in enumerate(vocabulary)}
        self.unknown = self._ids["[UNK]"]
        self.begin = self._ids["[CLS]"]
        self.end = self._ids["[SEP]"]
        self.mask = self._ids["[MASK]"]
        self._known: dict[str, tuple[int, ...]] = {}

    def __call__(self, word: str) -> tuple[int, ...]:
        """Ids of the pieces of one word without blanks; never empty."""
        found = self._known.get(word)
        if found is None:
            if len(self._known) > 1 << 17:  # memory stays bounded however many papers are read
                self._known.clear()
            found = self._known[word] = tuple(piece for part in _parts(word) for piece in self._pieces(part)) or (
                self.unknown,
            )
        return found

    def _pieces(self, part: str) -> list[int]:
        if len(part) > MAX_LETTERS:
            return [self.unknown]
        pieces: list[int] = []
        start = 0
        while start < len(part):
            for end in range(len(part), start, -1):
                piece = self._ids.get(("##" if start else "") + part[start:end])
                if piece is not None:
                    pieces.append(piece)
                    start = end
                    break
            else:
                return [self.unknown]
        return pieces


def _parts(word: str) -> list[str]:
    """Runs of letters and digits, and single marks; lower case, accents and control characters stripped."""
    plain = unicodedata.normalize("NFD", word.lower())
    parts: list[str] = []
    joined = False
    for char in plain:
        category = unicodedata.category(char)
        if category == "Mn" or category in ("Cc", "Cf"):
            continue
        if category[0] == "P" or (ord(char) < 128 and not char.isalnum()) or "\u4e00" <= char <= "\u9fff":
            parts.append(char)
            joined = False
        elif joined:
            parts[-1] += char
        else:
            parts.append(char)
            joined = True
    return parts
