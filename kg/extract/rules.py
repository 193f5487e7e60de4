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
    "abbreviation": 0.68,
    "title-prefix": 0.9,
    "proposed": 0.89,
    "shape-resource": 0.65,
    "shape": 0.6,
    "again": 0.84,
    # of roles, where the thing is right
    "role:title-prefix": 0.99,
    "role:proposed": 0.84,
    "role:subject": 0.9,
    "role:url": 0.99,
    "role:task": 0.85,
    "role:task-background": 0.37,
    "role:metric": 0.96,
    "role:trained-on": 0.33,
    "role:evaluated-on": 0.93,
    "role:resource": 0.48,
    "role:compared": 0.52,
    "role:method": 0.77,
    # of relations, end to end
    "main-evaluated": 0.6,
    "used-evaluated": 0.34,
    "used-introduced": 0.22,
    "main-trained": 0.1,
    "main-compared": 0.39,
    "main-task": 0.44,
    "main-based": 0.57,
    "main-used": 0.26,
    "code-at": 0.7,
    "metric": 0.38,
}
