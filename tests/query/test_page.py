"""The page of a dataset, benchmark or task, checked by hand on the toy graph and on one made for it."""

from __future__ import annotations

import pytest

from kg.api import Graph
from kg.errors import UsageError
from kg.examples import fill
from kg.model import Entity, EntityType, Evidence, Paper, RelationType, Span, Statement
from kg.query.tables import rows
from kg.store.memory import MemoryStore

R, T = RelationType, EntityType
ENTITIES = [
    Entity("dataset:d", T.DATASET, "D", (), 6),
    Entity("task:t", T.TASK, "T", (), 1),
    Entity("method:a", T.METHOD, "A", (), 4),
    Entity("method:b", T.METHOD, "B", (), 1),
    Entity("method:d", T.METHOD, "D", (), 5),  # of the same name as the dataset
    Entity("method:0", T.METHOD, "Zero", (), 1),  # first by id, not by papers
    Entity("repository:own", T.REPOSITORY, "https://example.org/own"),
    Entity("repository:other", T.REPOSITORY, "https://example.org/other"),
]
DATES = {"p1": "2024-05-01", "p2": "2025", "p3": "2025-11", "p4": None, "p5": "2025-01-02", "p6": "2023"}
CLAIMS = [
    ("method:a", R.EVALUATED_ON, "dataset:d", "p1", 0.9),
    ("method:a", R.EVALUATED_ON, "dataset:d", "p2", 0.9),
    ("method:a", R.EVALUATED_ON, "dataset:d", "p3", 0.3),
    ("method:a", R.TRAINED_ON, "dataset:d", "p3", 0.9),
    ("method:b", R.TRAINED_ON, "dataset:d", "p3", 0.9),
    ("method:b", R.EVALUATED_ON, "dataset:d", "p4", 0.9),
    ("method:0", R.EVALUATED_ON, "dataset:d", "p2", 0.9),
    *((paper, R.MENTIONS, "method:d", paper, 0.9) for paper in ("p1", "p2", "p3", "p4", "p5")),
    ("method:a", R.IMPLEMENTED_IN, "repository:own", "p1", 0.9),
    ("p3", R.RELEASES, "repository:other", "p3", 0.9),
    ("p3", R.RELEASES, "repository:own", "p3", 0.9),
    ("p3", R.EVALUATES_ON, "dataset:d", "p3", 0.9),
    ("p5", R.MENTIONS, "dataset:d", "p5", 0.9),
    ("p5", R.INTRODUCES, "dataset:d", "p5", 0.9),
    ("p6", R.USES, "dataset:d", "p6", 0.9),
    ("dataset:d", R.USED_FOR, "task:t", "p1", 0.9),
    ("method:a", R.USED_FOR, "task:t", "p1", 0.9),
]


@pytest.fixture
def made():
    store = MemoryStore()
    texts = {name: f"Title of {name}\nSome words." for name in DATES}
    store.add_papers([Paper(name, f"Title of {name}", "Some words.", date=date) for name, date in DATES.items()])
    store.add_entities(ENTITIES)
    for subject, relation, obj, paper, confidence in CLAIMS:
        start = texts[paper].index("Some")
        item = Evidence(paper, "Some words.", start, start + 11, (Span(start, start + 4),), "rule", confidence)
        store.add_statements([Statement(subject, relation, obj, (item,))])
    return Graph(store)


def told(page):
    return [
        (year.year, [(each.entity.id, [paper.id for paper in each.papers]) for each in year.methods])
        for year in page.years
    ]


def test_methods_by_year_newest_first_and_undated_last(made):
    assert told(made.page("D")) == [
        ("2025", [("method:a", ["p3", "p2"]), ("method:0", ["p2"]), ("method:b", ["p3"])]),
        ("2024", [("method:a", ["p1"])]),
        (None, [("method:b", ["p4"])]),
    ]


def test_why_and_where_the_code_is(made):
    a, _, b = made.page("D").years[0].methods
    assert a.relations == (R.EVALUATED_ON, R.TRAINED_ON)
    assert [paper.relations for paper in a.papers] == [(R.EVALUATED_ON, R.TRAINED_ON), (R.EVALUATED_ON,)]
    assert [(code.entity.id, code.relation, code.papers) for code in a.repositories] == [
        ("repository:own", R.IMPLEMENTED_IN, ("p1",)),
        ("repository:other", R.RELEASES, ("p3",)),
    ]
    assert [(code.entity.id, code.relation) for code in b.repositories] == [
        ("repository:other", R.RELEASES),
        ("repository:own", R.RELEASES),
    ]
    assert {quote.evidence.paper_id for quote in a.evidence} == {"p2", "p3"}


def test_papers_without_a_method_are_apart_with_their_strongest_role(made):
    assert [(paper.id, paper.role) for paper in made.page("D").papers] == [("p5", "introduced"), ("p6", "used")]


def test_a_task_has_the_methods_used_for_it(made):
    page = made.page("T")
    assert told(page) == [("2024", [("method:a", ["p1"])])]
    assert page.papers == ()


def test_limit_cuts_each_year_and_says_how_many_there_are(made):
    page = made.page("D", limit=1)
    assert [(year.count, len(year.methods)) for year in page] == [(3, 1), (1, 1), (1, 1)]
    assert len(page.papers) == 1
    assert told(made.page("D", limit=0)) == told(made.page("D"))


def test_filters_choose_the_evidence(made):
    assert [year.year for year in made.page("D", since="2025")] == ["2025"]
    assert [year.year for year in made.page("D", until="2024")] == ["2024"]
    assert [paper.id for paper in made.page("D", until="2024").papers] == ["p6"]
    a = made.page("D", min_confidence=0.5).years[0].methods[0]
    assert [paper.relations for paper in a.papers] == [(R.TRAINED_ON,), (R.EVALUATED_ON,)]
    assert made.page("D", evidence=0).years[0].methods[0].evidence == ()


def test_only_some_types_have_a_page(made):
    assert made.page("D").entity.id == "dataset:d"  # not the method of that name
    with pytest.raises(UsageError, match="only datasets, benchmarks and tasks"):
        made.page("D", as_type="Method")
    with pytest.raises(UsageError, match="is a Method"):
        made.page("A")


def test_the_table_holds_methods_and_papers(made):
    columns, body = rows(made.page("D", evidence=0))
    assert columns == ("year", "id", "type", "name", "relation", "papers", "paper_ids", "repositories")
    assert body[0] == (
        "2025", "method:a", "Method", "A", "EVALUATED_ON; TRAINED_ON", 2, "p3; p2",
        "https://example.org/own; https://example.org/other",
    )  # fmt: skip
    assert body[-1] == ("2023", "p6", "Paper", "Title of p6", "used", 1, "p6", None)
    assert rows(made.page("D"))[0][-1] == "evidence"


def test_the_page_agrees_with_the_statements_of_the_toy_graph():
    graph = Graph(fill(MemoryStore()))
    for name in ("GLUE", "SQuAD", "ImageNet", "CIFAR-10"):
        page = graph.page(name, limit=0)
        wanted = {
            (statement.subject, item.paper_id)
            for statement in graph.store.statements(object=page.entity.id)
            if statement.relation in (R.EVALUATED_ON, R.TRAINED_ON)
            for item in statement.evidence
        }
        found = {(each.entity.id, paper.id) for year in page for each in year.methods for paper in each.papers}
        assert found == wanted
        assert not {paper.id for paper in page.papers} & {paper for _, paper in found}
