"""A build that was killed, wherever that was, goes on at the next start and ends with the same graph."""

from __future__ import annotations

import json
import signal
import subprocess
import sys

import pytest

from kg import pipeline
from kg.extract import extractor as extraction
from kg.store.truth import Truth

from .test_pipeline import build, exported, papers


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory, extractor):
    """The bytes that a build which nobody killed ends with."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(extraction, "Extractor", lambda: extractor)
        path = tmp_path_factory.mktemp("unbroken") / "graph.kg"
        build(path, papers())
        yield exported(path)


# Builds the graph and kills its own process before the nth call of a method of the truth.
DRIVER = """
import json, os, signal, sys
from kg import pipeline
from kg.model import Paper, Source
from kg.store.truth import Truth

path, records, method, last = sys.argv[1:]
left = int(last)
inner = getattr(Truth, method)

def counted(self, *args, **kw):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return inner(self, *args, **kw)

setattr(Truth, method, counted)
pipeline.BATCH = 3
with open(records) as file:
    papers = [Paper(**{**each, "sources": (Source("f", n),)}) for n, each in enumerate(map(json.loads, file))]
with Truth.open(path, create=True) as truth, truth.writing():
    pipeline.build(truth, papers, model="rules", progress=lambda *_: None)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
@pytest.mark.parametrize(
    ("method", "calls", "extracted"),
    [
        ("put_paper", 7, 0),
        ("put_extraction", 2, 0),
        ("put_extraction", 10, 9),
        ("assign", 0, 12),
        ("put_statements", 1, 12),
        ("put_statements", 8, 12),
        ("set_meta", 0, 12),
    ],
)
def test_a_killed_build_goes_on_where_it_was(tmp_path, unbroken, method, calls, extracted):
    path, records = tmp_path / "graph.kg", tmp_path / "records.jsonl"
    plain = [
        {"id": paper.id, "title": paper.title, "abstract": paper.abstract, "date": paper.date} for paper in papers()
    ]
    records.write_text("".join(json.dumps(each) + "\n" for each in plain))
    ran = subprocess.run(
        [sys.executable, "-c", DRIVER, str(path), str(records), method, str(calls)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == -signal.SIGKILL, ran.stderr
    with Truth.open(path) as truth:
        kept = len(list(truth.papers()))
        assert kept - truth.count_pending(pipeline.fingerprint()) == extracted
    assert kept == (6 if method == "put_paper" else len(papers()))
    summary = build(path, papers())
    assert summary.papers_new == len(papers()) - kept
    assert exported(path) == unbroken
