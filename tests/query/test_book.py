"""The question book: well made, and answered alike by SPARQL on Oxigraph, Cypher on ladybug and Python."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

import kg
from kg import queries
from kg.errors import AmbiguousName, NotFound, QueryError, UsageError
from kg.model import Entity
from kg.query import book
from kg.query.book import Question, question
from kg.query.questions import FUNCTIONS
from kg.store.cypher_text import outline
from kg.store.memory import MemoryStore

SAMPLE = Path(str(files("kg.sample") / "papers.jsonl"))
BOOK = book.book()
HERE = ("oxigraph", "ladybug", "python")
# The sample names no authors, and none of its papers says that it trains and evaluates on the same.
EMPTY = {"papers-of-author", "trained-and-evaluated-on-the-same"}


@pytest.fixture(scope="module")
def graph(sample):
    """The shipped sample as a graph in a file."""
    return sample


@pytest.fixture(scope="module")
def answers(graph):
    """What each store answers to each question."""
    return {(each.name, on): graph.query(name=each.name, on=on) for each in BOOK for on in HERE if on in each.stores}


# --- how it is made ---------------------------------------------------------------------------------------------


def test_thirty_and_more_of_which_most_are_asked_in_all_three_languages():
    assert len(BOOK) >= 30
    assert sum(set(HERE) <= set(each.stores) for each in BOOK) >= 25
    assert [each.name for each in BOOK] == sorted({each.name for each in BOOK})


@pytest.mark.parametrize("each", BOOK, ids=lambda each: each.name)
def test_a_question_is_well_made(each):
    assert each.name == each.name.lower().replace(" ", "-")
    assert each.text.endswith("?")
    assert each.text_for("python") in FUNCTIONS
    for param in each.params:
        assert param.upper() in each.text, f"the text does not say what {param} is"
    for store in ("ladybug", "neo4j"):
        seen = outline(each.text_for(store))
        used = {token.text[1:] for token in seen.tokens if token.kind == "parameter"}
        assert used == set(each.params)
        assert seen.ordered or "UNION" in each.text_for(store)
    assert "ORDER BY" in each.text_for("oxigraph")


def test_each_function_is_asked_for_once():
    assert Counter(each.text_for("python") for each in BOOK) == Counter(list(FUNCTIONS))


# --- what it answers --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("each", BOOK, ids=lambda each: each.name)
def test_every_store_answers_alike(answers, each):
    found = {on: answers[each.name, on] for on in HERE if on in each.stores}
    expected = found["python"]
    assert expected.columns == each.columns
    assert len(set(expected.rows)) == len(expected.rows), "a row is there twice"
    for on, answer in found.items():
        assert answer.columns == expected.columns, on
        assert answer.rows == expected.rows, on
    assert bool(expected.rows) != (each.name in EMPTY)


@pytest.mark.parametrize("each", BOOK, ids=lambda each: each.name)
def test_the_order_leaves_nothing_open(answers, each):
    places = [each.columns.index(name.lstrip("-")) for name in each.order]
    keys = [tuple(row[place] for place in places) for row in answers[each.name, "python"].rows]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("each", [each for each in BOOK if each.params], ids=lambda each: each.name)
def test_other_values_are_answered_alike(graph, each):
    other = {"Method": "ResNet", "Resource": "MNIST", "Task": "object detection", "Paper": "arxiv:2106.09685"}
    plain = {"least": 1, "sure": 0.7, "since": "2019", "until": "2020", "kind": "project", "author": "'} //"}
    params = {
        name: other.get(param.kind, "Transformer") if param.kind else plain[name] for name, param in each.params.items()
    }
    first, *rest = [graph.query(name=each.name, params=params, on=on).rows for on in HERE if on in each.stores]
    assert all(rows == first for rows in rest)


@pytest.mark.parametrize(
    ("store", "old", "new"),
    [
        ("ladybug", "r.support AS papers", "r.support + 1 AS papers"),
        ("ladybug", "-[r:EVALUATED_ON]->(d)", "-[r:TRAINED_ON]->(d)"),
        ("oxigraph", "kg:evaluatedOn", "kg:trainedOn"),
        ("oxigraph", "rdf:object ?resource", "rdf:object ?other"),
    ],
)
def test_a_broken_query_is_noticed(graph, answers, monkeypatch, store, old, new):
    whole = question("methods-on-resource")
    language = book.LANGUAGES[store]
    broken = replace(whole, texts={**whole.texts, language: whole.texts[language].replace(old, new)})
    assert broken != whole
    monkeypatch.setattr(book, "question", lambda name: broken)
    with pytest.raises(AssertionError):
        assert graph.query(name=whole.name, on=store) == answers[whole.name, "python"]


def test_a_graph_that_is_in_no_file(graph):
    store = MemoryStore()
    store.add_papers(graph.store.papers())
    store.add_entities(graph.store.entities())
    store.add_statements(graph.store.statements())
    with kg.Graph(store) as other:
        for on in HERE:
            assert other.query(name="foundations", on=on) == graph.query(name="foundations", on=on)


# --- how it is asked --------------------------------------------------------------------------------------------


def test_names_are_resolved(graph):
    by_name = graph.query(name="methods-on-resource", params={"resource": "imagenet"})
    assert by_name.rows
    assert by_name == graph.query(name="methods-on-resource", params={"resource": "dataset:imagenet"}, on="ladybug")
    with pytest.raises(NotFound):
        graph.query(name="methods-on-resource", params={"resource": "never heard of"})
    with pytest.raises(NotFound):
        graph.query(name="methods-on-resource", params={"resource": "BERT"})


def test_an_example_of_another_graph_is_no_error(graph, monkeypatch):
    whole = question("tasks-of-method")
    params = {"method": replace(whole.params["method"], example="never heard of")}
    monkeypatch.setattr(book, "question", lambda name: replace(whole, params=params))
    assert graph.query(name=whole.name).rows == ()


def test_a_name_of_two_resources_is_ambiguous():
    things = {kind: Entity(f"{kind.value}:x", kind, "x") for kind in book.KINDS["Resource"]}
    with pytest.raises(AmbiguousName):
        queries._named("x", book.Param("x", "Resource"), lambda name, kind: things[kind])


def test_all_rows_unless_asked_otherwise(graph):
    rows = graph.query(name="most-used-resources").rows
    assert len(rows) > 20
    assert graph.query(name="most-used-resources", limit=3).rows == rows[:3]


def test_what_is_asked_wrongly(graph):
    for wrong in (
        {"name": "methods-on-resourse"},
        {"name": "methods-on-resource", "params": {"dataset": "GLUE"}},
        {"name": "methods-on-resource", "on": "paper"},
        {"name": "pairs-sharing-resources", "params": {"least": "two"}},
        {"name": "sure-evaluations", "params": {"sure": "very"}},
        {"name": "foundations", "sparql": "ASK {}"},
        {"name": "foundations", "limit": -1},
        {"cypher": "RETURN 1 AS x", "on": "oxigraph"},
        {},
    ):
        with pytest.raises(UsageError):
            graph.query(**wrong)
    with pytest.raises(UsageError, match="did you mean methods-on-resource"):
        graph.query(name="methods-on-resourse")
    with pytest.raises(QueryError):
        graph.query(cypher="MATCH (n) DETACH DELETE n")


# --- its files --------------------------------------------------------------------------------------------------

ROW = {"name": "a", "text": "A?", "columns": "[id, n]", "order": "[id]", "python": "f"}


def written(**changes):
    row = {**ROW, **changes}
    return "- " + "\n  ".join(f"{key}: {value}" for key, value in row.items() if value is not None)


def test_a_question_is_read():
    (found,) = book.read(written(params="{k: {example: 1}}", cypher_neo4j="RETURN 1"), "f.yaml")
    assert isinstance(found, Question)
    assert found.stores == ("neo4j", "python")
    assert found.values({"k": "5"}) == {"k": 5}


@pytest.mark.parametrize(
    "changes",
    [
        {"columns": None},
        {"unknown": "x"},
        {"order": "[id, other]"},
        {"python": None},
        {"symmetric": "true"},
        {"params": "{k: 1}"},
        {"params": "{k: {example: [1]}}"},
        {"params": "{k: {example: x, is: Thing}}"},
    ],
)
def test_a_question_that_is_badly_made(changes):
    with pytest.raises(ValueError, match=r"f\.yaml"):
        book.read(written(**changes), "f.yaml")


def test_a_file_that_holds_no_questions():
    with pytest.raises(ValueError, match="not a list"):
        book.read("name: x", "f.yaml")
