"""The spaCy pipeline, built only here. Components write to ``doc.spans["kg"]``: label = type, id = rule."""

from __future__ import annotations

from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span

from kg.extract import patterns
from kg.extract.lexicon import LexiconMatcher
from kg.extract.names import fold, never
from kg.extract.sentences import sentence_spans
from kg.extract.tokens import blank

KEY = "kg"


def title_end(doc: Doc) -> int:
    """Offset at which the title ends; the text of a paper is its title, a line break and its abstract."""
    # Doc.text puts the whole text together each time it is asked for
    return next((token.idx + token.text.index("\n") for token in doc if "\n" in token.text), -1)


@Language.component("kg_sentences")
def sentences(doc: Doc) -> Doc:
    """Set sentence starts by our own splitter."""
    starts = {span.start for span in sentence_spans(doc.text, title_end(doc))}
    for token in doc:
        token.is_sent_start = token.i == 0 or token.idx in starts
    doc.spans[KEY] = []
    return doc


@Language.component("kg_patterns")
def pattern_names(doc: Doc) -> Doc:
    """Names told by their shape, by the title and by verbs of proposing; resources among them by their context."""
    end = title_end(doc)
    spans = [
        *patterns.title_prefix(doc, title_end=end),
        *patterns.proposed(doc, title_end=end),
        *patterns.shaped_names(doc, title_end=end),
    ]
    for span in spans:
        kind = patterns.resource_type(span)
        if kind is not None:
            rule = "shape-resource" if span.id_ == "shape" else span.id_
            doc.spans[KEY].append(Span(doc, span.start, span.end, label=kind, span_id=rule))
        else:
            doc.spans[KEY].append(span)
    return doc


class LexiconNames:
    """Names listed in the lexicons."""

    def __init__(self, folder: Path | None) -> None:
        self._matcher = LexiconMatcher(folder)

    def __call__(self, doc: Doc) -> Doc:
        """Add every listed name that is no umbrella term."""
        doc.spans[KEY].extend([span for span in self._matcher(doc) if fold(span.text) not in never()])
        return doc


@Language.factory("kg_lexicon")
def _lexicon(nlp: Language, name: str, folder: str | None = None) -> LexiconNames:
    del nlp, name
    return LexiconNames(Path(folder) if folder else None)


def make_nlp(folder: Path | None = None) -> Language:
    """The whole pipeline on an empty English model; ``folder`` replaces the shipped lexicons."""
    nlp = blank()
    nlp.add_pipe("kg_sentences")
    nlp.add_pipe("kg_lexicon", config={"folder": str(folder)} if folder else {})
    nlp.add_pipe("kg_patterns")
    return nlp
