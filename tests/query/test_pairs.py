"""All pairs against counting by hand, under filters too, and against the stores that can be asked the same."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg.errors import UsageError
from kg.model import ROLES, RelationType

from .test_properties import DATASETS, METHODS, build, claims, tiny


def counted(groups, rows, partners):
    found = Counter()
    for names in groups:
        for a in names & set(rows):
            found.update((a, b) for b in names & set(partners) if a != b)
    return found


def in_papers(graph):
    named: dict[str, set[str]] = {}
    for subject, relation, obj in graph.store.claims():
        if relation in ROLES:
            named.setdefault(subject, set()).add(obj)
    return list(named.values())


def in_sentences(graph):
    named: dict[object, set[str]] = {}
    for statement in graph.store.statements():
        ends = {statement.object} | (set() if statement.relation in ROLES else {statement.subject})
        for item in statement.evidence:
            if statement.relation in ROLES or all(
                item.start <= span.start and span.end <= item.end for span in item.spans
            ):
                named.setdefault((item.paper_id, item.start, item.end), set()).update(ends)
    return list(named.values())


def on_datasets(graph):
    run: dict[str, set[str]] = {}
    for subject, relation, obj in graph.store.claims():
        if relation is RelationType.EVALUATED_ON and obj in DATASETS:
            run.setdefault(obj, set()).add(subject)
    return list(run.values())


GROUPS = {"paper": in_papers, "sentence": in_sentences, "dataset": on_datasets}


@tiny
@given(claims, st.sampled_from(sorted(GROUPS)), st.integers(1, 2), st.integers(1, 4))
def test_pairs_of_methods_are_counted(drawn, via, least, top):
    graph = build(drawn)
    groups = GROUPS[via](graph)
    expected = counted(groups, METHODS, METHODS)
    each = graph.pairs("Method", "Method", via=via, top=top, min_support=least)
    best = []
    for row in METHODS:
        mine = [(-count, b) for (a, b), count in expected.items() if a == row and count >= least]
        best += [(row, b, -minus) for minus, b in sorted(mine)[:top]]
    assert list(each) == best
    overall = graph.pairs("Method", "Method", via=via, overall=True, top=0, min_support=least)
    pairs = [(-expected[pair], *pair) for pair in combinations(METHODS, 2) if expected[pair] >= least]
    assert list(overall) == [(a, b, -minus) for minus, a, b in sorted(pairs)]
    sizes = Counter(name for names in groups for name in names)
    assert overall.a_count.tolist() == [sizes[a] for a, _, _ in overall]
    assert overall.total == len(groups)


@tiny
@given(claims)
def test_pairs_of_two_types_are_counted(drawn):
    graph = build(drawn)
    expected = counted(in_papers(graph), METHODS, DATASETS)
    overall = graph.pairs("Method", "Dataset", overall=True, top=0, by="llr")
    assert {(a, b): count for a, b, count in overall} == expected
    assert overall.llr.tolist() == sorted(overall.llr.tolist(), reverse=True)
    for row, (a, b, count) in enumerate(overall):
        (alone,) = (each for each in graph.cooccur(a, limit=0).results if each.entity.id == b)
        assert alone.count == count
        for name in ("expected", "lift", "pmi", "jaccard", "llr", "p_value"):
            assert getattr(overall, name)[row] == pytest.approx(getattr(alone, name), abs=1e-9), name


def test_pairs_of_a_window_of_time():
    graph = kg.example()
    early = graph.pairs("Method", "Benchmark", until="2026-01", overall=True, top=0)
    late = graph.pairs("Method", "Benchmark", since="2026-02", overall=True, top=0)
    assert [pair[:2] for pair in early] == [("method:bert", "benchmark:glue"), ("method:lora", "benchmark:glue")]
    assert {(a, b): count for a, b, count in late}["method:bert", "benchmark:glue"] == 2
    assert len(graph.pairs("Method", "Benchmark", min_confidence=1.0, overall=True, top=0)) == 0


def test_pairs_are_tables():
    found = kg.example().pairs("Method", "Task", overall=True, top=3)
    table = found.to_arrow()
    assert table.column_names[:3] == ["a", "b", "count"]
    for row, shown in zip(table.to_pylist(), found.to_dicts(), strict=True):
        numbers = {name: value for name, value in row.items() if not isinstance(value, str)}
        assert {name: shown[name] for name in numbers} == pytest.approx(numbers, rel=1e-8)  # nine digits are shown
        assert (row["a"], row["b"]) == (shown["a"], shown["b"])
    assert list(found.to_pandas()["a"]) == [a for a, _, _ in found]
    assert "method:lora" in repr(found)
    assert "method:lora" in found._repr_html_()


def test_what_cannot_be_asked():
    graph = kg.example()
    for args, options in (
        (("Paper", "Method"), {}),
        (("Method", "Task"), {"via": "dataset"}),
        (("Method", "Task"), {"by": "luck"}),
        (("Method", "Task"), {"top": 0}),
        (("Method", "Task"), {"min_support": 0}),
    ):
        with pytest.raises(UsageError):
            graph.pairs(*args, **options)
