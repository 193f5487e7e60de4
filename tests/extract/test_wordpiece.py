"""Words to pieces: greedy, uncased, nothing lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.wordpiece import WordPiece

VOCABULARY = "[PAD] [UNK] [CLS] [SEP] [MASK] un ##aff ##able ##a net ##s - 3 \u4e2d e".split()
PIECES = WordPiece(VOCABULARY)


def told(word: str) -> list[str]:
    return [VOCABULARY[piece] for piece in PIECES(word)]


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("unaffable", ["un", "##aff", "##able"]),
        ("UNAFFABLE", ["un", "##aff", "##able"]),
        ("Nets", ["net", "##s"]),
        ("net-3", ["net", "-", "3"]),
        ("\u00e9", ["e"]),
        ("net\u4e2d", ["net", "\u4e2d"]),
        ("netx", ["[UNK]"]),
        ("net" * 30, ["[UNK]"]),
        ("\u200b", ["[UNK]"]),
        ("", ["[UNK]"]),
    ],
)
def test_the_longest_known_piece_comes_first(word, pieces):
    assert told(word) == pieces


@given(st.text(max_size=20))
def test_every_word_has_pieces_and_always_the_same(word):
    first = PIECES(word)
    assert first
    assert all(0 <= piece < len(VOCABULARY) for piece in first)
    assert PIECES(word) == first == WordPiece(VOCABULARY)(word)


def test_memory_is_bounded(monkeypatch):
    pieces = WordPiece(VOCABULARY)
    pieces._known.update({f"w{number}": (1,) for number in range((1 << 17) + 1)})
    assert pieces("net") == (9,)
    assert len(pieces._known) == 1
