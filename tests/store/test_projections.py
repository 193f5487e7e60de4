"""One contract for every projection of a graph file, embedded or on a real server."""

from __future__ import annotations

import pytest

import kg
from kg.model import Paper
from kg.store import loading
from kg.store.truth import Truth

from .conftest import build
from .projected import environment

EMBEDDED = ("ladybug", "oxigraph")
# Servers that are loaded as a Neo4j is, by their fixtures.
BOLT = ("neo4j", "neo4j_newest", "arcadedb")
SPARQL, CYPHER = "SELECT ?n { ?e a kg:Method ; skos:prefLabel ?n }", "MATCH (m:Method) RETURN m.name AS n"
STRANGE = ("A'B", '"C', "`D", "\\E", "{F}", ">G", "$H", "%I", "É", "<B>J</B>", "K;L", "--M", "/*N*/")


def paper(number, *words):
    return Paper(f"arxiv:2401.{number:05}", f"Paper {number}", f"It speaks of {' '.join(words)} here.", date="2024-01")


@pytest.fixture(params=[*EMBEDDED, "sparql", *BOLT])
def on(request):
    """The name of a store that is empty and can be reached."""
    if request.param == "sparql":
        request.getfixturevalue("papers")
        target = request.getfixturevalue("fuseki_target")
    elif request.param in BOLT:
        target = request.getfixturevalue(f"{request.param}_target")
    else:
        yield request.param
        return
    with environment(target.environ):
        yield target.store


def names(truth, on):
    """The names of all methods as a query finds them in a store; it finds what the graph file holds, too."""
    with kg.open(truth.path) as graph:
        asked = {"cypher": CYPHER} if on in ("ladybug", "neo4j") else {"sparql": SPARQL}
        found = sorted(name for (name,) in graph.query(on=on, **asked).rows)
        assert found == sorted(entity.name for entity in truth.entities())
        # the claims of this toy graph join what they should not; its projections are to hold them all the same
        assert [each for each in graph.check() if each.check == "projection"] == []
        assert graph.check(on=on) == ()
    return found


def test_a_graph_comes_and_changes_and_goes(truth, on):
    build(truth, [paper(1, "ASH", "ELM"), paper(2, "ELM", "OAK")])
    first = loading.load(truth, on, rebuild=True)
    assert (first.store, first.papers, first.changed_papers, first.rebuilt) == (on, 2, 2, True)
    assert names(truth, on) == ["ASH", "ELM", "OAK"]
    again = loading.load(truth, on)
    assert (again.changed_papers, again.removed_papers, again.rebuilt) == (0, 0, False)

    build(truth, [paper(3, "YEW")])
    assert loading.load(truth, on).changed_papers >= 1
    assert names(truth, on) == ["ASH", "ELM", "OAK", "YEW"]

    truth.retract(paper(1).id)
    done = loading.load(truth, on)
    assert done.removed_papers == 1 or done.rebuilt, "where most has changed, all is made anew"
    assert names(truth, on) == ["ELM", "OAK", "YEW"]

    assert loading.load(truth, on, rebuild=True).rebuilt
    assert names(truth, on) == ["ELM", "OAK", "YEW"]


def test_names_go_in_and_come_out_as_they_are(truth, on):
    build(truth, [paper(1, *STRANGE)])
    loading.load(truth, on, rebuild=True)
    assert names(truth, on) == sorted(STRANGE)


def test_another_graph_is_not_written_over_unasked(truth, on, tmp_path):
    build(truth, [paper(1, "ASH")])
    loading.load(truth, on, rebuild=True)
    with Truth.open(tmp_path / "other.kg", create=True) as other:
        build(other, [paper(2, "OAK")])
        if on not in EMBEDDED:  # those lie beside their graph file
            with pytest.raises(kg.errors.KgError):
                loading.load(other, on)
            assert names(truth, on) == ["ASH"]
        loading.load(other, on, rebuild=True)
        assert names(other, on) == ["OAK"]


def test_an_empty_graph_is_a_graph(truth, on):
    loading.load(truth, on, rebuild=True)
    assert names(truth, on) == []
