"""The encoder with its heads, in torch: BERT (Devlin et al. 2018, arXiv:1810.04805), small, and what is asked of it.

One pass reads a paper; tags, kinds of resource, roles and relations share it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import nn
from torch.nn import functional

from kg.extract.encoding import FEATURES
from kg.extract.labels import RELATIONS, ROLE_LABELS, TAGS

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of an encoder."""

    vocabulary: int = 30522
    hidden: int = 384
    layers: int = 6
    heads: int = 12
    inner: int = 1536
    places: int = 512
    dropout: float = 0.1


class Layer(nn.Module):
    """One layer: attention and a feed-forward step, each added to its input and normalised."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads, self.dropout = shape.heads, shape.dropout
        self.query = nn.Linear(shape.hidden, shape.hidden)
        self.key = nn.Linear(shape.hidden, shape.hidden)
        self.value = nn.Linear(shape.hidden, shape.hidden)
        self.out = nn.Linear(shape.hidden, shape.hidden)
        self.first = nn.LayerNorm(shape.hidden, eps=1e-12)
        self.up = nn.Linear(shape.hidden, shape.inner)
        self.down = nn.Linear(shape.inner, shape.hidden)
        self.second = nn.LayerNorm(shape.hidden, eps=1e-12)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """(B, P, H) to the same; ``mask`` (B, 1, 1, P) is true where there is something to read."""
        parts = (*x.shape[:2], self.heads, x.shape[2] // self.heads)
        q, k, v = (f(x).view(parts).transpose(1, 2) for f in (self.query, self.key, self.value))
        read = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        read = self.out(read.transpose(1, 2).reshape(x.shape))
        x = self.first(x + functional.dropout(read, self.dropout, self.training))
        inner = self.down(functional.gelu(self.up(x)))
        return self.second(x + functional.dropout(inner, self.dropout, self.training))


class Encoder(nn.Module):
    """Pieces and the features of their words in, one vector a piece out."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.words = nn.Embedding(shape.vocabulary, shape.hidden)
        self.places = nn.Embedding(shape.places, shape.hidden)
        self.features = nn.ModuleList(nn.Embedding(len(values), shape.hidden) for values in FEATURES)
        self.norm = nn.LayerNorm(shape.hidden, eps=1e-12)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        for table in self.features:
            nn.init.zeros_(table.weight)  # an encoder starts as it was pretrained

    def forward(self, pieces: Tensor, features: Tensor, mask: Tensor | None) -> Tensor:
        """(B, P), (B, P, F) and (B, P) to (B, P, H)."""
        x = self.words(pieces) + self.places(torch.arange(pieces.shape[1], device=pieces.device))
        for place, table in enumerate(self.features):
            x = x + table(features[..., place])
        x = functional.dropout(self.norm(x), self.shape.dropout, self.training)
        wide = None if mask is None else mask[:, None, None, :]
        for layer in self.layers:
            x = layer(x, wide)
        return x


class Heads(nn.Module):
    """What is asked of the vectors: a tag a word; kind of resource and role a thing; relations a pair of things."""

    PAIR = 96

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.tags = nn.Linear(hidden, len(TAGS))
        self.things = nn.Linear(2 * hidden, hidden)
        self.benchmark = nn.Linear(hidden, 1)
        self.roles = nn.Linear(hidden, len(ROLE_LABELS))
        self.head = nn.Linear(hidden, self.PAIR)
        self.tail = nn.Linear(hidden, self.PAIR)
        self.near = nn.Linear(hidden, self.PAIR)
        self.mix = nn.Linear(4 * self.PAIR, 128)
        self.relations = nn.Linear(128, len(RELATIONS))

    def thing(self, means: Tensor, firsts: Tensor) -> Tensor:
        """(N, H) means over all mentions and over the first one: vectors of things (N, H)."""
        return functional.gelu(self.things(torch.cat([means, firsts], -1)))

    def pairs(self, heads: Tensor, tails: Tensor, between: Tensor) -> Tensor:
        """(M, H) each to logits of ``RELATIONS`` (M, R); ``between`` are means over the words between two things."""
        h, t, n = self.head(heads), self.tail(tails), self.near(between)
        return self.relations(functional.gelu(self.mix(torch.cat([h, t, h * t, n], -1))))


def load_bert(encoder: Encoder, tensors: dict[str, Tensor]) -> None:
    """Start from a pretrained BERT by the names that its checkpoint uses."""
    names = {
        "words.weight": "embeddings.word_embeddings.weight",
        "places.weight": "embeddings.position_embeddings.weight",
        "norm.weight": "embeddings.LayerNorm.weight",
        "norm.bias": "embeddings.LayerNorm.bias",
    }
    inner = {
        "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
        "out": "attention.output.dense", "first": "attention.output.LayerNorm", "up": "intermediate.dense",
        "down": "output.dense", "second": "output.LayerNorm",
    }  # fmt: skip
    for layer in range(encoder.shape.layers):
        for ours, theirs in inner.items():
            for part in ("weight", "bias"):
                names[f"layers.{layer}.{ours}.{part}"] = f"encoder.layer.{layer}.{theirs}.{part}"
    state = {ours: tensors[theirs].float() for ours, theirs in names.items()}
    state["words.weight"] = state["words.weight"] + tensors["embeddings.token_type_embeddings.weight"][0].float()
    missing, unexpected = encoder.load_state_dict(state, strict=False)
    if unexpected or any(not name.startswith("features.") for name in missing):
        msg = f"not the encoder's weights: {missing[:3]} {unexpected[:3]}"
        raise ValueError(msg)
