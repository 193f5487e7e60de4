"""ladybug: an embedded property graph that is asked in Cypher; filled by ``COPY`` from Arrow."""

from __future__ import annotations

from typing import Any

import ladybug
import numpy as np
import pyarrow as pa

from tests.benchmarks.bench.asked import BEST, TOP
from tests.benchmarks.bench.draw import CODE, RELATIONS, TYPES
from tests.benchmarks.bench.peer import HIGH, MEMORY, Base, evidence, kinds, parted, quoted, ranked, weights

FILE = "graph.lbug"
ANY = "|".join(RELATIONS)
_SHORTEST = (
    f"MATCH p = (a:Method {{i: $a}})-[:{ANY}* SHORTEST 1..12]-(b:Method {{i: $b}}) RETURN properties(nodes(p), 'i')"
)
_PAIRS = "MATCH (a:Method)-[:EVALUATED_ON]->(d)<-[:EVALUATED_ON]-(b:Method)"
_BEST = f"""
WITH a.i AS a, b.i AS b, COUNT(*) AS c WITH a, list_reverse_sort(collect(c * {HIGH} - b)) AS ranked
UNWIND ranked[1:{TOP}] AS best RETURN a, best
"""
_PARTNERS = f"{_PAIRS} WHERE a.i <> b.i {_BEST}"
_DATASETS = f"""
MATCH (a:Method)<-[:INTRODUCES|USES|MENTIONS]-(p:Paper)-[:EVALUATES_ON]->(b:Dataset)
WITH DISTINCT a, p, b {_BEST}
"""
_TOP_COUNT = f"{_PAIRS} WHERE a.i < b.i RETURN a.i, b.i, COUNT(*) AS c ORDER BY c DESC, a.i, b.i LIMIT {BEST}"
_ALL = "MATCH (m:Method)-[:EVALUATED_ON]->() RETURN COUNT(DISTINCT m.i)"
_MINE = "MATCH (:Method {i: $m})-[:EVALUATED_ON]->(d) WITH d MATCH (d)<-[:EVALUATED_ON]-(x:Method) RETURN d.i, COUNT(x)"
_SHARED = "MATCH (a:Method {i: $m})-[:EVALUATED_ON]->(d)<-[:EVALUATED_ON]-(b:Method) WHERE b.i <> $m RETURN b.i, d.i"
_EVIDENCE = (
    "MATCH (m:Method)-[r:EVALUATED_ON]->(d) WHERE m.i IN $who AND d.i IN $resources "
    "UNWIND r.papers AS p RETURN m.i, d.i, p"
)
_TWO_HOPS = f"MATCH (a:Method {{i: $m}})-[:{ANY}* 1..2]-(b) WHERE b.i <> $m RETURN COUNT(DISTINCT b.i)"


class Peer(Base):
    """A file with the nodes by type and the relationships by type; a relationship knows the papers behind it."""

    NAME = "ladybug"
    opens = True

    def load(self) -> None:
        """``COPY``, table by table."""
        drawn = self.drawn
        self.empty()
        self.open()
        kind = kinds(drawn)
        begin, papers = evidence(drawn)
        for name in TYPES:
            self._run(f"CREATE NODE TABLE {name}(i INT64 PRIMARY KEY)")
            self._run(f"COPY {name} FROM $rows", rows=pa.table({"i": np.array(drawn.block(name))}))
        for name in RELATIONS:
            where = np.flatnonzero(drawn.relation == CODE[name])
            ends = np.stack([kind[drawn.subject[where]], kind[drawn.object[where]]])
            pairs = np.unique(ends, axis=1).T.tolist()
            between = ", ".join(f"FROM {TYPES[a]} TO {TYPES[b]}" for a, b in pairs)
            self._run(f"CREATE REL TABLE {name}({between}, papers INT64[])")
            for a, b in pairs:
                chosen = where[(ends[0] == a) & (ends[1] == b)]
                rows = _claims(drawn.subject[chosen], drawn.object[chosen], chosen, begin, papers)
                self._run(f"COPY {name} FROM $rows (from='{TYPES[a]}', to='{TYPES[b]}')", rows=rows)
        self.close()

    def open(self) -> None:
        """The file."""
        self.database = ladybug.Database(str(self.folder / FILE), buffer_pool_size=MEMORY)
        self.connection = ladybug.Connection(self.database)

    def close(self) -> None:
        """The file."""
        if hasattr(self, "connection"):
            self.connection.close()
            self.database.close()

    def exhausted(self, error: Exception) -> bool:
        """Out of the memory of its buffers."""
        return "Buffer manager exception" in str(error)

    def shortest(self, pair: tuple[int, int]) -> list[int]:
        """Its own search."""
        found = self._run(_SHORTEST, a=pair[0], b=pair[1])
        return found[0][0] if found else []

    def partners(self) -> np.ndarray:
        """All pairs, then the best of each."""
        return _sorted(self._run(_PARTNERS))

    def datasets(self) -> np.ndarray:
        """All pairs through papers, then the best of each."""
        return _sorted(self._run(_DATASETS))

    def top_count(self) -> np.ndarray:
        """All pairs, sorted."""
        return np.array(self._run(_TOP_COUNT), dtype=np.int64).reshape(-1, 3)

    def shared(self, method: int) -> list[list[object]]:
        """Rows of what is shared, scored here; then the papers of the best."""
        if not hasattr(self, "ran"):
            self.ran = self._run(_ALL)[0][0]
        weight = weights(self.ran, dict(self._run(_MINE, m=method)))
        best = ranked(self._run(_SHARED, m=method), weight, TOP)
        who = [method, *(other for other, _, _ in best)]
        on = sorted({each for _, _, found in best for each in found})
        return quoted(method, best, self._run(_EVIDENCE, who=who, resources=on))

    def two_hops(self, method: int) -> int:
        """Walks of one and of two."""
        return self._run(_TWO_HOPS, m=method)[0][0]

    def _run(self, text: str, **params: object) -> list[Any]:
        result = self.connection.execute(text, params)
        return [tuple(row) for row in result.get_all()]


def _claims(
    subject: np.ndarray, obj: np.ndarray, chosen: np.ndarray, begin: np.ndarray, papers: np.ndarray
) -> pa.Table:
    many = begin[chosen + 1] - begin[chosen]
    offsets = np.r_[0, np.cumsum(many)]
    flat = papers[np.repeat(begin[chosen] - offsets[:-1], many) + np.arange(offsets[-1])]
    lists = pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), pa.array(flat, pa.int64()))
    return pa.table({"from": subject.astype(np.int64), "to": obj.astype(np.int64), "papers": lists})


def _sorted(rows: list[Any]) -> np.ndarray:
    return parted(*np.array(rows, dtype=np.int64).reshape(-1, 2).T)
