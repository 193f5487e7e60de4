"""From a paper's text to its things, their roles and the claims between them; spaCy stays inside this folder."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING

from kg.extract.abbreviations import find_abbreviations
from kg.extract.fingerprint import fingerprint
from kg.extract.names import rows as lexicon_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.extract.extractor import Extractor
    from kg.model import Extraction, Paper

__all__ = ["extract", "extract_all", "find_abbreviations", "fingerprint", "lexicon_rows"]

_WORTH_A_PROCESS = 150  # papers; starting a worker costs about as much as reading these
_worker: Extractor | None = None


def extract(papers: Iterable[Paper]) -> Iterator[tuple[Paper, Extraction]]:
    """Each paper with what was found in it, lazily and in order."""
    from kg.extract.extractor import Extractor  # spaCy takes a second to load: only when something is to be read

    extractor = Extractor()
    for paper in papers:
        yield paper, extractor(paper)


def extract_all(papers: list[Paper], *, jobs: int) -> Iterator[Extraction]:
    """What was found in each paper, in order, by up to ``jobs`` processes."""
    workers = min(jobs, len(papers) // _WORTH_A_PROCESS)
    if workers <= 1:
        yield from (extraction for _, extraction in extract(papers))
        return
    with ProcessPoolExecutor(workers, initializer=_start) as pool:
        yield from pool.map(_read, papers, chunksize=25)


def _start() -> None:
    global _worker  # one extractor a process, made once
    from kg.extract.extractor import Extractor

    _worker = Extractor()


def _read(paper: Paper) -> Extraction:
    if _worker is None:
        msg = "the worker was not started"
        raise RuntimeError(msg)
    return _worker(paper)
