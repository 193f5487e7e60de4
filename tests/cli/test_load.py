"""load and query --cypher: the command line before a real Neo4j."""

from __future__ import annotations

import pytest

from .conftest import build, kg, sample, told, write


@pytest.fixture
def reach(neo4j_server, monkeypatch):
    monkeypatch.setenv("NEO4J_URI", neo4j_server.url)
    monkeypatch.setenv("NEO4J_USERNAME", neo4j_server.user)
    monkeypatch.setenv("NEO4J_PASSWORD", neo4j_server.password)
    monkeypatch.delenv("NEO4J_DATABASE", raising=False)
    return neo4j_server


def test_load_and_ask(reach, graph):
    first = kg("load", "neo4j", "-g", graph, "--rebuild", "--json")
    assert (first.code, first.err) == (0, "")
    counts = {"papers", "nodes", "relationships", "changed_papers", "removed_papers"}
    assert set(first.json) == {"store", "url", "rebuilt", "seconds", *counts}
    counted = kg("stats", "-g", graph, "--json").json
    assert first.json["store"] == "neo4j"
    assert first.json["papers"] == first.json["changed_papers"] == counted["papers"]
    assert first.json["relationships"] == sum(counted["statements"].values())

    again = kg("load", "neo4j", reach.url.replace("bolt:", "neo4j:"), "-g", graph, "--json").json
    assert again["changed_papers"] == 0
    differing = {"url": "", "rebuilt": False, "seconds": 0, "changed_papers": 0}
    assert {**again, **differing} == {**first.json, **differing}
    assert "nothing to do" in kg("load", "neo4j", "-g", graph).err

    text = (
        "MATCH (:Paper)-[r]->(:Entity) WHERE type(r) <> $no RETURN type(r) AS relation, count(r) AS n ORDER BY relation"
    )
    asked = kg("query", "--on", "neo4j", "--cypher", text, "--param", "no=USES", "-g", graph, "--json")
    assert asked.json["columns"] == ["relation", "n"]
    assert all(counted["statements"][relation] == n for relation, n in asked.json["rows"])
    assert asked.json["rows"]


def test_what_changed(reach, tmp_path):
    records = sample()
    graph = build(tmp_path / "g.kg", write(tmp_path / "some.jsonl", records[:-2]))
    assert kg("load", "neo4j", "-g", graph, "--rebuild").code == 0
    build(graph, write(tmp_path / "all.jsonl", records))
    done = kg("load", "neo4j", "-g", graph, "--json").json
    assert 2 <= done["changed_papers"] <= done["papers"]
    count = kg("query", "--on", "neo4j", "--cypher", "MATCH (p:Paper) RETURN count(p) AS n", "-g", graph, "--json")
    assert count.json["rows"] == [[done["papers"]]]


def test_an_empty_answer_is_exit_1(reach, graph):
    ran = kg("query", "--on", "neo4j", "--cypher", "MATCH (n:Nothing) RETURN n.id AS id", "-g", graph, "--json")
    assert (ran.code, ran.json) == (1, {"columns": ["id"], "rows": []})


def test_a_query_that_writes_is_exit_2(reach, graph):
    assert "only read" in told(kg("query", "--on", "neo4j", "--cypher", "CREATE (n) RETURN n", "-g", graph), 2)


WRONG = {
    "server down": ({"NEO4J_URI": "bolt://127.0.0.1:1"}, 3, "no Neo4j answers"),
    "routing to a server that is down": ({"NEO4J_URI": "neo4j://127.0.0.1:1"}, 3, "no Neo4j answers"),
    "no such host": ({"NEO4J_URI": "bolt://host.invalid:7687"}, 3, "host.invalid"),
    "no such scheme": ({"NEO4J_URI": "http://127.0.0.1:1"}, 2, "bolt://"),
    "no such port": ({"NEO4J_URI": "bolt://127.0.0.1:x"}, 2, "127.0.0.1:x"),
    "password in the URL": ({"NEO4J_URI": "bolt://neo4j:secret@127.0.0.1:1"}, 2, "NEO4J_PASSWORD"),
    "no URL": ({"NEO4J_URI": None}, 2, "NEO4J_URI"),
    "wrong password": ({"NEO4J_PASSWORD": "wrong"}, 3, "wrong user or password"),
    "no password": ({"NEO4J_PASSWORD": None}, 2, "NEO4J_PASSWORD"),
    "no such database": ({"NEO4J_DATABASE": "nothing"}, 3, "no database 'nothing'"),
}


@pytest.mark.parametrize("why", WRONG)
@pytest.mark.parametrize(
    "args", [("load", "neo4j"), ("query", "--on", "neo4j", "--cypher", "RETURN 1")], ids=lambda a: a[0]
)
def test_what_is_wrong_is_told_in_a_line(reach, graph, monkeypatch, why, args):
    changes, code, said = WRONG[why]
    for name, value in changes.items():
        if value is None:
            monkeypatch.delenv(name)
        else:
            monkeypatch.setenv(name, value)
    line = told(kg(*args, "-g", graph), code)
    assert said in line
    assert "secret" not in line
    assert reach.password not in line


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
def test_tls(reach, graph, monkeypatch, neo4j_certificate, scheme):
    """A certificate of the server's own is taken with +ssc, and with +s only where it is trusted."""

    def load(ending):
        return kg("load", "neo4j", reach.url.replace("bolt", scheme + ending), "-g", graph, "--rebuild")

    assert load("+ssc").code == 0
    assert "no Neo4j answers" in told(load("+s"), 3)
    monkeypatch.setenv("SSL_CERT_FILE", str(neo4j_certificate))
    assert load("+s").code == 0


def test_an_unknown_store_is_exit_2(graph):
    assert "neo4j" in told(kg("load", "nowhere", "-g", graph), 2)
    assert "oxigraph" in told(kg("query", "--on", "nowhere", "--sparql", "ASK {}", "-g", graph), 2)
    assert "one of" in told(kg("query", "--sparql", "ASK {}", "--cypher", "RETURN 1", "-g", graph), 2)


def test_check_compares(reach, graph):
    assert kg("load", "neo4j", "-g", graph, "--rebuild").code == 0
    ran = kg("check", "--on", "neo4j", "-g", graph, "--json")
    assert (ran.code, ran.json) == (0, {"violations": []})
    assert "neo4j" in told(kg("check", "--on", "nowhere", "-g", graph), 2)
