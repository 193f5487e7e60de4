"""All of a graph into an empty ladybug database, table by table through ``COPY``, in batches."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeVar

from kg.model import RelationType
from kg.store import ladybug_rows as rows
from kg.store.ladybug import Ladybug, Pair, pairs, schema, widen
from kg.store.rdf_slices import spoken_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.store.base import GraphStore
    from kg.store.ladybug_rows import Record

Item = TypeVar("Item")

BATCH = 100_000  # rows in memory: about a hundred megabytes of sentences
PAPER = "Paper"
FEW = 2_000  # rows: below this a COPY takes longer to begin than the rows take one by one
MERGE_PAPERS = (
    "LOAD FROM $rows MERGE (n:Paper {id: id}) SET n.title = title, n.date = date, n.url = url, n.authors = authors"
)
_CREATE_EVIDENCE = (
    "LOAD FROM $rows CREATE (:Evidence {id: id, claim: claim, sentence: sentence, `start`: `start`, `end`: `end`, "
    "spans: spans, rule: rule, confidence: confidence})"
)
_CREATE_PLACES = (
    "LOAD FROM $rows MATCH (e:Evidence {id: evidence}) WITH * MATCH (p:Paper {id: paper}) CREATE (e)-[:`IN`]->(p)"
)


class Claims:
    """Claims and evidence on their way into the database; nodes must be there before what joins them."""

    def __init__(self, db: Ladybug) -> None:
        """Start with nothing to write."""
        self._db = db
        self._pairs = {relation: set(pairs(relation)) for relation in RelationType}
        self._evidence: list[Record] = []
        self._places: list[Record] = []
        self._claims: dict[tuple[RelationType, Pair], list[Record]] = defaultdict(list)
        self._waiting = 0

    def add_claim(self, relation: RelationType, pair: Pair, row: Record) -> None:
        """A relationship to be made."""
        self._claims[relation, pair].append(row)
        self._waiting += 1

    def add_evidence(self, item: rows.Quoted) -> None:
        """An evidence to be made, with where it leads."""
        self._evidence.append(item.node)
        self._places.append(item.place)
        self._waiting += 2

    def write_batch(self) -> None:
        """Write what waits, if it is much."""
        if self._waiting >= BATCH:
            self.write()

    def write(self, *, merge: bool = False) -> None:
        """Write all that waits; ``merge`` if some of the relationships may be there already."""
        for (relation, pair), items in self._claims.items():
            self._allow(relation, pair)
            few = merge or len(items) < FEW
            text = merge_claims(relation, pair) if few else _copy_claims(relation, pair)
            self._db.run(text, rows=rows.table(rows.CLAIM, items))
        if self._evidence:
            few = len(self._evidence) < FEW
            self._db.run(
                _CREATE_EVIDENCE if few else "COPY Evidence FROM $rows", rows=rows.table(rows.EVIDENCE, self._evidence)
            )
            self._db.run(_CREATE_PLACES if few else "COPY `IN` FROM $rows", rows=rows.table(rows.PLACE, self._places))
        self._claims.clear()
        self._evidence.clear()
        self._places.clear()
        self._waiting = 0

    def _allow(self, relation: RelationType, pair: Pair) -> None:
        if pair not in self._pairs[relation]:
            self._db.run(widen(relation, pair))
            self._pairs[relation].add(pair)


# Names in the texts below come from the enums of the model. Two nodes are matched one after the other: of a pattern
# with a comma ladybug makes all pairs of rows and nodes.


def merge_claims(relation: RelationType, pair: Pair) -> str:
    """The statement that makes relationships, or changes those that are there."""
    known = "r.id = claim, r.support = support, r.confidence = confidence"
    return (
        f"LOAD FROM $rows MATCH (a:{pair[0]} {{id: subject}}) WITH * MATCH (b:{pair[1]} {{id: object}}) "
        f"MERGE (a)-[r:{relation.value}]->(b) SET {known}"
    )


def merge_entities(label: str) -> str:
    """The statement that makes entities, or changes those that are there."""
    known = "n.name = name, n.aliases = aliases, n.kind = kind, n.papers = papers"
    return f"LOAD FROM $rows MERGE (n:{label} {{id: id}}) SET {known}"


def _copy_claims(relation: RelationType, pair: Pair) -> str:
    return f"COPY {relation.value} FROM $rows (from='{pair[0]}', to='{pair[1]}')"


def load(store: GraphStore, db: Ladybug) -> int:
    """Fill an empty database with all of a graph; how many papers that were.

    What a build adds meanwhile is left out where it hangs in the air: it is of a later revision, and comes then.
    """
    # One transaction, so that the file is written once; what is copied is written at once anyway.
    db.run("BEGIN TRANSACTION")
    for statement in schema():
        db.run(statement)
    db.run("COMMIT")
    labels: dict[str, str] = {}
    for batch in _batches(store.papers()):
        labels.update((paper.id, PAPER) for paper in batch)
        text = MERGE_PAPERS if len(batch) < FEW else "COPY Paper FROM $rows"
        db.run(text, rows=rows.table(rows.PAPER, [rows.paper(paper) for paper in batch]))
    papers = len(labels)
    for entities in _batches(spoken_of(store)):
        labels.update((entity.id, entity.type.value) for entity in entities)
        by_label = defaultdict(list)
        for entity in entities:
            by_label[entity.type.value].append(rows.entity(entity))
        for label, items in by_label.items():
            text = merge_entities(label) if len(items) < FEW else f"COPY {label} FROM $rows"
            db.run(text, rows=rows.table(rows.ENTITY, items))
    _load_claims(store, db, labels)
    return papers


def _load_claims(store: GraphStore, db: Ladybug, labels: dict[str, str]) -> None:
    claims = Claims(db)
    for statement in store.statements():
        start, end = labels.get(statement.subject), labels.get(statement.object)
        if start is None or end is None:
            continue
        claims.add_claim(statement.relation, (start, end), rows.claim(statement))
        for item in statement.evidence:
            if labels.get(item.paper_id) == PAPER:
                claims.add_evidence(rows.evidence(statement.key, item))
        claims.write_batch()
    claims.write()


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    batch: list[Item] = []
    for item in items:
        batch.append(item)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
