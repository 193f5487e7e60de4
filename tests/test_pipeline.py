"""The whole flow: idempotent, free of order, and honest about what it did again."""

from __future__ import annotations

import io
import itertools
import random
import shutil
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest

import loaders
from kg import extract as reading
from kg import pipeline
from kg.errors import StoreLocked
from kg.extract import extractor as extraction
from kg.model import Paper, Reject
from kg.store.export_rdf import nquads
from kg.store.truth import Truth

SAMPLE = Path(str(files("kg.sample") / "papers.jsonl"))


@pytest.fixture(scope="module", autouse=True)
def _one_extractor(extractor):
    """Every build of this process reads with the same extractor; making one takes seconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(extraction, "Extractor", lambda: extractor)
        yield


@cache
def papers() -> tuple[Paper, ...]:
    """Twelve papers of the sample that speak of many of the same things."""
    return tuple(paper for paper in loaders.read([str(SAMPLE)]) if isinstance(paper, Paper))[:24:2]


def quiet(stage, done, total):
    del stage, done, total


def build(path, *batches):
    """Build a graph from batches of records, one build for each; the last summary."""
    summary = None
    for batch in batches:
        with Truth.open(path, create=True) as truth, truth.writing():
            summary = pipeline.build(truth, batch, model="rules", progress=quiet)
    return summary


def exported(path):
    with Truth.open(path) as truth:
        out = io.BytesIO()
        nquads(truth, out)
        return out.getvalue()


def meaning(path):
    """What a graph says, up to the ids of its entities: which mentions are one thing, and every claim with evidence."""
    with Truth.open(path) as truth:
        things = {}
        for paper in truth.papers():
            found = truth.extraction(paper.id).entities
            for place, (local, entity) in enumerate(zip(found, truth.local_entities_of(paper.id), strict=True)):
                things.setdefault(entity, set()).add((paper.id, place, local.name))
        name = {entity: frozenset(mentions) for entity, mentions in things.items()}
        claims = {
            (name.get(said.subject, said.subject), said.relation, name[said.object], frozenset(said.evidence))
            for said in truth.statements()
        }
        return {frozenset(mentions) for mentions in things.values()}, _undirected(claims)


def _undirected(claims):
    """Of a symmetric claim the ends stand in the order of their ids, which mean nothing here."""
    return {
        (frozenset((head, tail)) if relation == "COMPARED_WITH" else (head, tail), relation, _ends(evidence))
        for head, relation, tail, evidence in claims
    }


def _ends(evidence):
    return frozenset((item.paper_id, item.start, item.end, item.spans, item.rule, item.confidence) for item in evidence)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The graph of all of ``papers()``, built at once; only to be read."""
    path = tmp_path_factory.mktemp("whole") / "graph.kg"
    build(path, papers())
    return path


def test_building_twice_adds_nothing(tmp_path):
    path = tmp_path / "graph.kg"
    first = build(path, papers())
    before = exported(path)
    with Truth.open(path) as truth:
        revision, counts = truth.revision, truth.counts()
    again = build(path, papers())
    assert (again.papers_new, again.papers_changed, again.papers_same, again.papers_reread) == (0, 0, len(papers()), 0)
    assert (again.entities, again.statements) == (first.entities, first.statements)
    assert exported(path) == before
    with Truth.open(path) as truth:
        assert (truth.revision, truth.counts()) == (revision, counts)


def test_the_same_record_twice_in_one_build(tmp_path, whole):
    summary = build(tmp_path / "graph.kg", [*papers(), *papers()])
    assert (summary.papers_new, summary.papers_same) == (len(papers()), 0)
    assert exported(tmp_path / "graph.kg") == exported(whole)


@pytest.mark.parametrize("seed", range(3))
def test_a_fresh_build_is_the_same_in_any_order(tmp_path, whole, seed):
    order = random.Random(seed).sample(papers(), len(papers()))  # noqa: S311 - no secret
    build(tmp_path / "graph.kg", order)
    assert exported(tmp_path / "graph.kg") == exported(whole)


@pytest.mark.parametrize("seed", range(4))
def test_any_batches_in_any_order_mean_the_same(tmp_path, whole, seed):
    chance = random.Random(seed)  # noqa: S311
    order = chance.sample(papers(), len(papers()))
    cuts = sorted(chance.sample(range(1, len(order)), 3))
    batches = [order[low:high] for low, high in itertools.pairwise([0, *cuts, len(order)])]
    build(tmp_path / "graph.kg", *batches)
    assert meaning(tmp_path / "graph.kg") == meaning(whole)


def test_one_paper_a_build_means_the_same(tmp_path, whole):
    build(tmp_path / "graph.kg", *[[paper] for paper in papers()])
    assert meaning(tmp_path / "graph.kg") == meaning(whole)


def said(number, abstract):
    return Paper(f"arxiv:1001.{number:05}", f"A study of images, part {number}", abstract)


def test_an_id_that_was_given_is_kept(tmp_path):
    first = said(1, "We train ResNet-50 on the FooBar10 dataset.")
    more = [said(number, "We train ResNet-50 on the FooBar-10 dataset.") for number in range(2, 5)]
    build(tmp_path / "graph.kg", [first], more)
    with Truth.open(tmp_path / "graph.kg") as truth:
        entity = truth.resolve_name("FooBar-10")[0]
        assert (entity.id, entity.name, entity.papers) == ("dataset:foobar10", "FooBar-10", 4)
    build(tmp_path / "fresh.kg", [first, *more])
    with Truth.open(tmp_path / "fresh.kg") as truth:
        assert truth.resolve_name("FooBar-10")[0].id == "dataset:foobar-10"


def test_every_id_that_was_given_leads_somewhere(tmp_path):
    path = tmp_path / "graph.kg"
    build(path, papers()[:4])
    with Truth.open(path) as truth:
        before = {entity.id for entity in truth.entities()}
    build(path, papers())
    with Truth.open(path) as truth:
        assert before
        assert all(len(truth.resolve_name(entity_id)) == 1 for entity_id in before)


def test_several_processes_find_the_same(tmp_path, whole, monkeypatch):
    monkeypatch.setitem(reading._WORTH_A_PROCESS, "rules", 4)
    with Truth.open(tmp_path / "graph.kg", create=True) as truth, truth.writing():
        pipeline.build(truth, papers(), jobs=2, model="rules", progress=quiet)
    assert exported(tmp_path / "graph.kg") == exported(whole)


def test_batches_do_not_show(tmp_path, whole, monkeypatch):
    monkeypatch.setattr(pipeline, "BATCH", 2)
    build(tmp_path / "graph.kg", papers())
    assert exported(tmp_path / "graph.kg") == exported(whole)


def test_a_changed_abstract_is_read_again_and_the_old_evidence_goes(tmp_path):
    path = tmp_path / "graph.kg"
    build(path, papers())
    old = papers()[0]
    new = replace(old, abstract="We train ResNet-50 on the SVHN dataset. On SVHN it beats VGG-16.")
    summary = build(path, [new])
    assert (summary.papers_new, summary.papers_changed, summary.papers_same) == (0, 1, 0)
    with Truth.open(path) as truth:
        said = [said for said in truth.statements() if said.subject == old.id]
        evidence = [item for each in truth.statements() for item in each.evidence if item.paper_id == old.id]
    assert {"method:resnet-50", "dataset:svhn", "method:vgg-16"} <= {each.object for each in said}
    assert all(item.end <= len(new.text) for item in evidence)
    fresh = tmp_path / "fresh.kg"
    build(fresh, [new, *papers()[1:]])
    assert meaning(path) == meaning(fresh)


@pytest.mark.parametrize("place", [0, 5, 11])
def test_a_retracted_paper_might_as_well_never_have_been(tmp_path, whole, place):
    path = Path(shutil.copy(whole, tmp_path / "graph.kg"))
    gone = papers()[place]
    with Truth.open(path) as truth, truth.writing():
        truth.retract(gone.id)
        pipeline.settle(truth, progress=quiet)
    build(tmp_path / "fresh.kg", [paper for paper in papers() if paper is not gone])
    assert meaning(path) == meaning(tmp_path / "fresh.kg")


def test_a_new_fingerprint_reads_every_paper_again_and_says_so(tmp_path, monkeypatch):
    path = tmp_path / "graph.kg"
    build(path, papers())
    before = exported(path)
    monkeypatch.setattr(pipeline, "fingerprint", lambda *_: "newer rules")
    summary = build(path, papers())
    assert (summary.papers_same, summary.papers_reread) == (len(papers()), len(papers()))
    assert exported(path) == before
    assert build(path, papers()).papers_reread == 0
    monkeypatch.setattr(pipeline, "fingerprint", lambda *_: "newest rules")
    more = replace(papers()[0], abstract="We train ResNet-50 on ImageNet.")
    assert build(path, [more]).papers_reread == len(papers()) - 1  # of one there is another text to read


def test_new_rules_of_resolution_settle_the_graph_again(tmp_path, monkeypatch):
    path = tmp_path / "graph.kg"
    build(path, papers())
    asked, resolve = [], pipeline.resolve
    monkeypatch.setattr(pipeline, "resolve", lambda *args, **kw: asked.append(1) or resolve(*args, **kw))
    build(path, papers())
    assert asked == []
    monkeypatch.setattr(pipeline, "RESOLVER_VERSION", "another")
    build(path, papers())
    assert asked == [1]


def test_rejects_are_counted_and_kept_once(tmp_path):
    path = tmp_path / "graph.kg"
    records = [papers()[0], Reject("file", 2, 2, "no abstract"), papers()[1], Reject("file", 4, 4, "not JSON")]
    summary = build(path, records)
    assert (summary.papers_new, summary.rejects) == (2, 2)
    build(path, records)
    with Truth.open(path) as truth:
        assert [reject.record for reject in truth.rejects()] == [2, 4]
        assert truth.counts().rejects == 2


def test_nothing_to_build_is_an_empty_graph(tmp_path):
    summary = build(tmp_path / "graph.kg", [])
    assert (summary.papers_new, summary.entities, summary.statements) == (0, 0, 0)
    assert exported(tmp_path / "graph.kg") == b""


def test_progress_is_told_to_its_end(tmp_path):
    told = []
    with Truth.open(tmp_path / "graph.kg", create=True) as truth, truth.writing():
        pipeline.build(truth, papers(), progress=lambda *args: told.append(args))
    assert [stage for stage, *_ in told] == ["reading", "extracting", "resolving", "linking"]
    assert told[1] == ("extracting", len(papers()), len(papers()))


def test_a_second_build_waits_or_is_told(tmp_path):
    path = tmp_path / "graph.kg"
    build(path, papers()[:1])
    with Truth.open(path) as one, Truth.open(path) as two, one.writing():
        with pytest.raises(StoreLocked, match="another build"), two.writing(timeout=0.05):
            pass
        assert len(list(two.papers())) == 1  # reading goes on
    with Truth.open(path) as three, three.writing(timeout=0.05):
        pass
