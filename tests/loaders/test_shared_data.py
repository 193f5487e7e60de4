"""The real files beside the checkout, where they are."""

from pathlib import Path

import pytest

from kg.model import Paper, Reject
from loaders import merge, read

SHARED = Path(__file__).parents[2].parent / "shared"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason="no shared data beside the checkout"),
]


@pytest.mark.parametrize(("page", "count"), [("000_*", 64), ("001_*", 65), ("002_*", 60), ("004_*", 20)])
def test_pages_have_their_papers_and_no_rejects(page, count):
    records = list(read([str(SHARED / "pages" / page)]))
    assert [record for record in records if isinstance(record, Reject)] == []
    assert len(records) == count


def test_the_pages_hold_190_papers_and_the_texts_of_the_gold():
    pages = {(paper.title, paper.abstract) for paper in merge(read([str(SHARED / "pages")]))}
    gold = {(paper.title, paper.abstract) for paper in read([str(SHARED / "gold" / "dev.jsonl")])}
    assert len(pages) == 190
    assert pages == gold


def test_facts_of_the_page_that_has_them():
    papers = list(read([str(SHARED / "pages" / "004_*")]))
    assert all(paper.author_count and paper.date_text for paper in papers)
    assert [paper.comments for paper in papers if paper.comments is not None] == [1, 2, 1]
    assert sum(paper.date is None for paper in papers) == 3


def test_daily_papers_of_the_api():
    records = list(read([str(SHARED / "formats" / "hf_daily_api_json")]))
    assert [(r.record, r.reason) for r in records if isinstance(r, Reject)] == [(0, "format not recognised")]
    papers = [record for record in records if isinstance(record, Paper)]
    assert all(paper.id.startswith("arxiv:") and paper.date and paper.authors and paper.url for paper in papers)


def test_the_corpus_has_no_rejects():
    records = list(read([str(SHARED / "corpora" / "hf_daily.jsonl.gz")]))
    assert not any(isinstance(record, Reject) for record in records)
    assert len(records) > 15_000
