"""The benchmarks themselves, on a graph of 200 papers: it is valid, wrong answers are found, figures are kept."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import numpy as np
import pytest

import kg
from kg.ids import entity_id
from kg.model import EntityType
from kg.store.truth import Truth
from tests.benchmarks.bench import __main__ as bench
from tests.benchmarks.bench import asked as asking
from tests.benchmarks.bench import compare, record, report, running, targets, write
from tests.benchmarks.bench.asked import BY_NAME
from tests.benchmarks.bench.draw import RELATIONS, TYPES, draw
from tests.benchmarks.bench.facts import Facts
from tests.benchmarks.bench.running import Outcome
from tests.benchmarks.bench.systems import MODULES, OURS, system

PAPERS = 200
SAME = (
    "SELECT digest, title_key, fields FROM variant ORDER BY 1",
    "SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2",
)
FIGURES = {"cpu_s": 0.5, "wall_s": 0.6, "peak_mb": 70.0}
PARTS = ("node", "paper", "variant", "entity", "statement", "evidence", "name", "record")
MACHINE = {"cpu": "one", "cores": 2, "ram_gb": 8, "os": "x", "python": "3", "sqlite": "3", "packages": {"numpy": "2"}}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("bench")


@pytest.fixture(scope="module")
def home(folder):
    made, drawn = write.made(folder, PAPERS)
    asking.keep(asking.choose(drawn), made)
    return made


@pytest.fixture(scope="module")
def drawn(home):
    return draw(PAPERS)


@pytest.fixture(scope="module")
def facts(home, drawn):
    found = Facts(home, drawn)
    yield found
    found.close()


@pytest.fixture
def run(folder, tmp_path):
    """The whole command on the small graph; its exit code."""

    def run(*options):
        return bench.main(
            ["--papers", str(PAPERS), "--folder", str(folder), "--json", str(tmp_path / "b.json"), *options]
        )

    return run


def test_the_same_seed_gives_the_same_graph(home, drawn):
    again = write.Drawn.read(home / write.ARRAYS)
    assert all(np.array_equal(getattr(drawn, name), getattr(again, name)) for name in ("subject", "claim", "paper"))
    assert not np.array_equal(drawn.subject, draw(PAPERS, seed=8).subject)


def test_the_order_of_nodes_is_that_of_their_ids(drawn):
    ids = drawn.ids()
    assert ids == sorted(ids)
    assert len(set(ids)) == drawn.nodes
    names = drawn.names()
    for kind in TYPES[1:]:
        assert all(ids[i] == entity_id(EntityType(kind), names[i]) for i in drawn.block(kind))


def test_a_few_methods_and_datasets_are_popular():
    drawn = draw(5_000)
    on = np.sort(np.bincount(drawn.pairs("EVALUATED_ON")[1]))[::-1]
    assert 0.2 < on[0] / len(drawn.block("Method")) < 0.5
    assert 1.5 < len(drawn.pairs("EVALUATED_ON")[0]) / 5_000 < 2.5
    assert on[0] > 20 * np.median(on[on > 0])


def test_the_file_is_what_truth_would_write(home, drawn, tmp_path):
    with Truth.open(home / write.GRAPH) as quick, Truth.open(tmp_path / "slow.kg", create=True) as slow:
        slow.add_papers(quick.papers())
        slow.add_entities(quick.entities())
        slow.add_statements(quick.statements())  # compares each sentence with the text of its paper
        for part in ("papers", "entities", "statements", "claims"):
            assert list(getattr(quick, part)()) == list(getattr(slow, part)())
        ids = drawn.ids()
        ends = zip(drawn.subject.tolist(), drawn.relation.tolist(), drawn.object.tolist(), strict=True)
        assert sorted((ids[a], RELATIONS[r], ids[b]) for a, r, b in ends) == sorted(quick.claims())
        assert quick.papers_called(drawn.names()[3])[0].id == ids[3]
    with closing(sqlite3.connect(home / write.GRAPH)) as one, closing(sqlite3.connect(tmp_path / "slow.kg")) as other:
        for text in (*(f"SELECT COUNT(*) FROM {part}" for part in PARTS), *SAME):  # noqa: S608 - constants only
            assert one.execute(text).fetchall() == other.execute(text).fetchall(), text
        for pragma, good in (("foreign_key_check", []), ("integrity_check", [("ok",)])):
            assert one.execute(f"PRAGMA {pragma}").fetchall() == good


def test_it_is_a_graph_to_ask(home):
    with kg.open(home / write.GRAPH) as graph:
        name = graph.resolve("Method0000003").id
        quote = graph.show(name).papers[0]
        assert quote.id.startswith("arxiv:")
        assert graph.find("Method0000003").results[0].id == name


def test_peers_agree_and_a_wrong_answer_fails_the_run(run, home, capsys):
    both = ("--only", "scipy", "networkx", "--question", "method-partners", "shortest-path", "two-hops")
    assert run(*both) == 0
    for name, change in (("method-partners", _count_more), ("two-hops", _one_more), ("shortest-path", _detour)):
        kept = next((home / "answers").glob(f"{name}.networkx.[jn]*"))
        right = kept.read_bytes()
        change(kept)
        assert run("--only", "scipy", "--question", name) == 1
        told = capsys.readouterr().err
        assert name in told
        assert "networkx" in told
        kept.write_bytes(right)
        assert run("--only", "scipy", "--question", name) == 0


def _count_more(path):
    rows = np.load(path)
    rows[3, 2] += 1
    np.save(path, rows)


def _one_more(path):
    path.write_text(json.dumps([count + 1 for count in json.loads(path.read_text())]))


def _detour(path):
    routes = json.loads(path.read_text())
    path.write_text(json.dumps([routes[0][:1] + routes[0][-1:], *routes[1:]]))


def test_answers_are_judged_by_the_facts_they_name(facts, drawn):
    a = next(int(method) for method in drawn.pairs("EVALUATED_ON")[0])
    resource = min(facts.runs(a))
    b = next(int(m) for m, r in zip(*drawn.pairs("EVALUATED_ON"), strict=True) if r == resource and m != a)
    common = facts.runs(a) & facts.runs(b)
    papers = sorted(set().union(*(facts.papers(who, each) for who in (a, b) for each in common)))
    row = [b, facts.score(common), sorted(common), papers]
    assert facts.shared_error(a, row) is None
    assert "papers" in facts.shared_error(a, [*row[:3], papers[1:]])
    assert "score" in facts.shared_error(a, [b, row[1] + 0.1, *row[2:]])
    assert "share" in facts.shared_error(a, [*row[:2], row[2][1:], papers])
    assert facts.pair_error([a, b, row[1]]) is None
    assert "score" in facts.pair_error([a, b, 0.0])
    route = [a, resource, b]
    assert facts.path_error((a, b), route) is None
    assert "no loopless path" in facts.path_error((b, a), route)
    asked = asking.Asked([(a, b)], [(a, b)], [a], {})
    cost = facts.cost(route)
    assert compare.differences("hub-aware-paths", {OURS: [[[cost, route]]], "x": [[[None, route]]]}, asked, facts) == []
    wrong = compare.differences("hub-aware-paths", {OURS: [[[cost + 1, route]]]}, asked, facts)
    assert "ours is wrong" in wrong[0]


def test_what_takes_too_long_is_ended_and_counts(home, drawn):
    outcome = running.run(home, "networkx", BY_NAME["shortest-path"], limit=0)
    assert outcome.state == "not finished"
    found = record.records(BY_NAME["shortest-path"], PAPERS, {OURS: _done(), "networkx": outcome}, 120.0)
    assert [each["peers"] for each in found] == [{"networkx": {"not_finished": 120}}] * 2


def test_what_goes_wrong_fails_the_run(run, home, tmp_path, capsys, monkeypatch):
    (home / write.ARRAYS).rename(home / "away")
    outcome = running.run(home, "networkx", BY_NAME["two-hops"])
    (home / "away").rename(home / write.ARRAYS)
    assert outcome.state == "failed"
    assert outcome.note.startswith("FileNotFoundError: ")
    monkeypatch.setattr(bench, "run", lambda *_: outcome)
    assert run("--only", "scipy", "--question", "two-hops") == 1
    assert outcome.note in capsys.readouterr().err
    assert not (tmp_path / "b.json").exists()


def test_a_question_that_a_peer_cannot_express_is_left_out(home):
    outcome = running.run(home, "networkx", BY_NAME["top-pairs-score"])
    assert outcome.state == "not asked"
    assert record.records(BY_NAME["top-pairs-score"], PAPERS, {"networkx": outcome}, 120.0)[0]["peers"] == {}


def _done(**more):
    return Outcome("done", {**FIGURES, "total": FIGURES, **more})


def test_the_figures_have_the_promised_shape(tmp_path):
    outcomes = {OURS: _done(), "duckdb": _done(cpu_s=12.3456), "neo4j": Outcome("not finished", {})}
    fresh = record.records(BY_NAME["method-partners"], 20_000, outcomes, 120.0)
    fresh[0]["floor_cpu_s"] = 0.1
    kept = record.merged(record.read(tmp_path / "none.json"), MACHINE, fresh)
    assert kept == {
        "hardware": MACHINE,
        "results": [
            {
                "question": "method-partners",
                "papers": 20_000,
                "ours_cpu_s": 0.5,
                "ours_peak_mb": 70.0,
                "peers": {"duckdb": {**FIGURES, "cpu_s": 12.35}, "neo4j": {"not_finished": 120}},
                "floor_cpu_s": 0.1,
            }
        ],
    }
    record.write(tmp_path / "b.json", kept)
    assert record.read(tmp_path / "b.json") == kept


def test_other_sizes_and_peers_are_kept_but_not_those_of_another_machine():
    def measured(papers, **outcomes):
        return record.records(BY_NAME["two-hops"], papers, outcomes, 120.0)

    first = record.merged({"hardware": {}, "results": []}, MACHINE, measured(200, ours=_done(), duckdb=_done()))
    second = record.merged(first, MACHINE, [*measured(100, ours=_done()), *measured(200, scipy=_done())])
    assert [(each["papers"], sorted(each["peers"])) for each in second["results"]] == [
        (100, []),
        (200, ["duckdb", "scipy"]),
    ]
    whole = record.merged(second, MACHINE, measured(200, ours=_done()), renewed=[200])
    assert [(each["papers"], sorted(each["peers"])) for each in whole["results"]] == [(100, []), (200, [])]
    elsewhere = record.merged(second, {**MACHINE, "cpu": "two"}, measured(300, ours=_done()))
    assert [each["papers"] for each in elsewhere["results"]] == [300]


def test_the_report_says_what_is_kept(tmp_path):
    outcomes = {OURS: _done(), "duckdb": _done(cpu_s=5.0), "ladybug": Outcome("not finished", {})}
    fresh = record.records(BY_NAME["method-partners"], 100_000, outcomes, 120.0)
    report.write(tmp_path / "b.md", {"hardware": MACHINE, "results": fresh})
    text = (tmp_path / "b.md").read_text()
    assert "| method-partners, CPU | 100,000 | 600 ms | 500 ms | kept |" in text
    assert "| method-partners, against duckdb | 100,000 | x 25 | x 10 | MISSED |" in text
    assert "> 120 s (> x 240)" in text
    alone = record.records(BY_NAME["method-partners"], 100_000, {"duckdb": _done()}, 120.0)
    assert "x" not in "".join(report.show(alone)).partition("question")[2]  # nothing to compare with
    assert {target.question for target in targets.TARGETS} <= {*BY_NAME, targets.ALL}


@pytest.fixture(scope="module")
def asked(drawn):
    return asking.choose(drawn)


@pytest.fixture(scope="module")
def reference(home, asked):
    """What networkx answers, and scipy where it cannot."""
    return {**answers("scipy", home, asked), **answers("networkx", home, asked)}


def answers(name, home, asked):
    """The answers of a system in this process."""
    one = system(name, home, asked)
    one.load()
    one.open()
    found = {}
    for question in BY_NAME.values():
        work = getattr(one, question.method, None)
        if work is not None and not question.name.startswith("snapshot"):
            items = getattr(asked, question.about)[:5] if question.about else None
            found[question.name] = json_like(work() if items is None else [work(item) for item in items])
    one.close()
    return found


def json_like(answer):
    return answer if isinstance(answer, np.ndarray) else json.loads(json.dumps(answer))


@pytest.mark.parametrize("name", ["scipy", "duckdb", "ladybug", "oxigraph"])
def test_peers_answer_alike(name, home, asked, facts, reference):
    found = answers(name, home, asked)
    assert len(found) >= 3
    for question, answer in found.items():
        both = {"reference": reference.get(question, answer), name: answer}
        assert compare.differences(question, both, asked, facts) == []


def test_the_whole_run(run, tmp_path):
    assert set(MODULES) > {OURS, "scipy"}
    assert run("--only", OURS, "scipy") == 0
    kept = json.loads((tmp_path / "b.json").read_text())
    assert [each["question"] for each in kept["results"]] == record.ORDER
    assert all({"question", "papers", "ours_cpu_s", "ours_peak_mb", "peers"} <= each.keys() for each in kept["results"])
    assert (tmp_path / "b.md").exists()
