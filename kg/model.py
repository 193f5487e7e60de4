"""The values that flow between the stages: frozen, slotted, built from the standard library alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from kg.errors import NoEvidence


class EntityType(StrEnum):
    """What a node of the graph is; equal to the classes of ``ontology/kg.ttl``."""

    PAPER = "Paper"
    METHOD = "Method"
    DATASET = "Dataset"
    BENCHMARK = "Benchmark"
    REPOSITORY = "Repository"
    TASK = "Task"
    METRIC = "Metric"


RESOURCES = frozenset({EntityType.DATASET, EntityType.BENCHMARK})


class RelationType(StrEnum):
    """What a statement claims; equal to the properties of ``ontology/kg.ttl`` (in lowerCamelCase there)."""

    # roles: paper -> entity
    INTRODUCES = "INTRODUCES"
    USES = "USES"
    COMPARES = "COMPARES"
    MENTIONS = "MENTIONS"
    EVALUATES_ON = "EVALUATES_ON"
    TRAINS_ON = "TRAINS_ON"
    ADDRESSES = "ADDRESSES"
    REPORTS = "REPORTS"
    RELEASES = "RELEASES"
    # relations: entity -> entity
    EVALUATED_ON = "EVALUATED_ON"
    TRAINED_ON = "TRAINED_ON"
    COMPARED_WITH = "COMPARED_WITH"
    BASED_ON = "BASED_ON"
    PART_OF = "PART_OF"
    USED_FOR = "USED_FOR"
    MEASURED_BY = "MEASURED_BY"
    IMPLEMENTED_IN = "IMPLEMENTED_IN"
    SUBTASK_OF = "SUBTASK_OF"

    @property
    def camel(self) -> str:
        """The local name of the property in the ontology: ``EVALUATED_ON`` is ``evaluatedOn``."""
        first, *rest = self.value.lower().split("_")
        return first + "".join(word.capitalize() for word in rest)


# The role of an entity in its paper, in the words of the annotation guidelines -> the edge from the paper.
ROLE_RELATIONS: dict[str, RelationType] = {
    "introduced": RelationType.INTRODUCES,
    "used": RelationType.USES,
    "compared": RelationType.COMPARES,
    "mentioned": RelationType.MENTIONS,
    "evaluated_on": RelationType.EVALUATES_ON,
    "trained_on": RelationType.TRAINS_ON,
    "addressed": RelationType.ADDRESSES,
    "reported": RelationType.REPORTS,
    "released": RelationType.RELEASES,
}

SYMMETRIC = frozenset({RelationType.COMPARED_WITH})
ROLES = frozenset(ROLE_RELATIONS.values())
ROLE_NAMES = {relation: role for role, relation in ROLE_RELATIONS.items()}

# From what says most to what says least: relations between entities, then roles; a mention comes last of all.
STRONGEST_FIRST: tuple[RelationType, ...] = (
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


@dataclass(frozen=True, slots=True)
class Source:
    """Where a record was read: the file as the user gave it, and the record's place in it."""

    file: str
    record: int  # from 1


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper; what its source does not say is ``None``, never guessed.

    ``record_id`` is the input record's own id, verbatim; ``abstract_truncated`` says that the source cut it.
    """

    id: str
    title: str
    abstract: str
    authors: tuple[str, ...] | None = None
    author_count: int | None = None
    date: str | None = None  # YYYY[-MM[-DD]]
    date_text: str | None = None
    comments: int | None = None
    upvotes: int | None = None
    url: str | None = None
    sources: tuple[Source, ...] = ()
    record_id: str | None = None
    abstract_truncated: bool = False

    @property
    def text(self) -> str:
        """The one string that every span indexes, in Unicode code points."""
        return f"{self.title}\n{self.abstract}"


@dataclass(frozen=True, slots=True)
class Reject:
    """A record that could not be read: where it stood and why; it is counted and written out, never dropped."""

    file: str
    record: int
    line: int | None
    reason: str


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open character range of ``Paper.text``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where a paper names something; ``rule`` says which extractor saw it."""

    span: Span
    text: str
    type: EntityType
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class LocalEntity:
    """One thing as one paper speaks of it: its mentions and the role it plays there.

    ``sentence`` is the sentence that shows the role, ``rule`` and ``confidence`` are those of the role.
    """

    type: EntityType
    name: str
    surfaces: tuple[str, ...]
    mentions: tuple[Mention, ...]
    role: str
    sentence: Span
    rule: str
    confidence: float
    optional: bool = False
    kind: str | None = None  # of a Repository: code, project, hub, other


@dataclass(frozen=True, slots=True)
class LocalRelation:
    """A claim between two entities of one paper, given by their places in ``Extraction.entities``.

    ``spans`` are the two mentions that the claim joins, head first; ``sentence`` is the one that supports it.
    """

    head: int
    relation: RelationType
    tail: int
    sentence: Span
    spans: tuple[Span, ...]
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Extraction:
    """What the extractors saw in one paper, before anything is resolved against other papers."""

    paper_id: str
    entities: tuple[LocalEntity, ...]
    relations: tuple[LocalRelation, ...]
    sentences: tuple[Span, ...] = ()  # of ``Paper.text``, in order; the title is the first
    abbreviations: tuple[tuple[str, str], ...] = ()  # (short form, long form) as defined in this paper


@dataclass(frozen=True, slots=True)
class Term:
    """What resolution sees of local entities: their type and surfaces, and how many papers speak of them so.

    ``id`` is the store's own number; everything else is content, so that the same terms give the same entities.
    ``scope`` tells uses of the same words apart: what they stand for in these papers, or a person's split.
    """

    id: int
    type: EntityType
    name: str
    surfaces: tuple[str, ...]
    papers: int
    kind: str | None = None
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Assignment:
    """The decision that a term means an entity, and why."""

    term: int
    entity: str
    reason: str


@dataclass(frozen=True, slots=True)
class Entity:
    """A node that is not a paper (or a paper seen as a node); ``papers`` counts the distinct papers that name it."""

    id: str
    type: EntityType
    name: str
    aliases: tuple[str, ...] = ()
    papers: int = 0
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a statement is believed: a sentence of a paper, and the rule or model that read it.

    ``sentence`` is ``paper.text[start:end]``, inside the title or inside the abstract;
    ``spans`` are the offsets of the names that the claim joins.
    """

    paper_id: str
    sentence: str
    start: int
    end: int
    spans: tuple[Span, ...]
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim with its evidence; a claim that nothing supports cannot be built."""

    subject: str
    relation: RelationType
    object: str
    evidence: tuple[Evidence, ...] = field(default=())

    def __post_init__(self) -> None:
        if not self.evidence:
            raise NoEvidence(self.subject, self.relation.value, self.object)

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes two statements one: the claim without its evidence."""
        return (self.subject, self.relation.value, self.object)

    @property
    def support(self) -> int:
        """Number of distinct papers behind the claim."""
        return len({item.paper_id for item in self.evidence})
