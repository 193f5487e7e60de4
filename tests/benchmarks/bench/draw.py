"""Graphs by chance, in our schema: methods and datasets of Zipf popularity; the same seed gives the same graph.

A node is a number here, and the order of the numbers is that of the ids, so that ties by id are ties by number.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

SEED = 7
# In the order of their ids; Paper is first, since its ids begin with "arxiv:".
TYPES = ("Paper", "Benchmark", "Dataset", "Method", "Repository", "Task")
RELATIONS = (
    *("ADDRESSES", "BASED_ON", "COMPARED_WITH", "EVALUATED_ON", "EVALUATES_ON", "IMPLEMENTED_IN", "INTRODUCES"),
    *("MENTIONS", "RELEASES", "USED_FOR", "USES"),
)
ROLES = ("ADDRESSES", "EVALUATES_ON", "INTRODUCES", "MENTIONS", "RELEASES", "USES")
CODE = {name: code for code, name in enumerate(RELATIONS)}

# Fitted to a graph of real proportions: at 100,000 papers 492k USES, 310k EVALUATES_ON, 186k EVALUATED_ON, the largest
# dataset with some 7,300 methods, some 90 million times that two methods share one.
PER_PAPER = {"Method": 0.30, "Dataset": 0.085, "Benchmark": 0.015, "Repository": 0.15, "Task": 0.02}
METHOD_ZIPF = (0.80, 3.0)  # exponent, offset
DATASET_ZIPF = (1.0, 1.15)
TASK_ZIPF = (1.0, 2.0)
USED, EVALUATED, MENTIONED = 3.95, 2.14, 0.5  # means of the Poisson counts; of the first two there is one more
RUNS_OF_USED = 0.335  # how many papers run a method that they only use on their datasets


@dataclass(frozen=True, slots=True)
class Drawn:
    """A graph as arrays: ``subject``, ``relation``, ``object`` a statement; ``claim``, ``paper`` an evidence of one.

    ``starts[i]`` is the first node of ``TYPES[i]``; the last of ``starts`` is the number of nodes.
    """

    starts: np.ndarray
    subject: np.ndarray
    relation: np.ndarray
    object: np.ndarray
    claim: np.ndarray
    paper: np.ndarray

    @property
    def papers(self) -> int:
        """How many."""
        return int(self.starts[1])

    @property
    def nodes(self) -> int:
        """How many, papers and entities."""
        return int(self.starts[-1])

    def block(self, kind: str) -> range:
        """The nodes of a type."""
        place = TYPES.index(kind)
        return range(int(self.starts[place]), int(self.starts[place + 1]))

    def pairs(self, *relations: str) -> tuple[np.ndarray, np.ndarray]:
        """Subjects and objects of the statements with one of these relations."""
        chosen = np.isin(self.relation, [CODE[each] for each in relations])
        return self.subject[chosen], self.object[chosen]

    def ids(self) -> list[str]:
        """The id of each node."""
        months = self._months()
        first = {month: i for i, month in reversed(list(enumerate(months)))}
        papers = [paper_id(month, i - first[month]) for i, month in enumerate(months)]
        return [*papers, *map(entity_id, *self._named())]

    def names(self) -> list[str]:
        """The name of each node; a paper has its title."""
        papers = [f"A study of things that have the number {i}" for i in self.block("Paper")]
        return [*papers, *map(entity_name, *self._named())]

    def dates(self) -> list[str]:
        """The day of each paper, from January 2015 to October 2026."""
        days = np.random.default_rng(SEED).integers(1, 29, self.papers)
        return [f"{2015 + m // 12}-{m % 12 + 1:02}-{day:02}" for m, day in zip(self._months(), days, strict=True)]

    def _months(self) -> list[int]:
        return (np.arange(self.papers) * 142 // self.papers).tolist()

    def _named(self) -> tuple[list[str], list[int]]:
        kinds = [kind for kind in TYPES[1:] for _ in self.block(kind)]
        return kinds, [i for kind in TYPES[1:] for i in range(len(self.block(kind)))]

    def save(self, path: Path) -> None:
        """Keep it in a file."""
        with path.open("wb") as file:
            np.savez(file, **{each.name: getattr(self, each.name) for each in fields(self)})

    @classmethod
    def read(cls, path: Path) -> Drawn:
        """The graph of a file."""
        with np.load(path) as found:
            return cls(**{each.name: found[each.name] for each in fields(cls)})


def paper_id(month: int, place: int) -> str:
    """An arXiv id, of the month counted from January 2015 and the place in it."""
    return f"arxiv:{15 + month // 12}{month % 12 + 1:02}.{place:05}"


def entity_name(kind: str, i: int) -> str:
    """Of the same length for all, so that names sort as numbers do."""
    return f"github.com/bench/code{i:07}" if kind == "Repository" else f"{kind}{i:07}"


def entity_id(kind: str, i: int) -> str:
    """As ``kg.ids.entity_id`` makes it of the name, which a test compares."""
    name = entity_name(kind, i).lower().replace("/", "-")
    return f"{kind.lower()}:{name}"


class _Popular:
    """Draws from a block of nodes, few of which are popular; which ones, is chance too."""

    def __init__(self, rng: np.random.Generator, nodes: np.ndarray, exponent: float, offset: float) -> None:
        self._rng = rng
        self._nodes = rng.permutation(nodes)
        weights = (np.arange(len(nodes)) + 1 + offset) ** -exponent
        self._sums = np.cumsum(weights) / weights.sum()

    def __call__(self, count: int) -> np.ndarray:
        """So many nodes, some of them more than once."""
        places = np.searchsorted(self._sums, self._rng.random(count))
        return self._nodes[np.minimum(places, len(self._nodes) - 1)]


def draw(papers: int, seed: int = SEED) -> Drawn:
    """A graph of so many papers."""
    rng = np.random.default_rng([seed, papers])
    counts = [papers, *(max(12, int(papers * PER_PAPER[kind])) for kind in TYPES[1:])]
    starts = np.concatenate([[0], np.cumsum(counts)])
    block = {kind: np.arange(starts[i], starts[i + 1]) for i, kind in enumerate(TYPES)}
    every = block["Paper"]
    resources = np.concatenate([block["Benchmark"], block["Dataset"]])
    method = _Popular(rng, block["Method"], *METHOD_ZIPF)
    resource = _Popular(rng, resources, *DATASET_ZIPF)
    task = _Popular(rng, block["Task"], *TASK_ZIPF)

    introducing = rng.permutation(papers)[: len(block["Method"])]
    introduced = block["Method"][: len(introducing)]
    own = np.full(papers, -1)
    own[introducing] = introduced
    releasing = rng.permutation(papers)[: len(block["Repository"])]
    released = block["Repository"][: len(releasing)]

    reader = np.repeat(every, 1 + rng.poisson(USED, papers))
    reader, used = _unique(reader, method(len(reader)))
    kept = own[reader] != used
    reader, used = reader[kept], used[kept]
    tester = np.repeat(every, 1 + rng.poisson(EVALUATED, papers))
    tester, tested = _unique(tester, resource(len(tester)))
    mentioning = np.repeat(every, rng.poisson(MENTIONED, papers))
    aim = task(papers)
    first_used = np.full(papers, -1)
    first_used[reader[::-1]] = used[::-1]

    said: list[tuple[str, np.ndarray, np.ndarray, np.ndarray]] = [
        ("ADDRESSES", every, aim, every),
        ("INTRODUCES", introducing, introduced, introducing),
        ("RELEASES", releasing, released, releasing),
        ("USES", reader, used, reader),
        ("EVALUATES_ON", tester, tested, tester),
        ("MENTIONS", mentioning, method(len(mentioning)), mentioning),
        ("USED_FOR", introduced, aim[introducing], introducing),
    ]
    mine = own[tester] >= 0
    said.append(("EVALUATED_ON", own[tester][mine], tested[mine], tester[mine]))
    theirs = (rng.random(papers) < RUNS_OF_USED)[tester] & (first_used[tester] >= 0)
    said.append(("EVALUATED_ON", first_used[tester][theirs], tested[theirs], tester[theirs]))
    older = first_used[introducing]
    based = (rng.random(len(introducing)) < 0.5) & (older >= 0)
    said.append(("BASED_ON", introduced[based], older[based], introducing[based]))
    compared = (rng.random(len(introducing)) < 0.6) & (older >= 0)
    pair = np.sort(np.stack([introduced[compared], older[compared]]), axis=0)  # symmetric: kept in the order of ids
    said.append(("COMPARED_WITH", pair[0], pair[1], introducing[compared]))
    coded = own[releasing] >= 0
    said.append(("IMPLEMENTED_IN", own[releasing][coded], released[coded], releasing[coded]))
    return _statements(starts, said)


def _unique(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    keys = np.unique(a.astype(np.int64) << 32 | b)
    return keys >> 32, keys & 0xFFFFFFFF


def _statements(starts: np.ndarray, said: list[tuple[str, np.ndarray, np.ndarray, np.ndarray]]) -> Drawn:
    subject, obj, paper = (np.concatenate([each[i] for each in said]).astype(np.int64) for i in (1, 2, 3))
    relation = np.concatenate([np.full(len(each[1]), CODE[each[0]]) for each in said]).astype(np.int64)
    # 24 bits a node: 16 million nodes
    keys, claim = np.unique(subject << 40 | obj << 16 | relation, return_inverse=True)
    claim, paper = _unique(claim, paper)
    parts = (keys >> 40, keys & 0xFFFF, keys >> 16 & 0xFFFFFF, claim, paper)
    columns = [each.astype(np.int32) for each in parts]
    return Drawn(starts.astype(np.int64), *columns)
