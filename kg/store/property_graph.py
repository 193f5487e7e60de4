"""The graph as nodes and relationships with properties: what every store and script in Cypher's terms holds.

Papers and entities are nodes ``:Node``; a claim is a relationship of its type. Its evidence are nodes ``:Evidence``
that name the claim and lead to their paper with ``:IN``, since nothing can point at a relationship.
A value that is not known is left out, and so is an empty list, of which no import can tell that it is one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from kg.ids import claim_id
from kg.model import Span
from kg.store import rdf_terms
from kg.store.rdf_terms import clean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kg.model import Entity, Evidence, Paper, Statement

Value: TypeAlias = "str | int | float | Sequence[str] | Sequence[int]"
Properties: TypeAlias = "dict[str, Value]"


def paper_properties(paper: Paper) -> Properties:
    """Of a node ``:Node:Paper``."""
    return _known(
        {"id": paper.id, "title": paper.title, "date": paper.date, "url": paper.url, "authors": paper.authors}
    )


def entity_properties(entity: Entity) -> Properties:
    """Of a node ``:Node:Entity`` that has its type as a third label."""
    return _known(
        {
            "id": entity.id,
            "name": entity.name,
            "aliases": entity.aliases,
            "kind": entity.kind,
            "papers": entity.papers,
        }
    )


def claim_properties(statement: Statement) -> Properties:
    """Of a relationship; ``support`` counts papers, ``confidence`` is that of the surest evidence."""
    return _known(
        {
            "id": claim_id(*statement.key),
            "support": statement.support,
            "confidence": max(item.confidence for item in statement.evidence),
            "evidence": sorted(evidence_id(statement.key, item) for item in statement.evidence),
        }
    )


def evidence_properties(statement: Statement, item: Evidence) -> Properties:
    """Of a node ``:Evidence``; ``spans`` are the starts and ends in turn."""
    return _known(
        {
            "id": evidence_id(statement.key, item),
            "claim": claim_id(*statement.key),
            "subject": statement.subject,
            "relation": statement.relation.value,
            "object": statement.object,
            "sentence": item.sentence,
            "start": item.start,
            "end": item.end,
            "spans": flat_spans(item),
            "rule": item.rule,
            "confidence": item.confidence,
        }
    )


def evidence_id(key: tuple[str, str, str], item: Evidence) -> str:
    """Its paper, and the hash of its claim and all its fields: two papers may say the same at the same place."""
    return f"{clean(item.paper_id)}#{rdf_terms.evidence(key, item).value.rpartition('-')[2]}"


def flat_spans(item: Evidence) -> list[int]:
    """The starts and ends of an evidence's spans in turn."""
    return [number for span in item.spans for number in (span.start, span.end)]


def paired_spans(numbers: Sequence[int]) -> tuple[Span, ...]:
    """The spans of which these are the starts and ends in turn: the reverse of ``flat_spans``."""
    return tuple(Span(*pair) for pair in zip(numbers[::2], numbers[1::2], strict=True))


def _known(properties: Mapping[str, Value | None]) -> Properties:
    return {name: _cleaned(value) for name, value in properties.items() if value is not None and not _is_empty(value)}


def _is_empty(value: Value) -> bool:
    return not isinstance(value, str | int | float) and len(value) == 0


def _cleaned(value: Value) -> Value:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, int | float):
        return value
    return [clean(item) if isinstance(item, str) else item for item in value]  # type: ignore[return-value]
