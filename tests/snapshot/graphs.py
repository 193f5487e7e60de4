"""Small graphs by chance, and snapshots of them as plain values that can be compared."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
from hypothesis import strategies as st

from kg.model import Entity, EntityType, Evidence, Paper, RelationType, Span, Statement
from kg.snapshot.arrays import Adjacency, Ids, undirected

PAPERS = ("arxiv:1", "doi:2", "title:é", "title:z")
ENTITIES = ("dataset:d", "method:a", "method:b", "task:t")
RELATIONS = (RelationType.EVALUATED_ON, RelationType.BASED_ON, RelationType.COMPARED_WITH)
ROLES = (RelationType.USES, RelationType.MENTIONS, RelationType.INTRODUCES)
TEXT = "aa\naaaa bbbb cccc"

roles = st.tuples(st.sampled_from(PAPERS), st.sampled_from(ROLES), st.sampled_from(ENTITIES))
relations = st.tuples(st.sampled_from(ENTITIES), st.sampled_from(RELATIONS), st.sampled_from(ENTITIES))
claims = st.lists(
    st.tuples(st.one_of(roles, relations), st.sampled_from(PAPERS), st.integers(3, 6), st.integers(0, 2)), max_size=30
)


def papers() -> list[Paper]:
    return [
        Paper(paper, "aa", "aaaa bbbb cccc", date=date)
        for paper, date in zip(PAPERS, ("2024-01-02", None, "2025", "2025-03"), strict=True)
    ]


def entities() -> list[Entity]:
    return [Entity(each, EntityType(each.partition(":")[0].capitalize()), each) for each in ENTITIES]


def statements(drawn) -> list[Statement]:
    """Spans lie in the sentence or beside it, by turns; there may be none."""
    made = []
    for (subject, relation, obj), paper, start, spans in drawn:
        source = subject if subject in PAPERS else paper
        places = ((), (Span(start, start + 1),), (Span(start, start + 1), Span(0, 1)))[spans]
        evidence = Evidence(source, TEXT[start : start + 4], start, start + 4, places, "test", start / 10)
        made.append(Statement(subject, RelationType(relation), obj, (evidence,)))
    return made


def fill(store, drawn) -> None:
    store.add_papers(papers())
    store.add_entities(entities())
    store.add_statements(statements(drawn))


def plain(snapshot) -> dict[str, object]:
    """All arrays as lists; without the revision and the identity, which tell stores apart and not graphs."""
    found: dict[str, object] = {}
    for field in fields(snapshot):
        value = getattr(snapshot, field.name)
        if isinstance(value, Ids):
            found[field.name] = list(value)
        elif isinstance(value, np.ndarray):
            found[field.name] = value.tolist()
        elif isinstance(value, Adjacency):
            found[field.name] = [value.start.tolist(), value.node.tolist(), value.mark.tolist()]
    return found


def near(edges, count: int) -> Adjacency:
    """An adjacency of edges (node, link, node)."""
    table = np.array(edges, dtype=np.int64).reshape(-1, 3)
    return undirected(count, table[:, 0], table[:, 1].astype(np.uint8), table[:, 2])
