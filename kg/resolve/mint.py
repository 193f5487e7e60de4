"""Entities out of clusters: display name and type by votes, readable ids minted once and kept."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.ids import entity_id
from kg.model import Assignment, Entity, EntityType
from kg.resolve.applying import Places, merged, splits
from kg.resolve.clusters import Cluster, cluster, surfaces_of
from kg.resolve.decisions import MERGE, SPLIT_SCOPE
from kg.resolve.known import Known
from kg.resolve.normal import is_short
from kg.text import digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kg.model import Term
    from kg.resolve.decisions import Decision

TermKey = tuple[EntityType, str, tuple[str, ...], str]  # type, name, surfaces, scope
Described = tuple[EntityType, str, tuple[str, ...], str | None]  # type, name, further names, kind of repository


@dataclass(frozen=True, slots=True)
class Resolution:
    """Entities, the entity and reason of every term, the ids given up for others, and decisions that did not fit."""

    entities: tuple[Entity, ...]
    assignments: tuple[Assignment, ...]
    redirects: dict[str, str]
    conflicts: tuple[str, ...] = ()


def _vote(counts: Counter[str]) -> str:
    """The commonest spelling; among equals one with capitals, then the shortest."""
    return min(counts, key=lambda name: (-counts[name], name == name.lower(), len(name), name))


def _describe(found: Cluster, known: Known, called: Mapping[str, str]) -> Described:
    """Type, display name, further names and kind of a cluster; ``called`` names what a person took apart."""
    types: Counter[EntityType] = Counter()
    names: Counter[str] = Counter()
    surfaces: set[str] = set()
    for term in found.terms:
        types[term.type] += term.papers
        if term.type is EntityType.REPOSITORY:
            names[f"https://{term.name}"] += term.papers
            continue
        own = [surface for surface in surfaces_of(term) if surface not in found.foreign] or surfaces_of(term)
        surfaces.update(own)
        for surface in own:
            names[surface] += term.papers
    kind = min(types, key=lambda type: (-types[type], type.value))
    name = called.get(found.terms[0].scope) or known.preferred(found.key) or _vote(names)
    aliases = tuple(sorted(surfaces - {name}))
    served = next((term.kind for term in found.terms if term.kind), None)
    return kind, name, aliases, served


def resolve(
    terms: Iterable[Term],
    *,
    assigned: Mapping[TermKey, str] | None = None,
    known: Known | None = None,
    decisions: Sequence[Decision] = (),
) -> Resolution:
    """What every term means. Pure and independent of order; ``assigned`` holds the ids of an earlier resolution.

    An id once given stays with the thing that most papers used it for; a thing that loses its id to a merge or to a
    change of type leaves a redirect. Splits are in the scopes of the terms already (``apart``).
    """
    tables = known or Known()
    clusters, conflicts = _decided(cluster(terms, tables), dict(assigned or {}), tables, decisions)
    called = {each.scope: each.b for each in splits(decisions) if each.b}
    described = [_describe(found, tables, called) for found in clusters]
    ids, redirects = _ids(clusters, described, dict(assigned or {}))
    entities = [Entity(ids[i], kind, name, more, kind=served) for i, (kind, name, more, served) in enumerate(described)]
    assignments = [
        Assignment(term.id, ids[index], reason)
        for index, found in enumerate(clusters)
        for term, reason in zip(found.terms, found.reasons, strict=True)
    ]
    return Resolution(
        tuple(sorted(entities, key=lambda entity: entity.id)), tuple(assignments), redirects, tuple(conflicts)
    )


def apart(
    terms: Iterable[Term], known: Known, decisions: Sequence[Decision], assigned: Mapping[TermKey, str]
) -> tuple[dict[str, set[int]], list[str]]:
    """For the scope of every split the numbers of the terms that it concerns, and the splits that concern none."""
    whole = [replace(t, scope="") if t.scope.startswith(SPLIT_SCOPE) else t for t in terms]
    clusters, _ = _decided(cluster(whole, known), dict(assigned), known, decisions)
    places = Places(clusters, _called(clusters, dict(assigned), known), known.name)
    found: dict[str, set[int]] = {}
    conflicts = []
    for decision in splits(decisions):
        place = places.find(decision.kind, decision.a)
        if isinstance(place, str):
            conflicts.append(f"{decision.told()}: {place}")
        else:
            found[decision.scope] = {term.id for term in clusters[place].terms}
    return found, conflicts


def _decided(
    clusters: list[Cluster], assigned: Mapping[TermKey, str], known: Known, decisions: Sequence[Decision]
) -> tuple[list[Cluster], list[str]]:
    if not any(each.action == MERGE for each in decisions):
        return clusters, []
    return merged(clusters, decisions, Places(clusters, _called(clusters, assigned, known), known.name))


def _called(clusters: list[Cluster], assigned: Mapping[TermKey, str], known: Known) -> dict[str, int]:
    """The cluster of every id: as it was given before, and as a fresh build would give it."""
    called: dict[str, int] = {}
    described = [_describe(found, known, {}) for found in clusters]
    for before in (assigned, {}):
        ids, redirects = _ids(clusters, described, before)
        place = {given: index for index, given in ids.items()}
        for called_so in (*ids.values(), *redirects):
            called[called_so] = place[redirects.get(called_so, called_so)]
    return called


def _ids(
    clusters: list[Cluster], described: list[Described], assigned: Mapping[TermKey, str]
) -> tuple[dict[int, str], dict[str, str]]:
    """The id of every cluster, and the ids that were given up for others."""
    claims = _claims(clusters, assigned)
    taken: dict[str, int] = {}
    for old, by_cluster in sorted(claims.items()):
        taken[old] = min(by_cluster, key=lambda index: (-by_cluster[index], clusters[index].key))
    owned: dict[int, list[str]] = defaultdict(list)
    for old, owner in taken.items():
        owned[owner].append(old)
    used, ids, redirects = set(taken), dict[int, str](), dict[str, str]()
    order = sorted(range(len(clusters)), key=lambda index: (-clusters[index].papers, clusters[index].key, index))
    for index in order:
        mine = sorted(owned.get(index, ()), key=lambda old: (-claims[old][index], old))
        fitting = [old for old in mine if old.startswith(described[index][0].value.lower() + ":")]
        chosen = fitting[0] if fitting else _mint(clusters[index], described[index], used)
        used.add(chosen)
        ids[index] = chosen
        redirects.update({old: chosen for old in mine if old != chosen})
    return ids, redirects


def _claims(clusters: list[Cluster], known: Mapping[TermKey, str]) -> dict[str, dict[int, int]]:
    """For every id given before: the clusters that hold its terms, with their papers."""
    claims: dict[str, dict[int, int]] = {}
    for index, found in enumerate(clusters):
        for term in found.terms:
            old = known.get((term.type, term.name, term.surfaces, term.scope))
            if old is not None:
                places = claims.setdefault(old, {})
                places[index] = places.get(index, 0) + term.papers
    return claims


def _mint(found: Cluster, described: Described, used: set[str]) -> str:
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
    hashed = digest(*found.key, *([scope] if (scope := found.terms[0].scope) else []), size=6)
    return f"{entity_id(kind, name)}-{hashed}"
