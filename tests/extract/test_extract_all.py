"""Many papers: lazily and in order, by one process or by several."""

from __future__ import annotations

from itertools import islice

import pytest

import kg.extract
from kg.extract import extract, extract_all
from kg.model import Paper

PAPERS = [
    Paper(f"title:{number}", f"Zorb{number}: Trees", f"We propose Zorb{number}, built on BERT. It is tested on COCO.")
    for number in range(60)
]


@pytest.fixture
def one_process(extractor):
    return [extractor(paper) for paper in PAPERS]


def test_two_processes_give_what_one_gives(monkeypatch, one_process):
    monkeypatch.setitem(kg.extract._WORTH_A_PROCESS, "rules", 20)
    assert list(extract_all(PAPERS, jobs=2, model="rules")) == one_process
    assert list(extract_all(PAPERS, jobs=1, model="rules")) == one_process


def test_few_papers_are_not_worth_a_process(monkeypatch, one_process):
    def no_pool(*_args, **_kwargs):
        raise AssertionError("a process was started")

    monkeypatch.setattr(kg.extract, "ProcessPoolExecutor", no_pool)
    assert list(extract_all(PAPERS[:3], jobs=8, model="rules")) == one_process[:3]
    assert list(extract_all([], jobs=8, model="rules")) == []


def test_papers_come_with_their_extraction_and_lazily(one_process):
    asked = []

    def papers():
        for paper in PAPERS:
            asked.append(paper.id)
            yield paper

    assert list(islice(extract(papers(), model="rules"), 2)) == list(zip(PAPERS, one_process, strict=True))[:2]
    assert asked == ["title:0", "title:1"]


def test_an_extractor_that_was_not_started_says_so(monkeypatch):
    monkeypatch.setattr(kg.extract, "_worker", None)
    with pytest.raises(RuntimeError, match="not started"):
        kg.extract._read(PAPERS[0])


def test_a_model_that_there_is_not():
    with pytest.raises(ValueError, match="bigger"):
        kg.extract.make("bigger")
