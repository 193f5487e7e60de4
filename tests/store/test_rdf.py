from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store

from kg import vocab
from kg.model import Entity, EntityType, Evidence, Paper, RelationType, Span
from kg.store import rdf, rdf_terms
from kg.store.rdf_slices import slices
from kg.store.rdf_terms import term

from .rdf_sample import BERT, LORA, ODD, PAPERS, sample

R = RelationType
ANY_TEXT = st.text(st.characters(exclude_categories=()))  # lone surrogates too


def graph_of(paper):
    return next(list(rdf.slice_quads(part)) for part in slices(sample()) if part.paper.id == paper.id)


def values(paper, subject, predicate):
    return {
        quad.object.value for quad in graph_of(paper) if quad.subject == subject and quad.predicate == term(predicate)
    }


def test_an_id_stays_readable():
    assert rdf_terms.node("method:lora").value == "https://w3id.org/paperkg/id/method:lora"
    assert rdf_terms.node("arxiv:cs/9901001").value == "https://w3id.org/paperkg/id/arxiv:cs/9901001"
    assert rdf_terms.node("method:c++ #1").value == "https://w3id.org/paperkg/id/method:c%2B%2B%20%231"


@given(ANY_TEXT)
def test_an_id_comes_back(text):
    assert rdf_terms.id_of(rdf_terms.node(text)) == text
    assert rdf_terms.owner(rdf_terms.graph(text)) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_is_written_as_oxigraph_gives_it_back(value):
    literal, node = rdf_terms.double(value), NamedNode("https://example.org/")
    store = Store()
    store.add(Quad(node, node, literal))
    assert [quad.object for quad in store] == [literal]
    assert float(literal.value) == value


@pytest.mark.parametrize(
    ("date", "datatype"),
    [
        ("2021", "xsd:gYear"),
        ("2021-06", "xsd:gYearMonth"),
        ("2021-06-17", "xsd:date"),
        ("2021-13", "xsd:string"),
        ("2021-02-30", "xsd:string"),
        ("Jul 14", "xsd:string"),
        ("", "xsd:string"),
    ],
)
def test_a_date_has_its_precision(date, datatype):
    assert rdf_terms.day(date) == Literal(date, datatype=term(datatype))


def test_what_is_said_of_a_paper():
    node = rdf_terms.node(LORA.id)
    assert values(LORA, node, "dcterms:title") == {LORA.title}
    assert values(LORA, node, "schema:author") == {"Edward Hu", "Yelong Shen"}
    assert values(LORA, node, "kg:byline") == {"Edward Hu; Yelong Shen; Edward Hu"}
    assert values(LORA, node, "schema:sameAs") == {"https://arxiv.org/abs/2106.09685"}
    assert values(LORA, node, "kg:upvotes") == {"0"}
    assert values(LORA, node, "rdf:type") == {
        vocab.expand(name) for name in ("kg:Paper", "schema:ScholarlyArticle", "fabio:ResearchPaper")
    }
    assert values(BERT, rdf_terms.node(BERT.id), "schema:sameAs") == {"https://doi.org/10.1000/a(b)%3Cc%3E%23d"}
    assert len(graph_of(ODD)) == 6


def test_what_is_said_of_an_entity():
    lora = rdf_terms.node("method:lora")
    assert values(LORA, lora, "skos:prefLabel") == {"LoRA"}
    assert values(LORA, lora, "skos:altLabel") == {"low-rank adaptation"}
    repository = rdf_terms.node("repository:github.com-microsoft-lora")
    assert values(LORA, repository, "schema:url") == {"https://github.com/microsoft/LoRA"}
    assert values(LORA, repository, "kg:kind") == {"code"}


def test_a_claim_is_a_triple_and_a_node_with_evidence():
    ends = [rdf_terms.node("method:lora"), rdf_terms.predicate(R.EVALUATED_ON), rdf_terms.node("benchmark:glue")]
    quads = graph_of(LORA)
    assert Quad(*ends, rdf_terms.graph(LORA.id)) in quads
    claim = rdf_terms.claim("method:lora", "EVALUATED_ON", "benchmark:glue")
    (evidence,) = {quad.subject for quad in quads if quad.predicate == term("kg:supports") and quad.object == claim}
    assert values(LORA, evidence, "kg:confidence") == {"0.9"}
    (sentence,) = values(LORA, evidence, "oa:hasSelector")
    assert values(LORA, NamedNode(sentence), "oa:exact") == {"We evaluate LoRA on GLUE."}
    (name,) = values(LORA, evidence, "rdf:_2")
    start = LORA.text.index("GLUE")
    assert values(LORA, NamedNode(name), "oa:start") == {str(start)}


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.id[:5])
def test_a_paper_s_graph_stands_on_its_own(paper):
    quads = graph_of(paper)
    assert len(quads) == len(set(quads))
    assert {quad.graph_name for quad in quads} == {rdf_terms.graph(paper.id)}
    assert not any(isinstance(end, BlankNode) for quad in quads for end in (quad.subject, quad.object))
    described = {quad.subject for quad in quads}
    ids = vocab.prefixes()["id"]
    assert {quad.object for quad in quads if str(quad.object).startswith(f"<{ids}")} <= described


def test_a_graph_holds_neither_files_nor_the_abstract():
    text = "".join(map(str, graph_of(LORA)))
    assert "secret" not in text
    assert LORA.abstract not in text


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_any_text_can_be_written(first, second, third):
    paper = Paper(first, second, third, authors=(first,), date=second, url=third)
    entity = Entity(second, EntityType.REPOSITORY, first, (third,), kind=second)
    evidence = Evidence(first, third, 0, 1, (Span(0, 1),), second, 0.5)
    triples = [*rdf.paper_triples(paper), *rdf.entity_triples(entity), *rdf.claim_triples((first, R.USES, second))]
    triples += rdf.supporting_triples((first, R.USES, second), evidence)
    assert all(str(triple) for triple in triples)


def test_the_evidence_of_two_claims_is_two():
    evidence = Evidence("p", "s", 0, 1, (), "r", 0.5)
    keys = [("p", "USES", "a"), ("p", "USES", "b")]
    others = [
        replace(evidence, **change)
        for change in (
            {"sentence": "t"},
            {"start": 1},
            {"end": 2},
            {"spans": (Span(0, 1),)},
            {"spans": (Span(0, 1), Span(0, 1))},
            {"rule": "q"},
            {"confidence": 0.25},
            {"paper_id": "q"},
        )
    ]
    iris = [rdf_terms.evidence(key, item) for key in keys for item in (evidence, *others)]
    assert len(set(iris)) == len(iris)
