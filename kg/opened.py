"""An open graph: its names, its store as the questions see it, and what is asked of the graph as a whole.

What was read of the store is kept until it changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from kg.errors import UsageError
from kg.exports import Exports
from kg.queries import Queries
from kg.query.names import Names, TypeName, Want, entity_type, resolve
from kg.query.scope import EVERYTHING, Filter, Scope
from kg.store.base import Revised

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    from kg.model import Entity
    from kg.query.answers import DupsAnswer, Rows, Stats, Violations
    from kg.query.book import Value
    from kg.resolve.decisions import Decision
    from kg.snapshot.arrays import Snapshot
    from kg.store.base import GraphStore

EVIDENCE = 3  # sentences a result, unless asked otherwise
_SCOPES = 4  # filters whose links are kept


class Opened(Exports):
    """A store that is asked through names and filters."""

    def __init__(self, store: GraphStore, path: str | os.PathLike[str] | None = None) -> None:
        """Ask this store; ``path`` is the file it lives in, beside which its projections are kept."""
        self.store = store
        self.file = path
        self._scopes: dict[Filter, Scope] = {}
        self._names: Names | None = None
        self._queries = Queries(store)
        # Looked at once: each question asks for the revision, and to look takes longer than many an answer.
        self._revised = store if isinstance(store, Revised) else None
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

    def suggest(self, text: str, *, type: TypeName | None = None) -> tuple[str, ...]:
        """The three names in the graph that come nearest to this one."""
        return self._all_names().suggest(text, type=entity_type(type))

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

        >>> kg.example().query(name="most-used-resources", limit=1).to_dicts()
        [{'id': 'benchmark:glue', 'name': 'GLUE', 'papers': 3}]
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

    def check(self, *, on: str | None = None) -> Violations:
        """What should not be in the graph, in those projections that it has, or ``on`` a server; else nothing.

        >>> len(kg.example().check())
        0
        """
        from kg.query.answers import Violations

        self._forget_if_changed()
        return Violations(self._queries.check(self.file, on=on))

    def dups(self, *, type: TypeName | None = None, limit: int = 20, decisions: Sequence[Decision] = ()) -> DupsAnswer:
        """Pairs of entities that may be one, best first; those that a person decided to be two are left out.

        >>> kg.example().dups()
        DupsAnswer: 0 pairs
        """
        from kg.query.answers import DupPair, DupsAnswer
        from kg.resolve import known
        from kg.resolve.dups import near

        kind = entity_type(type)
        pairs = near(self.store.entities(kind), known(), decisions)
        found = tuple(DupPair(pair.a, pair.b, pair.reason, pair.score) for pair in pairs)
        return DupsAnswer(found[:limit] if limit else found)

    def stats(self) -> Stats:
        """How much the graph holds.

        >>> dict(kg.example().stats().entities)["Dataset"]
        3
        """
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
        whole = self._scopes.setdefault(EVERYTHING, Scope(self.store, snapshot=self.snapshot))
        if where not in self._scopes:
            if len(self._scopes) >= _SCOPES:
                self._scopes = {EVERYTHING: whole}
            self._scopes[where] = whole.narrowed(where)
        return self._scopes[where]

    def snapshot(self) -> Snapshot:
        """The arrays of the graph, on which paths and pairs are computed; those of a large file are kept beside it."""
        from kg.snapshot.keeping import snapshot_of

        return snapshot_of(self.store, self.file)

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
        return self._revised.revision if self._revised is not None else 0
