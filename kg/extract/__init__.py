"""From a paper's text to its things, their roles and the claims between them; spaCy stays inside this folder."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING

from kg.extract.abbreviations import find_abbreviations
from kg.extract.fingerprint import fingerprint
from kg.extract.names import rows as lexicon_rows
from kg.extract.weights import DEFAULT, MODELS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from kg.model import Extraction, Paper

    Extract = Callable[[Paper], Extraction]

__all__ = ["DEFAULT", "MODELS", "extract", "extract_all", "find_abbreviations", "fingerprint", "lexicon_rows"]

# papers; starting a worker costs about as much as reading these
_WORTH_A_PROCESS = {"rules": 150, "fast": 120, "accurate": 30}
_worker: Extract | None = None


def make(model: str) -> Extract:
    """The extractor of this name, one of ``MODELS``; ``ValueError`` for another."""
    # spaCy takes a second to load: only when something is to be read
    if model == "rules":
        from kg.extract.extractor import Extractor

        return Extractor()
    if model not in MODELS:
        raise ValueError(model)
    from kg.extract.trained import TrainedExtractor

    return TrainedExtractor(model)


def extract(papers: Iterable[Paper], *, model: str = DEFAULT) -> Iterator[tuple[Paper, Extraction]]:
    """Each paper with what was found in it, lazily and in order."""
    extractor = make(model)
    for paper in papers:
        yield paper, extractor(paper)


def extract_all(papers: list[Paper], *, jobs: int, model: str = DEFAULT) -> Iterator[Extraction]:
    """What was found in each paper, in order, by up to ``jobs`` processes."""
    workers = min(jobs, len(papers) // _WORTH_A_PROCESS[model])
    if workers <= 1:
        yield from (extraction for _, extraction in extract(papers, model=model))
        return
    with ProcessPoolExecutor(workers, initializer=_start, initargs=(model,)) as pool:
        yield from pool.map(_read, papers, chunksize=25)


def _start(model: str) -> None:
    global _worker  # one extractor a process, made once
    _worker = make(model)


def _read(paper: Paper) -> Extraction:
    if _worker is None:
        msg = "the worker was not started"
        raise RuntimeError(msg)
    return _worker(paper)
