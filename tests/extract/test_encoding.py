"""What the encoder is given: shapes, lexicon marks, places, definitions; and windows over long texts."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Span

from kg.extract.abbreviations import find_abbreviations
from kg.extract.encoding import DEFINED, FEATURES, LISTED, OVERLAP, SHAPES, WINDOW, encode, shape_of, windows
from kg.extract.tokens import blank
from kg.extract.wordpiece import WordPiece

PIECES = WordPiece("[PAD] [UNK] [CLS] [SEP] [MASK] a ##a b".split())
NLP = blank()


@pytest.mark.parametrize(
    ("word", "shape"),
    [
        ("net", "lower"), ("Net", "Capital"), ("BERT", "CAPITALS"), ("LoRA", "miXed"), ("2024", "digits"),
        ("GPT4", "l3tters"), ("A", "X"), ("-", "mark"), ("\u540d", "other"),
    ],
)  # fmt: skip
def test_shapes(word, shape):
    assert SHAPES[shape_of(word)] == shape


def test_features_of_words():
    doc = NLP("FooNet trees\nBalanced Averaging (BANG) beats FooNet.")
    words = [token.text for token in doc if not token.is_space]
    encoded = encode(doc, [Span(doc, 0, 1, label="Method")], find_abbreviations(doc.text), PIECES)
    marks = {word: tuple(values[v] for values, v in zip(FEATURES, row, strict=True))
             for word, row in zip(words, encoded.features, strict=True)}  # fmt: skip
    assert marks["trees"] == ("lower", "none", "title", "none")
    assert marks["Balanced"] == ("Capital", "none", "abstract", "long")
    assert marks["BANG"] == ("CAPITALS", "none", "abstract", "short")
    assert LISTED[encoded.features[0][1]] == "B-Method"
    assert len(encoded.pieces) == len(encoded.word)
    assert sorted(set(encoded.word)) == list(range(len(words)))
    assert len(DEFINED) == 3


def test_the_longest_listed_name_marks_its_words():
    doc = NLP("a b c d")
    spans = [Span(doc, 0, 1, label="Task"), Span(doc, 0, 3, label="Method"), Span(doc, 2, 4, label="Metric")]
    encoded = encode(doc, spans, [], PIECES)
    assert [LISTED[row[1]] for row in encoded.features] == ["B-Method", "I-Method", "I-Method", "none"]


def test_an_empty_text_has_no_words():
    encoded = encode(NLP("\n"), [], [], PIECES)
    assert encoded.features.shape == (0, len(FEATURES))
    assert len(encoded.pieces) == 0


@given(st.integers(0, 5000))
def test_windows_cover_everything_and_overlap(length):
    found = windows(length)
    assert set(range(length)) == {i for start, end in found for i in range(start, end)}
    assert all(end - start <= WINDOW for start, end in found)
    assert all(before[1] - after[0] == OVERLAP for before, after in pairwise(found))
    assert found[-1][1] == length
    assert np.all(np.diff([start for start, _ in found]) > 0)
