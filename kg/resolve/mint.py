"""Entities out of clusters: display name and type by votes, readable ids minted once and kept."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.ids import entity_id
from kg.model import Assignment, Entity, EntityType
from kg.resolve.clusters import Cluster, cluster, surfaces_of
from kg.resolve.normal import is_short
from kg.text import digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kg.model import Term

TermKey = tuple[EntityType, str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Resolution:
    """Entities, the entity and reason of every term, and the ids that were given up for others."""

    entities: tuple[Entity, ...]
    assignments: tuple[Assignment, ...]
    redirects: dict[str, str]


def _vote(counts: Counter[str]) -> str:
    """The commonest spelling; among equals one with capitals, then the shortest."""
    return min(counts, key=lambda name: (-counts[name], name == name.lower(), len(name), name))


def _describe(found: Cluster) -> tuple[EntityType, str, tuple[str, ...], str | None]:
    """Type, display name, further names and kind of a cluster."""
    types: Counter[EntityType] = Counter()
    names: Counter[str] = Counter()
    surfaces: set[str] = set()
    for term in found.terms:
        types[term.type] += term.papers
        if term.type is EntityType.REPOSITORY:
            names[f"https://{term.name}"] += term.papers
            continue
        own = surfaces_of(term)
        surfaces.update(own)
        for surface in own:
            names[surface] += term.papers
    kind = min(types, key=lambda type: (-types[type], type.value))
    name = _vote(names)
    aliases = tuple(sorted(surfaces - {name}))
    served = next((term.kind for term in found.terms if term.kind), None)
    return kind, name, aliases, served


def resolve(
    terms: Iterable[Term],
    *,
    assigned: Mapping[TermKey, str] | None = None,
    aliases: Mapping[tuple[str, str], str] | None = None,
) -> Resolution:
    """What every term means. Pure and independent of order; ``assigned`` holds the ids of an earlier resolution.

    An id once given stays with the thing that most papers used it for; a thing that loses its id to a merge or to a
    change of type leaves a redirect.
    """
    clusters = cluster(terms, aliases)
    known = dict(assigned or {})
    claims = _claims(clusters, known)
    taken: dict[str, int] = {}
    for old, by_cluster in sorted(claims.items()):
        taken[old] = min(by_cluster, key=lambda index: (-by_cluster[index], clusters[index].key))
    entities, assignments, redirects = [], [], {}
    used: set[str] = set(taken)
    order = sorted(range(len(clusters)), key=lambda index: (-clusters[index].papers, clusters[index].key))
    ids: dict[int, str] = {}
    for index in order:
        kind, name, more, served = _describe(clusters[index])
        mine = sorted(
            (old for old, owner in taken.items() if owner == index), key=lambda old: (-claims[old][index], old)
        )
        fitting = [old for old in mine if old.startswith(kind.value.lower() + ":")]
        chosen = fitting[0] if fitting else _mint(clusters[index], (kind, name, more, served), used)
        used.add(chosen)
        ids[index] = chosen
        redirects.update({old: chosen for old in mine if old != chosen})
        entities.append(Entity(chosen, kind, name, more, kind=served))
    for index, found in enumerate(clusters):
        for term, reason in zip(found.terms, found.reasons, strict=True):
            assignments.append(Assignment(term.id, ids[index], reason))
    return Resolution(tuple(sorted(entities, key=lambda entity: entity.id)), tuple(assignments), redirects)


def _claims(clusters: list[Cluster], known: Mapping[TermKey, str]) -> dict[str, dict[int, int]]:
    """For every id given before: the clusters that hold its terms, with their papers."""
    claims: dict[str, dict[int, int]] = {}
    for index, found in enumerate(clusters):
        for term in found.terms:
            old = known.get((term.type, term.name, term.surfaces))
            if old is not None:
                places = claims.setdefault(old, {})
                places[index] = places.get(index, 0) + term.papers
    return claims


def _mint(found: Cluster, described: tuple[EntityType, str, tuple[str, ...], str | None], used: set[str]) -> str:
    """A readable id that nothing else has: by the name, else by the longest alias, else by the name and a hash."""
    kind, name, aliases, _ = described
    if kind is EntityType.REPOSITORY:
        base = f"repository:{found.key[1]}"
        return base if base not in used else f"{base}-{digest(*found.key, size=6)}"
    longest = sorted((alias for alias in aliases if not is_short(alias)), key=lambda alias: (-len(alias), alias))
    for called in (name, *longest[:1]):
        chosen = entity_id(kind, called)
        if chosen not in used:
            return chosen
    return f"{entity_id(kind, name)}-{digest(*found.key, size=6)}"
