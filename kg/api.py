"""The graph as one opens and asks it from Python; the command line prints what these methods return."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Self, Unpack

from kg.errors import UsageError
from kg.exports import Exports
from kg.model import EntityType
from kg.queries import Queries
from kg.query.names import Names, TypeName, Want, entity_type, resolve
from kg.query.scope import EVERYTHING, Filter, Options, Revised, Scope

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping, Sequence

    from kg.model import Entity
    from kg.query.answers import (
        CooccurAnswer,
        DupsAnswer,
        FindAnswer,
        PathAnswer,
        Rows,
        SharedAnswer,
        SharedMatrix,
        SharedPair,
        ShowAnswer,
        Stats,
        Subgraph,
        TrendAnswer,
        Violation,
    )
    from kg.query.book import Value
    from kg.resolve.decisions import Decision
    from kg.store.base import GraphStore

EVIDENCE = 3  # sentences a result, unless asked otherwise
_SCOPES = 4  # filters whose links are kept


def open(path: str | os.PathLike[str]) -> Graph:  # noqa: A001
    """Open the graph in a file for reading; ``NoGraph`` if there is none."""
    from kg.store.truth import Truth

    return Graph(Truth.open(path), path)


class Graph(Exports):
    """A graph to ask. Results hold their evidence; ``limit=0`` means all of them.

    A NAME is a name, an alias, an id, or the title of a paper; ``as_type`` says which type it has where it stands for
    several things, ``type`` which type the answers have. What was read of the graph is kept until the store changes.
    """

    def __init__(self, store: GraphStore, path: str | os.PathLike[str] | None = None) -> None:
        """Ask this store; ``path`` is the file it lives in, beside which its projections are kept."""
        self.store = store
        self.file = path
        self._scopes: dict[Filter, Scope] = {}
        self._names: Names | None = None
        self._queries = Queries(store)
        self._revision = self._read_revision()

    def __enter__(self) -> Self:
        """The graph itself."""
        return self

    def __exit__(self, *exc: object) -> None:
        """Close the store."""
        self.close()

    def close(self) -> None:
        """Give the store's files back; twice is fine."""
        self._queries.forget()
        self.store.close()

    def find(self, text: str, *, type: TypeName | None = None, limit: int = 20) -> FindAnswer:
        """Entities with a name or alias like this, best first (papers by title if ``type`` is Paper)."""
        from kg.query.find import find

        return find(self._scope(), text, type=entity_type(type), limit=limit)

    def suggest(self, text: str, *, type: TypeName | None = None) -> tuple[str, ...]:
        """The three names in the graph that come nearest to this one."""
        return self._all_names().suggest(text, type=entity_type(type))

    def show(
        self,
        name: str,
        *,
        as_type: TypeName | None = None,
        type: TypeName | None = None,
        limit: int = 20,
        **options: Unpack[Options],
    ) -> ShowAnswer:
        """One entity or paper, the papers that name it and its relations."""
        from kg.query.show import show
        from kg.resolve.outside import links

        scope, evidence = self._asked(**options)
        entity = self.resolve(name, as_type=as_type)
        found = show(scope, entity, type=entity_type(type), limit=limit, evidence=evidence)
        return replace(found, links=links(entity))

    def shared(
        self,
        name: str,
        *names: str,
        trained: bool = False,
        as_type: TypeName | None = None,
        limit: int = 20,
        **options: Unpack[Options],
    ) -> SharedAnswer | SharedMatrix:
        """Methods run on the same datasets or benchmarks; with several names, these methods against their datasets."""
        from kg.query.shared import Runs, matrix, shared

        scope, evidence = self._asked(**options)
        want = Want(entity_type(as_type), prefer=EntityType.METHOD)
        methods = [self._resolve(each, want) for each in (name, *names)]
        runs = Runs(scope, trained=trained)
        if names:
            return matrix(runs, methods, limit=limit, evidence=evidence)
        return shared(runs, methods[0], limit=limit, evidence=evidence)

    def shared_all(self, *, trained: bool = False, limit: int = 20, **options: Unpack[Options]) -> Iterator[SharedPair]:
        """Every pair of methods that share a dataset or benchmark, best first."""
        from kg.query.shared import Runs, shared_all

        scope, _ = self._asked(**options)
        return shared_all(Runs(scope, trained=trained), limit=limit)

    def path(
        self,
        a: str,
        b: str,
        *,
        k: int = 3,
        papers: bool = True,
        as_type: TypeName | None = None,
        **options: Unpack[Options],
    ) -> PathAnswer:
        """The ``k`` cheapest loopless paths from one thing to another; ``as_type`` settles either name if it can."""
        from kg.query.path import path

        scope, evidence = self._asked(**options)
        want = Want(prefer=entity_type(as_type))
        return path(scope, self._resolve(a, want), self._resolve(b, want), k=k, papers=papers, evidence=evidence)

    def cooccur(
        self,
        name: str,
        *,
        type: TypeName | None = None,
        as_type: TypeName | None = None,
        via: str = "paper",
        limit: int = 20,
        **options: Unpack[Options],
    ) -> CooccurAnswer:
        """What is named in the same papers, or in the same sentences (``via="sentence"``), most significant first."""
        from kg.query.cooccur import Units, cooccur

        scope, evidence = self._asked(**options)
        entity = self.resolve(name, as_type=as_type)
        return cooccur(Units(scope, via=via), scope, entity, type=entity_type(type), limit=limit, evidence=evidence)

    def trend(
        self,
        name: str | None = None,
        *,
        type: TypeName | None = None,
        as_type: TypeName | None = None,
        limit: int = 20,
        **options: Unpack[Options],
    ) -> TrendAnswer:
        """Papers a month that name something; without a name, the steepest trends of the graph."""
        from kg.query.trend import trend, trends

        scope, _ = self._asked(**options)
        if name is None:
            return trends(scope, type=entity_type(type), limit=limit)
        return trend(scope, self.resolve(name, as_type=as_type))

    def subgraph(
        self, name: str, *, as_type: TypeName | None = None, limit: int = 60, **options: Unpack[Options]
    ) -> Subgraph:
        """The most significant neighbourhood of a node, ready to be drawn."""
        from kg.query.subgraph import subgraph

        scope, evidence = self._asked(**options)
        return subgraph(scope, self.resolve(name, as_type=as_type), limit=limit, evidence=evidence)

    def query(
        self,
        *,
        sparql: str | None = None,
        cypher: str | None = None,
        name: str | None = None,
        params: Mapping[str, Value] | None = None,
        on: str | None = None,
        limit: int = 0,
    ) -> Rows:
        """The answer to a query that only reads, or to the question of this name in the book.

        ``params`` gives values to variables that SPARQL selects, ``$name`` in Cypher, and what a question leaves open.
        A graph in a file is asked through a projection beside the file, which is brought up to date first.
        """
        texts = [(key, text) for key, text in (("sparql", sparql), ("cypher", cypher), ("", name)) if text is not None]
        if limit < 0 or len(texts) != 1:
            raise UsageError("give one of sparql, cypher and name, and a limit of 0 (all) or more")
        self._forget_if_changed()
        language, text = texts[0]
        if language:
            return self._queries.ask(language, text, on=on, params=params, limit=limit)
        return self._queries.answer(
            text, lambda told, kind: self.resolve(told, as_type=kind), on=on, params=params, limit=limit
        )

    def check(self, *, on: str | None = None) -> tuple[Violation, ...]:
        """What should not be in the graph, in those projections that it has, or ``on`` a server; else nothing."""
        self._forget_if_changed()
        return tuple(self._queries.check(self.file, on=on))

    def dups(self, *, type: TypeName | None = None, limit: int = 20, decisions: Sequence[Decision] = ()) -> DupsAnswer:
        """Pairs of entities that may be one, best first; those that a person decided to be two are left out."""
        from kg.query.answers import DupPair, DupsAnswer
        from kg.resolve import known
        from kg.resolve.dups import near

        kind = entity_type(type)
        pairs = near(self.store.entities(kind), known(), decisions)
        found = tuple(DupPair(pair.a, pair.b, pair.reason, pair.score) for pair in pairs)
        return DupsAnswer(found[:limit] if limit else found)

    def stats(self) -> Stats:
        """How much the graph holds."""
        from kg.query.stats import stats

        return stats(self.store)

    def reason(self, entity: Entity, name: str) -> str | None:
        """Why papers that use this name for an entity mean it, as resolution told; the commonest reason of several."""
        told = getattr(self.store, "reason", None)
        return told(entity.id, name) if told is not None else None

    def resolve(self, name: str, *, as_type: TypeName | None = None) -> Entity:
        """The one node that a name stands for; ``AmbiguousName`` or ``NotFound`` otherwise."""
        return self._resolve(name, Want(entity_type(as_type)))

    def _resolve(self, name: str, want: Want) -> Entity:
        return resolve(self._scope(), self._all_names, name, want=want)

    def _asked(
        self,
        *,
        evidence: int = EVIDENCE,
        since: str | None = None,
        until: str | None = None,
        min_confidence: float = 0.0,
    ) -> tuple[Scope, int]:
        if evidence < 0:
            raise UsageError(f"ask for 0 sentences or more, not {evidence}")
        return self._scope(Filter(since, until, min_confidence)), evidence

    def _scope(self, where: Filter = EVERYTHING) -> Scope:
        """The store under a filter."""
        self._forget_if_changed()
        whole = self._scopes.setdefault(EVERYTHING, Scope(self.store))
        if where not in self._scopes:
            if len(self._scopes) >= _SCOPES:
                self._scopes = {EVERYTHING: whole}
            self._scopes[where] = whole.narrowed(where)
        return self._scopes[where]

    def _all_names(self) -> Names:
        if self._names is None:
            self._names = Names(self._scope())
        return self._names

    def _forget_if_changed(self) -> None:
        """What was read of the store before it changed is read again."""
        if self._read_revision() != self._revision:
            self._revision = self._read_revision()
            self._scopes.clear()
            self._names = None
            self._queries.forget()

    def _read_revision(self) -> int:
        return self.store.revision if isinstance(self.store, Revised) else 0
