"""What holds for every command: streams, exit codes, help, versions, the graph file, pipes."""

from __future__ import annotations

import json
import os
import re
import shlex
import sqlite3
import subprocess
import sys

import pytest

from kg.cli import app

from .conftest import SAMPLE, command, kg, shell, told

COMMANDS = sorted(info.name for info in app.registered_commands)
READING = {
    "find": ("find", "x"),
    "show": ("show", "x"),
    "shared": ("shared", "x"),
    "path": ("path", "x", "y"),
    "cooccur": ("cooccur", "x"),
    "trend": ("trend",),
    "page": ("page", "x"),
    "query": ("query", "--sparql", "ASK {}"),
    "stats": ("stats",),
    "check": ("check",),
    "view": ("view", "x", "-o", "page.html"),
    "load": ("load", "neo4j", "bolt://127.0.0.1:1"),
    "export": ("export", "--format", "nquads", "-o", "out.nq"),
    "retract": ("retract", "x"),
    "why": ("why", "a", "b"),
}


def example(name):
    ran = kg(name, "--help")
    found = re.search(r"Example:\s+(kg .*)", ran.out)
    assert found, ran.out
    return found[1].strip(" │")


@pytest.mark.parametrize("name", COMMANDS)
def test_help_shows_an_example(name):
    ran = kg(name, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert example(name).startswith(f"kg {name}")
    assert kg(name, "-h").out == ran.out


@pytest.mark.parametrize(
    "name", ["cooccur", "export", "find", "page", "path", "query", "shared", "show", "sources", "stats", "view", "why"]
)
def test_the_example_works_on_the_sample(name, graph, tmp_path, monkeypatch):
    monkeypatch.setenv("KG_GRAPH", str(graph))
    monkeypatch.chdir(tmp_path)
    ran = kg(*shlex.split(example(name))[1:])
    assert ran.code == 0, ran


def test_version():
    ran = kg("--version")
    assert (ran.code, ran.err) == (0, "")
    assert re.fullmatch(r"paperkg \d+\.\d+\.\d+, model \S+ \([0-9a-f]+\), ontology \d+\.\d+\.\d+\n", ran.out)


def test_a_bare_command_shows_the_help_and_is_a_usage_error():
    ran = kg()
    assert ran.code == 2
    assert "Commands" in ran.out
    assert "error" not in ran.err


@pytest.mark.parametrize("name", READING)
def test_without_a_graph_exit_3_and_nothing_is_made(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    line = told(kg(*READING[name], "-g", "missing.kg"), 3)
    assert "missing.kg" in line
    assert "kg build" in line
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", READING)
def test_what_is_no_graph_file_is_exit_3(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    other = tmp_path / "other.kg"
    other.write_text("Not a graph at all, only a few words in a file. " * 40)
    before = other.read_bytes()
    assert "not a graph file" in told(kg(*READING[name], "-g", other), 3)
    assert "not a graph file" in told(kg("build", SAMPLE, "-g", other), 3)
    assert other.read_bytes() == before


def test_a_database_of_something_else_is_exit_3(tmp_path):
    other = tmp_path / "other.kg"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE t (x)")
    connection.close()
    assert "not a graph file" in told(kg("stats", "-g", other), 3)
    assert "a folder" in told(kg("stats", "-g", tmp_path), 3)


def test_a_newer_schema_is_refused(graph, tmp_path):
    newer = tmp_path / "newer.kg"
    newer.write_bytes(graph.read_bytes())
    with sqlite3.connect(newer) as connection:
        connection.execute("PRAGMA user_version = 9999")
        connection.execute("UPDATE meta SET value = '9999' WHERE key IN ('schema', 'version', 'schema_version')")
    connection.close()
    assert "newer" in told(kg("stats", "-g", newer), 3)
    assert "newer" in told(kg("build", SAMPLE, "-g", newer), 3)


def test_the_graph_of_the_environment_and_of_the_folder(graph, tmp_path, monkeypatch):
    monkeypatch.chdir(graph.parent)
    default = kg("stats", "--json")
    monkeypatch.chdir(tmp_path)
    assert "no graph at graph.kg" in told(kg("stats"), 3)
    monkeypatch.setenv("KG_GRAPH", str(graph))
    assert kg("stats", "--json").out == default.out != ""
    assert "missing.kg" in told(kg("stats", "-g", "missing.kg"), 3)  # the option is stronger


def test_beside_the_graph_lie_only_files_of_its_name(graph):
    kg("query", "--sparql", "ASK {}", "-g", graph)
    assert {path.name.startswith("graph.kg") for path in graph.parent.iterdir()} == {True}


def test_reading_leaves_the_graph_as_it_is(small_graph):
    before = small_graph.read_bytes()
    for args in (("show", "ImageNet"), ("check",), ("query", "--sparql", "ASK {}"), ("stats",)):
        assert kg(*args, "-g", small_graph).code == 0
    assert small_graph.read_bytes() == before


def test_data_and_messages_have_streams_of_their_own(graph):
    ran = shell("show", "ImageNet", "-g", graph, "--json")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert json.loads(ran.stdout)["name"] == "ImageNet"
    ran = shell("show", "imagenett", "-g", graph)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert re.fullmatch(r"error: .*ImageNet.*\n", ran.stderr)
    ran = shell("show", "ImageNet", "--limit", "many", "-g", graph)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert re.fullmatch(r"error: .*--limit.*\n", ran.stderr)


@pytest.mark.parametrize(
    ("args", "first"),
    [
        (("show", "ImageNet", "--json", "--limit", "0"), "{"),
        (("query", "--sparql", "SELECT * { ?s ?p ?o }", "--jsonl"), '{"'),
        (("stats",), "what"),
    ],
)
def test_a_reader_that_goes_away_is_no_error(graph, args, first):
    with subprocess.Popen(
        command(*args, "-g", graph), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline().startswith(first)
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(60) == 0


@pytest.mark.parametrize("form", ["--json", "--csv"])
def test_a_reader_that_never_looks_is_no_error(graph, form):
    read, written = os.pipe()
    os.close(read)
    try:
        ran = subprocess.run(
            command("stats", "-g", graph, form), stdout=written, stderr=subprocess.PIPE, check=False, timeout=60
        )
    finally:
        os.close(written)
    assert (ran.returncode, ran.stderr) == (0, b"")


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo terminals")
@pytest.mark.parametrize("no_color", [False, True])
def test_a_terminal_sees_colours_unless_no_color(graph, no_color):
    import pty

    parent, child = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color"} | ({"NO_COLOR": "1"} if no_color else {})
    with subprocess.Popen(command("stats", "-g", graph), stdout=child, stderr=child, env=environment) as process:
        os.close(child)
        seen = b""
        try:
            while chunk := os.read(parent, 4096):
                seen += chunk
        except OSError:  # how Linux tells that the other end is closed
            pass
        process.wait(60)
    os.close(parent)
    assert b"papers" in seen
    coloured = re.findall(rb"\x1b\[[0-9;]*3[0-7]m", seen)
    assert not (no_color and coloured)


def test_importing_the_command_line_reads_no_model():
    code = "import kg.cli, sys; print([m for m in ('spacy', 'rdflib', 'pyvis', 'pyshacl') if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"
