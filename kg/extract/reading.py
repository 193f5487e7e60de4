"""Reading a paper: the pipeline, addresses, abbreviations and the tagger, up to the candidates for names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.extract.abbreviations import Abbreviation, find_abbreviations
from kg.extract.candidates import Candidate, Found, Places, add_abbreviations, tagged_ranges
from kg.extract.document import head_type
from kg.extract.encoding import Encoded, encode
from kg.extract.features import View
from kg.extract.nlp import KEY, make_nlp
from kg.extract.urls import Url, find_urls
from kg.model import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from spacy.tokens import Doc
    from spacy.tokens import Span as DocSpan

    from kg.extract.seen import Seen
    from kg.extract.tagger import Tagged, Tagger


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything the sources say of one paper, before anything is decided."""

    text: str
    doc: Doc
    places: Places
    sentences: tuple[Span, ...]
    pairs: list[Abbreviation]
    urls: list[Url]
    encoded: Encoded | None
    tagged: Tagged | None
    candidates: list[Candidate]
    view: View

    def words(self, start: int, end: int) -> tuple[int, int]:
        """The word range of a character range; the encoder knows words alone."""
        word_of = self.view.word_of
        inside = [word_of[i] for i in range(*self.places.touched(Span(start, end))) if i in word_of]
        return (inside[0], inside[-1] + 1) if inside else (0, 1)


class Reader:
    """Reads papers; ``tagger`` may be missing, then the rules read alone."""

    def __init__(self, tagger: Tagger | None, seen: Seen, lexicons: Path | None = None) -> None:
        self._nlp = make_nlp(lexicons)
        self._tagger = tagger
        self._seen = seen

    def __call__(
        self,
        text: str,
        *,
        trusted: Callable[[Sequence[DocSpan]], list[DocSpan]] = list,
        seen: Seen | None = None,
    ) -> Reading:
        """Read one text; in training ``trusted`` and ``seen`` forget what only this paper taught."""
        doc = self._nlp(text)
        ruled: list[DocSpan] = list(doc.spans[KEY])
        listed = trusted([span for span in ruled if span.id_ == "lexicon"])
        ruled = [*listed, *(span for span in ruled if span.id_ != "lexicon")]
        sentences = tuple(trimmed(text, s.start_char, s.end_char) for s in doc.sents)
        pairs, urls = find_abbreviations(text), find_urls(text)
        encoded = tagged = None
        places = Places(doc)
        found = Found(doc, places, sentences, [url.span for url in urls])
        for span in ruled:
            found.add(span.start, span.end, span.id_, span.label_)
        heads = {pair: head_type(text[pair.long.start : pair.long.end]) for pair in pairs}
        add_abbreviations(found, places, pairs, {pair: kind and kind.value for pair, kind in heads.items()})
        if self._tagger is not None:
            encoded = encode(doc, listed, pairs, self._tagger.pieces)
            tagged = self._tagger(encoded)
            for start, end, kind in tagged_ranges(tagged.tags, encoded.tokens):
                found.add(start, end, "tagger", kind)
        found.repeat()
        word_of: dict[int, int] = {}
        for token in doc:
            if not token.is_space:
                word_of[token.i] = len(word_of)
        tags = tagged.tags if tagged is not None else None
        view = View(doc, tags, word_of, [s.start for s in sentences], seen or self._seen)
        return Reading(text, doc, places, sentences, pairs, urls, encoded, tagged, found.all(), view)


def trimmed(text: str, start: int, end: int) -> Span:
    """A range without the blanks at its ends."""
    piece = text[start:end]
    begin = start + len(piece) - len(piece.lstrip())
    return Span(begin, begin + len(piece.strip()))
