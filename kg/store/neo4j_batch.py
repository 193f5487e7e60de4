"""What one transaction writes to Neo4j: whole papers, so that the database is in order whenever a load ends."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from kg.errors import NotFound, StoreError
from kg.model import Entity, EntityType, Evidence, Paper, RelationType, Statement
from kg.store import neo4j_text as text
from kg.store.property_graph import (
    claim_properties,
    entity_properties,
    evidence_id,
    evidence_properties,
    paper_properties,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from neo4j import ManagedTransaction

    from kg.store.truth import Truth

Key: TypeAlias = tuple[str, RelationType, str]
Row: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """Some papers, and all the evidence that they give, by its id."""

    papers: tuple[str, ...]
    evidence: Mapping[str, tuple[Statement, Evidence]]

    @classmethod
    def of(cls, truth: Truth, papers: Iterable[str]) -> Self:
        """What these papers say now; one that is gone says nothing."""
        listed = tuple(papers)
        said = [(statement, item) for paper in listed for statement, item in _said(truth, paper)]
        return cls(listed, {evidence_id(statement.key, item): (statement, item) for statement, item in said})


def _said(truth: Truth, paper_id: str) -> Iterator[tuple[Statement, Evidence]]:
    try:
        for statement in truth.statements_of(paper_id):
            for item in statement.evidence:
                yield statement, item
    except NotFound:
        return


def put_papers(tx: ManagedTransaction, papers: Iterable[Paper]) -> None:
    """Write the nodes of papers."""
    _run(tx, text.PUT_PAPERS, [paper_properties(paper) for paper in papers])


def put_entities(tx: ManagedTransaction, entities: Iterable[Entity]) -> None:
    """Write the nodes of entities."""
    rows: dict[EntityType, list[Row]] = defaultdict(list)
    for entity in entities:
        rows[entity.type].append(dict(entity_properties(entity)))
    for entity_type in sorted(rows):
        _run(tx, text.PUT_ENTITIES[entity_type], rows[entity_type])


def put_claims(tx: ManagedTransaction, statements: Iterable[Statement]) -> None:
    """Write the relationships of statements whose ends are there, with all their evidence."""
    listed = list(statements)
    _put_relationships(tx, listed)
    _put_evidence(tx, [(statement, item) for statement in listed for item in statement.evidence])


def _put_relationships(tx: ManagedTransaction, statements: Iterable[Statement]) -> None:
    rows: dict[RelationType, list[Row]] = defaultdict(list)
    for statement in statements:
        rows[statement.relation].append({**_ends(*statement.key), "known": claim_properties(statement)})
    for relation in sorted(rows):
        _run(tx, text.PUT_CLAIMS[relation], rows[relation])


def _put_evidence(tx: ManagedTransaction, evidence: Iterable[tuple[Statement, Evidence]]) -> None:
    rows = [{"paper": item.paper_id, "known": evidence_properties(statement, item)} for statement, item in evidence]
    _run(tx, text.PUT_EVIDENCE, rows)


def mistyped(tx: ManagedTransaction, truth: Truth, new: Change) -> dict[EntityType, list[str]]:
    """The entities that a change is about and that the database knows as another type, by the type that they are."""
    about = {*_former(tx, new.papers).values(), *(_key(statement) for statement, _ in new.evidence.values())}
    rows = [{"id": entity.id, "type": entity.type.value} for entity in truth.entities_of(_ends_of(about))]
    found: dict[EntityType, list[str]] = defaultdict(list)
    for record in tx.run(text.MISTYPED, rows=rows, types=text.TYPES):
        found[EntityType(record["type"])].append(record["id"])
    return dict(found)


def set_types(
    tx: ManagedTransaction, statements: Mapping[EntityType, str], entities: Mapping[EntityType, list[str]]
) -> None:
    """Run the statement of each type for its entities."""
    for entity_type in sorted(entities):
        tx.run(statements[entity_type], ids=entities[entity_type]).consume()


def drop(tx: ManagedTransaction, truth: Truth, papers: list[str]) -> None:
    """Remove papers that are gone, and what only they supported."""
    change(tx, truth, Change(tuple(papers), {}))
    tx.run(text.DROP_PAPERS, papers=papers).consume()


def change(tx: ManagedTransaction, truth: Truth, new: Change) -> None:
    """Make this all that the papers say; claims of others that they supported too are counted anew."""
    former = _former(tx, new.papers)
    gone = former.keys() - new.evidence.keys()
    fresh = {each: said for each, said in new.evidence.items() if each not in former}
    tx.run(text.DROP_EVIDENCE, ids=sorted(gone)).consume()

    touched = {former[each] for each in gone} | {_key(statement) for statement, _ in fresh.values()}
    known = {key: statement for key in sorted(touched) for statement in _whole(truth, key)}
    # The names of what stays as it was may have changed too.
    about = touched | {_key(statement) for statement, _ in new.evidence.values()}
    ends = _ends_of(about)
    _drop_relationships(tx, sorted(touched - known.keys()))
    put_entities(tx, truth.entities_of(ends))
    _put_relationships(tx, known.values())
    _put_evidence(tx, fresh.values())
    tx.run(text.DROP_UNUSED, ids=ends).consume()


def _former(tx: ManagedTransaction, papers: Iterable[str]) -> dict[str, Key]:
    """The evidence that the database has of these papers, and the claim of each."""
    found: dict[str, Key] = {}
    for record in tx.run(text.EVIDENCE_OF, papers=list(papers)):
        if record["relation"] not in RelationType.__members__:
            raise StoreError(f"the evidence {record['id']!r} in the database is none of ours; --rebuild removes it")
        found[record["id"]] = (record["subject"], RelationType(record["relation"]), record["object"])
    return found


def _whole(truth: Truth, key: Key) -> Iterator[Statement]:
    """The statement of this key with the evidence of all papers, if there still is one."""
    return truth.statements(subject=key[0], relation=key[1], object=key[2])


def _drop_relationships(tx: ManagedTransaction, keys: Iterable[Key]) -> None:
    rows: dict[RelationType, list[Row]] = defaultdict(list)
    for key in keys:
        rows[key[1]].append(_ends(*key))
    for relation in sorted(rows):
        _run(tx, text.DROP_CLAIMS[relation], rows[relation])


def _key(statement: Statement) -> Key:
    return (statement.subject, statement.relation, statement.object)


def _ends_of(keys: Iterable[Key]) -> list[str]:
    return sorted({end for key in keys for end in (key[0], key[2])})


def _ends(subject: str, _: str, obj: str) -> Row:
    return {"subject": subject, "object": obj}


def _run(tx: ManagedTransaction, query: str, rows: list[Row]) -> None:
    if rows:
        tx.run(query, rows=rows).consume()
