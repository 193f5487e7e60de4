"""Who names whom and what is related to what: the claims of a graph as adjacency in memory, without their evidence."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.model import ROLE_RELATIONS, RelationType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kg.model import Evidence, Statement

ROLES = frozenset(ROLE_RELATIONS.values())
ROLE_NAMES = {relation: role for role, relation in ROLE_RELATIONS.items()}

# From what says most to what says least: relations between entities, then roles; a mention comes last of all.
ORDER: dict[RelationType, int] = {
    relation: place
    for place, relation in enumerate(
        (
            *(relation for relation in RelationType if relation not in ROLES),
            RelationType.INTRODUCES,
            RelationType.EVALUATES_ON,
            RelationType.TRAINS_ON,
            RelationType.RELEASES,
            RelationType.USES,
            RelationType.COMPARES,
            RelationType.ADDRESSES,
            RelationType.REPORTS,
            RelationType.MENTIONS,
        )
    )
}

Place = tuple[str, int, int]  # a sentence: paper, start, end
Neighbours = dict[str, dict[str, tuple[RelationType, ...]]]


@dataclass(frozen=True, slots=True)
class Links:
    """Adjacency of a graph. ``papers`` and ``entities`` hold the strongest role only.

    ``papers[entity][paper]`` and ``entities[paper][entity]`` are the role edges seen from either end;
    ``out[head][tail]`` and ``into[tail][head]`` the relations between entities, strongest first.
    """

    papers: Mapping[str, Mapping[str, RelationType]]
    entities: Mapping[str, Mapping[str, RelationType]]
    out: Mapping[str, Mapping[str, tuple[RelationType, ...]]]
    into: Mapping[str, Mapping[str, tuple[RelationType, ...]]]

    @staticmethod
    def of(claims: Iterable[tuple[str, RelationType, str]]) -> Links:
        """The adjacency that these claims make."""
        papers: dict[str, dict[str, RelationType]] = defaultdict(dict)
        entities: dict[str, dict[str, RelationType]] = defaultdict(dict)
        out: Neighbours = defaultdict(dict)
        into: Neighbours = defaultdict(dict)
        for subject, relation, obj in claims:
            if relation in ROLES:
                known = entities[subject].get(obj, relation)
                strongest = min(known, relation, key=ORDER.__getitem__)
                papers[obj][subject] = entities[subject][obj] = strongest
            else:
                between = tuple(sorted({relation, *out[subject].get(obj, ())}, key=ORDER.__getitem__))
                out[subject][obj] = into[obj][subject] = between
        return Links(dict(papers), dict(entities), dict(out), dict(into))

    def related(self, node: str) -> set[str]:
        """What stands in a relation with an entity, whichever way it points."""
        return set(self.out.get(node, ())) | set(self.into.get(node, ()))

    def named(self, node: str) -> Mapping[str, RelationType]:
        """The papers that name an entity, or the entities that a paper names."""
        return self.entities.get(node) or self.papers.get(node) or {}


def place_of(item: Evidence) -> Place:
    """The sentence that an evidence quotes."""
    return (item.paper_id, item.start, item.end)


@dataclass(frozen=True, slots=True)
class Sentences:
    """Which entities each sentence names: those whose role it shows, or whose relation if all its names stand in it."""

    entities: Mapping[Place, set[str]]
    of_entity: Mapping[str, set[Place]]

    @staticmethod
    def of(statements: Iterable[Statement]) -> Sentences:
        """The sentences that these statements quote."""
        entities: dict[Place, set[str]] = defaultdict(set)
        places: dict[str, set[Place]] = defaultdict(set)
        for statement in statements:
            role = statement.relation in ROLES
            named = (statement.object,) if role else (statement.subject, statement.object)
            for item in statement.evidence:
                if role or all(item.start <= span.start and span.end <= item.end for span in item.spans):
                    entities[place_of(item)].update(named)
                    for entity in named:
                        places[entity].add(place_of(item))
        return Sentences(dict(entities), dict(places))
