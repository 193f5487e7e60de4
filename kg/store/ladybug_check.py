"""Does a ladybug database hold exactly what a graph says?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.model import EntityType
from kg.query.answers import Violation
from kg.store import ladybug_rows as rows
from kg.store.cells import Cell, cell
from kg.store.ladybug import ANY_ENTITY
from kg.store.rdf_slices import spoken_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.store.base import GraphStore
    from kg.store.ladybug import Ladybug

Known = dict[str, tuple[Cell, ...]]  # by id

_PAPERS = "MATCH (n:Paper) RETURN n.id, n.title, n.date, n.url, n.authors"
_ENTITIES = f"MATCH (n:{ANY_ENTITY}) RETURN n.id, label(n), n.name, n.aliases, n.kind, n.papers"
_CLAIMS = "MATCH (a)-[r]->(b) WHERE r.id IS NOT NULL RETURN r.id, label(r), a.id, b.id, r.support, r.confidence"
_EVIDENCE = (
    "MATCH (e:Evidence) OPTIONAL MATCH (e)-[:`IN`]->(p:Paper) "
    "RETURN e.id, e.claim, e.sentence, e.`start`, e.`end`, e.spans, e.rule, e.confidence, p.id"
)


def differences(store: GraphStore, db: Ladybug) -> Iterator[Violation]:
    """What is missing, too much or otherwise in the database."""
    for query, wanted in ((_PAPERS, _papers), (_ENTITIES, _entities), (_CLAIMS, _claims), (_EVIDENCE, _evidence)):
        found = db.run(query)
        yield from _compared(wanted(store), {row[0]: _cells(row[1:]) for row in found})
        ids = [row[0] for row in found]
        if len(ids) > len(set(ids)):
            yield Violation("projection", db.path.name, None, f"{len(ids) - len(set(ids))} ids are there twice")


def _compared(wanted: Known, present: Known) -> Iterator[Violation]:
    for key in sorted(wanted.keys() | present.keys()):
        if wanted.get(key) != present.get(key):
            problem = "is missing" if key not in present else "should not be there" if key not in wanted else "differs"
            yield Violation("projection", key, None, f"in ladybug it {problem}")


def _papers(store: GraphStore) -> Known:
    return {str(row[0]): _cells(row[1:]) for row in map(rows.paper, store.papers())}


def _entities(store: GraphStore) -> Known:
    found = ((rows.entity(entity), entity.type) for entity in spoken_of(store) if entity.type is not EntityType.PAPER)
    return {str(row[0]): _cells((kind.value, *row[1:])) for row, kind in found}


def _claims(store: GraphStore) -> Known:
    found: Known = {}
    for statement in store.statements():
        subject, obj, claim, support, confidence = rows.claim(statement)
        found[str(claim)] = _cells((statement.relation.value, subject, obj, support, confidence))
    return found


def _evidence(store: GraphStore) -> Known:
    found: Known = {}
    for statement in store.statements():
        for item in statement.evidence:
            node, place = rows.evidence(statement.key, item)
            found[str(node[0])] = _cells((*node[1:], place[1]))
    return found


def _cells(values: tuple[object, ...] | list[object]) -> tuple[Cell, ...]:
    return tuple(map(cell, values))
