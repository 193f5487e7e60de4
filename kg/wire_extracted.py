"""A paper as JSON, and what was extracted from it in the shape of the annotated records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.query.tables import rounded

if TYPE_CHECKING:
    from kg.model import Extraction, LocalEntity, Paper


def paper(value: Paper) -> dict[str, Any]:
    """A paper as it was read."""
    document = {
        "id": value.id,
        "title": value.title,
        "abstract": value.abstract,
        "authors": None if value.authors is None else list(value.authors),
        "author_count": value.author_count,
        "date": value.date,
        "date_text": value.date_text,
        "comments": value.comments,
        "upvotes": value.upvotes,
        "url": value.url,
        "sources": [{"file": source.file, "record": source.record} for source in value.sources],
    }
    if value.record_id is not None:
        document["record_id"] = value.record_id
    if value.abstract_truncated:
        document["abstract_truncated"] = True
    return document


def record(paper: Paper, extraction: Extraction) -> dict[str, Any]:
    """What was extracted from one paper, in the shape of the annotated records; the input's own id if it had one."""
    entities = extraction.entities
    return {
        "id": paper.id if paper.record_id is None else paper.record_id,
        "title": paper.title,
        "entities": [_local(entity) for entity in entities],
        "relations": [
            [entities[found.head].name, found.relation.value, entities[found.tail].name]
            for found in extraction.relations
        ],
    }


def _local(entity: LocalEntity) -> dict[str, Any]:
    document = {
        "type": entity.type.value,
        "name": entity.name,
        "surface": list(entity.surfaces),
        "role": entity.role,
        "confidence": rounded(entity.confidence),
    }
    if entity.optional:
        document["optional"] = True
    return document if entity.kind is None else {**document, "kind": entity.kind}
