"""How right the resolution is: pairs of mentions in different papers, and B-cubed, against annotated clusters.

B-cubed after Bagga and Baldwin, "Entity-based cross-document coreferencing using the vector space model" (ACL 1998).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Record = dict[str, Any]
Mention = tuple[str, str, str]  # paper, type (Dataset and Benchmark are one), surface
_RESOURCE = frozenset({"Dataset", "Benchmark"})


@dataclass(frozen=True, slots=True)
class Agreement:
    """Precision, recall and F1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def row(self) -> dict[str, float]:
        """As ``kg evaluate`` prints it."""
        return {"P": round(self.precision, 4), "R": round(self.recall, 4), "F1": round(self.f1, 4)}


@dataclass(frozen=True, slots=True)
class ResolutionScores:
    """Agreement over pairs and over mentions; annotated mentions, and how many of them have no node."""

    pairs: Agreement
    b_cubed: Agreement
    mentions: int
    unanswered: int


def _group(kind: str) -> str:
    return "Resource" if kind in _RESOURCE else kind


def _surface(entity: Record) -> str:
    return str(entity["surface"][0] if entity.get("surface") else entity["name"])


def visible(records: Iterable[Record]) -> list[Record]:
    """The records as a resolver may see them: each entity goes by its first surface, not by the annotators' name.

    Of two entities with one type and first surface only the first is kept.
    """
    found = []
    for record in records:
        kept: dict[tuple[str, str], Record] = {}
        for entity in record["entities"]:
            kept.setdefault((_group(entity["type"]), _surface(entity)), {**entity, "name": _surface(entity)})
        found.append({**record, "entities": list(kept.values())})
    return found


def evaluate_resolution(
    records: Iterable[Record], clusters: Iterable[Record], nodes: Iterable[Record]
) -> ResolutionScores:
    """Compare the nodes given to mentions (``paper``, ``type``, ``name``, ``node``) with annotated clusters."""
    wanted = _annotated(records, clusters)
    given = {
        (node["paper"], _group(node["type"]), node["name"]): (_group(node["type"]), node["node"]) for node in nodes
    }
    both = [mention for mention in wanted if mention in given]
    true = {mention: (mention[1], wanted[mention]) for mention in both}
    found = {mention: given[mention] for mention in both}
    right, ours = _pairs(true), _pairs(found)
    common = len(right & ours)
    return ResolutionScores(
        Agreement(common / len(ours) if ours else 0.0, common / len(right) if right else 0.0),
        _b_cubed(true, found),
        len(both),
        len(wanted) - len(both),
    )


def _annotated(records: Iterable[Record], clusters: Iterable[Record]) -> dict[Mention, str]:
    """The annotated cluster of each mention; the clusters' members go by the annotators' names."""
    home = {
        (paper, _group(cluster["type"]), name): cluster["node"]
        for cluster in clusters
        for paper, name in cluster["members"]
    }
    wanted: dict[Mention, str] = {}
    for record in records:
        for entity in record["entities"]:
            mention = (record["id"], _group(entity["type"]), _surface(entity))
            cluster = home.get((record["id"], _group(entity["type"]), entity["name"]))
            if mention not in wanted and cluster is not None:
                wanted[mention] = cluster
    return wanted


def _members(of: Mapping[Mention, tuple[str, str]]) -> dict[tuple[str, str], list[Mention]]:
    members: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    for mention, node in of.items():
        members[node].append(mention)
    return members


def _pairs(of: Mapping[Mention, tuple[str, str]]) -> set[tuple[Mention, Mention]]:
    """Pairs of mentions of one node in different papers."""
    return {(min(a, b), max(a, b)) for each in _members(of).values() for a, b in combinations(each, 2) if a[0] != b[0]}


def _b_cubed(true: Mapping[Mention, tuple[str, str]], found: Mapping[Mention, tuple[str, str]]) -> Agreement:
    right = {node: set(each) for node, each in _members(true).items()}
    ours = {node: set(each) for node, each in _members(found).items()}
    precision = recall = 0.0
    for mention in true:
        common = len(right[true[mention]] & ours[found[mention]])
        precision += common / len(ours[found[mention]])
        recall += common / len(right[true[mention]])
    count = max(1, len(true))
    return Agreement(precision / count, recall / count)
