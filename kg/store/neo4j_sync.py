"""The projection of a graph file into Neo4j, brought up to date paper by paper.

A load that was killed can be repeated: each of its transactions leaves whole papers behind, and the revision is
written last. Loads of one graph file wait for each other. A load from elsewhere overtakes one that is under way, which
then ends with an error before it can write anything more.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from filelock import FileLock

from kg.errors import NotFound, StoreError, StoreLocked
from kg.store import neo4j_text as text
from kg.store.locking import held
from kg.store.neo4j_batch import Change, change, drop, mistyped, put_claims, put_entities, put_papers, set_types
from kg.store.neo4j_check import contents_differ
from kg.store.neo4j_state import State, is_current, read_state, stamp
from kg.store.rdf_slices import spoken_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from contextlib import AbstractContextManager

    from neo4j import ManagedTransaction, Session

    from kg.store.neo4j_server import Neo4jServer
    from kg.store.truth import Truth

    Listener = Callable[[str, int, int | None], None]

T = TypeVar("T")

LOCK_SECONDS = 600.0
ROWS = 2_000  # nodes or claims a transaction
PAPERS = 100  # changed papers a transaction


@dataclass(frozen=True, slots=True)
class Synced:
    """What a load wrote, and what the database holds now."""

    changed: int
    removed: int
    rebuilt: bool
    nodes: int
    relationships: int


class _Held(NamedTuple):
    """The number of a load, and the revision that it starts from; ``None``: from nothing."""

    load: int
    revision: int | None


def sync(truth: Truth, server: Neo4jServer, *, rebuild: bool = False, told: Listener | None = None) -> Synced:
    """Bring the database up to date: only what the papers say that changed since the last load is written.

    A database that holds another graph, or nodes that no load made, is left alone unless ``rebuild``; but one that was
    filled otherwise with exactly this graph is taken over.
    ``told`` hears how far it is: stage, number done, number in all.
    """
    with _lock(truth), server.session() as session:
        # Read first: what changes while this runs is done again next time.
        revision = truth.revision
        if not rebuild and is_current(truth, session):
            return _summary(session, changed=0, removed=0, rebuilt=False)
        accepted = None if rebuild else _accepted(truth, session, revision)
        session.run(text.ONE_STATE).consume()
        held = session.execute_write(_hold, truth, accepted)
        load = _Load(truth, session, held.load, told or (lambda *_: None))
        if held.revision is None:
            load.clear()
        for statement in text.SCHEMA:
            session.run(statement).consume()
        changed, removed = (load.fill(), 0) if held.revision is None else load.update(held.revision)
        load.write(_finish, stamp(truth, revision))
        return _summary(session, changed=changed, removed=removed, rebuilt=held.revision is None)


def _lock(truth: Truth) -> AbstractContextManager[object]:
    file = f"{truth.path}.neo4j.lock"
    busy = f"{truth.path}: another process is loading it"
    return held(FileLock(file), LOCK_SECONDS, busy=busy, failed=f"{file}: cannot be locked")


def _accepted(truth: Truth, session: Session, revision: int) -> State:
    """The state to go on from. What another graph or other people left is refused; what is the same is taken over."""
    state, others = session.execute_read(_found)
    if others and not any(contents_differ(truth, session)):
        return stamp(truth, revision)
    _refuse(truth, state, others=others)
    return state


def _found(tx: ManagedTransaction) -> tuple[State, bool]:
    """The state, and whether there are nodes that no load made."""
    state = read_state(tx)
    return state, not state and tx.run(text.ANY_NODE).single() is not None


def _refuse(truth: Truth, state: State, *, others: bool) -> None:
    if state and state["graph"] != truth.identity:
        raise StoreError("the database holds another graph; --rebuild replaces it")
    if others:
        raise StoreError("the database has nodes with the label Node that no load made; --rebuild removes them")


def _hold(tx: ManagedTransaction, truth: Truth, accepted: State | None) -> _Held:
    """Overtake every other load; ``None`` accepts nothing that is there."""
    tx.run(text.LOCK).consume()
    state, others = _found(tx)
    if accepted is not None:
        _refuse(truth, state, others=others and not accepted)
    state = state or accepted or {}
    (load,) = tx.run(text.BEGIN).single(strict=True)
    known = state.get("revision")
    if accepted is None or not isinstance(known, int) or state != stamp(truth, known) or known > truth.revision:
        tx.run(text.SET_STATE, state=stamp(truth, None)).consume()
        return _Held(load, None)
    tx.run(text.SET_STATE, state=state).consume()
    return _Held(load, known)


def _finish(tx: ManagedTransaction, stamp: dict[str, object]) -> None:
    tx.run(text.SET_STATE, state=stamp).consume()


def _summary(session: Session, *, changed: int, removed: int, rebuilt: bool) -> Synced:
    counts = session.execute_read(lambda tx: [tx.run(query).single(strict=True)[0] for query in text.COUNTS])
    nodes, evidence, relationships = counts
    return Synced(changed, removed, rebuilt, nodes + evidence, relationships)


class _Load:
    """One load: what it writes is written only as long as no other load has overtaken it."""

    def __init__(self, truth: Truth, session: Session, number: int, told: Listener) -> None:
        self._truth = truth
        self._session = session
        self._number = number
        self._told = told

    def write(self, function: Callable[..., T], *args: Any) -> T:  # noqa: ANN401 - passed on
        """Run a function in a transaction of the load's own, again if the server asks for it."""
        return self._session.execute_write(self._guarded, function, args)

    def _guarded(self, tx: ManagedTransaction, function: Callable[..., T], args: tuple[Any, ...]) -> T:
        tx.run(text.LOCK).consume()
        record = tx.run(text.STATE).single()
        if record is None or record["state"].get("load") != self._number:
            raise StoreLocked("another load into the same database has overtaken this one; try again when it has ended")
        return function(tx, *args)

    def clear(self) -> None:
        """Remove everything that loads make."""
        for query in text.CLEAR:
            while self.write(_clear, query):
                pass

    def fill(self) -> int:
        """Write the whole graph; the number of papers."""
        papers = self._all("papers", self._truth.papers(), put_papers)
        self._all("entities", spoken_of(self._truth), put_entities)
        self._all("statements", self._truth.statements(), put_claims)
        return papers

    def _all(self, stage: str, values: Iterable[T], put: Callable[[ManagedTransaction, list[T]], None]) -> int:
        done = 0
        for batch in _batches(values, ROWS):
            self.write(put, batch)
            done += len(batch)
            self._told(stage, done, None)
        return done

    def update(self, revision: int) -> tuple[int, int]:
        """Write what changed since a revision; the number of papers that changed, and of those that went."""
        changed, gone = self._truth.changes_since(revision)
        for batch in _batches(gone, PAPERS):
            self._retype(Change(tuple(batch), {}))
            self.write(drop, self._truth, batch)
        # All papers first: what one of them says may be about another.
        papers = [paper_id for batch in _batches(changed, PAPERS) for paper_id in self._put_papers(batch)]
        done = 0
        for batch in _batches(papers, PAPERS):
            new = Change.of(self._truth, batch)
            self._retype(new)
            self.write(change, self._truth, new)
            done += len(batch)
            self._told("papers", done, len(papers))
        return len(papers), len(gone)

    def _retype(self, new: Change) -> None:
        """Make entities of a change that became another type be of that type alone."""
        entities = self.write(mistyped, self._truth, new)
        if entities:
            # A transaction for each: ArcadeDB changes the labels of a node only once in one.
            self.write(set_types, text.ADD_TYPE, entities)
            self.write(set_types, text.DROP_TYPES, entities)

    def _put_papers(self, paper_ids: list[str]) -> list[str]:
        """Those of the papers that are still there."""
        papers = []
        for paper_id in paper_ids:
            try:
                papers.append(self._truth.paper(paper_id))
            except NotFound:  # retracted since the changes were listed: the next load hears of it
                continue
        self.write(put_papers, papers)
        return [paper.id for paper in papers]


def _clear(tx: ManagedTransaction, query: str) -> int:
    gone: int = tx.run(query, count=ROWS * 5).single(strict=True)[0]
    return gone


def _batches(values: Iterable[T], size: int) -> Iterator[list[T]]:
    walk = iter(values)
    while batch := list(islice(walk, size)):
        yield batch
