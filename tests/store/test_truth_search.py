"""Names as users type them."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.model import Entity, EntityType, Paper, RelationType, Statement

from .conftest import quote

PAPERS = [Paper(f"arxiv:{number}", "t", "a") for number in range(4)]
ENTITIES = [
    Entity("method:bert", EntityType.METHOD, "BERT", ("Bidirectional Encoder Representations from Transformers",)),
    Entity("method:roberta", EntityType.METHOD, "RoBERTa", ("BERT-large, robust",)),
    Entity("method:bertscore", EntityType.METRIC, "BERTScore"),
    Entity("method:c++", EntityType.METHOD, "C++"),
    Entity("method:sam", EntityType.METHOD, "SAM", ("Segment Anything",)),
    Entity("method:sam-2", EntityType.METHOD, "Sam", ("Sharpness-Aware Minimisation",)),
    Entity("dataset:citeseer", EntityType.DATASET, "CiteSeér\u2013X"),
    Entity("method:图", EntityType.METHOD, "图 神经网络"),
]


@pytest.fixture
def named(truth):
    truth.add_papers(PAPERS)
    truth.add_entities(ENTITIES)
    support = {"method:roberta": 3, "method:bertscore": 2, "method:bert": 1, "method:sam-2": 1}
    for entity_id, papers in support.items():
        truth.add_statements(
            Statement(paper.id, RelationType.USES, entity_id, (quote(paper, "t"),)) for paper in PAPERS[:papers]
        )
    return truth


def test_many_at_once(named):
    asked = ["method:bert", "arxiv:0", "method:none", "dataset:citeseer", "method:bert"]
    assert named.entities_of(asked) == [named.entity("dataset:citeseer"), named.entity("method:bert")]
    assert named.entities_of([]) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("bert", ["method:bert", "method:roberta", "method:bertscore"]),  # the exact one, then by papers
        ("BER", ["method:roberta", "method:bertscore", "method:bert"]),
        ("encoder bidir", ["method:bert"]),
        ("bert robust", ["method:roberta"]),
        ("bert anything", []),
        ("sam", ["method:sam-2", "method:sam"]),
        ("c++", ["method:c++", "dataset:citeseer"]),
        ("citeseer-x", ["dataset:citeseer"]),
        ("图", ["method:图"]),
        ("nothing", []),
        ("", []),
        ("+ -", []),
    ],
)
def test_search(named, text, found):
    assert [entity.id for entity in named.search(text)] == found


def test_search_by_type_and_limit(named):
    assert [entity.id for entity in named.search("ber", type=EntityType.METRIC)] == ["method:bertscore"]
    assert [entity.id for entity in named.search("ber", limit=1)] == ["method:roberta"]
    assert named.search("bert", limit=1) == [named.entity("method:bert")]
    assert named.search("ber", limit=0) == []


@pytest.mark.parametrize(
    "text",
    [
        *[
            '"',
            '""',
            "bert*",
            "bert AND",
            "NOT bert",
            "text:bert",
            "^bert",
            "NEAR(bert)",
            "(",
            "bert OR sam",
            "'; DROP",
        ],
        *["\0bert", "{text}:x", "-bert", "bert\\", "*", 'a"b" OR c'],
    ],
)
def test_no_text_is_syntax(named, text):
    assert isinstance(named.search(text), list)
    assert isinstance(named.resolve_name(text), list)
    assert len(list(named.entities())) == len(ENTITIES)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.text('"*^():+-{} ABNORTDE', max_size=12)
)
def test_any_text_can_be_searched(named, text):
    named.search(text)
    named.resolve_name(text)
    named.find_paper(text)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("bert", ["method:bert"]),
        ("segment  ANYTHING", ["method:sam"]),
        ("sam", ["method:sam-2", "method:sam"]),
        ("Method:Bert", ["method:bert"]),
        ("citeseér-x", ["dataset:citeseer"]),
        ("c++", ["method:c++"]),
        ("ber", []),
    ],
)
def test_resolve_name(named, name, found):
    assert [entity.id for entity in named.resolve_name(name)] == found


def test_the_index_follows_the_names(named):
    named.assign([Entity("method:bert", EntityType.METHOD, "Ernie", ("Elmo",))], [])
    assert named.search("bert") == []
    assert [entity.id for entity in named.search("elm")] == ["method:bert"]
    named.assign([Entity("method:bert", EntityType.METHOD, "Ernie")], [])
    assert named.search("elm") == []
    assert named._db.run("INSERT INTO name_words(name_words, rank) VALUES ('integrity-check', 1)") is not None
