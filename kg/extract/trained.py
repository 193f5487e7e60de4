"""The trained extractor: all sources read, the arbiter decides. ``accurate`` has an encoder, ``fast`` has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract import features
from kg.extract.arbiter import Arbiter, things_of
from kg.extract.reading import Reader
from kg.extract.seen import Seen
from kg.extract.weights import weights_folder
from kg.model import Extraction

if TYPE_CHECKING:
    from pathlib import Path

    from kg.extract.tagger import Tagger
    from kg.model import Paper


class TrainedExtractor:
    """Finds what a paper names by the shipped weights; calling it is pure: the same paper gives the same extraction."""

    def __init__(self, model: str, folder: Path | None = None) -> None:
        """Load ``model`` (``fast`` or ``accurate``) from ``folder``, else from the package."""
        root = folder or weights_folder()
        self._tagger = _tagger(root / model) if model == "accurate" else None
        self._arbiter = Arbiter.load(root / model)
        self._reader = Reader(self._tagger, Seen.load(root))

    def __call__(self, paper: Paper) -> Extraction:
        """The things of one paper with their roles, and the claims between them."""
        text = paper.text
        reading = self._reader(text)
        chances = self._arbiter.span_chances(features.rows(reading.view, reading.candidates))
        entities = self._arbiter.entities(reading, things_of(reading, chances), self._tagger)
        entities.sort(key=lambda entity: entity.mentions[0].span)
        relations = self._arbiter.relations(reading, entities, self._tagger)
        defined = tuple(
            dict.fromkeys((text[p.short.start : p.short.end], text[p.long.start : p.long.end]) for p in reading.pairs)
        )
        shown = tuple(span for span in reading.sentences if span.start < span.end)  # a blank title is no sentence
        return Extraction(paper.id, tuple(entities), tuple(relations), shown, defined)


def _tagger(folder: Path) -> Tagger:
    from kg.extract.tagger import Tagger  # the runtime for the encoder is loaded only where one is asked for

    return Tagger(folder)
