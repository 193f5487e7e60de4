"""One entity or paper with everything that is said of it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kg.model import ROLE_NAMES, ROLES, SYMMETRIC, EntityType
from kg.query.answers import Neighbour, PaperRole, ShowAnswer
from kg.query.index import ORDER
from kg.query.scope import first

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.model import Entity, Evidence, RelationType, Statement
    from kg.query.scope import Scope

ITSELF = "itself"  # the role of a paper on its own page


def show(
    scope: Scope, entity: Entity, *, type: EntityType | None = None, limit: int = 20, evidence: int = 3
) -> ShowAnswer:
    """The papers that name an entity and its relations, or the entities that a paper names.

    Relations come best supported first, papers strongest role first and then newest first; ``limit`` cuts each list,
    ``type`` keeps the related entities of that type (and no papers, unless it is Paper).
    """
    outward = list(scope.statements(subject=entity.id))
    if entity.type is EntityType.PAPER:
        head = scope.head(entity.id)
        papers = [PaperRole(entity.id, head.title, head.date, ITSELF)]
        return ShowAnswer(entity, tuple(papers), _neighbours(scope, _sides(outward, ()), type, limit, evidence))
    inward = list(scope.statements(object=entity.id))
    roles = [found for found in inward if found.relation in ROLES] if type in (None, EntityType.PAPER) else []
    relations = [found for found in inward if found.relation not in ROLES]
    neighbours = _neighbours(scope, _sides(outward, relations), type, limit, evidence)
    return ShowAnswer(entity, tuple(first(limit, _papers(scope, roles))), neighbours)


Sides = dict[tuple["RelationType", str, str], list["Evidence"]]


def _sides(outward: Iterable[Statement], inward: Iterable[Statement]) -> Sides:
    """Evidence by relation, direction and other end; a symmetric relation has one direction, a loop is seen once."""
    sides: Sides = defaultdict(list)
    for statement in outward:
        sides[statement.relation, "out", statement.object].extend(statement.evidence)
    for statement in inward:
        if statement.subject != statement.object:
            direction = "out" if statement.relation in SYMMETRIC else "in"
            sides[statement.relation, direction, statement.subject].extend(statement.evidence)
    return sides


def _neighbours(
    scope: Scope, sides: Sides, type: EntityType | None, limit: int, evidence: int
) -> tuple[Neighbour, ...]:
    ranked = []
    for (relation, direction, other), items in sides.items():
        if type is None or scope.node(other).type is type:
            support = len({item.paper_id for item in items})
            ranked.append((-support, ORDER[relation], direction == "in", other))
    chosen = []
    for minus, place, inward, other in first(limit, sorted(ranked)):
        relation, direction = _RELATION[place], "in" if inward else "out"
        quotes = scope.quotes(sides[relation, direction, other], evidence)
        chosen.append(Neighbour(relation, direction, scope.node(other), -minus, quotes))
    return tuple(chosen)


_RELATION = sorted(ORDER, key=ORDER.__getitem__)


def _papers(scope: Scope, roles: Iterable[Statement]) -> list[PaperRole]:
    found = []
    for statement in roles:
        head = scope.head(statement.subject)
        found.append((statement.relation, PaperRole(statement.subject, head.title, head.date, _role(statement))))
    found.sort(key=lambda pair: pair[1].id)
    found.sort(key=lambda pair: pair[1].date or "", reverse=True)
    found.sort(key=lambda pair: ORDER[pair[0]])
    return [paper for _, paper in found]


def _role(statement: Statement) -> str:
    return ROLE_NAMES[statement.relation]
