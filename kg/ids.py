"""Ids made from content: papers, entities, claims; and what a paper's id may be written as."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.text import digest, slug, title_key

if TYPE_CHECKING:
    from kg.model import EntityType

# arXiv identifiers since April 2007 (YYMM.NNNNN) and before (archive/YYMMNNN); a version suffix is not part of the id.
# https://info.arxiv.org/help/arxiv_identifier.html
_ARXIV = re.compile(
    r"(?:arxiv:|https?://(?:www\.)?arxiv\.org/(?:abs|pdf)/)?(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?(?:\.pdf)?",
    re.I,
)
_DOI = re.compile(r"(?:doi:|https?://(?:dx\.)?doi\.org/)?(10\.\d{4,9}/\S+)", re.I)


def arxiv_id(text: str | None) -> str | None:
    """The bare arXiv identifier in an id, CURIE or URL, without its version; ``None`` if it is none."""
    match = _ARXIV.fullmatch(text.strip()) if text else None
    return match[1].lower() if match else None


def doi(text: str | None) -> str | None:
    """The bare lower-case DOI in a DOI, CURIE or URL; ``None`` if it is none."""
    match = _DOI.fullmatch(text.strip()) if text else None
    return match[1].lower() if match else None


def title_id(title: str) -> str:
    """The id of a paper of which only the title is known."""
    return f"title:{digest(title_key(title))}"


def paper_id(*, title: str, arxiv: str | None = None, doi: str | None = None) -> str:
    """The best id of a paper: ``arxiv:``, else ``doi:``, else ``title:`` and a hash of its normalised title."""
    if arxiv:
        return f"arxiv:{arxiv}"
    if doi:
        return f"doi:{doi}"
    return title_id(title)


def entity_id(entity_type: EntityType, name: str) -> str:
    """Readable id of an entity, ``method:lora``; a name without letters or digits gets a hash."""
    return f"{entity_type.value.lower()}:{slug(name) or digest(name)}"


def claim_id(subject: str, relation: str, obj: str) -> str:
    """Hash of a claim: its subject, relation and object, not its evidence."""
    return digest(subject, relation, obj)
