"""A graph of the shipped sample, made and asked through the real command line, in this process for speed."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

import kg as package
from kg.cli import main
from kg.extract import extractor

MODEL = "rules"  # what is asked here does not depend on who reads, and the rules read ten times as fast
SAMPLE = Path(str(files("kg.sample") / "papers.jsonl"))


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


def kg(*args: object, stdin: str = "") -> Ran:
    """``kg ARGS`` in this process; anything but a clean exit is an error of the test."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        patch.setenv("KG_MODEL", MODEL)
        patch.setattr(sys, "argv", ["kg", *map(str, args)])
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        with pytest.raises(SystemExit) as ended:
            main()
    return Ran(int(ended.value.code or 0), out.getvalue(), err.getvalue())


def told(ran: Ran, code: int) -> str:
    """The one line in which a command that failed says why; it printed nothing else."""
    assert ran.code == code, ran
    assert ran.out == ""
    assert ran.err.count("\n") == 1, ran.err
    assert ran.err.startswith("error: ")
    return ran.err


def command(*args: object) -> list[str]:
    """The same command as a process of its own."""
    return [sys.executable, "-m", "kg", *map(str, args)]


def shell(*args: object, **options: Any) -> subprocess.CompletedProcess[str]:
    options.setdefault("env", {**os.environ, "KG_MODEL": MODEL})
    return subprocess.run(
        command(*args), capture_output=True, text=True, encoding="utf-8", timeout=120, check=False, **options
    )


def sample(*ids: str) -> list[dict[str, Any]]:
    """The records of the sample, or those of these ids."""
    records = [json.loads(line) for line in SAMPLE.read_text(encoding="utf-8").splitlines()]
    return [record for record in records if not ids or record["id"] in ids]


def dated(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The records dated to the month, which their arXiv ids tell."""
    return [{**record, "date": f"20{record['id'][:2]}-{record['id'][2:4]}"} for record in records]


def write(path: Path, records: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def build(path: Path, *sources: object) -> Path:
    ran = kg("build", *sources, "-g", path, "--jobs", 1, "--quiet")
    assert ran.code == 0, ran
    return path


def nquads(graph: Path) -> bytes:
    """All that a graph says, as the bytes of its N-Quads."""
    out = graph.with_name(graph.name + ".export.nq")
    assert kg("export", "-g", graph, "--format", "nquads", "-o", out).code == 0
    return out.read_bytes()


@pytest.fixture(scope="session", autouse=True)
def _one_extractor():
    """Every build of this process reads with the same extractor; making one takes seconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(extractor, "Extractor", cache(extractor.Extractor))
        yield


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch):
    """No setting of the user's reaches a test."""
    for name in ("KG_GRAPH", "NO_COLOR", "FORCE_COLOR", "PYTHONUNBUFFERED"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setitem(os.environ, "COLUMNS", "200")


@pytest.fixture(scope="session")
def graph(tmp_path_factory) -> Path:
    """The shipped sample as a graph; only to be read."""
    return build(tmp_path_factory.mktemp("sample") / "graph.kg", SAMPLE)


@pytest.fixture(scope="session")
def dated_graph(tmp_path_factory) -> Path:
    """The shipped sample with months; only to be read."""
    folder = tmp_path_factory.mktemp("dated")
    return build(folder / "graph.kg", write(folder / "papers.jsonl", dated(sample())))


@pytest.fixture(scope="session")
def small_graph(tmp_path_factory) -> Path:
    """Six records of the sample as a graph, for what takes long; only to be read."""
    folder = tmp_path_factory.mktemp("small")
    return build(folder / "graph.kg", write(folder / "small.jsonl", sample()[:6]))


@pytest.fixture
def small(tmp_path) -> Path:
    """A file of six records of the sample."""
    return write(tmp_path / "small.jsonl", sample()[:6])


@pytest.fixture(scope="session")
def opened(graph):
    """The same graph from Python."""
    with package.open(graph) as found:
        yield found


@pytest.fixture(scope="session")
def texts(opened) -> dict[str, str]:
    """The text that offsets index, by paper."""
    return {paper.id: paper.text for paper in opened.store.papers()}


@pytest.fixture(scope="session")
def titles(opened) -> dict[str, str]:
    return {paper.id: paper.title for paper in opened.store.papers()}


@pytest.fixture(scope="session")
def sharers(opened) -> list[str]:
    """The names of the methods that share datasets with most others, first those with most."""
    pairs = list(opened.shared_all(limit=0))
    return [name for name, _ in Counter(method.name for pair in pairs for method in (pair.a, pair.b)).most_common()]
