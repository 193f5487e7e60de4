"""What was extracted from each paper, the papers still to be read, and the terms that they use."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING

from kg.errors import StoreError
from kg.model import EntityType, Extraction, LocalEntity, LocalRelation, Mention, RelationType, Span, Term
from kg.store.database import PAGE, Database, Row
from kg.store.variants import dump

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.store.papers import Papers

_PENDING = """
SELECT id FROM node JOIN paper USING (n) WHERE fingerprint IS NOT ? AND id > ? ORDER BY id LIMIT ?
"""
_ENTITIES = """
SELECT term.type, term.name, term.surfaces, role, start, stop, rule, confidence, optional, kind
FROM local_entity JOIN term ON term.t = local_entity.term WHERE paper = ? ORDER BY place
"""
_MENTIONS = "SELECT place, start, stop, type, rule, confidence FROM mention WHERE paper = ? ORDER BY place, position"
_RELATIONS = """
SELECT head, relation, tail, start, stop, spans, rule, confidence FROM local_relation WHERE paper = ? ORDER BY position
"""
_TERMS = """
SELECT t, type, name, surfaces, COUNT(DISTINCT paper), MIN(kind), scope
FROM term JOIN local_entity ON local_entity.term = term.t
GROUP BY t ORDER BY type, name
"""


def dump_spans(spans: Iterable[Span]) -> str:
    """Spans as they are stored."""
    return dump([[span.start, span.end] for span in spans])


def load_spans(text: str) -> tuple[Span, ...]:
    """The inverse of ``dump_spans``."""
    return tuple(Span(start, end) for start, end in json.loads(text))


class Readings:
    """Extractions, kept apart from the graph that is made of them."""

    def __init__(self, db: Database, papers: Papers) -> None:
        """Work on this database."""
        self._db = db
        self._papers = papers

    def pending(self, fingerprint: str) -> Iterator[str]:
        """Ids of the papers without an extraction of this fingerprint from their present text."""
        for rows in self._db.paged(lambda after: self._db.all(_PENDING, (fingerprint, after, PAGE))):
            yield from (row[0] for row in rows)

    def count_pending(self, fingerprint: str) -> int:
        """How many ``pending`` gives."""
        return int(self._db.value("SELECT COUNT(*) FROM paper WHERE fingerprint IS NOT ?", (fingerprint,)))

    def put(self, extraction: Extraction, fingerprint: str) -> None:
        """Replace what was extracted from a paper; it must then be linked, unless it is as before."""
        n = self._papers.number(extraction.paper_id)
        self._check(extraction, self._papers.text(n))
        with self._db.transaction():
            known = self._db.value("SELECT fingerprint FROM paper WHERE n = ?", (n,)) is not None
            if known and self.get(extraction.paper_id) == extraction:
                self._db.run("UPDATE paper SET fingerprint = ?1 WHERE n = ?2 AND fingerprint <> ?1", (fingerprint, n))
                return
            if known:
                self._papers.clear_extraction(n)
            self._insert(n, extraction)
            self._db.run("UPDATE paper SET fingerprint = ?, linked = 0 WHERE n = ?", (fingerprint, n))

    def _check(self, extraction: Extraction, text: str) -> None:
        # The words of a mention are not stored: its offsets must find them in the paper.
        for entity in extraction.entities:
            for mention in entity.mentions:
                if text[mention.span.start : mention.span.end] != mention.text:
                    raise StoreError(f"{extraction.paper_id}: no {mention.text!r} at {mention.span}")
        for relation in extraction.relations:
            if not (0 <= relation.head < len(extraction.entities) and 0 <= relation.tail < len(extraction.entities)):
                raise StoreError(f"{extraction.paper_id}: a relation joins entities that are not there")

    def _insert(self, n: int, extraction: Extraction) -> None:
        self._db.many(
            "INSERT INTO local_entity VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(n, place, self._term(entity), *_entity_row(entity)) for place, entity in enumerate(extraction.entities)],
        )
        self._db.many(
            "INSERT INTO mention VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (n, place, position, item.span.start, item.span.end, item.type.value, item.rule, item.confidence)
                for place, entity in enumerate(extraction.entities)
                for position, item in enumerate(entity.mentions)
            ],
        )
        self._db.many(
            "INSERT INTO local_relation VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(n, position, *_relation_row(relation)) for position, relation in enumerate(extraction.relations)],
        )
        sentences = [(n, position, span.start, span.end) for position, span in enumerate(extraction.sentences)]
        self._db.many("INSERT INTO sentence VALUES (?, ?, ?, ?)", sentences)
        abbreviations = [(n, position, *pair) for position, pair in enumerate(extraction.abbreviations)]
        self._db.many("INSERT INTO abbreviation VALUES (?, ?, ?, ?)", abbreviations)

    def _term(self, entity: LocalEntity) -> int:
        key = (entity.type.value, entity.name, dump(entity.surfaces))
        sql = "SELECT t FROM term WHERE type = ? AND name = ? AND surfaces = ? AND scope = ''"
        t: int | None = self._db.value(sql, key)
        return self._db.insert("INSERT INTO term(type, name, surfaces) VALUES (?, ?, ?)", key) if t is None else t

    def get(self, paper_id: str) -> Extraction:
        """What was extracted from a paper, as it was put."""
        n = self._papers.number(paper_id)
        if self._db.value("SELECT fingerprint FROM paper WHERE n = ?", (n,)) is None:
            raise StoreError(f"nothing has been extracted from {paper_id} yet")
        text = self._papers.text(n)
        mentions = {
            place: tuple(_mention(row, text) for row in rows)
            for place, rows in groupby(self._db.rows(_MENTIONS, (n,)), key=lambda row: row[0])
        }
        sentences = self._db.rows("SELECT start, stop FROM sentence WHERE paper = ? ORDER BY position", (n,))
        pairs = self._db.rows("SELECT short, long FROM abbreviation WHERE paper = ? ORDER BY position", (n,))
        entities = enumerate(self._db.rows(_ENTITIES, (n,)))
        return Extraction(
            paper_id,
            entities=tuple(_entity(row, mentions.get(place, ())) for place, row in entities),
            relations=tuple(_relation(row) for row in self._db.rows(_RELATIONS, (n,))),
            sentences=tuple(Span(*row) for row in sentences),
            abbreviations=tuple((short, long) for short, long in pairs),
        )

    def terms(self) -> Iterator[Term]:
        """The terms that some paper uses, by type, name, surfaces and scope."""
        for _, rows in groupby(self._db.rows(_TERMS), key=lambda row: (row[1], row[2])):
            terms = [
                Term(t, EntityType(type_), name, tuple(json.loads(surfaces)), papers, kind, scope)
                for t, type_, name, surfaces, papers, kind, scope in rows
            ]
            yield from sorted(terms, key=lambda term: (term.surfaces, term.scope))

    def drop_unused(self) -> int:
        """Remove the terms that no paper uses any more; how many there were."""
        with self._db.transaction():
            return self._db.run(
                "DELETE FROM term WHERE NOT EXISTS (SELECT 1 FROM local_entity WHERE local_entity.term = term.t)"
            )


def _entity_row(entity: LocalEntity) -> tuple[object, ...]:
    sentence = (entity.sentence.start, entity.sentence.end)
    return (entity.role, *sentence, entity.rule, entity.confidence, entity.optional, entity.kind)


def _relation_row(relation: LocalRelation) -> tuple[object, ...]:
    ends = (relation.head, relation.relation.value, relation.tail)
    sentence = (relation.sentence.start, relation.sentence.end)
    return (*ends, *sentence, dump_spans(relation.spans), relation.rule, relation.confidence)


def _mention(row: Row, text: str) -> Mention:
    _, start, stop, type_, rule, confidence = row
    return Mention(Span(start, stop), text[start:stop], EntityType(type_), rule, confidence)


def _entity(row: Row, mentions: tuple[Mention, ...]) -> LocalEntity:
    type_, name, surfaces, role, start, stop, rule, confidence, optional, kind = row
    return LocalEntity(
        EntityType(type_),
        name,
        tuple(json.loads(surfaces)),
        mentions,
        role=role,
        sentence=Span(start, stop),
        rule=rule,
        confidence=confidence,
        optional=bool(optional),
        kind=kind,
    )


def _relation(row: Row) -> LocalRelation:
    head, relation, tail, start, stop, spans, rule, confidence = row
    return LocalRelation(
        head, RelationType(relation), tail, Span(start, stop), spans=load_spans(spans), rule=rule, confidence=confidence
    )
