"""Examples and batches: an annotated paper as tensors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from kg.extract.abbreviations import find_abbreviations
from kg.extract.encoding import WINDOW, Encoded, encode
from kg.extract.judge import between
from kg.extract.labels import PAIR_KINDS, RELATIONS, ROLE_LABELS, SCHEMA, TAGS, kind_of
from kg.train.gold import GoldEntity, Support, paper_of, place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.language import Language
    from torch import Tensor

    from kg.extract.lexicon import LexiconMatcher
    from kg.extract.wordpiece import WordPiece

IGNORE = -100


@dataclass(frozen=True, slots=True)
class Example:
    """One paper: its encoding, a tag a word, and its things with what is known of them.

    ``things`` are (kind, word ranges, benchmark or not or -1, role label or -1);
    ``pairs`` are (head, tail, the relations that hold), for every pair of things that could hold one.
    """

    id: str
    encoded: Encoded
    tags: list[int]
    things: list[tuple[str, list[tuple[int, int]], int, int]]
    pairs: list[tuple[int, int, tuple[int, ...]]]


class Maker:
    """Makes examples of records."""

    def __init__(self, nlp: Language, lexicon: LexiconMatcher, pieces: WordPiece, support: Support) -> None:
        self.nlp, self.lexicon, self.pieces, self.support = nlp, lexicon, pieces, support

    def __call__(self, record: dict[str, Any]) -> Example:
        """The example of one record; what the encoder's window cuts off is left out."""
        paper = paper_of(record)
        doc = self.nlp(paper.text)
        listed = self.support.without(self.lexicon(doc), paper.id)
        encoded = cut(encode(doc, listed, find_abbreviations(doc.text), self.pieces))
        word_of = {int(token): word for word, token in enumerate(encoded.tokens)}
        entities = place(doc, record)
        ranges = [
            [(word_of[s], word_of[e - 1] + 1) for s, e in entity.spans if s in word_of and e - 1 in word_of]
            for entity in entities
        ]
        tags = _tags(entities, ranges, len(encoded.tokens))
        kept = [i for i, places in enumerate(ranges) if places]
        things = [_thing(entities[i], ranges[i]) for i in kept]
        return Example(paper.id, encoded, tags, things, _pairs(record, entities, kept))


def cut(encoded: Encoded) -> Encoded:
    """The words whose pieces all lie in the first window."""
    if len(encoded.pieces) <= WINDOW:
        return encoded
    words = int(encoded.word[WINDOW])
    pieces = int(np.searchsorted(encoded.word, words))
    return Encoded(encoded.tokens[:words], encoded.pieces[:pieces], encoded.word[:pieces], encoded.features[:words])


def _tags(entities: Sequence[GoldEntity], ranges: Sequence[list[tuple[int, int]]], words: int) -> list[int]:
    tags = [0] * words
    for entity, places in zip(entities, ranges, strict=True):
        kind = kind_of(entity.type)
        for start, end in places:
            if entity.optional or kind == "Repository":
                value = [IGNORE if entity.optional else 0] * (end - start)
            else:
                value = [TAGS.index("B-" + kind)] + [TAGS.index("I-" + kind)] * (end - start - 1)
            tags[start:end] = value
    return tags


def _thing(entity: GoldEntity, places: list[tuple[int, int]]) -> tuple[str, list[tuple[int, int]], int, int]:
    kind = kind_of(entity.type)
    benchmark = int(entity.type == "Benchmark") if kind == "Resource" else -1
    role = ROLE_LABELS.index((kind, entity.role)) if (kind, entity.role) in ROLE_LABELS else -1
    return kind, places, benchmark, role


def _pairs(
    record: dict[str, Any], entities: Sequence[GoldEntity], kept: Sequence[int]
) -> list[tuple[int, int, tuple[int, ...]]]:
    names = {entity.name: i for i, entity in enumerate(entities)}
    held: dict[tuple[int, int], list[int]] = {}
    for head, relation, tail in record.get("relations", []):
        if head in names and tail in names:
            held.setdefault((names[head], names[tail]), []).append(RELATIONS.index(relation))
            if relation == "COMPARED_WITH":
                held.setdefault((names[tail], names[head]), []).append(RELATIONS.index(relation))
    kinds = [kind_of(entity.type) for entity in entities]
    return [
        (x, y, tuple(held.get((i, j), ())))
        for x, i in enumerate(kept)
        for y, j in enumerate(kept)
        if i != j and (kinds[i], kinds[j]) in PAIR_KINDS
    ]


@dataclass(frozen=True, slots=True)
class Batch:
    """Papers padded to one length (B, P pieces, W words) and their things and pairs, numbered through the batch."""

    pieces: Tensor  # (B, P)
    features: Tensor  # (B, P, F), those of the word of each piece
    mask: Tensor  # (B, P)
    word: Tensor  # (B, P) word of each piece, W for padding
    tags: Tensor  # (B, W)
    mentions: Tensor  # (K, 4): paper, start word, end word, thing
    firsts: Tensor  # (N,) first mention of each thing
    benchmark: Tensor  # (N,) 0, 1 or -1
    roles: Tensor  # (N,) or -1
    kinds: list[str]
    pairs: Tensor  # (M, 5): head, tail, and paper, start and end word of what lies between
    relations: Tensor  # (M, R) 0 or 1
    allowed: Tensor  # (M, R) whether the kinds allow it


def collate(examples: Sequence[Example], begin: int, end: int) -> Batch:
    """One batch; ``begin`` and ``end`` are the marks around a text."""
    length = max(len(e.encoded.pieces) for e in examples) + 2
    words = max(len(e.tags) for e in examples)
    size = len(examples)
    pieces = np.zeros((size, length), dtype=np.int64)
    features = np.zeros((size, length, examples[0].encoded.features.shape[1]), dtype=np.int64)
    word = np.full((size, length), words, dtype=np.int64)
    mask = np.zeros((size, length), dtype=bool)
    tags = np.full((size, words), IGNORE, dtype=np.int64)
    for b, example in enumerate(examples):
        n = len(example.encoded.pieces)
        pieces[b, : n + 2] = [begin, *example.encoded.pieces, end]
        mask[b, : n + 2] = True
        word[b, 1 : n + 1] = example.encoded.word
        features[b, 1 : n + 1] = example.encoded.features[example.encoded.word]
        tags[b, : len(example.tags)] = example.tags
    return Batch(
        torch.from_numpy(pieces),
        torch.from_numpy(features),
        torch.from_numpy(mask),
        torch.from_numpy(word),
        torch.from_numpy(tags),
        *_things_of(examples),
        *_pairs_of(examples),
    )


def _things_of(examples: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor, Tensor, list[str]]:
    mentions: list[tuple[int, int, int, int]] = []
    firsts: list[int] = []
    things = [(b, *thing) for b, example in enumerate(examples) for thing in example.things]
    for number, (b, _, places, _, _) in enumerate(things):
        firsts.append(len(mentions))
        mentions.extend((b, start, stop, number) for start, stop in places)
    return (
        torch.tensor(mentions, dtype=torch.long).reshape(-1, 4),
        torch.tensor(firsts, dtype=torch.long),
        torch.tensor([thing[3] for thing in things], dtype=torch.long),
        torch.tensor([thing[4] for thing in things], dtype=torch.long),
        [thing[1] for thing in things],
    )


def _pairs_of(examples: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor]:
    pairs, relations, allowed = [], [], []
    base = 0
    for b, example in enumerate(examples):
        for head, tail, held in example.pairs:
            first, second = example.things[head], example.things[tail]
            pairs.append((base + head, base + tail, b, *between(first[1], second[1])))
            relations.append([float(r in held) for r in range(len(RELATIONS))])
            allowed.append([(first[0], second[0]) in SCHEMA[name] for name in RELATIONS])
        base += len(example.things)
    return (
        torch.tensor(pairs, dtype=torch.long).reshape(-1, 5),
        torch.tensor(relations).reshape(-1, len(RELATIONS)),
        torch.tensor(allowed, dtype=torch.bool).reshape(-1, len(RELATIONS)),
    )
