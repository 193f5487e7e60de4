"""Statements and their evidence in the truth."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from kg.errors import StoreError
from kg.model import Evidence, RelationType, Statement
from kg.store.order import evidence_key
from kg.store.readings import dump_spans, load_spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.store.database import Database, Row
    from kg.store.papers import Papers

# CROSS JOIN is SQLite's way of saying: walk in this order.
_FROM_ALL = "FROM node a CROSS JOIN statement s ON s.subject = a.n JOIN node b ON b.n = s.object"
_FROM_SOME = "FROM statement s JOIN node a ON a.n = s.subject JOIN node b ON b.n = s.object"
_EVIDENCE = "JOIN evidence e ON e.statement = s.s"
_COLUMNS = "SELECT a.id, s.relation, b.id, e.paper, e.start, e.stop, e.spans, e.rule, e.confidence"
_ORDER = "ORDER BY a.id, s.relation, b.id"
_CLAIMS = f"SELECT a.id, s.relation, b.id {_FROM_ALL} {_ORDER}"
_STATEMENTS = {
    (False, False): f"{_COLUMNS} {_FROM_ALL} {_EVIDENCE} WHERE ?3 IS NULL OR s.relation = ?3 {_ORDER}",
    (
        True,
        False,
    ): f"{_COLUMNS} {_FROM_SOME} {_EVIDENCE} WHERE s.subject = ?1 AND (?3 IS NULL OR s.relation = ?3) {_ORDER}",
    (
        False,
        True,
    ): f"{_COLUMNS} {_FROM_SOME} {_EVIDENCE} WHERE s.object = ?2 AND (?3 IS NULL OR s.relation = ?3) {_ORDER}",
    (True, True): (
        f"{_COLUMNS} {_FROM_SOME} {_EVIDENCE} "
        f"WHERE s.subject = ?1 AND s.object = ?2 AND (?3 IS NULL OR s.relation = ?3) {_ORDER}"
    ),
}
_OF_PAPER = (
    f"{_COLUMNS} FROM evidence e JOIN statement s ON s.s = e.statement JOIN node a ON a.n = s.subject "
    f"JOIN node b ON b.n = s.object WHERE e.paper = ? {_ORDER}"
)
_STORED = """
SELECT e, s, subject, relation, object, start, stop, spans, rule, confidence
FROM evidence JOIN statement ON s = evidence.statement WHERE paper = ?
"""
_SAME_EVIDENCE = """
SELECT 1 FROM evidence WHERE statement = ? AND paper = ?
AND start = ? AND stop = ? AND spans = ? AND rule = ? AND confidence = ?
"""
_INSERT_EVIDENCE = """
INSERT INTO evidence(statement, paper, start, stop, spans, rule, confidence) VALUES (?, ?, ?, ?, ?, ?, ?)
"""
_TEXTS = 20_000  # papers whose text a walk over statements remembers: some tens of megabytes

# subject, relation, object, start, stop, spans, rule, confidence: an evidence of one known paper
Support = tuple[int, str, int, int, int, str, str, float]


class Claims:
    """The tables of statements and evidence."""

    def __init__(self, db: Database, papers: Papers) -> None:
        """Work on this database."""
        self._db = db
        self._papers = papers

    def claims(self) -> Iterator[tuple[str, RelationType, str]]:
        """Subject, relation and object of every statement, by key."""
        for subject, relation, obj in self._db.rows(_CLAIMS):
            yield subject, RelationType(relation), obj

    def statements(
        self, *, subject: str | None = None, relation: RelationType | None = None, object: str | None = None
    ) -> Iterator[Statement]:
        """The statements that agree with what is given, by key."""
        ends = [None if node is None else self._db.node(node) for node in (subject, object)]
        given = (subject is not None, object is not None)
        if any(named and n is None for named, n in zip(given, ends, strict=True)):
            return
        yield from self._read(self._db.rows(_STATEMENTS[given], (*ends, relation.value if relation else None)))

    def of_paper(self, paper_id: str) -> Iterator[Statement]:
        """The statements that a paper supports, by key, with its own evidence only."""
        yield from self._read(self._db.rows(_OF_PAPER, (self._papers.number(paper_id),)))

    def _read(self, rows: Iterable[Row]) -> Iterator[Statement]:
        texts: dict[int, tuple[str, str]] = {}
        for claim, group in groupby(rows, key=lambda row: row[:3]):
            evidence = sorted((self._evidence(row, texts) for row in group), key=evidence_key)
            yield Statement(claim[0], RelationType(claim[1]), claim[2], tuple(evidence))

    def _evidence(self, row: Row, texts: dict[int, tuple[str, str]]) -> Evidence:
        n, start, stop, spans, rule, confidence = row[3:]
        if n not in texts:
            if len(texts) >= _TEXTS:
                texts.clear()
            texts[n] = (self._db.value("SELECT id FROM node WHERE n = ?", (n,)), self._papers.text(n))
        paper_id, text = texts[n]
        return Evidence(paper_id, text[start:stop], start, stop, load_spans(spans), rule, confidence)

    def add(self, statements: Iterable[Statement]) -> None:
        """Keep these statements; evidence is united."""
        with self._db.transaction():
            for statement in statements:
                for evidence in statement.evidence:
                    n = self._paper(evidence.paper_id, statement)
                    support = self._support(statement, evidence, self._papers.text(n))
                    if self._insert(n, support):
                        self._bump(n)

    def put(self, paper_id: str, statements: Iterable[Statement]) -> None:
        """Make these statements all that the paper supports; it is linked then."""
        n = self._papers.number(paper_id)
        text = self._papers.text(n)
        with self._db.transaction():
            wanted = set()
            for statement in statements:
                if any(evidence.paper_id != paper_id for evidence in statement.evidence):
                    raise StoreError(f"statement {statement.key} has evidence from another paper than {paper_id}")
                wanted |= {self._support(statement, evidence, text) for evidence in statement.evidence}
            if self._replace(n, wanted):
                self._bump(n)
            self._db.run("UPDATE paper SET linked = 1 WHERE n = ? AND linked = 0", (n,))

    def _replace(self, n: int, wanted: set[Support]) -> bool:
        stored = self._db.all(_STORED, (n,))
        present = {row[2:] for row in stored}
        gone = [row for row in stored if row[2:] not in wanted]
        for support in sorted(wanted - present):
            self._insert(n, support)
        self._db.many("DELETE FROM evidence WHERE e = ?", [row[:1] for row in gone])
        self._papers.drop_unsupported({row[1] for row in gone})
        return present != wanted

    def _support(self, statement: Statement, evidence: Evidence, text: str) -> Support:
        # The sentence is not stored: its offsets must find it in the paper.
        if text[evidence.start : evidence.end] != evidence.sentence:
            place = f"{evidence.start}:{evidence.end}"
            raise StoreError(f"statement {statement.key}: its sentence is not at {place} of {evidence.paper_id}")
        ends = [self._node(node, statement) for node in (statement.subject, statement.object)]
        place_and_spans = (evidence.start, evidence.end, dump_spans(evidence.spans))
        return (ends[0], statement.relation.value, ends[1], *place_and_spans, evidence.rule, evidence.confidence)

    def _node(self, node_id: str, statement: Statement) -> int:
        n = self._db.node(node_id)
        if n is None:
            raise StoreError(f"statement {statement.key} names {node_id!r}, which is not in the graph")
        return n

    def _paper(self, paper_id: str, statement: Statement) -> int:
        n: int | None = self._db.value("SELECT n FROM node JOIN paper USING (n) WHERE id = ?", (paper_id,))
        if n is None:
            raise StoreError(f"statement {statement.key} quotes {paper_id!r}, which is not in the graph")
        return n

    def _insert(self, n: int, support: Support) -> bool:
        """Add an evidence of a paper if it is not there yet; whether it was not."""
        subject, relation, obj, *rest = support
        claim = (subject, obj, relation)
        s: int | None = self._db.value(
            "SELECT s FROM statement WHERE subject = ? AND object = ? AND relation = ?", claim
        )
        if s is None:
            s = self._db.insert("INSERT INTO statement(subject, object, relation) VALUES (?, ?, ?)", claim)
        elif self._db.value(_SAME_EVIDENCE, (s, n, *rest)):
            return False
        self._db.insert(_INSERT_EVIDENCE, (s, n, *rest))
        return True

    def _bump(self, n: int) -> None:
        self._db.run("UPDATE paper SET revision = ? WHERE n = ?", (self._db.next_revision(), n))
