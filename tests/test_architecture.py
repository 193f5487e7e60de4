"""The shape of the code: imports point one way, files and functions stay small, nothing is swallowed or printed."""

from __future__ import annotations

import ast
import re
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted(path for folder in ("kg", "loaders", "ontology") for path in (ROOT / folder).rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
LINES, FUNCTION_LINES = 300, 40

# What each part may import of the project besides itself. A name covers what lies in it.
VALUES = {"kg.model", "kg.errors", "kg.ids", "kg.text"}
ANSWERS = VALUES | {"kg.query.answers", "kg.query.page_answers", "kg.query.walk_answers"}
QUESTIONS = VALUES | {"kg.store.base", "kg.query", "kg.snapshot"}
MAY: dict[str, set[str]] = {
    "kg.errors": set(),
    "kg.model": {"kg.errors"},
    "kg.text": set(),
    "kg.ids": {"kg.text", "kg.model"},
    "kg.vocab": {"kg.model", "kg.errors", "ontology"},
    "ontology": set(),
    "loaders": VALUES,
    "kg.extract": VALUES,
    "kg.train": VALUES | {"kg.extract", "kg.evaluate", "kg.resolve"},
    "kg.resolve": VALUES | {"ontology"},
    "kg.link": VALUES,
    "kg.store": VALUES | {"kg.vocab", "kg.query.answers"},
    "kg.snapshot": VALUES | {"kg.store.base"},
    "kg.query": VALUES | {"kg.store.base", "kg.snapshot"},
    "kg.query.frames": {"kg.query", "kg.view.notebook"},
    "kg.view": ANSWERS | {"kg.query.tables", "kg.query.screen"},
    "kg.evaluate": VALUES,
    "kg.examples": VALUES | {"kg.store.base", "kg.store.memory"},
    "kg.wire": ANSWERS | {"kg.query.tables", "kg.wire_extracted"},
    "kg.wire_extracted": VALUES | {"kg.query.tables"},
    "kg.queries": QUESTIONS | {"kg.store"},
    "kg.exports": VALUES | {"kg.store"},
    "kg.opened": QUESTIONS | {"kg.exports", "kg.queries", "kg.store", "kg.resolve"},
    "kg.walked": QUESTIONS | {"kg.opened"},
    "kg.api": QUESTIONS | {"kg.opened", "kg.walked", "kg.store", "kg.resolve", "kg.examples"},
    "kg.pipeline": VALUES | {"kg.extract", "kg.resolve", "kg.link", "kg.store.truth"},
    "kg.records": VALUES | {"kg.extract", "kg.resolve", "kg.pipeline", "kg.wire"},
    "kg.sample": set(),
    "kg.cli": {"kg", "loaders"},
    "kg.__main__": {"kg.cli"},
    "kg": VALUES | {"kg.api"},
}
# Where a library may be imported; one that is not listed here is not used.
LIBRARIES: dict[str, tuple[str, ...]] = {
    "spacy": ("kg.extract", "kg.train"),
    "numpy": ("kg.extract", "kg.train", "kg.snapshot", "kg.query", "kg.store.check"),
    "numba": ("kg.snapshot.compiled",),
    "onnxruntime": ("kg.extract.tagger", "kg.train.export"),
    "torch": ("kg.train",),
    "safetensors": ("kg.train",),
    "sklearn": ("kg.train",),
    "rdflib": ("kg.store", "kg.vocab", "kg.exports"),
    "pyshacl": ("kg.store",),
    "pyoxigraph": ("kg.store", "kg.vocab"),
    "ladybug": ("kg.store.ladybug",),
    "pyarrow": ("kg.store.ladybug_rows", "kg.query.frames", "kg.query.columns"),
    "pandas": ("kg.query.frames", "kg.query.columns"),
    "polars": ("kg.query.frames", "kg.query.columns"),
    "yaml": ("kg.query.book",),
    "pyvis": ("kg.view",),
    "jinja2": ("kg.view",),
    "snowballstemmer": ("kg.resolve.wording",),
    "networkx": ("kg.store.export_networkx", "kg.exports", "kg.query.frames", "kg.query.networks"),
    "neo4j": (
        "kg.store.neo4j_server",
        "kg.store.neo4j_sync",
        "kg.store.neo4j_batch",
        "kg.store.neo4j_check",
        "kg.store.neo4j_state",
        "kg.store.neo4j_query",
    ),
    "filelock": ("kg.store",),
    "typer": ("kg.cli",),
    "rich": ("kg.cli",),
}
PROJECT = {"kg", "loaders", "ontology"}


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> set[str]:
    """The dotted names of all that a module imports, anywhere in it; of ``from a import b`` it is ``a.b``."""
    found = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def within(name: str, part: str) -> bool:
    return name == part or name.startswith(part + ".")


def part_of(module: str) -> str:
    return max((part for part in MAY if within(module, part)), key=len)


def label(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES, ids=label)
def test_imports_point_one_way(path):
    module = name_of(path)
    part = part_of(module)
    allowed = MAY[part] | {part} if part != "kg" else MAY["kg"]
    strangers = {
        name for name in imports(path) if name.split(".")[0] in PROJECT and not any(within(name, p) for p in allowed)
    }
    assert not strangers, f"{module} may import {sorted(allowed)}"


@pytest.mark.parametrize("path", MODULES, ids=label)
def test_a_library_stays_in_its_place(path):
    module = name_of(path)
    for name in {name.split(".")[0] for name in imports(path)} - PROJECT - sys.stdlib_module_names:
        assert name in LIBRARIES, f"{module} imports {name}"
        assert any(within(module, place) for place in LIBRARIES[name]), f"{module} imports {name}"


def test_the_rules_speak_of_what_is_there():
    names = {name_of(path) for path in MODULES}
    assert set(MAY) <= names
    used = {name.split(".")[0] for path in MODULES for name in imports(path)}
    assert set(LIBRARIES) <= used
    assert {place for places in LIBRARIES.values() for place in places} <= names


@pytest.mark.parametrize("path", [*MODULES, *TESTS], ids=label)
def test_files_are_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LINES


@pytest.mark.parametrize("path", MODULES, ids=label)
def test_functions_are_short(path):
    """Of a command the signature and the docstring, which are most of it, do not count."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            documented = path.parent.name == "cli" and ast.get_docstring(node) is not None
            first = node.body[min(1, len(node.body) - 1)] if documented else node
            length = node.end_lineno - first.lineno + 1
            assert length <= FUNCTION_LINES, f"{node.name} has {length} lines"


@pytest.mark.parametrize("path", MODULES, ids=label)
def test_no_module_is_a_catch_all(path):
    parts = set(path.relative_to(ROOT).with_suffix("").parts)
    assert not parts & {"utils", "util", "core", "helpers", "helper", "common", "misc", "tools", "base_utils"}


@pytest.mark.parametrize("path", MODULES, ids=label)
def test_every_module_says_what_it_is_for(path):
    assert ast.get_docstring(tree_of(path))


@pytest.mark.parametrize("path", MODULES, ids=label)
def test_nothing_is_swallowed_or_printed(path):
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ExceptHandler):
            caught = [] if node.type is None else [sub.id for sub in ast.walk(node.type) if isinstance(sub, ast.Name)]
            broad = node.type is None or {"Exception", "BaseException"} & set(caught)
            again = any(isinstance(sub, ast.Raise) for sub in ast.walk(node))
            assert not broad or again, f"line {node.lineno} catches everything and does not raise it again"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id != "print", f"line {node.lineno} prints"


@pytest.mark.parametrize("path", MODULES, ids=label)
def test_ids_are_made_from_content(path):
    if name_of(path) != "kg.store.schema":  # the identity of a graph file, of which no id is made
        assert not {name for name in imports(path) if name.split(".")[0] in {"uuid", "random", "secrets"}}
    assert "uuid" not in path.read_text(encoding="utf-8")


# A query text with something formatted into it: only the module's own constants may be.
_QUERY = re.compile(r"(?:SELECT|INSERT|UPDATE|DELETE|MERGE|MATCH|CONSTRUCT|ASK|WITH|CALL)\b")


@pytest.mark.parametrize("path", MODULES, ids=label)
def test_values_are_bound_to_queries_and_not_written_into_them(path):
    if name_of(path) == "kg.store.export_cypher":  # a script for others to run: it has to hold its values, quoted
        return
    for node in ast.walk(tree_of(path)):
        if not isinstance(node, ast.JoinedStr):
            continue
        fixed = "".join(part.value for part in node.values if isinstance(part, ast.Constant))
        if not _QUERY.match(fixed.lstrip()):
            continue
        written = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
        loose = [ast.unparse(value) for value in written if not _is_constant(value)]
        assert not loose, f"line {node.lineno} writes {loose} into a query"


def _is_constant(value: ast.expr) -> bool:
    return isinstance(value, ast.Name) and value.id.isupper()


def test_no_test_mocks():
    for path in TESTS:
        assert not {name for name in imports_of_test(path) if "mock" in name.lower()}, path


def imports_of_test(path: Path) -> set[str]:
    nodes = [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Import | ast.ImportFrom)]
    return {alias.name for node in nodes for alias in node.names} | {
        node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)
    }


def test_no_names_of_tests_are_packages():
    assert not list((ROOT / "tests").rglob("__init__.py"))
