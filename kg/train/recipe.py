"""How the encoder is trained, apart from torch."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the encoder is trained; the defaults made the shipped weights."""

    epochs: int = 5
    papers: int = 16  # a step
    rate: float = 2e-4
    head_rate: float = 1e-3
    warmup: float = 0.06  # share of the steps
    decay: float = 0.01
    hidden_pieces: float = 0.06  # share of pieces replaced by [MASK], against learning names by heart
    mask_piece: int = 103
    seed: int = 1
