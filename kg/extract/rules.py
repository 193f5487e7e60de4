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
    # of mentions: the thing is one, and of this type
    "url": 0.99,
    "lexicon": 0.77,
    "abbreviation": 0.65,
    "title-prefix": 0.83,
    "proposed": 0.81,
    "shape-resource": 0.62,
    "shape": 0.56,
    "again": 0.76,
    # of roles, where the thing is right
    "role:title-prefix": 0.99,
    "role:proposed": 0.83,
    "role:subject": 0.9,
    "role:url": 0.99,
    "role:task": 0.85,
    "role:task-background": 0.38,
    "role:metric": 0.96,
    "role:trained-on": 0.33,
    "role:evaluated-on": 0.94,
    "role:resource": 0.5,
    "role:compared": 0.52,
    "role:method": 0.77,
    # of relations, end to end
    "main-evaluated": 0.59,
    "used-evaluated": 0.34,
    "used-introduced": 0.18,
    "main-trained": 0.1,
    "main-compared": 0.36,
    "main-task": 0.41,
    "main-based": 0.52,
    "main-used": 0.25,
    "code-at": 0.67,
    "metric": 0.36,
}
