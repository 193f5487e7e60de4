"""Fine-tuning of the encoder on annotated abstracts: all questions at once, optional things masked."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from kg.extract.labels import ROLE_LABELS, ROLES
from kg.train.examples import IGNORE, Batch, Example, collate

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from torch import Tensor

    from kg.train.network import Encoder, Heads
    from kg.train.recipe import Recipe


def words_of(vectors: Tensor, word: Tensor, words: int) -> Tensor:
    """(B, P, H) vectors of pieces to (B, W, H) means over the pieces of each word."""
    size, _, hidden = vectors.shape
    total = vectors.new_zeros(size, words + 1, hidden)
    total.scatter_add_(1, word[..., None].expand(-1, -1, hidden), vectors)
    count = vectors.new_zeros(size, words + 1).scatter_add_(1, word, torch.ones_like(word, dtype=vectors.dtype))
    return (total / count.clamp(min=1)[..., None])[:, :-1]


def range_means(vectors: Tensor, paper: Tensor, start: Tensor, end: Tensor) -> Tensor:
    """Means of (B, W, H) over word ranges (K,) each: (K, H)."""
    sums = functional.pad(vectors.cumsum(1), (0, 0, 1, 0))
    return (sums[paper, end] - sums[paper, start]) / (end - start).clamp(min=1)[:, None]


def things_of(words: Tensor, batch: Batch, heads: Heads) -> Tensor:
    """Vectors of the batch's things (N, H)."""
    paper, start, end, thing = batch.mentions.T
    means = range_means(words, paper, start, end)
    count = len(batch.firsts)
    total = means.new_zeros(count, means.shape[1]).index_add_(0, thing, means)
    number = means.new_zeros(count).index_add_(0, thing, torch.ones_like(thing, dtype=means.dtype))
    return heads.thing(total / number[:, None], means[batch.firsts])


_ROLE_MASK = {kind: torch.tensor([known == kind for known, _ in ROLE_LABELS]) for kind in ROLES}


def loss_of(encoder: Encoder, heads: Heads, batch: Batch) -> Tensor:
    """The sum of the four losses of one batch."""
    vectors = encoder(batch.pieces, batch.features, batch.mask).float()
    words = words_of(vectors, batch.word, batch.tags.shape[1])
    loss = functional.cross_entropy(heads.tags(words).flatten(0, 1), batch.tags.flatten(), ignore_index=IGNORE)
    if not len(batch.firsts):
        return loss
    things = things_of(words, batch, heads)
    known = batch.benchmark >= 0
    if known.any():
        logits = heads.benchmark(things)[known, 0]
        loss = loss + 0.1 * functional.binary_cross_entropy_with_logits(logits, batch.benchmark[known].float())
    known = batch.roles >= 0
    if known.any():
        mask = torch.stack([_ROLE_MASK[kind] for kind, k in zip(batch.kinds, known, strict=True) if k])
        logits = heads.roles(things)[known].masked_fill(~mask, -1e4)
        loss = loss + 0.2 * functional.cross_entropy(logits, batch.roles[known])
    if len(batch.pairs):
        spans = range_means(words, *batch.pairs[:, 2:].T)
        logits = heads.pairs(things[batch.pairs[:, 0]], things[batch.pairs[:, 1]], spans)[batch.allowed]
        loss = loss + 0.6 * functional.binary_cross_entropy_with_logits(logits, batch.relations[batch.allowed])
    return loss


def order(examples: Sequence[Example], size: int, rng: np.random.Generator) -> list[list[Example]]:
    """Shuffled batches of papers of about one length."""
    shuffled = [examples[i] for i in rng.permutation(len(examples))]
    pools = [
        sorted(shuffled[i : i + size * 20], key=lambda e: len(e.encoded.pieces))
        for i in range(0, len(shuffled), size * 20)
    ]
    batches = [pool[i : i + size] for pool in pools for i in range(0, len(pool), size)]
    return [batches[i] for i in rng.permutation(len(batches))]


def _optimizer(
    encoder: Encoder, heads: Heads, recipe: Recipe, steps: int
) -> tuple[list[Tensor], torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]:
    """What is trained, by what, and how its rate rises and falls."""
    # names not seen in training keep the vectors they were pretrained to
    encoder.words.weight.requires_grad_(requires_grad=False)
    groups: list[dict[str, Any]] = [
        {"params": [p for p in encoder.parameters() if p.requires_grad], "lr": recipe.rate},
        {"params": list(heads.parameters()), "lr": recipe.head_rate},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=recipe.decay, fused=True)
    warm = max(1, int(steps * recipe.warmup))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm, max(0.0, (steps - step) / max(1, steps - warm)))
    )
    return [p for group in groups for p in group["params"]], optimizer, schedule


def fit(
    encoder: Encoder,
    heads: Heads,
    examples: Sequence[Example],
    recipe: Recipe,
    marks: tuple[int, int],
    told: Callable[[int, int, float, float], None],
) -> None:
    """Train in place; ``told`` hears the step, the number of steps, the loss and the seconds so far."""
    torch.manual_seed(recipe.seed)
    rng = np.random.default_rng(recipe.seed)
    steps = recipe.epochs * -(-len(examples) // recipe.papers)
    parameters, optimizer, schedule = _optimizer(encoder, heads, recipe, steps)
    begin, step, mean = time.monotonic(), 0, 0.0
    for _ in range(recipe.epochs):
        encoder.train()
        heads.train()
        for papers in order(examples, recipe.papers, rng):
            batch = collate(papers, *marks)
            chosen = torch.from_numpy(rng.random(batch.pieces.shape) < recipe.hidden_pieces)
            batch.pieces[chosen & (batch.word < batch.tags.shape[1])] = recipe.mask_piece
            with torch.autocast("cpu", dtype=torch.bfloat16):
                loss = loss_of(encoder, heads, batch)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(parameters, 1.0)
            optimizer.step()
            schedule.step()
            step += 1
            mean = 0.98 * mean + 0.02 * loss.item() if step > 1 else loss.item()
            told(step, steps, mean, time.monotonic() - begin)
