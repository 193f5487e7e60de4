"""The shipped sample: forty papers that can be read, told in our own words, and that name enough to ask about."""

from __future__ import annotations

import json
import re
from importlib.resources import files

import pytest

import loaders
from kg.ids import arxiv_id
from kg.model import Paper
from kg.text import title_key

SAMPLE = files("kg.sample") / "papers.jsonl"
RECORDS = [json.loads(line) for line in SAMPLE.read_text(encoding="utf-8").splitlines()]


def test_forty_papers_that_no_loader_rejects():
    papers = list(loaders.read([str(SAMPLE)]))
    assert len(papers) == len(RECORDS) == 40
    assert all(isinstance(paper, Paper) for paper in papers)
    assert len(loaders.merge(papers)) == 40


def test_ids_are_of_arxiv_and_in_order():
    ids = [record["id"] for record in RECORDS]
    assert ids == sorted(set(ids))
    assert all(arxiv_id(each) == each for each in ids)
    assert len({title_key(record["title"]) for record in RECORDS}) == 40


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["id"])
def test_a_record_says_what_it_should_and_no_more(record):
    assert record.keys() == {"id", "title", "abstract", "year"}
    assert 0 <= record["year"] - (2000 + int(record["id"][:2])) <= 1
    for text in (record["title"], record["abstract"]):
        assert text == " ".join(text.split())
    assert 60 <= len(record["abstract"].split()) <= 250
    assert record["abstract"][-1] in ".)!" or re.search(r"https?://\S+$", record["abstract"])


@pytest.mark.parametrize("name", ["ImageNet", "CIFAR-10", "ResNet", "BERT", "LoRA", "GLUE"])
def test_what_the_examples_ask_about_is_in_several_papers(name):
    pattern = re.compile(rf"\b{re.escape(name)}\b")
    assert sum(bool(pattern.search(f"{each['title']} {each['abstract']}")) for each in RECORDS) >= 2
