"""The tables of the truth, and how an older file becomes one of today.

Integer keys inside (``n`` of a node, ``v`` of a variant, ``t`` of a term, ``s`` of a statement); text ids in ``node``.
Papers and entities are both nodes, since a statement may join either.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING

from kg.errors import SchemaTooNew, StoreError

if TYPE_CHECKING:
    from collections.abc import Mapping

APPLICATION_ID = 0x706B6701  # in the header of the file: tells a graph from any other SQLite file
VERSION = 2

Migration = str | Callable[[sqlite3.Connection], None]
# From the version that is the key to the next one; SQL, or a function that is handed the connection.
# 1: a term may stand for different things in different papers.
MIGRATIONS: dict[int, Migration] = {
    1: """
PRAGMA defer_foreign_keys = ON;
CREATE TEMP TABLE kept AS SELECT t, type, name, surfaces, entity, reason FROM term;
DROP TABLE term;
CREATE TABLE term(
  t INTEGER PRIMARY KEY, type TEXT NOT NULL, name TEXT NOT NULL, surfaces TEXT NOT NULL,
  scope TEXT NOT NULL DEFAULT '', entity INTEGER REFERENCES entity, reason TEXT,
  UNIQUE(type, name, surfaces, scope)
);
INSERT INTO term(t, type, name, surfaces, entity, reason) SELECT t, type, name, surfaces, entity, reason FROM temp.kept;
CREATE INDEX term_entity ON term(entity);
DROP TABLE temp.kept;
"""
}

SCHEMA = """
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE run(id TEXT PRIMARY KEY, content TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE decision(position INTEGER PRIMARY KEY, cells TEXT NOT NULL);
CREATE TABLE reject(
  file TEXT NOT NULL, record INTEGER NOT NULL, reason TEXT NOT NULL, line INTEGER,
  PRIMARY KEY(file, record, reason)
) WITHOUT ROWID;

CREATE TABLE node(n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE);

-- What a record says, once for all records that say the same.
CREATE TABLE variant(
  v INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, title TEXT NOT NULL, title_key TEXT NOT NULL,
  abstract TEXT NOT NULL, record_id TEXT, fields TEXT NOT NULL
);
CREATE INDEX variant_title ON variant(title_key);
CREATE INDEX variant_record_id ON variant(record_id) WHERE record_id IS NOT NULL;

-- fingerprint: of the extraction, null while there is none; linked: its statements are made from that extraction.
CREATE TABLE paper(
  n INTEGER PRIMARY KEY REFERENCES node, variant INTEGER NOT NULL REFERENCES variant, fields TEXT NOT NULL,
  fingerprint TEXT, linked INTEGER NOT NULL DEFAULT 0, revision INTEGER NOT NULL
);
CREATE INDEX paper_variant ON paper(variant);
CREATE INDEX paper_revision ON paper(revision);
CREATE TABLE tombstone(id TEXT PRIMARY KEY, revision INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX tombstone_revision ON tombstone(revision);

-- declared: the id under which the record came; it redirects to the paper that the record now belongs to.
CREATE TABLE record(
  r INTEGER PRIMARY KEY, file TEXT NOT NULL, record INTEGER NOT NULL, declared TEXT NOT NULL,
  variant INTEGER NOT NULL REFERENCES variant, paper INTEGER REFERENCES paper,
  UNIQUE(file, record, declared)
);
CREATE INDEX record_declared ON record(declared);
CREATE INDEX record_variant ON record(variant);
CREATE INDEX record_paper ON record(paper);

CREATE TABLE entity(
  n INTEGER PRIMARY KEY REFERENCES node, type TEXT NOT NULL, name TEXT NOT NULL, kind TEXT,
  papers INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE name(
  a INTEGER PRIMARY KEY, entity INTEGER NOT NULL REFERENCES entity ON DELETE CASCADE,
  main INTEGER NOT NULL, text TEXT NOT NULL, folded TEXT NOT NULL,
  UNIQUE(entity, main, text)
);
CREATE INDEX name_folded ON name(folded);
CREATE VIRTUAL TABLE name_words USING fts5(
  text, content='name', content_rowid='a', tokenize="unicode61 remove_diacritics 2", prefix='1 2 3'
);
CREATE TRIGGER name_added AFTER INSERT ON name BEGIN
  INSERT INTO name_words(rowid, text) VALUES (new.a, new.text);
END;
CREATE TRIGGER name_removed AFTER DELETE ON name BEGIN
  INSERT INTO name_words(name_words, rowid, text) VALUES ('delete', old.a, old.text);
END;
CREATE TABLE redirect(old TEXT PRIMARY KEY, entity INTEGER NOT NULL REFERENCES entity ON DELETE CASCADE) WITHOUT ROWID;
CREATE INDEX redirect_entity ON redirect(entity);

CREATE TABLE term(
  t INTEGER PRIMARY KEY, type TEXT NOT NULL, name TEXT NOT NULL, surfaces TEXT NOT NULL,
  scope TEXT NOT NULL DEFAULT '', entity INTEGER REFERENCES entity, reason TEXT,
  UNIQUE(type, name, surfaces, scope)
);
CREATE INDEX term_entity ON term(entity);
CREATE TABLE local_entity(
  paper INTEGER NOT NULL REFERENCES paper ON DELETE CASCADE, place INTEGER NOT NULL,
  term INTEGER NOT NULL REFERENCES term, role TEXT NOT NULL, start INTEGER NOT NULL, stop INTEGER NOT NULL,
  rule TEXT NOT NULL, confidence REAL NOT NULL, optional INTEGER NOT NULL, kind TEXT,
  PRIMARY KEY(paper, place)
) WITHOUT ROWID;
CREATE INDEX local_entity_term ON local_entity(term);
CREATE TABLE mention(
  paper INTEGER NOT NULL REFERENCES paper ON DELETE CASCADE, place INTEGER NOT NULL, position INTEGER NOT NULL,
  start INTEGER NOT NULL, stop INTEGER NOT NULL, type TEXT NOT NULL, rule TEXT NOT NULL, confidence REAL NOT NULL,
  PRIMARY KEY(paper, place, position)
) WITHOUT ROWID;
CREATE TABLE local_relation(
  paper INTEGER NOT NULL REFERENCES paper ON DELETE CASCADE, position INTEGER NOT NULL,
  head INTEGER NOT NULL, relation TEXT NOT NULL, tail INTEGER NOT NULL, start INTEGER NOT NULL, stop INTEGER NOT NULL,
  spans TEXT NOT NULL, rule TEXT NOT NULL, confidence REAL NOT NULL,
  PRIMARY KEY(paper, position)
) WITHOUT ROWID;
CREATE TABLE sentence(
  paper INTEGER NOT NULL REFERENCES paper ON DELETE CASCADE, position INTEGER NOT NULL,
  start INTEGER NOT NULL, stop INTEGER NOT NULL,
  PRIMARY KEY(paper, position)
) WITHOUT ROWID;
CREATE TABLE abbreviation(
  paper INTEGER NOT NULL REFERENCES paper ON DELETE CASCADE, position INTEGER NOT NULL,
  short TEXT NOT NULL, long TEXT NOT NULL,
  PRIMARY KEY(paper, position)
) WITHOUT ROWID;

CREATE TABLE statement(
  s INTEGER PRIMARY KEY, subject INTEGER NOT NULL REFERENCES node, relation TEXT NOT NULL,
  object INTEGER NOT NULL REFERENCES node,
  UNIQUE(subject, object, relation)
);
CREATE INDEX statement_object ON statement(object);
-- Without a unique key over all columns, which would double the largest table; the code that inserts looks first.
CREATE TABLE evidence(
  e INTEGER PRIMARY KEY, statement INTEGER NOT NULL REFERENCES statement ON DELETE CASCADE,
  paper INTEGER NOT NULL REFERENCES paper, start INTEGER NOT NULL, stop INTEGER NOT NULL, spans TEXT NOT NULL,
  rule TEXT NOT NULL, confidence REAL NOT NULL
);
CREATE INDEX evidence_statement ON evidence(statement, paper);
CREATE INDEX evidence_paper ON evidence(paper);

-- entity.papers is the number of distinct papers with a statement about the entity: counting them for each of the
-- thousands of entities that a short search prefix hits would be slow, so the count follows the statements.
CREATE TRIGGER statement_added AFTER INSERT ON statement
WHEN EXISTS(SELECT 1 FROM paper WHERE n = new.subject)
 AND NOT EXISTS(SELECT 1 FROM statement WHERE subject = new.subject AND object = new.object AND s <> new.s)
BEGIN
  UPDATE entity SET papers = papers + 1 WHERE n = new.object;
END;
CREATE TRIGGER statement_removed AFTER DELETE ON statement
WHEN EXISTS(SELECT 1 FROM paper WHERE n = old.subject)
 AND NOT EXISTS(SELECT 1 FROM statement WHERE subject = old.subject AND object = old.object)
BEGIN
  UPDATE entity SET papers = papers - 1 WHERE n = old.object;
END;
"""


def run_script(connection: sqlite3.Connection, script: str) -> None:
    """Execute each statement of a script inside the open transaction (``executescript`` would commit it first)."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            connection.execute(pending)
            pending = ""


def create(connection: sqlite3.Connection) -> None:
    """Make the tables, inside the open transaction."""
    run_script(connection, SCHEMA)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    # chance, not content: it tells a graph file from a later one of the same name, and leaves the file in no export
    rows = [("schema_version", str(VERSION)), ("revision", "0"), ("identity", secrets.token_hex(8))]
    connection.executemany("INSERT INTO meta VALUES (?, ?)", rows)


def stored_version(connection: sqlite3.Connection) -> int:
    """The version that the file says it has."""
    row = connection.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchone()
    return int(row[0]) if row else 0


def migrate(
    connection: sqlite3.Connection,
    path: str,
    *,
    version: int | None = None,
    migrations: Mapping[int, Migration] | None = None,
) -> None:
    """Bring the file to ``version``, inside the open transaction; ``version`` and ``migrations`` are for tests."""
    wanted = VERSION if version is None else version
    steps = MIGRATIONS if migrations is None else migrations
    found = stored_version(connection)
    if found > wanted:
        raise SchemaTooNew(f"{path}: written by a newer paperkg (schema {found}, this one reads up to {wanted})")
    for step in range(found, wanted):
        if step not in steps:
            raise StoreError(f"{path}: schema {step} cannot be migrated; build the graph again")
        change = steps[step]
        if isinstance(change, str):
            run_script(connection, change)
        else:
            change(connection)
    connection.execute("UPDATE meta SET value = ? WHERE key = 'schema_version'", (str(wanted),))
