from __future__ import annotations

import socket
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store

from kg.errors import QueryError
from kg.query.answers import Rows
from kg.store.oxigraph import OxigraphStore
from kg.store.oxigraph_query import sparql
from kg.store.sparql_text import outline

from .rdf_sample import LORA, NASTY, fill

ID = "https://w3id.org/paperkg/id/"


@pytest.fixture(scope="module")
def graph():
    return fill(OxigraphStore(Store(), Store())).graph


def test_select(graph):
    found = sparql(graph, "SELECT ?m ?name { ?m a kg:Method ; skos:prefLabel ?name }")
    assert found == Rows(
        ("m", "name"),
        ((f"{ID}method:bert", NASTY), (f"{ID}method:lora", "LoRA"), (f"{ID}method:peft", "PEFT")),
    )


def test_things_named_by_several_papers_count_once(graph):
    assert sparql(graph, "SELECT (COUNT(*) AS ?n) { ?x a kg:Benchmark }").rows == ((1,),)
    (row,) = sparql(graph, "SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT *) AS ?d) { ?s ?p ?o }").rows
    assert row[0] == row[1]


def test_which_paper_says_so(graph):
    found = sparql(graph, "SELECT ?g { GRAPH ?g { ?m kg:partOf ?n } }")
    assert found.rows == ((f"{ID}{LORA.id}#graph",),)


def test_ask(graph):
    assert sparql(graph, "ASK { ?x a kg:Method }") == Rows(("ask",), ((True,),))
    assert sparql(graph, "ASK { ?x a kg:Nothing }") == Rows(("ask",), ((False,),))


def test_construct_and_describe_are_triples(graph):
    found = sparql(graph, "CONSTRUCT { ?m rdfs:label ?n } WHERE { ?m skos:prefLabel ?n . ?p ?r ?m }")
    assert found.columns == ("subject", "predicate", "object")
    assert len(found.rows) == len(set(found.rows)) == 5
    assert (f"{ID}method:peft", "http://www.w3.org/2004/02/skos/core#prefLabel", "PEFT") in sparql(
        graph, "DESCRIBE id:method:peft"
    ).rows


def test_cells(graph):
    query = """SELECT (1 AS ?i) (0.12345678949e0 AS ?f) (2.50 AS ?d) (true AS ?b) ?none ("x" AS ?s)
        ("oops"^^xsd:integer AS ?bad) ("2021-06"^^xsd:gYearMonth AS ?month) ("e"@en AS ?tag) {}"""
    assert sparql(graph, query).rows == ((1, 0.123456789, 2.5, True, None, "x", "oops", "2021-06", "e"),)


def test_rows_are_in_a_total_order_unless_the_query_orders_them(graph):
    values = 'VALUES ?x { "b" 2 true "a" UNDEF 10 1.5 "10" false }'
    ordered = (None, False, True, 1.5, 2, 10, "10", "a", "b")
    assert tuple(row[0] for row in sparql(graph, f"SELECT ?x {{ {values} }}").rows) == ordered
    numbers = "VALUES ?x { 1 3 2 }"
    assert sparql(graph, f"SELECT ?x {{ {numbers} }} ORDER BY DESC(?x)").rows == ((3,), (2,), (1,))
    inner = f"SELECT ?x {{ {{ SELECT ?x {{ {numbers} }} ORDER BY DESC(?x) }} }}"
    assert sparql(graph, inner).rows == ((1,), (2,), (3,))


def test_limit_cuts_after_ordering(graph):
    query = "SELECT ?x { VALUES ?x { 3 1 2 } }"
    assert sparql(graph, query, limit=2).rows == ((1,), (2,))
    assert sparql(graph, query, limit=0).rows == ()
    assert sparql(graph, f"{query} ORDER BY DESC(?x)", limit=1).rows == ((3,),)


def test_parameters(graph):
    query = "SELECT ?name ?m { ?m skos:prefLabel ?name }"
    assert sparql(graph, query, params={"name": "PEFT"}) == Rows(("m",), ((f"{ID}method:peft",),))
    assert sparql(graph, query, params={"?m": f"<{ID}method:peft>"}) == Rows(("name",), (("PEFT",),))
    assert sparql(graph, query, params={"name": '" } DROP ALL'}).rows == ()
    assert sparql(graph, query, params={"name": NASTY}).rows == ((f"{ID}method:bert",),)
    counted = "SELECT ?n (COUNT(?c) AS ?k) { ?e oa:start ?n ; a kg:Sentence ; ?c ?v } GROUP BY ?n"
    assert sparql(graph, counted, params={"n": 43}).rows


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"other": "x"}, "?other"),
        ({"a b": "x"}, "name of a parameter"),
        ({"m": "<no iri>"}, "not an IRI"),
    ],
)
def test_bad_parameters(graph, params, said):
    with pytest.raises(QueryError, match=r"^[^\n]*$") as caught:
        sparql(graph, "SELECT ?m { ?m a kg:Method }", params=params)
    assert said in str(caught.value)


def test_own_prefixes_win(graph):
    query = f"PREFIX kg: <{ID}> PREFIX x: <https://w3id.org/paperkg/ontology#> SELECT * {{ kg:method:peft a ?t }}"
    assert sparql(graph, query).rows == (("https://w3id.org/paperkg/ontology#Method",),)


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <a:b> <a:b> 1 }",
        "# harmless\nPREFIX insert: <x:> delete where { ?s ?p ?o }",
        "LOAD <http://example.org/>",
        "CLEAR ALL",
        "drop graph <a:b>",
        "WITH <a:b> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "CREATE GRAPH <a:b>",
        "COPY <a:b> TO <a:c>",
    ],
)
def test_writing_is_refused(graph, query):
    before = len(graph)
    with pytest.raises(QueryError, match="would write; queries are read-only"):
        sparql(graph, query)
    assert len(graph) == before


def test_a_second_operation_is_refused(graph):
    with pytest.raises(QueryError, match="does not parse at line 1, column"):
        sparql(graph, "SELECT * { ?s ?p ?o } ; INSERT DATA { <a:b> <a:b> 1 }")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT * {\n  ?s ?p }", "line 2, column 10, after 'SELECT * { ?s ?p }'"),
        ("SELECT * {", "line 1, column 11, after 'SELECT * {'"),
        ("SELECT * { ?s nope:x ?o }", "does not parse"),
        ("", "does not parse"),
        ("{ a graphql query }", "line 1, column 1"),
    ],
)
def test_what_does_not_parse_says_where(graph, query, said):
    with pytest.raises(QueryError, match=r"^[^\n]*$") as caught:
        sparql(graph, query)
    assert said in str(caught.value)


SERVER = "<http://127.0.0.1:PORT/>"
LEAVING = [
    "SELECT * { SERVICE @ { ?s ?p ?o } }",
    "SELECT * { service silent @ { ?s ?p ?o } }",
    "SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE @ { ?s ?p ?o } } }",
    "SELECT * { ?s ?p trueSERVICE @ { ?s ?p ?o } }",
    "SELECT * { ?s ?p 1SERVICE @ { ?s ?p ?o } }",
    "SELECT * { ?s ?p ?o.SERVICE @ { ?s ?p ?o } }",
    "SELECT * { ?s a:b\\#c ?o SERVICE @ { ?s ?p ?o } }",
    "SELECT * { VALUES ?x { @ } FILTER(1<1)SERVICE?x#>\n{ ?s ?p ?o } }",
    "BASE <http://example.org/> SELECT * { ?s <#x> ?o SERVICE @ { ?s ?p ?o } }",
    'BASE <http://example.org/> SELECT * { ?s <#x> """\n""" SERVICE @ { ?s ?p ?o } }',
    "BASE <http://example.org/> SELECT * { ?s <x'> ?o SERVICE @ { ?s ?p \"'\" } }",
    'SELECT * { ?s ?p "\\"" SERVICE @ { ?s ?p "" } }',
    'SELECT * { ?s ?p """ " \\""" """ SERVICE @ { ?s ?p "" } }',
    "PREFIX service: @ SELECT * { SERVICE service: { ?s ?p ?o } }",
    'SELECT * { ?s <http://example.org/\\u0041#> """x""" SERVICE @ { ?s ?p ?o } }',
    "ASK { SERVICE @ { ?s ?p ?o } }",
    "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE @ { ?s ?p ?o } }",
]


@pytest.mark.parametrize("query", LEAVING)
def test_no_other_server_is_asked(graph, query):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        asked = threading.Event()

        def wait():
            try:
                server.accept()[0].close()
            except TimeoutError:
                return
            asked.set()

        listener = threading.Thread(target=wait)
        listener.start()
        port = str(server.getsockname()[1])
        with pytest.raises(QueryError):
            sparql(graph, query.replace("@", SERVER.replace("PORT", port)))
        listener.join()
        assert not asked.is_set()


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * { ?s ?p "a service" }',
        "SELECT * { ?s ?p '''SERVICE''' }",
        "SELECT * { ?service schema:service ?o }",
        "SELECT * { <http://example.org/service#x> ?p ?o }",
        "SELECT * { ?s ?p ?o FILTER(?o < 3 && 5 > 4) }",
        "SELECT * { ?s ?p ?o FILTER(?o<3&&5>4) }",
    ],
)
def test_the_word_alone_is_no_reason_to_refuse(graph, query):
    sparql(graph, query, limit=1)


@given(st.text())
def test_the_words_of_any_text_can_be_read(text):
    try:
        assert isinstance(outline(text).form, str)
    except QueryError:
        return
