"""Search over names and aliases, and over the titles of papers where papers are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from kg.errors import UsageError
from kg.model import Entity, EntityType
from kg.query.answers import FindAnswer
from kg.query.names import exact_key, loose_key
from kg.query.scope import first, paper_node

if TYPE_CHECKING:
    from kg.query.scope import Scope


@runtime_checkable
class Searches(Protocol):
    """A store with an index over names and aliases."""

    def search(self, text: str, *, type: EntityType | None, limit: int | None) -> list[Entity]:
        """Entities whose name or alias matches, best first; no ``limit`` is all."""


def find(scope: Scope, text: str, *, type: EntityType | None = None, limit: int = 20) -> FindAnswer:
    """Entities that bear a name like this, best first; papers (by the words of their title) if ``type`` is Paper.

    The store's own index is asked first; only if it finds nothing is every name tried, by parts of words too.
    """
    if limit < 0:
        raise UsageError(f"a limit is 0 (all) or more, not {limit}")
    if type is EntityType.PAPER:
        nodes = [paper_node(paper_id, head.title) for paper_id, head in scope.heads().items()]
        return FindAnswer(tuple(first(limit, _ranked(text, nodes))))
    if isinstance(scope.store, Searches) and (found := scope.store.search(text, type=type, limit=limit or None)):
        return FindAnswer(tuple(found))
    return FindAnswer(tuple(first(limit, _ranked(text, list(scope.entities(type))))))


def _ranked(text: str, nodes: list[Entity]) -> list[Entity]:
    ranked = [(tier, -node.papers, node.id, node) for node in nodes if (tier := _tier(text, node)) is not None]
    return [node for *_, node in sorted(ranked, key=lambda rank: rank[:3])]


def _tier(text: str, node: Entity) -> int | None:
    """0 for the very name, then nearly the name, its beginning, the beginnings of its words, any part of it."""
    tiers = [tier for name in (node.name, *node.aliases) if (tier := _match(text, name)) is not None]
    return min(tiers, default=None)


def _match(text: str, name: str) -> int | None:
    asked, known = exact_key(text), exact_key(name)
    if not asked:
        return None
    if asked == known:
        return 0
    if loose_key(text) == loose_key(name):
        return 1
    if known.startswith(asked):
        return 2
    words = known.replace("-", " ").split()
    if all(any(word.startswith(part) for word in words) for part in asked.replace("-", " ").split()):
        return 3
    return 4 if asked in known else None
