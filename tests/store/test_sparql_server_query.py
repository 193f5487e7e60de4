"""Queries to a real Fuseki are answered as the embedded store answers them."""

from __future__ import annotations

from contextlib import closing

import pytest

import kg
from kg.errors import QueryError, StoreError, UsageError
from kg.store.oxigraph_query import sparql as ask_oxigraph
from kg.store.oxigraph_sync import project
from kg.store.sparql_server import connect
from kg.store.sparql_server_about import EXAMPLES
from kg.store.sparql_server_query import sparql as ask_server
from kg.store.sparql_server_sync import load

from .rdf_sample import BERT, NASTIER, NASTY, fill
from .sparql_loaded import emptied, rows

pytestmark = pytest.mark.usefixtures("signed_in")

ID = "https://w3id.org/paperkg/id/"


QUERIES = [
    "SELECT ?m ?name { ?m a kg:Method ; skos:prefLabel ?name }",
    "SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT *) AS ?d) { ?s ?p ?o }",
    "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p",
    "SELECT ?g { GRAPH ?g { ?m kg:partOf ?n } }",
    "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } GRAPH ?g { ?paper a kg:Paper } } GROUP BY ?g",
    "ASK { ?x a kg:Method }",
    "ASK { ?x a kg:Nothing }",
    "CONSTRUCT { ?m rdfs:label ?n } WHERE { ?m skos:prefLabel ?n . ?p ?r ?m }",
    "DESCRIBE id:method:peft",
    "SELECT ?c { ?e kg:confidence ?c }",
    "SELECT (AVG(?c) AS ?mean) (MAX(?c) AS ?most) { ?e kg:confidence ?c }",
    "SELECT ?p ?date { ?p a kg:Paper OPTIONAL { ?p schema:datePublished ?date } }",
    "SELECT ?a ?b { ?a kg:evaluatedOn/^kg:evaluatedOn ?b FILTER(STR(?a) < STR(?b)) }",
    "SELECT ?s ?start { ?x oa:exact ?s ; oa:start ?start } ORDER BY DESC(?start) ?s",
    "SELECT ?x { VALUES ?x { 'b' 2 true 'a' UNDEF 10 1.5 '10' false } }",
    "SELECT ?n ?alias { ?m skos:prefLabel ?n MINUS { ?m kg:partOf ?whole } OPTIONAL { ?m skos:altLabel ?alias } }",
    "SELECT (1 AS ?i) (0.12345678949e0 AS ?f) (2.50 AS ?d) (true AS ?b) ?none ('e'@en AS ?tag) {}",
    "# a comment\nPREFIX x: <https://w3id.org/paperkg/ontology#> SELECT ?m { ?m x:evaluatedOn ?d }",
    *(query for _, query in EXAMPLES.values()),
]


@pytest.mark.parametrize("dataset", ["papers", "disk"])
def test_the_answers_are_those_of_oxigraph(truth, fuseki, dataset):
    fill(truth)
    load(truth, emptied(f"{fuseki.url}/{dataset}"))
    graph = project(truth).graph
    with closing(connect(f"{fuseki.url}/{dataset}")) as server:
        for query in QUERIES:
            found = ask_server(server, query)
            assert found == ask_oxigraph(graph, query), query
            assert found.rows, query
        assert ask_server(server, QUERIES[0], limit=1) == ask_oxigraph(graph, QUERIES[0], limit=1)


WITH_VALUES = [
    ("SELECT ?name ?m { ?m skos:prefLabel ?name }", {"name": "PEFT"}),
    ("SELECT ?name ?m { ?m skos:prefLabel ?name }", {"name": NASTY}),
    ("SELECT ?name ?m { ?m skos:altLabel ?name }", {"name": NASTIER}),
    ("SELECT ?name ?m { ?m skos:prefLabel ?name }", {"?m": f"<{ID}method:peft>"}),
    ("SELECT ?name ?m { ?m skos:prefLabel ?name }", {"name": '" } DROP ALL'}),
    ("SELECT ?n (COUNT(?c) AS ?k) { ?e oa:start ?n ; a kg:Sentence ; ?c ?v } GROUP BY ?n", {"n": 43}),
    ("SELECT ?e ?min { ?e kg:confidence ?c FILTER(?c >= ?min) }", {"min": 0.9}),
    ("SELECT ?e ?m { { ?e oa:start ?c FILTER(?c > ?m) } UNION { ?e oa:end ?c FILTER(?c < ?m) } }", {"m": 30}),
    ("SELECT ?p ?r ?m { ?p a kg:Paper OPTIONAL { ?p ?r ?x FILTER(?x = ?m) } }", {"m": f"<{ID}method:lora>"}),
    ("SELECT ?p ?m { ?p a kg:Paper MINUS { ?p kg:introduces ?m } }", {"m": f"<{ID}method:lora>"}),
    ("SELECT ?p ?m { ?p a kg:Paper FILTER NOT EXISTS { ?p kg:introduces ?m } }", {"m": f"<{ID}method:lora>"}),
    ("SELECT ?p ?m { { SELECT ?p ?m { ?p kg:introduces ?m } } }", {"m": f"<{ID}method:lora>"}),
    ("SELECT ?p ?m { SELECT ?p ?m { ?p kg:introduces ?m } }", {"m": f"<{ID}method:lora>"}),
    ("SELECT ?m ?x { VALUES ?x { 1 2 } ?p kg:introduces ?m } # { ?m", {"m": f"<{ID}method:lora>"}),
    ("ASK { ?p kg:introduces ?m }", {"m": f"<{ID}method:lora>"}),
    ("CONSTRUCT { ?m rdfs:label ?n } WHERE { ?m skos:prefLabel ?n }", {"n": "PEFT"}),
]


def test_parameters_are_those_of_oxigraph(truth, papers):
    fill(truth)
    load(truth, papers)
    graph = project(truth).graph
    with closing(connect(papers)) as server:
        for query, params in WITH_VALUES:
            assert ask_server(server, query, params=params) == ask_oxigraph(graph, query, params=params), query
        assert sum(bool(ask_server(server, query, params=params).rows) for query, params in WITH_VALUES) > 12


@pytest.mark.parametrize(
    ("query", "params", "said"),
    [
        ("SELECT * {\n  ?s ?p }", {}, "line 2, column 10, after 'SELECT * { ?s ?p }'"),
        ("INSERT DATA { <a:b> <a:b> 1 }", {}, "would write"),
        ("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", {}, "another server"),
        ("SELECT ?m { ?m a kg:Method }", {"other": "x"}, "?other"),
        ("SELECT ?m { ?m a kg:Method }", {"m": "<no iri>"}, "not an IRI"),
    ],
)
def test_a_bad_query_is_told_as_oxigraph_tells_it(papers, query, params, said):
    with closing(connect(papers)) as server, pytest.raises(QueryError, match=r"^[^\n]*$") as caught:
        ask_server(server, query, params=params)
    assert said in str(caught.value)


def test_a_query_reads_a_current_server_only(truth, papers, monkeypatch):
    fill(truth)
    load(truth, papers)
    monkeypatch.setenv("SPARQL_URL", papers)
    with kg.open(truth.path) as graph:
        query = "SELECT ?m ?n { ?m skos:prefLabel ?n }"
        assert graph.query(sparql=query, on="sparql") == graph.query(sparql=query)
        assert graph.check(on="sparql") == ()
        truth.retract(BERT.id)
        with pytest.raises(StoreError, match="earlier or later state of the graph; kg load sparql"):
            graph.query(sparql=query, on="sparql")
        assert len(graph.check(on="sparql")) > 1
        with pytest.raises(UsageError, match="there is: oxigraph, sparql"):
            graph.query(sparql=query, on="neo")


def test_the_server_describes_itself(truth, papers):
    fill(truth)
    load(truth, papers)
    about = "PREFIX void: <http://rdfs.org/ns/void#> SELECT ?v { GRAPH id:about { ?x "
    triples = rows(papers, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert rows(papers, about + "a void:Dataset ; void:triples ?v } }") == triples
    assert rows(papers, about + "void:class kg:Method ; void:entities ?v } }") == ((3,),)
    assert rows(papers, about + "void:property kg:evaluatedOn ; void:triples ?v } }") == ((2,),)
    for (query,) in rows(papers, about + "a sh:SPARQLSelectExecutable ; sh:select ?v } }"):
        assert rows(papers, query)
    ((state,),) = rows(papers, "SELECT ?v { GRAPH id:about { id:about rdf:value ?v } }")
    assert f'"graph": "{truth.identity}"' in state
