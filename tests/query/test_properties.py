"""The answers on small random graphs, against networkx and against counting by hand."""

from __future__ import annotations

import math
from itertools import combinations, islice, pairwise

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.api import Graph
from kg.model import Entity, EntityType, Evidence, Paper, RelationType, Span, Statement
from kg.query.index import ROLES
from kg.query.subgraph import subgraph
from kg.snapshot.walker import MENTION_COST, RELATION_COST, ROLE_COST, UNIT
from kg.store.memory import MemoryStore

PAPERS = tuple(f"title:{number}" for number in range(5))
METHODS = tuple(f"method:m{number}" for number in range(4))
DATASETS = tuple(f"dataset:d{number}" for number in range(4))
ENTITIES = METHODS + DATASETS
RELATIONS = (RelationType.EVALUATED_ON, RelationType.TRAINED_ON, RelationType.COMPARED_WITH)
SOME_ROLES = (RelationType.USES, RelationType.MENTIONS)

roles = st.tuples(st.sampled_from(PAPERS), st.sampled_from(SOME_ROLES), st.sampled_from(ENTITIES))
relations = st.tuples(st.sampled_from(METHODS), st.sampled_from(RELATIONS), st.sampled_from(ENTITIES))
claims = st.lists(st.tuples(st.one_of(roles, relations), st.sampled_from(PAPERS), st.integers(0, 1)), max_size=40)
tiny = settings(max_examples=80, deadline=None)


def build(drawn) -> Graph:
    store = MemoryStore()
    store.add_papers(Paper(paper, f"Title {paper}", "Sentence.") for paper in PAPERS)
    store.add_entities(Entity(each, EntityType.METHOD, each) for each in METHODS)
    store.add_entities(Entity(each, EntityType.DATASET, each) for each in DATASETS)
    for (subject, relation, obj), paper, sentence in drawn:
        source = subject if relation in ROLES else paper
        evidence = Evidence(source, "Sentence.", sentence, sentence + 9, (Span(sentence, sentence + 1),), "test", 0.5)
        store.add_statements([Statement(subject, relation, obj, (evidence,))])
    return Graph(store)


def as_networkx(graph: Graph, *, papers: bool, ends: tuple[str, str]) -> nx.DiGraph:
    """The walk of ``kg.query.path`` with each toll on the hop into the node."""
    cost: dict[frozenset[str], int] = {}
    for subject, relation, obj in graph.store.claims():
        if subject != obj and (papers or relation not in ROLES):
            own = MENTION_COST if relation is RelationType.MENTIONS else ROLE_COST
            own = own if relation in ROLES else RELATION_COST
            pair = frozenset((subject, obj))
            cost[pair] = min(own, cost.get(pair, own))
    degree = nx.Graph([tuple(pair) for pair in cost]).degree
    walk = nx.DiGraph()
    walk.add_nodes_from(ends)
    for pair, own in cost.items():
        for a, b in (tuple(pair), tuple(pair)[::-1]):
            toll = 0 if b in ends else round(UNIT * math.log2(1 + degree[b]))
            walk.add_edge(a, b, weight=own + toll)
    return walk


ends_of = st.sampled_from(list(combinations(PAPERS + ENTITIES, 2)))


@tiny
@given(claims, ends_of, st.integers(1, 5))
def test_paths_are_the_cheapest_loopless_ones(drawn, ends, k):
    graph = build(drawn)
    walk = as_networkx(graph, papers=True, ends=ends)
    expected = []
    if nx.has_path(walk, *ends):
        routes = islice(nx.shortest_simple_paths(walk, *ends, weight="weight"), k)
        expected = [nx.path_weight(walk, route, "weight") / UNIT for route in routes]
    paths = graph.path(*ends, k=k).paths
    assert [path.cost for path in paths] == expected
    claims_there = set(graph.store.claims())
    assert len({tuple(node.id for node in path.nodes) for path in paths}) == len(paths)
    for path in paths:
        ids = [node.id for node in path.nodes]
        assert len(set(ids)) == len(ids)
        assert (ids[0], ids[-1]) == ends
        assert nx.path_weight(walk, ids, "weight") / UNIT == path.cost
        for (a, b), hop in zip(pairwise(ids), path.hops, strict=True):
            assert ((a, hop.relation, b) if hop.forward else (b, hop.relation, a)) in claims_there
            assert hop.evidence


@tiny
@given(claims, st.sampled_from(list(combinations(ENTITIES, 2))), st.booleans())
def test_a_path_costs_the_same_both_ways(drawn, ends, papers):
    graph = build(drawn)
    there, back = graph.path(*ends, k=4, papers=papers), graph.path(*reversed(ends), k=4, papers=papers)
    assert [path.cost for path in there.paths] == [path.cost for path in back.paths]


@tiny
@given(claims, st.sampled_from(ENTITIES))
def test_cooccurrence_counts_common_papers(drawn, entity):
    graph = build(drawn)
    named: dict[str, set[str]] = {}
    for subject, relation, obj in graph.store.claims():
        if relation in ROLES:
            named.setdefault(subject, set()).add(obj)
    found = graph.cooccur(entity, limit=0).results
    together = {
        other: sorted(paper for paper, names in named.items() if {entity, other} <= names)
        for other in ENTITIES
        if other != entity
    }
    assert {result.entity.id: list(result.papers) for result in found} == {k: v for k, v in together.items() if v}
    for result in found:
        a = sum(1 for names in named.values() if entity in names)
        b = sum(1 for names in named.values() if result.entity.id in names)
        assert result.count == len(result.papers)
        assert result.expected == a * b / len(named)
        assert result.lift == result.count / result.expected
        assert math.isclose(result.pmi, math.log2(result.lift), abs_tol=1e-12)
        assert result.jaccard == result.count / (a + b - result.count)
        assert 0 <= result.p_value <= 1
        assert result.evidence
    assert [result.llr for result in found] == sorted((result.llr for result in found), reverse=True)


@tiny
@given(claims, st.sampled_from(ENTITIES))
def test_cooccurrence_counts_common_sentences(drawn, entity):
    graph = build(drawn)
    named: dict[tuple[str, int], set[str]] = {}
    for statement in graph.store.statements():
        names = {statement.object} if statement.relation in ROLES else {statement.subject, statement.object}
        for item in statement.evidence:
            named.setdefault((item.paper_id, item.start), set()).update(names)
    found = {result.entity.id: result.count for result in graph.cooccur(entity, via="sentence", limit=0).results}
    counts = {other: sum(1 for names in named.values() if {entity, other} <= names) for other in ENTITIES}
    assert found == {other: count for other, count in counts.items() if count and other != entity}


@tiny
@given(claims, st.booleans())
def test_shared_is_what_pairs_of_methods_were_run_on(drawn, trained):
    graph = build(drawn)
    wanted = {RelationType.EVALUATED_ON} | ({RelationType.TRAINED_ON} if trained else set())
    runs = [s for s in graph.store.statements() if s.relation in wanted and s.object in DATASETS]
    on = {method: {s.object for s in runs if s.subject == method} for method in METHODS}
    by = {dataset: {s.subject for s in runs if s.object == dataset} for dataset in DATASETS}
    methods = sum(1 for resources in on.values() if resources)
    pairs = {}
    for a, b in combinations(METHODS, 2):
        if common := on[a] & on[b]:
            papers = {item.paper_id for s in runs if s.subject in (a, b) and s.object in common for item in s.evidence}
            score = math.fsum(math.log(methods / len(by[dataset])) for dataset in common)
            pairs[a, b] = (sorted(common), sorted(papers), score)
    everything = list(graph.shared_all(limit=0, trained=trained))
    assert {(p.a.id, p.b.id): (sorted(d.id for d in p.datasets), list(p.papers), p.score) for p in everything} == pairs
    assert list(graph.shared_all(limit=2, trained=trained)) == everything[:2]
    for method in METHODS:
        results = graph.shared(method, limit=0, trained=trained).results
        for result in results:
            pair = pairs[min(method, result.entity.id), max(method, result.entity.id)]
            assert (sorted(d.id for d in result.datasets), list(result.papers), result.score) == pair
        assert len(results) == sum(1 for pair in pairs if method in pair)


@tiny
@given(claims, st.sampled_from(ENTITIES + PAPERS), st.integers(1, 8))
def test_a_drawing_is_connected_and_small(drawn, center, limit):
    graph = build(drawn)
    scope = graph._scope()
    drawing = subgraph(scope, scope.node(center), limit=limit)
    ids = {node.id for node in drawing.nodes}
    assert center in ids
    assert len(ids) <= limit
    plain = nx.Graph([(edge.subject, edge.object) for edge in drawing.edges])
    plain.add_nodes_from(ids)
    assert nx.is_connected(plain)
    assert set(plain) == ids
    assert all(edge.evidence and edge.support for edge in drawing.edges)
