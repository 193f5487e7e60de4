"""Answers as tables of other libraries: the columns of the CSV with a type each."""

from __future__ import annotations

import sys

import pyarrow as pa
import pytest

from kg.errors import UsageError
from kg.model import Entity, EntityType
from kg.query.answers import (
    BookAnswer,
    CooccurAnswer,
    DupPair,
    DupsAnswer,
    FindAnswer,
    PathAnswer,
    Rows,
    SharedAnswer,
    SharedMatrix,
    SharedPairs,
    TrendAnswer,
    Violation,
    Violations,
)
from kg.query.book import listed
from kg.query.tables import rows

LORA = Entity("method:lora", EntityType.METHOD, "LoRA", (), 3)
TEXT, WHOLE, FLOAT, TRUTH = pa.string(), pa.int64(), pa.float64(), pa.bool_()


@pytest.fixture
def every(graph):
    """One answer of each kind."""
    return {
        "find": graph.find("lora"),
        "show": graph.show("LoRA"),
        "shared": graph.shared("LoRA"),
        "matrix": graph.shared("LoRA", "BERT"),
        "pairs": graph.shared_all(),
        "path": graph.path("LoRA", "ImageNet"),
        "cooccur": graph.cooccur("LoRA"),
        "trend": graph.trend(),
        "subgraph": graph.subgraph("LoRA"),
        "page": graph.page("GLUE"),
        "rows": Rows(("a", "b"), ((1, None),)),
        "book": listed(),
        "stats": graph.stats(),
        "dups": DupsAnswer((DupPair(LORA, LORA, "alike", 0.5),)),
        "violations": Violations([Violation("shape", "method:lora", None, "no name")]),
    }


KINDS = (
    "find show shared matrix pairs path cooccur trend subgraph page rows book stats dups violations".split()
)  # those of the fixture, which tests cannot be named by


def test_every_kind_is_there(every):
    assert list(every) == KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_every_answer_is_the_table_of_its_csv(every, kind):
    answer = every[kind]
    columns, body = rows(answer)
    assert answer.to_dicts() == [dict(zip(columns, row, strict=True)) for row in body]
    for table in (answer.to_arrow(), answer.to_polars().to_arrow()):
        assert tuple(table.column_names) == columns
        assert [tuple(row.values()) for row in table.to_pylist()] == body
    frame = answer.to_pandas()
    assert tuple(frame.columns) == columns
    assert len(frame) == len(body) > 0


@pytest.mark.parametrize("kind", KINDS)
def test_every_answer_has_a_length_and_results(every, kind):
    answer = every[kind]
    assert len(answer) == len(list(answer)) > 0
    assert bool(answer)


@pytest.mark.parametrize("kind", KINDS)
def test_every_answer_prints_on_one_screen(every, kind):
    first, *lines = repr(every[kind]).splitlines()
    assert first.startswith(type(every[kind]).__name__)
    assert 2 <= len(lines) <= 12
    assert max(map(len, lines)) <= 120


def test_what_is_iterated_over(graph):
    assert next(iter(graph.find("lora"))).id == "method:lora"
    assert list(graph.show("LoRA")) == list(graph.show("LoRA").relations)
    assert list(graph.path("LoRA", "ViT")) == list(graph.path("LoRA", "ViT").paths)
    assert list(graph.subgraph("LoRA")) == list(graph.subgraph("LoRA").edges)
    assert list(Rows(("a",), ((1,), (2,)))) == [(1,), (2,)]
    assert next(iter(graph.stats())) == ("papers", None, 5)
    method, cells = next(iter(graph.shared("LoRA", "BERT")))
    assert (method.id, len(cells)) == ("method:lora", 3)


def test_an_answer_without_results_is_false_but_what_was_found_is_not(graph):
    assert not graph.find("zzz")
    assert not graph.shared("LoRA", since="2090")
    assert graph.show("LoRA", since="2090")
    assert len(graph.show("LoRA", since="2090")) == 0
    assert graph.page("GLUE", since="2090")


def test_types_of_columns(graph):
    assert dict(zip(*_schema(graph.shared("LoRA")), strict=True)) == {
        "id": TEXT, "name": TEXT, "score": FLOAT, "p_value": FLOAT, "shared": WHOLE, "datasets": TEXT, "papers": WHOLE,
        "evidence": TEXT,
    }  # fmt: skip
    shown = dict(zip(*_schema(graph.show("LoRA")), strict=True))
    assert (shown["date"], shown["support"]) == (TEXT, WHOLE)
    trend = dict(zip(*_schema(graph.trend()), strict=True))
    assert (trend["slope"], trend["2026-01"]) == (FLOAT, WHOLE)
    assert set(dict(zip(*_schema(graph.shared("LoRA", "BERT")), strict=True)).values()) == {TEXT, WHOLE}


def _schema(answer):
    schema = answer.to_arrow().schema
    return schema.names, schema.types


EMPTY = {
    "find": FindAnswer(()),
    "shared": SharedAnswer(LORA, ()),
    "pairs": SharedPairs(),
    "path": PathAnswer(()),
    "cooccur": CooccurAnswer(LORA, ()),
    "trend": TrendAnswer(()),
    "dups": DupsAnswer(()),
    "violations": Violations(),
    "book": BookAnswer(()),
}


@pytest.mark.parametrize("kind", EMPTY)
def test_without_rows_the_types_stay(every, kind):
    empty = EMPTY[kind]
    assert len(empty) == 0
    assert "0 " in repr(empty)
    full = dict(zip(*_schema(every[kind]), strict=True))
    for name, kept in zip(*_schema(empty), strict=True):
        assert full[name] == kept
    assert list(empty.to_pandas().columns) == empty.to_polars().columns == empty.to_arrow().column_names
    assert empty.to_arrow().num_columns > 2


@pytest.mark.parametrize(
    ("cells", "type", "told"),
    [
        ((1, None, 3), WHOLE, [1, None, 3]),
        ((1, 2.5, None), FLOAT, [1.0, 2.5, None]),
        ((True, None), TRUTH, [True, None]),
        ((None, None), TEXT, [None, None]),
        ((1, "x", True, 2.5), TEXT, ["1", "x", "true", "2.5"]),
        ((True, 1), TEXT, ["true", "1"]),
        ((2**63, -1), TEXT, ["9223372036854775808", "-1"]),
        ((2**63, 0.5), TEXT, ["9223372036854775808", "0.5"]),
        ((-(2**63),), WHOLE, [-(2**63)]),
        (("half \ud800",), TEXT, ["half \N{REPLACEMENT CHARACTER}"]),
    ],
)
def test_cells_of_queries(cells, type, told):
    table = Rows(("score",), tuple((cell,) for cell in cells)).to_arrow()
    assert table.schema.types == [type]
    assert table.column(0).to_pylist() == told


def test_pandas_keeps_whole_numbers_whole_where_some_are_missing():
    frame = Rows(("n", "t", "f"), ((1, True, 0.5), (None, None, None))).to_pandas()
    assert [str(kind) for kind in frame.dtypes] == ["Int64", "boolean", "float64"]
    assert frame["n"].isna().tolist() == [False, True]
    assert str(Rows(("n",), ((1,),)).to_pandas()["n"].dtype) == "int64"


def test_columns_of_one_name_are_told_apart():
    things = [Entity(f"dataset:{i}", EntityType.DATASET, name) for i, name in enumerate(("ATLAS", "method", "ATLAS"))]
    table = SharedMatrix((LORA,), tuple(things), ((("p",), (), ("p", "q")),), ())
    assert table.to_dicts() == [{"method": "LoRA", "ATLAS": 1, "method (2)": 0, "ATLAS (2)": 2}]
    assert table.to_pandas().shape == table.to_polars().shape == (1, 4)
    assert table.to_arrow().schema.types == [TEXT, WHOLE, WHOLE, WHOLE]


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_missing_library_is_one_line_that_names_the_extra(graph, monkeypatch, library):
    monkeypatch.setitem(sys.modules, library, None)  # how Python marks what cannot be imported
    with pytest.raises(UsageError) as told:
        getattr(graph.find("lora"), f"to_{library}")()
    assert str(told.value) == f"to_{library} needs {library}: pip install 'paperkg[{library}]'"
    assert graph.find("lora").to_arrow().num_rows == 2


def test_a_screen_keeps_lines_whole_whatever_names_hold():
    hostile = Entity("m:x", EntityType.METHOD, "a\nb\r\n\tc\u2028d\x1b[31m" + "e" * 99, (), 1)
    told = repr(FindAnswer((hostile,) * 30))
    assert len(told.splitlines()) == 13
    assert "\x1b" not in told
    assert "a b c d [31m" in told
    assert told.endswith("... 20 more")
