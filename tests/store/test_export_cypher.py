from __future__ import annotations

import io
import re
from ast import literal_eval

from hypothesis import given
from hypothesis import strategies as st

from kg.model import Entity, EntityType, Paper
from kg.store.export import export
from kg.store.memory import MemoryStore
from kg.store.rdf_terms import clean

from .rdf_sample import ENTITIES, PAPERS, STATEMENTS, sample

PIECE = re.compile(r"'(?:[^'\\]|\\.)*'", re.DOTALL)
LITERAL = re.compile(r"'(?:[^'\\]|\\.)*'(?: \+ '(?:[^'\\]|\\.)*')*", re.DOTALL)


def lines(store):
    out = io.BytesIO()
    count = export(store, "cypher", out)
    found = out.getvalue().decode().removesuffix("\n").split("\n")
    assert len(found) == count
    return found


def as_neo4j_reads(script):
    """Neo4j turns uXXXX after a backslash into the character first, whatever stands before."""
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), script)


def strings(line):
    pieces = [PIECE.findall(item) for item in LITERAL.findall(line.replace("\0", "\\0"))]
    found = ["".join(map(literal_eval, item)) for item in pieces]
    assert "'" not in LITERAL.sub("", line.replace("\0", "\\0"))
    return found


@given(st.text(st.characters(exclude_categories=())), st.text(alphabet="\\'u0027\n+ "))
def test_a_text_stays_in_its_quotes(first, second):
    store = MemoryStore()
    store.add_papers([Paper(f"title:{first}", second, "", date=first)])
    (line,) = lines(store)[2:]
    wanted = [clean(f"title:{first}"), clean(second), clean(first)]
    assert strings(as_neo4j_reads(line)) == wanted
    # A store that knows the escape inside a string only reads the same.
    assert strings(line) == wanted


def test_a_line_for_each_thing():
    found = lines(sample())
    evidence = sum(len(statement.evidence) for statement in STATEMENTS)
    assert len(found) == 2 + len(PAPERS) + len(ENTITIES) + len(STATEMENTS) + evidence
    assert all(line.endswith(";") for line in found)
    assert any("MERGE (a)-[r:EVALUATED_ON]->(b) SET r.id = '" in line for line in found)
    assert any(
        line.startswith("MERGE (n:Node {id: 'benchmark:glue'}) SET n:Entity:Benchmark, n.name") for line in found
    )
    assert "n.aliases = ['LoRA', 'low-rank adaptation']" in "".join(found)


def test_what_no_claim_is_about_is_left_out():
    store = MemoryStore()
    store.add_entities([Entity("method:x", EntityType.METHOD, "x")])
    assert len(lines(store)) == 2
