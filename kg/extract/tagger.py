"""The trained encoder at work: ONNX for the vectors, numpy for what is asked of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import onnxruntime

from kg.extract.encoding import FEATURES, windows
from kg.extract.labels import RELATIONS, ROLE_LABELS, TAGS
from kg.extract.wordpiece import WordPiece

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from kg.extract.encoding import Encoded

    Floats = NDArray[np.float32]

FILES = ("encoder.onnx", "heads.npz", "vocabulary.txt")
Range = tuple[int, int]  # half-open, of words


@dataclass(frozen=True, slots=True)
class Tagged:
    """What the encoder says of a paper: word vectors (W, H) and tag probabilities (W, T)."""

    vectors: Floats
    tags: Floats


class Tagger:
    """Reads encoded papers; one instance a process."""

    def __init__(self, folder: Path) -> None:
        """Load the files of ``FILES`` in ``folder``; ``FileNotFoundError`` names the one that is missing."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # papers go to processes, so that a result depends on nothing but the paper
        options.inter_op_num_threads = 1
        # that fusion is slower than what it fuses: 37 against 31 ms a paper
        self._session = onnxruntime.InferenceSession(
            (folder / FILES[0]).read_bytes(),
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=["SkipLayerNormFusion"],
        )
        with np.load(folder / FILES[1], allow_pickle=False) as arrays:
            self._heads: Mapping[str, Floats] = {name: arrays[name] for name in arrays.files}
        self.pieces = WordPiece((folder / FILES[2]).read_text(encoding="utf-8").split("\n"))

    def __call__(self, encoded: Encoded) -> Tagged:
        """Vectors and tag probabilities of every word."""
        count = len(encoded.tokens)
        if not count:
            return Tagged(np.zeros((0, self._size), np.float32), np.zeros((0, len(TAGS)), np.float32))
        total = np.zeros((count, self._size), np.float32)
        number = np.zeros(count, np.float32)
        for start, end in windows(len(encoded.pieces)):
            word = encoded.word[start:end]
            np.add.at(total, word, self._window(encoded.pieces[start:end], encoded.features[word]))
            np.add.at(number, word, 1)
        vectors = total / number[:, None]
        return Tagged(vectors, _softmax(self._linear("tags", vectors)))

    @cached_property
    def _size(self) -> int:
        return int(self._heads["tags.weight"].shape[1])

    def _window(self, pieces: NDArray[np.int64], features: NDArray[np.int64]) -> Floats:
        marked = np.concatenate([[self.pieces.begin], pieces, [self.pieces.end]]).astype(np.int64)
        padded = np.zeros((len(marked), len(FEATURES)), np.int64)
        padded[1:-1] = features
        out: Floats = self._session.run(None, {"pieces": marked[None], "features": padded[None]})[0]
        return out[0, 1:-1]

    def _linear(self, name: str, x: Floats) -> Floats:
        out: Floats = x @ self._heads[f"{name}.weight"].T + self._heads[f"{name}.bias"]
        return out

    def things(self, tagged: Tagged, mentions: Sequence[Sequence[Range]]) -> Floats:
        """Vectors (N, H) of things, each given by the word ranges of its mentions, in order."""
        rows = []
        for ranges in mentions:
            means = [tagged.vectors[start:end].mean(0) for start, end in ranges]
            rows.append(np.concatenate([np.mean(means, axis=0), means[0]]))
        return _gelu(self._linear("things", np.array(rows, np.float32).reshape(-1, 2 * self._size)))

    def benchmark(self, things: Floats) -> Floats:
        """(N,) probability that a resource is a benchmark, not a dataset."""
        logits = self._linear("benchmark", things)[:, 0]
        return (1 / (1 + np.exp(-logits))).astype(np.float32)

    def roles(self, things: Floats, kinds: Sequence[str]) -> Floats:
        """(N, roles) probabilities of ``ROLE_LABELS``, those of another kind 0."""
        logits = self._linear("roles", things)
        for row, kind in zip(logits, kinds, strict=True):
            row[[known != kind for known, _ in ROLE_LABELS]] = -1e4
        return _softmax(logits)

    def relations(self, tagged: Tagged, things: Floats, pairs: Sequence[tuple[int, int, Range]]) -> Floats:
        """(M, R) log-odds of ``RELATIONS`` for (head, tail, words between) triples."""
        if not pairs:
            return np.zeros((0, len(RELATIONS)), np.float32)
        h = self._linear("head", things)[[head for head, _, _ in pairs]]
        t = self._linear("tail", things)[[tail for _, tail, _ in pairs]]
        between = np.array([tagged.vectors[start:end].mean(0) for _, _, (start, end) in pairs], np.float32)
        n = self._linear("near", between)
        return self._linear("relations", _gelu(self._linear("mix", np.concatenate([h, t, h * t, n], 1))))


def _softmax(x: Floats) -> Floats:
    powers = np.exp(x - x.max(-1, keepdims=True))
    out: Floats = powers / powers.sum(-1, keepdims=True)
    return out


def _gelu(x: Floats) -> Floats:
    """By the error function, as in training (Hendrycks & Gimpel 2016)."""
    return (0.5 * x * (1.0 + _erf(x / np.sqrt(2.0)))).astype(np.float32)


def _erf(x: Floats) -> Floats:
    """Abramowitz & Stegun 7.1.26: off by at most 1.5e-7; numpy has none."""
    t = 1.0 / (1.0 + 0.3275911 * np.abs(x))
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    out: Floats = np.sign(x) * (1.0 - series * np.exp(-x * x))
    return out
