"""What the questions answer: small values that hold their evidence; ``kg.wire`` turns them into JSON.

Each is a table too, and those that connect things are graphs: see ``Frames`` and ``Networked``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.query.frames import Found, Frames, Networked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.model import Entity, Evidence, RelationType


@dataclass(frozen=True, slots=True)
class Quote:
    """An evidence with the title and date of its paper, ready to be shown."""

    evidence: Evidence
    title: str
    date: str | None


@dataclass(frozen=True, slots=True, repr=False)
class FindAnswer(Frames["Entity"]):
    """Entities whose name or alias matches, best first."""

    results: tuple[Entity, ...]


@dataclass(frozen=True, slots=True)
class DupPair:
    """Two entities that may be one; ``score`` is between 0 and 1, likelier duplicates above."""

    a: Entity
    b: Entity
    reason: str
    score: float


@dataclass(frozen=True, slots=True, repr=False)
class DupsAnswer(Frames[DupPair]):
    """Pairs worth a person's look, best first."""

    results: tuple[DupPair, ...]


@dataclass(frozen=True, slots=True)
class PaperRole:
    """A paper that names an entity, and the role it gives it (``introduced``, ``used`` ...)."""

    id: str
    title: str
    date: str | None
    role: str


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A statement seen from one of its ends."""

    relation: RelationType
    direction: str  # "out" or "in"
    entity: Entity
    support: int
    evidence: tuple[Quote, ...]


@dataclass(frozen=True, slots=True, repr=False)
class ShowAnswer(Found[Neighbour]):
    """One entity or paper, the papers that name it and its relations, best supported first."""

    entity: Entity
    papers: tuple[PaperRole, ...]
    relations: tuple[Neighbour, ...]
    links: tuple[str, ...] = ()  # addresses of the same thing elsewhere


@dataclass(frozen=True, slots=True)
class SharedResult:
    """A method that was evaluated on the same resources as the one asked for."""

    entity: Entity
    datasets: tuple[Entity, ...]
    papers: tuple[str, ...]
    score: float
    p_value: float
    evidence: tuple[Quote, ...]


@dataclass(frozen=True, slots=True, repr=False)
class SharedAnswer(Networked[SharedResult]):
    """Methods that share datasets or benchmarks with one method, best first."""

    entity: Entity
    results: tuple[SharedResult, ...]


@dataclass(frozen=True, slots=True)
class SharedPair:
    """Two methods and the resources on which both were evaluated; ``a.id < b.id``."""

    a: Entity
    b: Entity
    datasets: tuple[Entity, ...]
    papers: tuple[str, ...]
    score: float


class SharedPairs(tuple[SharedPair, ...], Frames[SharedPair]):
    """Pairs of methods that share resources, best first."""

    __slots__ = ()
    __repr__ = Frames.__repr__


@dataclass(frozen=True, slots=True, repr=False)
class SharedMatrix(Networked[tuple["Entity", tuple[tuple[str, ...], ...]]]):
    """Methods (rows) x resources (columns): ``papers[i][j]`` are the papers behind that cell, empty where none is."""

    methods: tuple[Entity, ...]
    datasets: tuple[Entity, ...]
    papers: tuple[tuple[tuple[str, ...], ...], ...]
    evidence: tuple[Quote, ...]

    def _results(self) -> Sequence[tuple[Entity, tuple[tuple[str, ...], ...]]]:
        return tuple(zip(self.methods, self.papers, strict=True))


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a path; ``forward`` says whether the statement points the way that the path goes."""

    relation: RelationType
    forward: bool
    evidence: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Path:
    """A loopless path; ``hops[i]`` leads from ``nodes[i]`` to ``nodes[i + 1]``."""

    cost: float
    nodes: tuple[Entity, ...]
    hops: tuple[Hop, ...]


@dataclass(frozen=True, slots=True, repr=False)
class PathAnswer(Networked[Path]):
    """The cheapest paths, cheapest first."""

    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class CooccurResult:
    """How often an entity is named together with another one, against what chance would give."""

    entity: Entity
    count: int
    papers: tuple[str, ...]
    evidence: tuple[Quote, ...]
    expected: float
    lift: float
    pmi: float
    jaccard: float
    llr: float
    p_value: float


@dataclass(frozen=True, slots=True, repr=False)
class CooccurAnswer(Networked[CooccurResult]):
    """What is named together with an entity, most significant first."""

    entity: Entity
    results: tuple[CooccurResult, ...]


@dataclass(frozen=True, slots=True)
class TrendResult:
    """Papers a month that name an entity; ``slope`` in papers a month each month, ``ci`` its 95 % interval.

    ``first_seen`` is the first month with a paper, ``half_life`` the median age of its papers in months, from the end
    of the last month of the graph. Of shares ``slope`` is in papers a paper each month.
    """

    entity: Entity
    months: tuple[tuple[str, int], ...]
    slope: float
    ci: tuple[float, float]
    first_seen: str
    half_life: float


@dataclass(frozen=True, slots=True, repr=False)
class TrendAnswer(Frames[TrendResult]):
    """Trends, steepest first."""

    results: tuple[TrendResult, ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """A statement drawn between two nodes of a subgraph."""

    subject: str
    relation: RelationType
    object: str
    support: int
    evidence: tuple[Quote, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Subgraph(Found[Edge]):
    """The most significant neighbourhood of an entity (papers are nodes of type Paper), ready to be drawn."""

    center: Entity
    nodes: tuple[Entity, ...]
    edges: tuple[Edge, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Rows(Frames[tuple[str | int | float | bool | None, ...]]):
    """A table of cells: strings, whole numbers, floats, booleans or ``None``."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str | int | float | bool | None, ...], ...]


@dataclass(frozen=True, slots=True)
class ListedQuestion:
    """A question of the book: its parameters with example values, and the stores that can answer it."""

    name: str
    text: str
    params: tuple[tuple[str, str | int | float], ...]
    stores: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class BookAnswer(Frames[ListedQuestion]):
    """The question book, by name."""

    questions: tuple[ListedQuestion, ...]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A store brought up to date: papers in the graph, those written and removed, and what the store counts."""

    store: str
    url: str
    papers: int
    changed_papers: int
    removed_papers: int
    rebuilt: bool
    seconds: float
    nodes: int | None = None
    relationships: int | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Stats(Frames[tuple[str, str | None, int]]):
    """How much a graph holds."""

    papers: int
    entities: tuple[tuple[str, int], ...]
    statements: tuple[tuple[str, int], ...]
    evidence: int
    rejects: int

    def _results(self) -> Sequence[tuple[str, str | None, int]]:
        """What is counted, of which kind, and how much: the rows of its table."""
        kinds = [("entities", self.entities), ("statements", self.statements)]
        of_kind = [(what, kind, count) for what, counts in kinds for kind, count in counts]
        rest = [("evidence", None, self.evidence), ("rejects", None, self.rejects)]
        return [("papers", None, self.papers), *of_kind, *rest]


@dataclass(frozen=True, slots=True)
class Violation:
    """Something that should not be in a graph: which check, which node or paper, and what is wrong."""

    check: str
    focus: str
    paper: str | None
    message: str


class Violations(tuple[Violation, ...], Frames[Violation]):
    """All that should not be in a graph."""

    __slots__ = ()
    __repr__ = Frames.__repr__
