"""The sample corpus gives exactly what is written down: records, entities, statements; ``make golden`` renews it."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest

import loaders
from kg import pipeline
from kg.records import extracted
from kg.store.truth import Truth

GOLDEN = Path(__file__).parent / "golden"
SAMPLE = str(files("kg.sample") / "papers.jsonl")


def _quiet(stage: str, done: int, total: int | None) -> None:
    del stage, done, total


def _records(tmp_path: Path) -> str:
    del tmp_path
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in extracted(loaders.read([SAMPLE])))


def _graph(tmp_path: Path) -> str:
    with Truth.open(tmp_path / "g.kg", create=True) as truth, truth.writing():
        pipeline.build(truth, loaders.read([SAMPLE]), progress=_quiet)
        entities = [f"{each.id}\t{each.name}\t{each.papers}\t{'; '.join(each.aliases)}" for each in truth.entities()]
        claims = [f"{subject}\t{relation}\t{obj}" for subject, relation, obj in truth.claims()]
    return "\n".join([*entities, "", *claims]) + "\n"


@pytest.mark.parametrize(("name", "make"), [("sample_records.jsonl", _records), ("sample_graph.tsv", _graph)])
def test_as_written_down(name, make, tmp_path, request):
    found = make(tmp_path)
    path = GOLDEN / name
    if request.config.getoption("--renew"):
        path.write_text(found, encoding="utf-8")
    expected = path.read_text(encoding="utf-8")
    assert found == expected, f"{name} differs; if that is meant, renew it with: make golden"
