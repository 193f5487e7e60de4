"""DuckDB: SQL over columns; joins of a table with itself."""

from __future__ import annotations

import shutil

import duckdb
import numpy as np
import pyarrow as pa

from tests.benchmarks.bench.asked import BEST, TOP
from tests.benchmarks.bench.draw import CODE, ROLES
from tests.benchmarks.bench.peer import HIGH, MEMORY, Base, evidence, kinds, parted, quoted

FILE = "graph.duckdb"
_PAIRS = "SELECT x.m AS a, y.m AS b, COUNT(*) AS c FROM run x JOIN run y ON x.d = y.d AND x.m < y.m GROUP BY ALL"
_TABLES = """
CREATE TABLE edge AS SELECT DISTINCT * FROM (
  SELECT s AS a, o AS b FROM stated UNION ALL SELECT o AS a, s AS b FROM stated) ORDER BY a, b;
CREATE TABLE run AS SELECT s AS m, o AS d FROM stated WHERE r = $run ORDER BY o, s;
CREATE TABLE evidence AS SELECT s AS m, o AS d, p FROM said WHERE r = $run ORDER BY s, o, p;
CREATE TABLE named AS SELECT DISTINCT s AS p, o AS e, kind FROM stated JOIN node ON node.n = o
  WHERE list_contains($roles, r) ORDER BY p;
CREATE TABLE weight AS SELECT d, ln((SELECT COUNT(DISTINCT m) FROM run) / COUNT(*)) AS w FROM run GROUP BY d;
"""
_BEST = f"unnest(max(c * {HIGH} - b, {TOP})) AS best"  # without a sort, which a window would need
_PARTNERS = f"""
WITH pairs AS MATERIALIZED ({_PAIRS})
SELECT a, {_BEST} FROM (SELECT a, b, c FROM pairs UNION ALL SELECT b, a, c FROM pairs) GROUP BY a
"""  # noqa: S608 - constants only
_DATASETS = f"""
WITH pairs AS (SELECT x.e AS a, y.e AS b, COUNT(*) AS c FROM named x JOIN named y ON x.p = y.p
  WHERE x.kind = 'Method' AND y.kind = 'Dataset' GROUP BY ALL)
SELECT a, {_BEST} FROM pairs GROUP BY a
"""  # noqa: S608 - constants only
_SHARED = f"""
SELECT y.m, SUM(w), list(y.d ORDER BY y.d) FROM run x JOIN run y ON x.d = y.d AND y.m <> x.m
  JOIN weight ON weight.d = x.d
WHERE x.m = ? GROUP BY y.m ORDER BY 2 DESC, 1 LIMIT {TOP}
"""  # noqa: S608 - constants only
_EVIDENCE = "SELECT m, d, p FROM evidence WHERE list_contains(?, m) AND list_contains(?, d)"
_TOP_COUNT = f"{_PAIRS} ORDER BY c DESC, a, b LIMIT {BEST}"
_TOP_SCORE = f"""
SELECT x.m AS a, y.m AS b, SUM(w) AS score FROM run x JOIN run y ON x.d = y.d AND x.m < y.m
  JOIN weight ON weight.d = x.d
GROUP BY ALL ORDER BY score DESC, a, b LIMIT {BEST}
"""  # noqa: S608 - constants only
_TWO_HOPS = """
WITH near AS (SELECT b FROM edge WHERE a = $n)
SELECT COUNT(*) FROM (SELECT b FROM near UNION SELECT edge.b FROM edge JOIN near ON edge.a = near.b) WHERE b <> $n
"""


class Peer(Base):
    """A file with the tables that its questions need, sorted for them."""

    NAME = "duckdb"
    opens = True

    def load(self) -> None:
        """From Arrow."""
        drawn = self.drawn
        self.empty()
        self.open()
        begin, papers = evidence(drawn)
        many = np.diff(begin)
        names = np.array(("Paper", "Benchmark", "Dataset", "Method", "Repository", "Task"))[kinds(drawn)]
        tables = {
            "node": {"n": np.arange(drawn.nodes, dtype=np.int32), "kind": pa.array(names.tolist())},
            "stated": {"s": drawn.subject, "r": drawn.relation, "o": drawn.object},
            "said": {
                "s": np.repeat(drawn.subject, many),
                "r": np.repeat(drawn.relation, many),
                "o": np.repeat(drawn.object, many),
                "p": papers,
            },
        }
        for name, columns in tables.items():
            self.db.register(name, pa.table(columns))
        given = {"run": CODE["EVALUATED_ON"], "roles": [CODE[each] for each in ROLES]}
        for statement in filter(str.strip, _TABLES.split(";")):
            self.db.execute(statement, {key: value for key, value in given.items() if f"${key}" in statement})
        for name in tables:
            self.db.unregister(name)
        self.close()

    def open(self) -> None:
        """The file."""
        spilled = self.folder / "temporary"
        config = {
            "memory_limit": f"{MEMORY >> 20}MiB",
            "temp_directory": str(spilled),
            "max_temp_directory_size": "20GiB",
        }
        shutil.rmtree(spilled, ignore_errors=True)  # of one that was killed
        self.db = duckdb.connect(self.folder / FILE, config=config)

    def close(self) -> None:
        """The file."""
        if hasattr(self, "db"):
            self.db.close()

    def exhausted(self, error: Exception) -> bool:
        """Out of memory."""
        return isinstance(error, duckdb.OutOfMemoryException)

    def partners(self) -> np.ndarray:
        """A self-join of the half, then the other half."""
        return self._best(_PARTNERS)

    def datasets(self) -> np.ndarray:
        """A self-join through papers."""
        return self._best(_DATASETS)

    def top_count(self) -> np.ndarray:
        """The self-join, sorted."""
        return self._rows(_TOP_COUNT)

    def top_score(self) -> list[list[float]]:
        """The self-join with weights, sorted."""
        return [list(row) for row in self.db.execute(_TOP_SCORE).fetchall()]

    def shared(self, method: int) -> list[list[object]]:
        """A join from one method, then the evidence of what it gave."""
        best = self.db.execute(_SHARED, [method]).fetchall()
        who = [method, *(other for other, _, _ in best)]
        resources = sorted({each for _, _, found in best for each in found})
        return quoted(method, best, self.db.execute(_EVIDENCE, [who, resources]).fetchall())

    def two_hops(self, method: int) -> int:
        """One join."""
        return self.db.execute(_TWO_HOPS, {"n": method}).fetchall()[0][0]

    def _best(self, text: str) -> np.ndarray:
        found = self.db.execute(text).fetchnumpy()
        return parted(*(np.asarray(found[name], dtype=np.int64) for name in ("a", "best")))

    def _rows(self, text: str) -> np.ndarray:
        columns = self.db.execute(text).fetchnumpy()
        return np.stack([np.asarray(columns[name], dtype=np.int64) for name in "abc"], axis=1)
