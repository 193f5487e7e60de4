"""The extractor: pipeline, addresses, abbreviations, overlaps, groups, roles and relations, in this order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract import document, roles
from kg.extract.abbreviations import find_abbreviations
from kg.extract.names import fold, never
from kg.extract.nlp import KEY, make_nlp
from kg.extract.overlaps import resolve_overlaps
from kg.extract.relations import relations
from kg.extract.rules import CONFIDENCE, RANK
from kg.extract.urls import find_urls, kind_of
from kg.model import EntityType, Extraction, LocalEntity, Mention, Paper, Span

if TYPE_CHECKING:
    from pathlib import Path


class Extractor:
    """Finds what a paper names; calling it is pure: the same paper gives the same extraction."""

    def __init__(self, folder: Path | None = None) -> None:
        self._nlp = make_nlp(folder)

    def __call__(self, paper: Paper) -> Extraction:
        """The things of one paper with their roles, and the claims between them."""
        text = paper.text
        doc = self._nlp(text)
        sentences = tuple(_trimmed(text, s.start_char, s.end_char) for s in doc.sents)
        candidates = [
            Mention(Span(s.start_char, s.end_char), s.text, EntityType(s.label_), s.id_, CONFIDENCE[s.id_])
            for s in doc.spans[KEY]
        ]
        candidates += [
            Mention(url.span, url.text, EntityType.REPOSITORY, "url", CONFIDENCE["url"]) for url in find_urls(text)
        ]
        pairs = find_abbreviations(text)
        standing = document.listed_together(resolve_overlaps(candidates, RANK), text)
        candidates += document.abbreviation_mentions(text, pairs, standing)
        standing = document.listed_together(resolve_overlaps(candidates, RANK), text)
        candidates = [m for m in (*standing, *document.find_again(text, standing)) if _inside(m.span, sentences)]
        standing = document.said_to_be(resolve_overlaps(candidates, RANK), text)
        groups = document.split_joint(document.group(standing, pairs, text))
        entities = tuple(
            _entity(group, text, sentences) for group in groups if not all(fold(s) in never() for s in group.surfaces)
        )
        defined = tuple(
            dict.fromkeys((text[p.short.start : p.short.end], text[p.long.start : p.long.end]) for p in pairs)
        )
        shown = tuple(span for span in sentences if span.start < span.end)  # a blank title is no sentence
        return Extraction(paper.id, entities, tuple(relations(entities, text)), shown, defined)


def _inside(span: Span, sentences: tuple[Span, ...]) -> bool:
    """Whether a span lies in one sentence; what runs into the next is no name."""
    return any(sentence.start <= span.start and span.end <= sentence.end for sentence in sentences)


def _trimmed(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    begin = start + len(piece) - len(piece.lstrip())
    return Span(begin, begin + len(piece.strip()))


def _entity(group: document.Group, text: str, sentences: tuple[Span, ...]) -> LocalEntity:
    kind = group.type
    role = roles.role_of(group, kind, text, sentences)
    mentions = tuple(sorted(group.mentions, key=lambda mention: mention.span))
    served = kind_of(mentions[0].text) if kind is EntityType.REPOSITORY else None
    sentence, confidence = role.sentence, role.confidence
    return LocalEntity(
        kind, group.name, group.surfaces, mentions, role.name, sentence, role.rule, confidence, kind=served
    )
