"""Oxigraph: RDF that is asked in SPARQL, which knows no paths as values and no best rows of each group."""

from __future__ import annotations

import numpy as np
from pyoxigraph import RdfFormat, Store

from tests.benchmarks.bench.asked import BEST, TOP
from tests.benchmarks.bench.draw import CODE, RELATIONS
from tests.benchmarks.bench.peer import Base, evidence, quoted, ranked, weights

BATCH = 200_000
_PAIRS = "?a <r:EVALUATED_ON> ?d . ?b <r:EVALUATED_ON> ?d"
_TOP_COUNT = f"""
SELECT ?a ?b (COUNT(?d) AS ?c) WHERE {{ {_PAIRS} FILTER(STR(?a) < STR(?b)) }}
GROUP BY ?a ?b ORDER BY DESC(?c) ?a ?b LIMIT {BEST}
"""
_ALL = "SELECT (COUNT(DISTINCT ?m) AS ?c) { ?m <r:EVALUATED_ON> ?d }"
_MINE = "SELECT ?d (COUNT(?x) AS ?c) { %s <r:EVALUATED_ON> ?d . ?x <r:EVALUATED_ON> ?d } GROUP BY ?d"
_SHARED = "SELECT ?b ?d { %s <r:EVALUATED_ON> ?d . ?b <r:EVALUATED_ON> ?d FILTER(?b != %s) }"
_EVIDENCE = "SELECT ?m ?d ?p { VALUES (?m ?d) { %s } GRAPH ?p { ?m <r:EVALUATED_ON> ?d } }"
_STEP = "(!(<r:none>|^<r:none>))"  # any predicate, forward or backward
_TWO_HOPS = f"SELECT (COUNT(DISTINCT ?x) AS ?c) {{ %s {_STEP}/{_STEP}? ?x FILTER(?x != %s) }}"


class Peer(Base):
    """Statements in the default graph; those that evidence is asked of also in a graph for each paper."""

    NAME = "oxigraph"
    opens = True

    def load(self) -> None:
        """N-Quads through the bulk loader."""
        drawn = self.drawn
        self.empty()
        self.open()
        rows = zip(drawn.subject.tolist(), drawn.relation.tolist(), drawn.object.tolist(), strict=True)
        lines = [f"{_node(s)} <r:{RELATIONS[r]}> {_node(o)}" for s, r, o in rows]
        begin, papers = evidence(drawn)
        quads = [f"{line} ." for line in lines]
        for s in np.flatnonzero(drawn.relation == CODE["EVALUATED_ON"]).tolist():
            quads += [f"{lines[s]} {_node(p)} ." for p in papers[begin[s] : begin[s + 1]].tolist()]
        for first in range(0, len(quads), BATCH):
            self.store.bulk_load(input="\n".join(quads[first : first + BATCH]), format=RdfFormat.N_QUADS)
        self.store.flush()
        self.close()

    def open(self) -> None:
        """The folder."""
        self.store = Store(str(self.folder))

    def close(self) -> None:
        """It ends with its last reference."""
        self.__dict__.pop("store", None)

    def top_count(self) -> np.ndarray:
        """All pairs, sorted."""
        rows = [(_number(a), _number(b), int(c.value)) for a, b, c in self.store.query(_TOP_COUNT)]
        return np.array(rows, dtype=np.int64).reshape(-1, 3)

    def shared(self, method: int) -> list[list[object]]:
        """Rows of what is shared, scored here since SPARQL has no logarithm; then the papers of the best."""
        if not hasattr(self, "ran"):
            self.ran = int(next(iter(self.store.query(_ALL)))[0].value)
        me = _node(method)
        on = {_number(d): int(c.value) for d, c in self.store.query(_MINE % me)}
        rows = [(_number(b), _number(d)) for b, d in self.store.query(_SHARED % (me, me))]
        best = ranked(rows, weights(self.ran, on), TOP)
        pairs = {(who, each) for other, _, found in best for who in (method, other) for each in found}
        values = " ".join(f"({_node(who)} {_node(each)})" for who, each in sorted(pairs))
        said = [(_number(m), _number(d), _number(p)) for m, d, p in self.store.query(_EVIDENCE % values)]
        return quoted(method, best, said)

    def two_hops(self, method: int) -> int:
        """A property path."""
        return int(next(iter(self.store.query(_TWO_HOPS % (_node(method), _node(method)))))[0].value)


def _node(i: int) -> str:
    return f"<n:{i:08}>"


def _number(term: object) -> int:
    return int(str(term)[3:-1])
