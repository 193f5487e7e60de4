"""Every store that keeps the contract, and a small graph to keep."""

from __future__ import annotations

import itertools
import os
from functools import partial
from typing import TYPE_CHECKING

import pytest
from hypothesis import strategies as st

from kg.model import (
    Assignment,
    Entity,
    EntityType,
    Evidence,
    Extraction,
    LocalEntity,
    LocalRelation,
    Mention,
    Paper,
    RelationType,
    Source,
    Span,
    Statement,
)
from kg.store.memory import MemoryStore
from kg.store.neo4j_server import Neo4jServer, Place
from kg.store.oxigraph import open_oxigraph
from kg.store.truth import Truth

from . import projected
from .sparql_loaded import emptied

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from kg.store.base import GraphStore
    from tests.servers.common import Server

# A store is made in an empty folder of its own.
KEEPING: dict[str, Callable[[Path], GraphStore]] = {
    "memory": lambda folder: MemoryStore(),
    "oxigraph": lambda folder: open_oxigraph(folder / "graph.oxigraph"),
    "truth": lambda folder: Truth.open(folder / "graph.kg", create=True),
}
# A projection is loaded from a graph file in that folder; what it needs is a fixture of this name and ``_target``.
PROJECTIONS = ("ladybug", "fuseki", "neo4j", "arcadedb")


@pytest.fixture(scope="session")
def ladybug_target():
    return projected.ladybug()


@pytest.fixture(scope="session")
def fuseki_target(fuseki):
    return projected.sparql(f"{fuseki.url}/papers", fuseki.user, fuseki.password)


@pytest.fixture(scope="session")
def neo4j_target(neo4j_server):
    return projected.bolt(neo4j_server.url, neo4j_server.user, neo4j_server.password)


@pytest.fixture(scope="session")
def neo4j_newest_target(neo4j_newest):
    return projected.bolt(neo4j_newest.url, neo4j_newest.user, neo4j_newest.password)


@pytest.fixture(scope="session")
def arcadedb_target(arcadedb):
    from tests.servers.arcadedb import DATABASE

    return projected.bolt(arcadedb.url, arcadedb.user, arcadedb.password, DATABASE)


@pytest.fixture(scope="session", params=PROJECTIONS)
def projecting(request: pytest.FixtureRequest) -> Callable[[Path], GraphStore]:
    """Makes a projection of an empty graph file."""
    return partial(projected.Projected, target=request.getfixturevalue(f"{request.param}_target"))


@pytest.fixture(scope="session", params=[*KEEPING, *PROJECTIONS])
def making(request: pytest.FixtureRequest) -> Callable[[Path], GraphStore]:
    """Makes a store with nothing in it."""
    if request.param in KEEPING:
        return KEEPING[request.param]
    return partial(projected.Projected, target=request.getfixturevalue(f"{request.param}_target"))


@pytest.fixture
def store(making: Callable[[Path], GraphStore], tmp_path: Path) -> Iterator[GraphStore]:
    opened = making(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def truth(tmp_path: Path) -> Iterator[Truth]:
    with Truth.open(tmp_path / "graph.kg", create=True) as opened:
        yield opened


@pytest.fixture(scope="session")
def neo4j_place(neo4j_server):
    return Place(neo4j_server.url, neo4j_server.user, neo4j_server.password)


@pytest.fixture(scope="session")
def server(neo4j_place):
    with Neo4jServer(neo4j_place) as opened:
        yield opened


@pytest.fixture
def empty_neo4j(server):
    with server.session() as session:
        session.run("MATCH (n) DETACH DELETE n").consume()


# --- a toy graph: two papers that evaluate on one dataset -------------------------------------------------------

LORA = Paper("arxiv:2106.09685", "LoRA", "We propose LoRA. We evaluate LoRA on GLUE.", sources=(Source("a.jsonl", 1),))
BERT = Paper("arxiv:1810.04805", "BERT", "BERT is evaluated on GLUE.", date="2018-10", sources=(Source("a.jsonl", 2),))
PAPERS = (LORA, BERT)
ENTITIES = (
    Entity("method:lora", EntityType.METHOD, "LoRA", ("low-rank adaptation",)),
    Entity("method:bert", EntityType.METHOD, "BERT"),
    Entity("benchmark:glue", EntityType.BENCHMARK, "GLUE"),
)


def quote(paper: Paper, sentence: str, *, rule: str = "test", confidence: float = 1.0) -> Evidence:
    """Evidence from the first place where a paper says this."""
    start = paper.text.index(sentence)
    return Evidence(paper.id, sentence, start, start + len(sentence), (), rule, confidence)


STATEMENTS = (
    Statement(LORA.id, RelationType.INTRODUCES, "method:lora", (quote(LORA, "We propose LoRA."),)),
    Statement(LORA.id, RelationType.EVALUATES_ON, "benchmark:glue", (quote(LORA, "We evaluate LoRA on GLUE."),)),
    Statement(BERT.id, RelationType.INTRODUCES, "method:bert", (quote(BERT, "BERT"),)),
    Statement(BERT.id, RelationType.EVALUATES_ON, "benchmark:glue", (quote(BERT, "BERT is evaluated on GLUE."),)),
    Statement("method:lora", RelationType.EVALUATED_ON, "benchmark:glue", (quote(LORA, "We evaluate LoRA on GLUE."),)),
    Statement("method:bert", RelationType.EVALUATED_ON, "benchmark:glue", (quote(BERT, "BERT is evaluated on GLUE."),)),
)


@pytest.fixture
def full(store: GraphStore) -> GraphStore:
    """The store with the toy graph in it."""
    store.add_papers(PAPERS)
    store.add_entities(ENTITIES)
    store.add_statements(STATEMENTS)
    return store


def content(store: GraphStore) -> tuple[list[Paper], list[Entity], list[Statement], list[tuple[str, str, str]]]:
    """All that a store answers."""
    return list(store.papers()), list(store.entities()), list(store.statements()), list(store.claims())


# --- extractions ------------------------------------------------------------------------------------------------


def extraction(paper: Paper, *names: tuple[str, EntityType], role: str = "used") -> Extraction:
    """One that finds these names at their first place in the paper, and relates each to the next."""
    entities = tuple(_local(paper, name, entity_type, role) for name, entity_type in names)
    sentence = Span(0, len(paper.title))
    relations = tuple(
        LocalRelation(head, RelationType.EVALUATED_ON, tail, sentence, (Span(0, 1), Span(1, 2)), "test", 0.5)
        for head, tail in itertools.pairwise(range(len(entities)))
    )
    sentences = (sentence, Span(len(paper.title) + 1, len(paper.text)))
    return Extraction(paper.id, entities, relations, sentences, (("LR", "low rank"),))


def _local(paper: Paper, name: str, entity_type: EntityType, role: str) -> LocalEntity:
    start = paper.text.index(name)
    mention = Mention(Span(start, start + len(name)), name, entity_type, "lexicon", 0.75)
    return LocalEntity(entity_type, name, (name,), (mention,), role, Span(0, len(paper.title)), "cue", 0.9)


def resolve(truth: Truth) -> int:
    """A resolution that makes each distinct name an entity of its own."""
    terms = list(truth.terms())
    ids = {term.id: f"{term.type.value.lower()}:{term.name.lower()}" for term in terms}
    entities = {ids[term.id]: Entity(ids[term.id], term.type, term.name) for term in terms}
    return truth.assign(entities.values(), [Assignment(term.id, ids[term.id], "same name") for term in terms])


def link(truth: Truth) -> list[str]:
    """A linking that makes each local entity a MENTIONS statement; the papers that were to be linked."""
    linked = list(truth.unlinked())
    for paper_id in linked:
        paper = truth.paper(paper_id)
        evidence = quote(paper, paper.title)
        names = truth.local_entities_of(paper_id)
        roles = [Statement(paper_id, RelationType.MENTIONS, name, (evidence,)) for name in names]
        pairs = itertools.pairwise(names)
        relations = [Statement(head, RelationType.EVALUATED_ON, tail, (evidence,)) for head, tail in pairs]
        truth.put_statements(paper_id, [*roles, *relations])
    return linked


def build(truth: Truth, papers: list[Paper], fingerprint: str = "f1") -> None:
    """All stages; the extraction finds each word of the abstract that is in capitals."""
    for paper in papers:
        truth.put_paper(paper)
    for paper_id in truth.pending(fingerprint):
        paper = truth.paper(paper_id)
        words = sorted({word for word in paper.abstract.split() if word.isupper()})
        truth.put_extraction(extraction(paper, *((word, EntityType.METHOD) for word in words)), fingerprint)
    truth.drop_unused()
    resolve(truth)
    link(truth)


# --- tiny pools, so that things collide -------------------------------------------------------------------------

POOL_PAPERS = [
    Paper(paper_id, "aa", "aaa", sources=sources, date=date)
    for paper_id in ("arxiv:1", "doi:2")
    for sources in ((), (Source("x", 1),), (Source("x", 2),))
    for date in (None, "2020")
]
POOL_ENTITIES = [
    Entity(entity_id, entity_type, name, aliases)
    for entity_id in ("method:a", "method:b")
    for entity_type in (EntityType.METHOD, EntityType.TASK)
    for name in ("A", "B")
    for aliases in ((), ("A",), ("C", "B"))
]
evidences = st.builds(
    lambda paper_id, start, length, spans, rule, confidence: Evidence(
        paper_id, "aa\naaa"[start : start + length], start, start + length, spans, rule, confidence
    ),
    st.sampled_from(["arxiv:1", "doi:2"]),
    st.sampled_from([3, 4]),
    st.sampled_from([1, 2]),
    st.sampled_from([(), (Span(0, 1),)]),
    st.sampled_from(["r", "s"]),
    st.sampled_from([0.5, 1.0]),
)
statements = st.builds(
    lambda claim, evidence: Statement(*claim, tuple(evidence)),
    st.sampled_from(
        [
            ("arxiv:1", RelationType.USES, "method:a"),
            ("arxiv:1", RelationType.MENTIONS, "method:a"),
            ("doi:2", RelationType.USES, "method:a"),
            ("method:a", RelationType.BASED_ON, "method:b"),
        ]
    ),
    st.lists(evidences, min_size=1, max_size=3),
)


# --- servers ----------------------------------------------------------------------------------------------------


@pytest.fixture
def signed_in(fuseki: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment of a user of that server, with no setting of the real one."""
    for name in [name for name in os.environ if name.startswith("SPARQL_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SPARQL_USERNAME", fuseki.user)
    monkeypatch.setenv("SPARQL_PASSWORD", fuseki.password)


@pytest.fixture(params=["papers", "disk"])
def url(request: pytest.FixtureRequest, fuseki: Server, signed_in: None) -> str:
    """A dataset with nothing in it, in memory and on disk."""
    return emptied(f"{fuseki.url}/{request.param}")


@pytest.fixture
def papers(fuseki: Server, signed_in: None) -> str:
    """One with nothing in it, in memory."""
    return emptied(f"{fuseki.url}/papers")
