"""From what a user types to the one node it names, or to the names that come near it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from kg.errors import AmbiguousName, NotFound, UsageError
from kg.ids import arxiv_id, doi
from kg.model import EntityType
from kg.query.scope import paper_node
from kg.text import plain, title_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from kg.model import Entity, Paper
    from kg.query.scope import Scope

TypeName = EntityType | str
CLEAR_SHARE = 0.9  # of the papers: from here on a name that several things bear means the commonest
_NEAR = 0.6  # difflib's own default for what is close
_SUGGESTIONS = 3
_TITLE_WORDS = 2  # from here on what was typed may be meant as a title


@runtime_checkable
class ResolvesNames(Protocol):
    """A store that knows its names, and where old ids went, without reading all of them."""

    def resolve_name(self, name: str) -> list[Entity]:
        """The entities of this id, name or alias; none if there are none."""


@runtime_checkable
class CallsPapers(Protocol):
    """A store that knows its papers by title and by the ids they came with."""

    def papers_called(self, text: str) -> list[Paper]:
        """The papers of this id or title."""


def exact_key(name: str) -> str:
    """What must agree for two names to be written alike: case does not count, nor do kinds of dashes."""
    return plain(name).casefold()


def loose_key(name: str) -> str:
    """The second try: hyphens, spaces and a plural s do not count either."""
    return "".join(_singular(word) for word in re.split(r"[-_/\s]+", exact_key(name)) if word)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


class Names:
    """The names and aliases of a scope, read once."""

    def __init__(self, scope: Scope) -> None:
        """Read every entity of the scope."""
        self.scope = scope
        self.keys: dict[str, dict[str, Entity]] = defaultdict(dict)
        self.loose: dict[str, dict[str, Entity]] = defaultdict(dict)
        for entity in scope.entities():
            for name in (entity.name, *entity.aliases):
                self.keys[exact_key(name)][entity.id] = entity
                self.loose[loose_key(name)][entity.id] = entity

    def candidates(self, name: str) -> Iterator[list[Entity]]:
        """The entities that a name may mean: as it is written, then without its hyphens, spaces and plurals."""
        yield list(self.keys.get(exact_key(name), {}).values())
        yield list(self.loose.get(loose_key(name), {}).values())

    def suggest(self, name: str, *, type: EntityType | None = None) -> tuple[str, ...]:
        """The three known names nearest to this one, titles among them where it may be one."""
        pairs = [(key, entity) for key, named in self.loose.items() for entity in named.values()]
        found = _nearest(name, (pair for pair in pairs if type in (None, pair[1].type)))
        like_a_title = type is None and (len(found) < _SUGGESTIONS or len(name.split()) >= _TITLE_WORDS)
        if like_a_title or type is EntityType.PAPER:
            heads = self.scope.heads().items()
            found |= _nearest(name, ((loose_key(head.title), paper_node(key, head.title)) for key, head in heads))
        return tuple(sorted(found, key=found.__getitem__)[:_SUGGESTIONS])


def resolve(scope: Scope, names: Callable[[], Names], name: str, *, want: Want) -> Entity:
    """The one node that a name, alias, id or title stands for; ``AmbiguousName`` or ``NotFound`` otherwise.

    Entities come before papers, and what is written alike before what is nearly so.
    """
    for found in _tiers(scope, names, name):
        fitting = [entity for entity in found if want.allows(entity)]
        preferred = [entity for entity in fitting if want.prefers(entity)] or fitting
        if preferred:
            return _clear(name, preferred)
    raise NotFound(name, names().suggest(name, type=want.type))


@dataclass(frozen=True, slots=True)
class Want:
    """What a question needs a name to be: exactly a ``type``, or if there is a choice then ``prefer`` or ``among``."""

    type: EntityType | None = None
    prefer: EntityType | None = None
    among: frozenset[EntityType] = frozenset()

    def allows(self, entity: Entity) -> bool:
        """Whether the entity is of the type asked for."""
        return self.type is None or entity.type is self.type

    def prefers(self, entity: Entity) -> bool:
        """Whether the entity is of a type to be preferred."""
        return entity.type is self.prefer or entity.type in self.among


def _tiers(scope: Scope, names: Callable[[], Names], name: str) -> Iterator[list[Entity]]:
    with suppress(NotFound):
        yield [scope.node(name)]
    if isinstance(scope.store, ResolvesNames):
        yield scope.store.resolve_name(name)
    yield from names().candidates(name)
    yield _papers(scope, name)


def _clear(name: str, found: list[Entity]) -> Entity:
    ranked = sorted(found, key=lambda entity: (-entity.papers, entity.id))
    everyone = sum(entity.papers for entity in ranked)
    if len(ranked) == 1 or (everyone and ranked[0].papers >= CLEAR_SHARE * everyone):
        return ranked[0]
    raise AmbiguousName(name, tuple((entity.id, entity.name, entity.papers) for entity in ranked))


def _papers(scope: Scope, text: str) -> list[Entity]:
    """By id in any spelling or by the record's own id, else by title."""
    if isinstance(scope.store, CallsPapers):
        return [paper_node(paper.id, paper.title) for paper in scope.store.papers_called(text)]
    arxiv, number = arxiv_id(text), doi(text)
    ids = {f"arxiv:{arxiv}" if arxiv else "", f"doi:{number}" if number else ""}
    heads = scope.heads()
    for by_id in (True, False):
        key = text if by_id else title_key(text)
        found = [
            paper_node(paper_id, head.title)
            for paper_id, head in heads.items()
            if key and (paper_id in ids or head.record_id == key if by_id else title_key(head.title) == key)
        ]
        if found:
            return found
    return []


def _nearest(name: str, pairs: Iterable[tuple[str, Entity]]) -> dict[str, tuple[float, int, str]]:
    """The display names near a name, each with its rank: what begins so, or by difflib's ratio; common ones first."""
    key = loose_key(name)
    matcher = SequenceMatcher(autojunk=False, b=key)
    best: dict[str, tuple[float, int, str]] = {}
    for other, entity in pairs:
        score = _nearness(matcher, key, other)
        if score >= _NEAR:
            rank = (-score, -entity.papers, entity.id)
            best[entity.name] = min(best.get(entity.name, rank), rank)
    return best


def _nearness(matcher: SequenceMatcher[str], key: str, other: str) -> float:
    longest = max(len(key), len(other))
    if not longest:
        return 0.0
    prefix = min(len(key), len(other)) >= 2 and (other.startswith(key) or key.startswith(other))
    floor = _NEAR + (1 - _NEAR) * min(len(key), len(other)) / longest if prefix else 0.0
    # an upper bound of the ratio, cheap enough for every name of a large graph
    shared = (Counter(key) & Counter(other)).total() if not prefix else longest
    if 2 * shared < _NEAR * (len(key) + len(other)):
        return floor
    matcher.set_seq1(other)
    return max(floor, matcher.ratio())


def entity_type(name: TypeName | None) -> EntityType | None:
    """The entity type of this name, whatever its case."""
    for each in EntityType:
        if name is not None and each.value.casefold() == name.casefold():
            return each
    if name is None:
        return None
    raise UsageError(f"{name!r} is no type; choose from {', '.join(EntityType)}")
