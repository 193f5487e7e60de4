"""What the arrays answer is what Cypher and SPARQL answer on the same graph, where they can be asked."""

from __future__ import annotations

from itertools import combinations, islice

import kg
from kg.examples import fill
from kg.model import ROLE_RELATIONS, RelationType
from kg.store.rdf_terms import id_from
from kg.store.truth import Truth

ROLES = "|".join(ROLE_RELATIONS.values())
ANY = "|".join(RelationType)  # ladybug would walk over evidence, too
HOPS = f"MATCH (a:Method)-[r:{ANY}* SHORTEST 1..12]-(b:Method) WHERE a.id = $a AND b.id = $b RETURN length(r) AS hops"
TOGETHER = f"""
MATCH (a:Method)<-[:{ROLES}]-(p:Paper)-[:{ROLES}]->(b:Dataset) RETURN a.id AS a, b.id AS b, count(DISTINCT p.id) AS n
"""
SHARED = """
SELECT ?a ?b (COUNT(DISTINCT ?d) AS ?n) {
  ?a a kg:Method ; kg:evaluatedOn ?d . ?b a kg:Method ; kg:evaluatedOn ?d .
  { ?d a kg:Dataset } UNION { ?d a kg:Benchmark }
  FILTER(STR(?a) < STR(?b))
} GROUP BY ?a ?b
"""
MONTHS = f"""
MATCH (m:Method {{id: $id}})<-[:{ROLES}]-(p:Paper) WHERE size(p.date) >= 7
RETURN substring(p.date, 1, 7) AS month, count(DISTINCT p.id) AS n
"""


def test_methods_and_datasets_of_the_same_papers(sample):
    found = sample.pairs("Method", "Dataset", overall=True, top=0)
    assert len(found) > 100
    assert sorted(found) == sorted(sample.query(cypher=TOGETHER).rows)


def test_methods_that_share_datasets(sample):
    found = sample.pairs("Method", "Method", via="dataset", overall=True, top=0)
    told = {}
    for a, b, count in sample.query(sparql=SHARED).rows:
        pair = sorted((id_from(a), id_from(b)))
        told[tuple(pair)] = count
    assert len(told) > 100
    assert {(a, b): count for a, b, count in found} == told
    shared = {(pair.a.id, pair.b.id): len(pair.datasets) for pair in sample.shared_all(limit=0)}
    assert shared == told


def test_the_fewest_hops(sample):
    methods = [entity.id for entity in sample.store.entities() if entity.type == "Method"]
    asked = list(islice(combinations(methods[:: max(1, len(methods) // 9)], 2), 30))
    lengths = {}
    for a, b in asked:
        rows = sample.query(cypher=HOPS, params={"a": a, "b": b}).rows
        lengths[a, b] = rows[0][0] if rows else 0
    found = {}
    for a, b in asked:
        paths = sample.shortest(a, b, evidence=0).paths
        found[a, b] = len(paths[0].hops) if paths else 0
    assert found == lengths
    assert max(lengths.values()) > 2


def test_papers_a_month(tmp_path):
    fill(Truth.open(tmp_path / "toy.kg", create=True)).close()
    with kg.open(tmp_path / "toy.kg") as toy:
        for name in ("BERT", "ResNet"):
            [trend] = toy.trend(name).results
            rows = toy.query(cypher=MONTHS, params={"id": trend.entity.id}).rows
            assert {month: count for month, count in trend.months if count} == dict(rows)
