"""The order of what stores answer, so that the answers of different stores can be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.model import Evidence, Source, Span

EvidenceKey = tuple[str, str, int, int, "tuple[Span, ...]", str, float]


def evidence_key(evidence: Evidence) -> EvidenceKey:
    """Every field of an evidence, in the order of the class."""
    return (
        evidence.paper_id,
        evidence.sentence,
        evidence.start,
        evidence.end,
        evidence.spans,
        evidence.rule,
        evidence.confidence,
    )


def source_key(source: Source) -> tuple[str, int]:
    """By file, then by place in it."""
    return (source.file, source.record)
