"""The projection of a graph file onto a SPARQL server, brought up to date paper by paper.

A server holds what the embedded store holds: a named graph for each paper, and the union of these as the default
graph. What a paper no longer says is first set aside; when all papers are written, the default graph loses what is
aside and in no paper's graph, and only then does the metadata graph show the new revision. So a load that was killed
anywhere can be repeated: it finds aside what the killed one had put there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from filelock import FileLock
from pyoxigraph import NamedNode, Triple

from kg import vocab
from kg.errors import StoreError
from kg.store import rdf, rdf_terms
from kg.store.loads import LoadSummary, silence
from kg.store.locking import held
from kg.store.oxigraph_graphs import in_union
from kg.store.rdf_slices import slices
from kg.store.sparql_server import connect
from kg.store.sparql_server_about import State, describe, read_state, write_state
from kg.store.sparql_server_http import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from contextlib import AbstractContextManager

    from pyoxigraph import Quad

    from kg.store.loads import Progress
    from kg.store.rdf_slices import Slice
    from kg.store.sparql_server import SparqlServer
    from kg.store.truth import Truth

LOCK_SECONDS = 60.0
_LAYOUT = 1  # to be raised whenever the same graph gives other quads than before
_QUADS = 20_000  # of papers' graphs in one request
_NAMES = 500  # graphs that one update is told of
_TRIAL = NamedNode(vocab.expand("id:trial"))
_MARK = Triple(_TRIAL, rdf_terms.term("rdf:value"), rdf_terms.text("mark"))

_HOLDS_TRIAL = "ASK { GRAPH id:trial { id:trial rdf:value ?mark } }"
_SHOWS_TRIAL = "ASK { id:trial rdf:value ?mark }"
_DROP_TRIAL = "DROP SILENT GRAPH id:trial"
_HOLDS_ANYTHING = "ASK { ?s ?p ?o }"
_EMPTY = """DELETE { ?s ?p ?o } WHERE { ?s ?p ?o } ;
DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o }
  FILTER(STRSTARTS(STR(?g), STR(id:)) && STRENDS(STR(?g), "#graph")) } ;
DROP SILENT GRAPH id:aside"""
_SET_ASIDE = """INSERT { GRAPH id:aside { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } } ;
DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }"""
_FORGET_ASIDE = """DELETE { ?s ?p ?o } WHERE { GRAPH id:aside { ?s ?p ?o }
  FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } FILTER(?g NOT IN (id:aside, id:about, id:trial)) } } ;
DROP SILENT GRAPH id:aside"""


def load(
    truth: Truth, url: str | None = None, *, rebuild: bool = False, progress: Progress | None = None
) -> LoadSummary:
    """Bring the server at this URL up to date with a graph; ``rebuild`` replaces whatever its default graph holds."""
    server = connect(url)
    try:
        with _alone(truth):
            done = _Load(truth, server, progress or silence)
            written, removed, rebuilt = done.run(rebuild=rebuild)
    finally:
        server.close()
    return LoadSummary("sparql", server.places.query, written, removed, rebuilt, done.revision)


def _alone(truth: Truth) -> AbstractContextManager[object]:
    """Held while a load of this graph writes: what one puts aside, another must not drop."""
    lock, busy = FileLock(f"{truth.path}.sparql.lock"), f"{truth.path}: another load is running"
    return held(lock, LOCK_SECONDS, busy=busy, failed=f"{truth.path}: cannot be locked")


def wanted_state(truth: Truth, revision: int | None) -> State:
    """What a server shows that was loaded from this graph."""
    return State(_LAYOUT, vocab.version(), truth.identity, revision)


class _Load:
    """One load of one graph onto one server."""

    def __init__(self, truth: Truth, server: SparqlServer, progress: Progress) -> None:
        self._truth = truth
        self._server = server
        self._progress = progress
        # Read first: what changes while this runs is done again next time.
        self.revision = truth.revision
        self._takes_quads = False

    def run(self, *, rebuild: bool) -> tuple[int, int, bool]:
        """Papers written, papers removed, and whether the server was filled anew."""
        known = self._known(rebuild=rebuild)
        if known == self.revision:
            return 0, 0, False
        removed: list[str] = []
        if known is None:
            write_state(self._server, wanted_state(self._truth, None))
            self._server.update(_EMPTY)
            self._look_at_abilities()
            written = self._write(slices(self._truth), total=None, fresh=True)
        else:
            self._look_at_abilities()
            changed, removed = self._truth.changes_since(known)
            self._set_aside(removed)
            written = self._write(slices(self._truth, set(changed)), total=len(changed), fresh=False)
        self._server.update(_FORGET_ASIDE)
        describe(self._server, wanted_state(self._truth, self.revision))
        return written, len(removed), known is None

    def _known(self, *, rebuild: bool) -> int | None:
        """The revision that the server shows; ``None`` if it is to be filled anew."""
        if rebuild:
            return None
        url = self._server.places.query
        state = read_state(self._server)
        if state is None:
            if self._server.holds(_HOLDS_ANYTHING):
                raise StoreError(f"{url}: it holds data that kg did not load; --rebuild replaces its default graph")
            return None
        if state.graph != self._truth.identity:
            raise StoreError(f"{url}: it holds another graph than {self._truth.path}; --rebuild replaces that one")
        same = state == wanted_state(self._truth, state.revision)
        return state.revision if same and (state.revision or 0) <= self.revision else None

    def _look_at_abilities(self) -> None:
        """Whether quads can be sent, and that the default graph is one of its own: the union is kept there."""
        self._server.update(_DROP_TRIAL)
        try:
            self._server.add_quads([rdf.in_graph(_MARK, _TRIAL)])
            self._takes_quads = self._server.holds(_HOLDS_TRIAL)
        except Refused as error:
            if error.status in {401, 403}:
                raise
        if not self._takes_quads:
            self._server.put_graph(_TRIAL, [_MARK])
        mixed = self._server.holds(_SHOWS_TRIAL)
        self._server.update(_DROP_TRIAL)
        if mixed:
            raise StoreError(
                f"{self._server.places.query}: its default graph shows all named graphs (union default graph); "
                "a load needs a dataset without that"
            )

    def _write(self, parts: Iterable[Slice], *, total: int | None, fresh: bool) -> int:
        written = 0
        for batch in _batches(parts):
            if not fresh:
                self._set_aside([paper_id for paper_id, _ in batch])
            self._send(batch)
            written += len(batch)
            self._progress("papers", written, total)
        return written

    def _set_aside(self, paper_ids: list[str]) -> None:
        names = [rdf_terms.graph(paper_id) for paper_id in paper_ids]
        for first in range(0, len(names), _NAMES):
            self._server.update(_SET_ASIDE, among=names[first : first + _NAMES])

    def _send(self, batch: list[tuple[str, list[Quad]]]) -> None:
        quads = [quad for _, own in batch for quad in own]
        if self._takes_quads:
            self._server.add_quads([*quads, *{in_union(quad) for quad in quads}])
            return
        for paper_id, own in batch:
            self._server.put_graph(rdf_terms.graph(paper_id), (quad.triple for quad in own))
        self._server.add_to_default(quad.triple for quad in quads)


def _batches(parts: Iterable[Slice]) -> Iterator[list[tuple[str, list[Quad]]]]:
    """Papers with their quads, as many as go into one request."""
    batch: list[tuple[str, list[Quad]]] = []
    size = 0
    for part in parts:
        own = list(rdf.slice_quads(part))
        if batch and size + len(own) > _QUADS:
            yield batch
            batch, size = [], 0
        batch.append((part.paper.id, own))
        size += len(own)
    if batch:
        yield batch
