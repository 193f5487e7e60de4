"""What one paper supports, and projections of a graph file that was made anew."""

from __future__ import annotations

from kg.examples import fill
from kg.store.memory import MemoryStore
from kg.store.oxigraph_sync import sync_projection
from kg.store.rdf_slices import slices
from kg.store.truth import Truth


def test_statements_of_a_paper_are_those_with_its_evidence(tmp_path):
    memory = MemoryStore()
    fill(memory)
    with Truth.open(tmp_path / "g.kg", create=True) as truth:
        fill(truth)
        assert list(slices(truth)) == list(slices(memory))
        for paper in truth.papers():
            own = list(truth.statements_of(paper.id))
            assert own
            assert {item.paper_id for statement in own for item in statement.evidence} == {paper.id}


def test_a_graph_made_anew_at_the_same_place_is_projected_anew(tmp_path):
    place, projection = tmp_path / "g.kg", tmp_path / "g.kg.oxigraph"
    for expected in (True, True):
        with Truth.open(place, create=True) as truth:
            fill(truth)
            assert sync_projection(truth, projection).rebuilt is expected
            assert sync_projection(truth, projection).rebuilt is False
        for leftover in tmp_path.glob("g.kg*"):
            if leftover.is_file():
                leftover.unlink()
