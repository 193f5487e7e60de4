"""Training of the relations: every claim that the kinds of two found things allow, right or wrong."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.extract.arbiter import relation_rows
from kg.extract.labels import RELATIONS
from kg.model import SYMMETRIC
from kg.train.boosting import Settings, arrays_of, best_cut, crossed
from kg.train.cases import Case, truth_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.extract.arbiter import Thing
    from kg.extract.tagger import Tagger
    from kg.model import LocalEntity
    from kg.train.boosting import Arrays, Rows
    from kg.train.decide import Told

PAIRS = Settings(2, trees=300)


@dataclass(frozen=True, slots=True)
class Pairing:
    """Which annotated entity each thing of a paper is, paired as the score does: by type and surface."""

    index: dict[str, int]  # annotated name -> thing
    open: list[bool]  # whether annotators left the thing open

    @classmethod
    def of(cls, record: dict[str, Any], things: Sequence[Thing], entities: Sequence[LocalEntity]) -> Pairing:
        """Pair the things of one paper."""
        index: dict[str, int] = {}
        open_ = [False] * len(things)
        for i, (thing, own) in enumerate(zip(things, entities, strict=True)):
            truth = truth_of(thing, record)
            if truth is not None and truth["type"] == own.type.value:
                index.setdefault(truth["name"], i)
                open_[i] = bool(truth.get("optional"))
        return cls(index, open_)

    def claims(self, record: dict[str, Any]) -> set[tuple[int, str, int]]:
        """The annotated claims whose two ends were found."""
        found = set()
        for head, relation, tail in record.get("relations", []):
            if head in self.index and tail in self.index:
                found.add((self.index[head], relation, self.index[tail]))
                if relation in SYMMETRIC:
                    found.add((self.index[tail], relation, self.index[head]))
        return found

    def missed(self, record: dict[str, Any]) -> list[str]:
        """The relations of the required claims that have an end missing."""
        optional = {e["name"]: bool(e.get("optional")) for e in record["entities"]}
        return [
            relation
            for head, relation, tail in record.get("relations", [])
            if not optional.get(head, True)
            and not optional.get(tail, True)
            and not (head in self.index and tail in self.index)
        ]


@dataclass(slots=True)
class Claims:
    """The claims of all papers: whether each is right or left open, its relation and its paper."""

    rows: list[Rows] = field(default_factory=list)
    right: list[int] = field(default_factory=list)
    open: list[bool] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    papers: list[int] = field(default_factory=list)
    missed: Counter[str] = field(default_factory=Counter)  # an end was not found

    def add(
        self,
        paper: int,
        case: Case,
        things: Sequence[Thing],
        own: Sequence[LocalEntity],
        said: tuple[Rows, list[tuple[int, int, str]]],
    ) -> None:
        """Note the claims of one paper; ``said`` are their rows and meanings."""
        pairing = Pairing.of(case.record, things, own)
        true = pairing.claims(case.record)
        self.missed.update(pairing.missed(case.record))
        self.rows.append(said[0])
        for i, j, name in said[1]:
            self.right.append(int((i, name, j) in true))
            twin = name in SYMMETRIC and i > j  # counted once
            self.open.append(pairing.open[i] or pairing.open[j] or twin)
            self.names.append(name)
            self.papers.append(paper)


def train(
    cases: Sequence[Case],
    kept: Sequence[Sequence[Thing]],
    entities: Sequence[Sequence[LocalEntity]],
    tagger: Tagger | None,
    arrays: Arrays,
    told: Told,
) -> None:
    """Add the forest over claims and the least chance of each relation to ``arrays``."""
    claims = Claims()
    for p, (case, things, own) in enumerate(zip(cases, kept, entities, strict=True)):
        claims.add(p, case, things, own, relation_rows(case.reading, own, tagger))
    right, papers = np.array(claims.right), np.array(claims.papers)
    model, chances = crossed(np.concatenate(claims.rows), right, papers, PAIRS)
    arrays.update(arrays_of(model, "relations", 2))
    settled, names = ~np.array(claims.open, bool), np.array(claims.names)
    for name in RELATIONS:
        mine = (names == name) & settled
        cut = best_cut(chances[mine, 1], right[mine] == 1, claims.missed[name])
        arrays[f"cut.{name}"] = np.array(cut)
        took = right[mine & (chances[:, 1] >= cut)] == 1
        of = int((right[mine] == 1).sum()) + claims.missed[name]
        told(f"{name}: cut {cut:.3f} P {took.sum() / max(1, len(took)):.3f} R {took.sum() / max(1, of):.3f} of {of}")
