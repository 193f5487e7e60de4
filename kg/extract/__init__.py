"""From a paper's text to its things, their roles and the claims between them; spaCy stays inside this folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.extractor import Extractor, fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.model import Extraction, Paper

__all__ = ["Extractor", "extract", "fingerprint"]


def extract(papers: Iterable[Paper]) -> Iterator[tuple[Paper, Extraction]]:
    """Each paper with what was found in it, lazily and in order."""
    extractor = Extractor()
    for paper in papers:
        yield paper, extractor(paper)
