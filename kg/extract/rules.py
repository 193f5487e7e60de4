"""The extractors by name: which wins over which, and how often each is right.

Confidences are precisions measured on annotated papers that the lexicons were not built from: see
``docs/extraction.md``.
"""

from __future__ import annotations

# 0 beats everything; among mentions of one length the smaller wins
RANK: dict[str, int] = {
    "url": 0,
    "lexicon": 1,
    "abbreviation": 2,
    "title-prefix": 3,
    "proposed": 4,
    "shape-resource": 5,
    "shape": 6,
    "again": 7,
}

CONFIDENCE: dict[str, float] = {
    "url": 0.99,
    "lexicon": 0.75,
    "abbreviation": 0.65,
    "title-prefix": 0.85,
    "proposed": 0.6,
    "shape-resource": 0.6,
    "shape": 0.45,
    "again": 0.6,
}
