"""Clusters as a person wants them: merges carried out on what resolution found, conflicts told."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kg.resolve.clusters import Cluster, surfaces_of
from kg.resolve.decisions import MERGE, SPLIT
from kg.resolve.normal import group_of, normal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from kg.model import EntityType
    from kg.resolve.decisions import Decision
    from kg.resolve.known import Key


class Places:
    """Finds clusters by what a decision calls them: an id, else a spelling or normal form of the type."""

    def __init__(self, clusters: Sequence[Cluster], ids: Mapping[str, int], known: Callable[[Key], Key]) -> None:
        self._clusters = clusters
        self._ids = ids
        self._known = known
        self._spelled: dict[tuple[str, str], dict[int, int]] = defaultdict(lambda: defaultdict(int))
        self._forms: dict[tuple[str, str], set[int]] = defaultdict(set)
        for index, found in enumerate(clusters):
            group = found.key[0]
            self._forms[found.key].add(index)
            for term in found.terms:
                for surface in {*surfaces_of(term), term.name}:
                    self._spelled[group, surface.casefold()][index] += term.papers
                    self._forms[group, normal(surface, term.type)].add(index)

    def find(self, type: EntityType, name: str) -> int | str:
        """The place of a cluster, or why it is not clear which one is meant.

        Of several things with a name, the one that holds nine tenths of the papers is meant.
        """
        if name in self._ids:
            return self._ids[name]
        group = group_of(type)
        spelled = self._spelled.get((group, name.casefold()), {})
        if spelled:
            best = max(spelled, key=lambda index: (spelled[index], -index))
            if spelled[best] >= 0.9 * sum(spelled.values()):
                return best
            return f"{name!r} stands for {len(spelled)} things"
        form = (group, normal(name, type))
        places = self._forms.get(form, set()) or self._forms.get(self._known(form), set())
        if len(places) == 1:
            return next(iter(places))
        return f"{name!r} stands for {len(places)} things" if places else f"nothing is called {name!r}"


def merged(
    clusters: Sequence[Cluster], decisions: Iterable[Decision], places: Places
) -> tuple[list[Cluster], list[str]]:
    """The clusters with the merges carried out, and what could not be done."""
    home = list(range(len(clusters)))
    conflicts: list[str] = []
    why: dict[int, str] = {}
    for decision in decisions:
        if decision.action != MERGE:
            continue
        a, b = places.find(decision.kind, decision.a), places.find(decision.kind, decision.b)
        if isinstance(a, str) or isinstance(b, str):
            conflicts.append(f"{decision.told()}: {a if isinstance(a, str) else b}")
            continue
        low, high = sorted((home[a], home[b]))
        why[b if clusters[a].papers >= clusters[b].papers else a] = f"a person decided: {decision.told()}"
        home = [low if place == high else place for place in home]
    found: dict[int, Cluster] = {}
    for index, one in enumerate(clusters):
        if home[index] not in found:
            found[home[index]] = Cluster(clusters[home[index]].key)
        into = found[home[index]]
        into.terms.extend(one.terms)
        into.foreign |= one.foreign
        into.reasons.extend([why[index]] * len(one.terms) if index in why else one.reasons)
    return [found[index] for index in sorted(found)], conflicts


def splits(decisions: Iterable[Decision]) -> list[Decision]:
    """The decisions that take something apart."""
    return [each for each in decisions if each.action == SPLIT]
