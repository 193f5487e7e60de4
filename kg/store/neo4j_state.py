"""What a Neo4j database says that it holds: which graph, at which revision, in which layout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg import vocab
from kg.store import neo4j_text as text

if TYPE_CHECKING:
    from neo4j import ManagedTransaction, Session

    from kg.store.truth import Truth

State = dict[str, object]

_LAYOUT = 1  # to be raised whenever the same graph gives other nodes or relationships than before


def stamp(truth: Truth, revision: int | None) -> State:
    """What a database says that holds this graph at this revision; ``None`` while it is being filled."""
    return {"graph": truth.identity, "layout": _LAYOUT, "ontology": vocab.version(), "revision": revision}


def read_state(tx: ManagedTransaction) -> State:
    """The stamp of what the database holds; empty if no load has been there."""
    record = tx.run(text.STATE).single()
    found = record["state"] if record else {}
    return {name: found.get(name) for name in ("graph", "layout", "ontology", "revision")} if "graph" in found else {}


def is_current(truth: Truth, session: Session) -> bool:
    """Does the database say that it holds this graph as it is now?"""
    return session.execute_read(read_state) == stamp(truth, truth.revision)
