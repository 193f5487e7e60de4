"""Neo4j, the community edition that the tests start: filled by ``neo4j-admin import``, asked over Bolt."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import neo4j
import numpy as np
import pyarrow as pa
from neo4j.exceptions import TransientError
from pyarrow import csv

from tests.benchmarks.bench.asked import BEST, TOP
from tests.benchmarks.bench.draw import RELATIONS, TYPES
from tests.benchmarks.bench.peer import Base, evidence, in_order, kinds, quoted, ranked, weights
from tests.benchmarks.bench.systems import LeftOut
from tests.servers import common
from tests.servers import neo4j as server

if TYPE_CHECKING:
    from pathlib import Path

HEAP, PAGES = "4g", "1g"
STATE = "server.json"
ANY = "|".join(RELATIONS)
_INDEX = "CREATE CONSTRAINT node IF NOT EXISTS FOR (n:Node) REQUIRE n.i IS UNIQUE"
_SHORTEST = (
    "MATCH (a:Node {i: $a}), (b:Node {i: $b}) "
    f"MATCH p = shortestPath((a)-[:{ANY}*]-(b)) RETURN [n IN nodes(p) | n.i]"
)
_PAIRS = "MATCH (a:Method)-[:EVALUATED_ON]->(d)<-[:EVALUATED_ON]-(b:Method)"
_BEST = f"RETURN b, count(*) AS c ORDER BY c DESC, b.i LIMIT {TOP} }} RETURN a.i, b.i, c"
_PARTNERS = f"MATCH (a:Method) CALL (a) {{ MATCH (a)-[:EVALUATED_ON]->()<-[:EVALUATED_ON]-(b:Method) {_BEST}"
_DATASETS = f"""
MATCH (a:Method) CALL (a) {{ MATCH (a)<-[:INTRODUCES|USES|MENTIONS]-(p:Paper) WITH DISTINCT p
MATCH (p)-[:EVALUATES_ON]->(b:Dataset) {_BEST}
"""
_TOP_COUNT = (
    f"{_PAIRS} WHERE a.i < b.i WITH a, b, count(*) AS c RETURN a.i, b.i, c ORDER BY c DESC, a.i, b.i LIMIT {BEST}"
)
_ALL = "MATCH (m:Method) WHERE (m)-[:EVALUATED_ON]->() RETURN count(m)"
_MINE = "MATCH (:Node {i: $m})-[:EVALUATED_ON]->(d) RETURN d.i, COUNT { (d)<-[:EVALUATED_ON]-() }"
_SHARED = "MATCH (:Node {i: $m})-[:EVALUATED_ON]->(d)<-[:EVALUATED_ON]-(b:Method) RETURN b.i, d.i"
_EVIDENCE = (
    "UNWIND $who AS who MATCH (m:Node {i: who})-[r:EVALUATED_ON]->(d) WHERE d.i IN $on "
    "UNWIND r.papers AS p RETURN m.i, d.i, p"
)
_TWO_HOPS = f"MATCH (a:Node {{i: $m}})-[:{ANY}*1..2]-(b) WHERE b <> a RETURN count(DISTINCT b)"


class Peer(Base):
    """A server of its own for each question, on the data that one import made."""

    NAME = "neo4j"

    def load(self) -> None:
        """The import, a start, and the index; CSV is written for it first."""
        folder = self.empty()
        try:
            started = server.start(folder, self._import, heap=HEAP, pages=PAGES)
        except common.Missing as missing:
            raise LeftOut(str(missing)) from missing
        self._connect(started)
        self._run(_INDEX)
        self._run("CALL db.awaitIndexes(300)")
        self.close()
        state = folder / STATE
        state.touch(mode=0o600)
        state.write_text(json.dumps({"user": started.user, "password": started.password}), encoding="utf-8")

    def open(self) -> None:
        """Start the server."""
        if not (self.folder / STATE).exists():
            raise LeftOut("it was not loaded")
        known = json.loads((self.folder / STATE).read_text(encoding="utf-8"))
        former = common.Server(f"bolt://127.0.0.1:{common.free_port()}", known["user"], known["password"], 0)
        self._connect(server.restart(self.folder, former, heap=HEAP, pages=PAGES))

    def close(self) -> None:
        """End the server."""
        if hasattr(self, "server"):
            self.session.close()
            self.driver.close()
            self.server.stop()

    def exhausted(self, error: Exception) -> bool:
        """Out of the memory of a transaction or of its heap."""
        return isinstance(error, TransientError) and "emory" in str(error)

    def shortest(self, pair: tuple[int, int]) -> list[int]:
        """Its own search."""
        found = self._run(_SHORTEST, a=pair[0], b=pair[1])
        return found[0][0] if found else []

    def partners(self) -> np.ndarray:
        """The best of each method."""
        return _sorted(self._run(_PARTNERS))

    def datasets(self) -> np.ndarray:
        """The best of each method through its papers."""
        return _sorted(self._run(_DATASETS))

    def top_count(self) -> np.ndarray:
        """All pairs, sorted."""
        return np.array(self._run(_TOP_COUNT), dtype=np.int64).reshape(-1, 3)

    def shared(self, method: int) -> list[list[object]]:
        """Rows of what is shared, scored here; then the papers of the best."""
        if not hasattr(self, "ran"):
            self.ran = self._run(_ALL)[0][0]
        on = dict(self._run(_MINE, m=method))
        best = ranked(self._run(_SHARED, m=method), weights(self.ran, on), TOP)
        who = [method, *(other for other, _, _ in best)]
        return quoted(method, best, self._run(_EVIDENCE, who=who, on=sorted(on)))

    def two_hops(self, method: int) -> int:
        """Paths of one and of two."""
        return self._run(_TWO_HOPS, m=method)[0][0]

    def _connect(self, started: common.Server) -> None:
        print(f"server {started.pid}", flush=True)
        self.server, self.pid = started, started.pid
        self.driver = neo4j.GraphDatabase.driver(started.url, auth=(started.user, started.password))
        self.session = self.driver.session(database=server.DATABASE)

    def _run(self, text: str, **params: object) -> list[Any]:
        return [tuple(row.values()) for row in self.session.run(text, params)]

    def _import(self, folder: Path) -> None:
        nodes, claims = folder / "import/nodes.csv", folder / "import/claims.csv"
        _write(self.drawn, nodes, claims)
        files = (f"--nodes={nodes}", f"--relationships={claims}")
        server.admin(
            folder, "database", "import", "full", server.DATABASE, *files, "--overwrite-destination", memory="2g"
        )
        nodes.unlink()
        claims.unlink()


def _write(drawn: Any, nodes: Path, claims: Path) -> None:
    labels = pa.array([f"Node;{name}" for name in TYPES]).take(pa.array(kinds(drawn)))
    numbers = pa.array(np.arange(drawn.nodes))
    _csv(pa.table({"id:ID": numbers, "i:long": numbers, ":LABEL": labels}), nodes)
    begin, papers = evidence(drawn)
    texts, ends = list(map(str, papers.tolist())), begin.tolist()
    said = [";".join(texts[a:b]) for a, b in pairwise(ends)]
    kind = pa.array(RELATIONS).take(pa.array(drawn.relation))
    columns = {":START_ID": drawn.subject, ":END_ID": drawn.object, ":TYPE": kind, "papers:long[]": pa.array(said)}
    _csv(pa.table(columns), claims)


def _csv(table: pa.Table, path: Path) -> None:
    csv.write_csv(table, path, csv.WriteOptions(quoting_style="needed"))


def _sorted(rows: list[Any]) -> np.ndarray:
    return in_order(*np.array(rows, dtype=np.int64).reshape(-1, 3).T)
