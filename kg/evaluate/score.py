"""Precision, recall and F1 of extracted records against annotated ones, paper by paper.

An entity is right when its type and one of its normalised surfaces (or its name) agree with an annotated one of that
paper. Annotated entities marked optional are neither rewarded nor punished, nor are relations that touch one.
"""

from __future__ import annotations

import operator
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

Record = dict[str, Any]
CORE = ("Method", "Dataset", "Benchmark", "Repository")
TYPES = (*CORE, "Task", "Metric")
_RESOURCE = frozenset({"Dataset", "Benchmark"})


def normalised(text: str) -> str:
    """Case, hyphens, quotes, spacing and a plural s do not count; an address loses its scheme and final mark."""
    low = text.strip().casefold()
    if "://" in low or low.startswith("www."):
        return re.sub(r"^(?:https?://)?(?:www\.)?", "", low).rstrip("/.,;)")
    low = low.translate({0x2019: "'", 0x2013: "-", 0x2014: "-"})
    low = re.sub(r"[-_/\s]+", " ", re.sub(r"^(?:the|a|an)\s+", "", low)).strip(" .,:;()'\"")
    return "".join(_singular(word) for word in low.split())


def _singular(word: str) -> str:
    plural = len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is"))
    return word[:-1] if plural else word


def keys(entity: Record) -> frozenset[str]:
    """The normalised surfaces and name of an entity."""
    return frozenset(map(normalised, [*entity.get("surface", ()), entity["name"]])) - {""}


@dataclass(slots=True)
class Tally:
    """Right, spurious and missed."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def add(self, other: Tally) -> None:
        """Count what another tally counted."""
        self.tp, self.fp, self.fn = self.tp + other.tp, self.fp + other.fp, self.fn + other.fn

    def row(self) -> dict[str, float]:
        """``P``, ``R``, ``F1`` (0 where nothing was there) and the counts."""
        precision = self.tp / (self.tp + self.fp) if self.tp + self.fp else 0.0
        recall = self.tp / (self.tp + self.fn) if self.tp + self.fn else 0.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        return {
            "P": round(precision, 4), "R": round(recall, 4), "F1": round(f1, 4),
            "tp": self.tp, "fp": self.fp, "fn": self.fn,
        }  # fmt: skip


@dataclass(slots=True)
class Errors:
    """What went wrong how often: missed and spurious names by type, and roles (type, annotated, found)."""

    missed: Counter[tuple[str, str]] = field(default_factory=Counter)
    spurious: Counter[tuple[str, str]] = field(default_factory=Counter)
    roles: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    places: dict[tuple[str, str], str] = field(default_factory=dict)  # a sentence that shows the error


@dataclass(frozen=True, slots=True)
class Scores:
    """The table: one row for each type, core, Resource, introduced, role, relations and each relation."""

    papers: int
    unmatched: int
    rows: dict[str, dict[str, float]]
    errors: Errors


def align(gold: Sequence[Record], found: Sequence[Record], agree: Callable[[str, str], bool]) -> dict[int, int]:
    """Found index -> annotated index, one to one, required annotations before optional ones."""
    taken: set[int] = set()
    pairs: dict[int, int] = {}
    gold_keys = [keys(entity) for entity in gold]
    order = sorted(range(len(gold)), key=lambda index: bool(gold[index].get("optional")))
    for i, entity in enumerate(found):
        mine = keys(entity)
        for j in order:
            if j not in taken and agree(gold[j]["type"], entity["type"]) and gold_keys[j] & mine:
                pairs[i] = j
                taken.add(j)
                break
    return pairs


def _any(_gold: str, _found: str) -> bool:
    """Types do not matter."""
    return True


def evaluate(gold: Iterable[Record], found: Iterable[Record]) -> Scores:
    """Score records; a found one is paired with the annotated one of its id, else of its title."""
    found = list(found)
    by_id = {record["id"]: record for record in found if "id" in record}
    by_title = {_title(record["title"]): record for record in found if record.get("title")}
    tallies: dict[str, Tally] = defaultdict(Tally)
    errors, papers, unmatched = Errors(), 0, 0
    for record in gold:
        papers += 1
        mine = by_id.get(record["id"]) or by_title.get(_title(record.get("title", "")))
        unmatched += mine is None
        _Paper(record, mine or {}, tallies, errors).score()
    return Scores(papers, unmatched, _table(tallies), errors)


def _title(title: str) -> str:
    return re.sub(r"[^a-z0-9]", "", title.casefold())


def _table(tallies: Mapping[str, Tally]) -> dict[str, dict[str, float]]:
    core, relations = Tally(), Tally()
    for kind in CORE:
        core.add(tallies.get(kind, Tally()))
    relation_rows = sorted(name for name in tallies if name.startswith("rel:"))
    for name in relation_rows:
        if name != "rel:MEASURED_BY":  # what a metric hangs on is annotated unevenly
            relations.add(tallies[name])
    rows = {kind: tallies.get(kind, Tally()).row() for kind in TYPES}
    rows["core"] = core.row()
    for name in ("Resource", "introduced", "role"):
        rows[name] = tallies.get(name, Tally()).row()
    return {**rows, "relations": relations.row(), **{name: tallies[name].row() for name in relation_rows}}


class _Paper:
    """One annotated paper against what was found in it."""

    def __init__(self, gold: Record, found: Record, tallies: dict[str, Tally], errors: Errors) -> None:
        self.gold: list[Record] = gold["entities"]
        self.found = _distinct(found.get("entities", ()))
        self.gold_relations = gold.get("relations", ())
        self.found_relations = found.get("relations", ())
        self.text = f"{gold.get('title', '')}\n{gold.get('abstract', '')}"
        self.tallies, self.errors = tallies, errors
        self.pairs = align(self.gold, self.found, operator.eq)
        self.lenient = align(self.gold, self.found, _any)
        self.back = {j: i for i, j in self.pairs.items()}

    def score(self) -> None:
        """Count everything."""
        self._entities()
        self._resources()
        self._introduced()
        self._roles()
        self._relations()

    def _optional(self, index: int) -> bool:
        return bool(self.gold[index].get("optional"))

    def _entities(self) -> None:
        for i, entity in enumerate(self.found):
            kind, match = entity["type"], self.pairs.get(i)
            if match is not None:
                self.tallies[kind].tp += not self._optional(match)
                continue
            other = self.lenient.get(i)
            if other is not None and (self._optional(other) or self.gold[other]["type"] == "Tool"):
                continue
            self.tallies[kind].fp += 1
            self._note(self.errors.spurious, entity)
        for j, entity in enumerate(self.gold):
            if entity["type"] in TYPES and not self._optional(j) and j not in self.back:
                self.tallies[entity["type"]].fn += 1
                self._note(self.errors.missed, entity)

    def _note(self, counter: Counter[tuple[str, str]], entity: Record) -> None:
        key = (entity["type"], entity["name"])
        counter[key] += 1
        if key not in self.errors.places:
            surface = next((s for s in entity.get("surface", ()) if s in self.text), None)
            self.errors.places[key] = _around(self.text, surface) if surface else ""

    def _resources(self) -> None:
        gold = [entity for entity in self.gold if entity["type"] in _RESOURCE]
        found = [entity for entity in self.found if entity["type"] in _RESOURCE]
        pairs = align(gold, found, _any)
        tally = self.tallies["Resource"]
        tally.tp += sum(not gold[j].get("optional") for j in pairs.values())
        tally.fp += len(found) - len(pairs)
        missed = set(range(len(gold))) - set(pairs.values())
        tally.fn += sum(not gold[j].get("optional") for j in missed)

    def _introduced(self) -> None:
        tally = self.tallies["introduced"]
        for j, entity in enumerate(self.gold):
            if entity.get("role") == "introduced" and not self._optional(j):
                right = j in self.back and self.found[self.back[j]].get("role") == "introduced"
                tally.tp += right
                tally.fn += not right
        for i, entity in enumerate(self.found):
            if entity.get("role") == "introduced":
                match = self.pairs.get(i)
                fine = match is not None and (self.gold[match].get("role") == "introduced" or self._optional(match))
                tally.fp += not fine

    def _roles(self) -> None:
        tally = self.tallies["role"]
        for i, j in self.pairs.items():
            if self._optional(j):
                continue
            right, mine = self.gold[j].get("role"), self.found[i].get("role")
            tally.tp += right == mine
            tally.fp += right != mine
            tally.fn += right != mine
            if right != mine:
                self.errors.roles[self.found[i]["type"], str(right), str(mine)] += 1

    def _relations(self) -> None:
        gold_places = {entity["name"]: j for j, entity in enumerate(self.gold)}
        found_places: dict[str, int] = {}
        for i, entity in enumerate(self.found):
            found_places.setdefault(entity["name"], i)
        places = {name: self.pairs.get(i, ("?", i)) for name, i in found_places.items()}
        gold = _triples(self.gold_relations, gold_places)
        optional = {j for j in range(len(self.gold)) if self._optional(j)}
        wanted = {t for t in gold if t[0] not in optional and t[2] not in optional}
        found = {
            t
            for t in _triples(self.found_relations, places)
            if t in wanted or (t not in gold and t[0] not in optional and t[2] not in optional)
        }
        for head, relation, tail in list(wanted):  # one fact annotated as BASED_ON and as PART_OF: either will do
            twin = (head, {"BASED_ON": "PART_OF", "PART_OF": "BASED_ON"}.get(relation, ""), tail)
            if twin in wanted and twin in found and (head, relation, tail) not in found:
                wanted.discard((head, relation, tail))
        for group, name in ((wanted & found, "tp"), (found - wanted, "fp"), (wanted - found, "fn")):
            for _, relation, _ in group:
                tally = self.tallies["rel:" + relation]
                setattr(tally, name, getattr(tally, name) + 1)


def _distinct(entities: Iterable[Record]) -> list[Record]:
    """The entities of a scored type, each type and set of keys once."""
    seen: dict[tuple[str, frozenset[str]], Record] = {}
    for entity in entities:
        if entity["type"] in TYPES:
            seen.setdefault((entity["type"], keys(entity)), entity)
    return list(seen.values())


def _triples(relations: Iterable[Sequence[str]], places: Mapping[str, Any]) -> set[tuple[Any, str, Any]]:
    """Relations between known entities by place; the ends of a symmetric one in a fixed order."""
    found = set()
    for head, relation, tail in relations:
        if head in places and tail in places:
            ends = (places[head], places[tail])
            if relation == "COMPARED_WITH":
                ends = (min(ends, key=str), max(ends, key=str)) if str(ends[0]) != str(ends[1]) else ends
            found.add((ends[0], relation, ends[1]))
    return found


def _around(text: str, surface: str) -> str:
    """The words around a surface, on one line."""
    place = text.index(surface)
    return " ".join(text[max(0, place - 80) : place + len(surface) + 60].split())
