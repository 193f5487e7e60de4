"""Queries in SPARQL, in Cypher and from the question book: which store answers, and that it is up to date."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import AmbiguousName, NotFound, UsageError
from kg.query.answers import Rows, Violation

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator, Mapping

    from kg.model import Entity, EntityType
    from kg.query.book import Param, Question, Value
    from kg.query.facts import Facts
    from kg.store.base import GraphStore
    from kg.store.cells import Row
    from kg.store.ladybug import Ladybug
    from kg.store.oxigraph import OxigraphStore

    Resolve = Callable[[str, EntityType], Entity]

DEFAULTS = {"sparql": "oxigraph", "cypher": "ladybug"}
STORES = {"sparql": ("oxigraph", "sparql"), "cypher": ("ladybug", "neo4j")}  # what answers in which language


class Queries:
    """The projections of a store, made when first asked, and what they answer."""

    def __init__(self, store: GraphStore) -> None:
        """Nothing is projected yet."""
        self._store = store
        self._oxigraph: OxigraphStore | None = None
        self._ladybug: Ladybug | None = None
        self._facts: Facts | None = None

    def forget(self) -> None:
        """The store has changed, or is no longer asked: give the projections back."""
        if self._ladybug is not None:
            self._ladybug.close()
        self._oxigraph = self._ladybug = self._facts = None  # Oxigraph ends with its last reference

    def oxigraph(self) -> OxigraphStore:
        """The projection for SPARQL, brought up to date; in memory if the graph is in no file."""
        from kg.store.oxigraph_sync import projection_of

        if self._oxigraph is None:
            self._oxigraph = projection_of(self._store)
        return self._oxigraph

    def ladybug(self) -> Ladybug:
        """The projection for Cypher, brought up to date; in a temporary folder if the graph is in no file."""
        from kg.store.ladybug_sync import Temporary, sync_ladybug
        from kg.store.truth import Truth

        if self._ladybug is None:
            if isinstance(self._store, Truth):
                self._ladybug = sync_ladybug(self._store, f"{self._store.path}.ladybug").store
            else:
                self._ladybug = Temporary(self._store)
        return self._ladybug

    def facts(self) -> Facts:
        """The graph as questions in Python read it."""
        from kg.query.facts import Facts

        if self._facts is None:
            self._facts = Facts.of(self._store)
        return self._facts

    def check(self, file: str | os.PathLike[str] | None, *, on: str | None = None) -> Iterator[Violation]:
        """What is wrong with the store and with those of its projections that there are; or ``on`` a server."""
        from kg.store.check import check
        from kg.store.ladybug_check import differences

        if on is not None:
            yield from self._check_on(on)
            return
        there = {name for name in DEFAULTS.values() if file is not None and Path(f"{file}.{name}").exists()}
        yield from check(self._store, projection=self.oxigraph().graph if "oxigraph" in there else None)
        if "ladybug" in there:
            yield from differences(self._store, self.ladybug())
        if file is not None:
            yield from _snapshot_differences(self._store, file)

    def ask(
        self, language: str, text: str, *, on: str | None, params: Mapping[str, Value] | None = None, limit: int = 0
    ) -> Rows:
        """The answer to a query text; ``language`` is sparql or cypher."""
        from kg.store.ladybug_query import cypher
        from kg.store.oxigraph_query import sparql
        from kg.store.sparql_server_query import ask_server

        on = on or DEFAULTS[language]
        if on not in STORES[language]:
            raise UsageError(f"no store {on!r} for {language}; there is: {', '.join(STORES[language])}")
        if on == "sparql":
            return ask_server(self._store, text, params=params, limit=limit or None)
        if on == "neo4j":
            return _neo4j(text, params or {}, limit or None)
        if on == "ladybug":
            return cypher(self.ladybug(), text, params=params, limit=limit or None)
        return sparql(self.oxigraph().graph, text, params=params, limit=limit or None)

    def _check_on(self, on: str) -> Iterator[Violation]:
        from kg.store.loading import differences
        from kg.store.truth import Truth

        if not isinstance(self._store, Truth):
            raise UsageError("only a graph in a file can be compared with a store")
        yield from differences(self._store, on)

    def answer(
        self,
        name: str,
        resolve: Resolve,
        *,
        on: str | None,
        params: Mapping[str, Value] | None = None,
        limit: int = 0,
    ) -> Rows:
        """The answer to the question of this name in the book, in its order, alike on every store."""
        from kg.query.book import LANGUAGES
        from kg.query.book import question as find

        question, given = find(name), params or {}
        on = on or question.stores[0]
        text = question.text_for(on) if on in LANGUAGES else None
        if text is None:
            raise UsageError(f"{question.name} cannot be asked on {on!r}; there is: {', '.join(question.stores)}")
        values = question.values(given)
        for key, param in question.params.items():
            try:
                values[key] = _named(values[key], param, resolve)
            except NotFound:
                if key in given:
                    raise
                return Rows(question.columns, ())  # the example is of another graph
        rows = _arranged(question, self._answered(question, text, on, values))
        return Rows(question.columns, tuple(rows[:limit] if limit else rows))

    def _answered(self, question: Question, text: str, on: str, values: Mapping[str, Value]) -> Rows:
        from kg.query.book import LANGUAGES
        from kg.query.questions import FUNCTIONS
        from kg.store.cells import cell

        if on == "python":
            found = FUNCTIONS[text](self.facts(), **values)
            return Rows(question.columns, tuple(tuple(cell(value) for value in row) for row in found))
        if LANGUAGES[on] == "sparql":
            given = {name: _iri(value) if question.params[name].kind else value for name, value in values.items()}
            return _with_ids(self.ask("sparql", text, on=on, params=given))
        return self.ask("cypher", text, on=on, params=values)


def _snapshot_differences(store: GraphStore, file: str | os.PathLike[str]) -> Iterator[Violation]:
    from kg.snapshot.keeping import differing, place

    if place(file).exists():
        for name in differing(store, file):
            yield Violation("projection", place(file).name, None, f"the array {name} of the snapshot differs")


def _neo4j(text: str, params: Mapping[str, Value], limit: int | None) -> Rows:
    from kg.store.neo4j_query import cypher
    from kg.store.neo4j_server import Neo4jServer, Place

    with Neo4jServer(Place.named()) as server:
        return cypher(server, text, params=params, limit=limit)


def _named(value: Value, param: Param, resolve: Resolve) -> Value:
    """The id of what a value names; the value itself if it is to name nothing."""
    if not param.types:
        return value
    found, missed = [], NotFound(str(value))
    for kind in param.types:
        try:
            found.append(resolve(str(value), kind))
        except NotFound as error:
            missed = error
    if not found:
        raise missed
    if len(found) > 1:
        raise AmbiguousName(str(value), tuple((each.id, each.name, each.papers) for each in found))
    return found[0].id


def _iri(value: Value) -> Value:
    from kg.store import rdf_terms

    return f"<{rdf_terms.node(str(value)).value}>"


def _with_ids(answer: Rows) -> Rows:
    """The IRIs in columns of ids as ids."""
    from kg.store.rdf_terms import id_from

    places = {place for place, column in enumerate(answer.columns) if column == "id" or column.endswith("_id")}

    def shown(row: Row) -> Row:
        return tuple(
            id_from(cell) if place in places and isinstance(cell, str) else cell for place, cell in enumerate(row)
        )

    return Rows(answer.columns, tuple(map(shown, answer.rows)))


def _arranged(question: Question, answer: Rows) -> list[Row]:
    """The rows with the question's columns, in its order."""
    from kg.store.cells import order, rank

    if not answer.rows:  # of an empty answer ArcadeDB does not name the columns
        return []
    places = [answer.columns.index(column) for column in question.columns]
    rows = [_turned(question, tuple(row[place] for place in places)) for row in answer.rows]
    rows.sort(key=order)
    for name in reversed(question.order):
        place = question.columns.index(name.lstrip("-"))
        rows.sort(key=lambda row: rank(row[place]), reverse=name.startswith("-"))
    return rows


def _turned(question: Question, row: Row) -> Row:
    """A row about two things that are alike, with the lesser id first."""
    if not question.symmetric:
        return row
    cells = dict(zip(question.columns, row, strict=True))
    if str(cells["a_id"]) > str(cells["b_id"]):
        swap = {"a_id": "b_id", "b_id": "a_id", "a": "b", "b": "a"}
        cells = {name: cells[swap.get(name, name)] for name in question.columns}
    return tuple(cells.values())
