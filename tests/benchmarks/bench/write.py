"""A drawn graph as a graph file, written straight into its tables: a hundred times as fast as through ``Truth``.

A test compares such a file with one that ``Truth`` wrote.
"""

from __future__ import annotations

import sqlite3
from itertools import starmap
from typing import TYPE_CHECKING

import numpy as np

from kg.model import Paper, Source
from kg.store.entities import fold
from kg.store.opening import open_database
from kg.store.variants import Variant
from tests.benchmarks.bench.draw import RELATIONS, ROLES, SEED, TYPES, Drawn, draw

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GRAPH, ARRAYS = "graph.kg", "graph.npz"
RULE = "bench"
CONFIDENCES = (0.6, 0.7, 0.8, 0.9, 0.95, 0.99)
# What the sentence of an evidence says: before, between and after the names; a role names its object only.
SENTENCES = {
    "ADDRESSES": ("We address ", "", "."),
    "EVALUATES_ON": ("We evaluate on ", "", "."),
    "INTRODUCES": ("We introduce ", "", "."),
    "MENTIONS": ("Unlike ", "", ", ours is short."),
    "RELEASES": ("Code is at ", "", " now."),
    "USES": ("We use ", "", "."),
    "BASED_ON": ("", " is based on ", "."),
    "COMPARED_WITH": ("", " is compared with ", "."),
    "EVALUATED_ON": ("", " is evaluated on ", "."),
    "IMPLEMENTED_IN": ("", " is implemented in ", " in full."),
    "USED_FOR": ("", " is used for ", "."),
}
_BULK = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -262144; BEGIN;
"""


def made(folder: Path, papers: int) -> tuple[Path, Drawn]:
    """The graph of so many papers in its folder: made if it is not there, whole or not at all."""
    home = folder / str(papers)
    home.mkdir(parents=True, exist_ok=True)
    if not (home / ARRAYS).exists():
        for old in home.glob(f"{GRAPH}*"):
            if old.is_file():
                old.unlink()
        drawn = draw(papers)
        write(drawn, home / GRAPH)
        drawn.save(home / ARRAYS)  # comes last: says that all is there
    return home, Drawn.read(home / ARRAYS)


def write(drawn: Drawn, path: Path) -> None:
    """Make the graph file; there must be none of this name."""
    open_database(path, create=True).close()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript(_BULK)
    later = _taken_away(connection)
    _fill(connection, drawn)
    for sql in later:
        connection.execute(sql)
    connection.execute("UPDATE meta SET value = '1' WHERE key = 'revision'")
    connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()


def _taken_away(connection: sqlite3.Connection) -> list[str]:
    """Remove what would be kept up to date row by row; the statements that bring it back."""
    wanted = "tbl_name IN ('statement', 'evidence') AND type IN ('index', 'trigger') AND sql IS NOT NULL"
    found = connection.execute(f"SELECT type, name, sql FROM sqlite_master WHERE {wanted}").fetchall()  # noqa: S608
    for kind, name, _ in found:
        connection.execute(f"DROP {kind} {name}")
    return [sql for _, _, sql in found]


def _fill(connection: sqlite3.Connection, drawn: Drawn) -> None:
    # The keys of the nodes are in no order of their ids, as in a graph that grew.
    keys = (np.random.default_rng(SEED).permutation(drawn.nodes) + 1).tolist()
    ids, names, dates = drawn.ids(), drawn.names(), drawn.dates()
    connection.executemany("INSERT INTO node VALUES (?, ?)", sorted(zip(keys, ids, strict=True)))
    evidence: list[tuple[object, ...]] = []
    abstracts = _abstracts(drawn, names, keys, evidence)
    papers = [
        Paper(ids[i], names[i], abstract, date=dates[i], sources=(Source("bench.jsonl", i + 1),))
        for i, abstract in abstracts
    ]
    said = list(map(Variant.of, papers))
    sql = "INSERT INTO variant(v, digest, title, title_key, abstract, fields) VALUES (?, ?, ?, ?, ?, ?)"
    connection.executemany(
        sql, ((v, each.digest, each.title, each.key, each.abstract, each.fields) for v, each in enumerate(said, 1))
    )
    sql = "INSERT INTO paper(n, variant, fields, revision) VALUES (?, ?, ?, 1)"
    connection.executemany(sql, sorted((keys[i], i + 1, said[i].fields) for i in range(drawn.papers)))
    sql = "INSERT INTO record(file, record, declared, variant, paper) VALUES ('bench.jsonl', ?, ?, ?, ?)"
    connection.executemany(sql, ((i + 1, ids[i], i + 1, keys[i]) for i in range(drawn.papers)))
    named_in = _papers_of(drawn).tolist()
    entities = [(keys[i], kind, names[i], named_in[i]) for kind in TYPES[1:] for i in drawn.block(kind)]
    connection.executemany("INSERT INTO entity(n, type, name, papers) VALUES (?, ?, ?, ?)", entities)
    sql = "INSERT INTO name(entity, main, text, folded) VALUES (?, 1, ?, ?)"
    connection.executemany(sql, ((key, name, fold(name)) for key, _, name, _ in entities))
    ends = zip(drawn.subject.tolist(), drawn.relation.tolist(), drawn.object.tolist(), strict=True)
    rows = [(keys[a], RELATIONS[r], keys[b]) for a, r, b in ends]
    connection.executemany("INSERT INTO statement(subject, relation, object) VALUES (?, ?, ?)", rows)
    sql = "INSERT INTO evidence(statement, paper, start, stop, spans, rule, confidence) VALUES (?, ?, ?, ?, ?, ?, ?)"
    connection.executemany(sql, evidence)


def _papers_of(drawn: Drawn) -> np.ndarray:
    """How many distinct papers name each node."""
    roles = drawn.subject < drawn.papers
    pairs = np.unique(drawn.subject[roles].astype(np.int64) << 32 | drawn.object[roles])
    return np.bincount(pairs & 0xFFFFFFFF, minlength=drawn.nodes)


def _abstracts(
    drawn: Drawn, names: list[str], keys: list[int], evidence: list[tuple[object, ...]]
) -> Iterator[tuple[int, str]]:
    """Each paper with its abstract, a sentence for each of its evidences, which are added to the list."""
    order = np.lexsort((drawn.claim, drawn.paper))
    claims, by_paper = drawn.claim[order], drawn.paper[order]
    bounds = np.searchsorted(by_paper, np.arange(drawn.papers + 1)).tolist()
    subjects, codes, objects = (each[claims].tolist() for each in (drawn.subject, drawn.relation, drawn.object))
    sure = [CONFIDENCES[c] for c in np.random.default_rng(SEED).integers(0, len(CONFIDENCES), len(claims))]
    claims = (claims + 1).tolist()
    for i in range(drawn.papers):
        at = len(names[i]) + 1
        sentences = []
        for e in range(bounds[i], bounds[i + 1]):
            relation = RELATIONS[codes[e]]
            named = [names[objects[e]]] if relation in ROLES else [names[subjects[e]], names[objects[e]]]
            sentence, spans = _sentence(relation, named, at)
            evidence.append((claims[e], keys[i], at, at + len(sentence), spans, RULE, sure[e]))
            sentences.append(sentence)
            at += len(sentence) + 1
        yield i, " ".join(sentences)


def _sentence(relation: str, named: list[str], at: int) -> tuple[str, str]:
    """The sentence that begins at a place, and the spans of its names as they are stored."""
    before, between, after = SENTENCES[relation]
    sentence = before + between.join(named) + after
    begin = at + len(before)
    spans = [(begin, begin + len(named[0]))]
    if len(named) > 1:
        begin = spans[0][1] + len(between)
        spans.append((begin, begin + len(named[1])))
    return sentence, f"[{','.join(starmap('[{},{}]'.format, spans))}]"
