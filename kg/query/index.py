"""Who names whom and what is related to what: the claims of a graph as adjacency in memory, without their evidence."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.model import ROLE_RELATIONS, RelationType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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
