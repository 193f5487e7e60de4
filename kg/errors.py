"""Every error that paperkg raises on purpose.

KgError
├── UsageError            exit 2: the question is wrong
│   └── AmbiguousName     a name stands for several things
├── NotFound (KeyError)   exit 1: no such entity or paper; carries suggestions
├── UnreadableInput       exit 3: a whole file cannot be read
├── StoreError            exit 3: a store is missing, newer, locked or broken
│   ├── NoGraph           the graph file does not exist
│   ├── SchemaTooNew      written by a newer paperkg
│   └── StoreLocked       another build holds it
├── QueryError            exit 2: SPARQL that does not parse, or that would write
└── NoEvidence (ValueError)  a statement without evidence
"""

from __future__ import annotations


class KgError(Exception):
    """Base of all; ``exit_code`` is what the command line returns for it."""

    exit_code = 1


class UsageError(KgError):
    """The user asked for something that does not make sense."""

    exit_code = 2


class AmbiguousName(UsageError):
    """A name that stands for several things; ``candidates`` are their ids, names and papers, commonest first."""

    def __init__(self, name: str, candidates: tuple[tuple[str, str, int], ...]) -> None:
        self.name = name
        self.candidates = candidates
        listed = ", ".join(f"{entity_id} ({papers} papers)" for entity_id, _, papers in candidates[:5])
        self.suggestions = tuple(entity_id for entity_id, _, _ in candidates)
        super().__init__(f"{name!r} stands for several things: {listed}; say which with --as TYPE or give the id")


class NotFound(KgError, KeyError):
    """Nothing in the graph has this name; ``suggestions`` are the nearest known names."""

    def __init__(self, name: str, suggestions: tuple[str, ...] = ()) -> None:
        self.name = name
        self.suggestions = suggestions
        hint = f"; did you mean {', '.join(suggestions)}?" if suggestions else ""
        self.message = f"nothing in the graph is called {name!r}{hint}"
        super().__init__(self.message)

    def __str__(self) -> str:
        return self.message


class UnreadableInput(KgError):
    """A file that cannot be opened, decoded or recognised."""

    exit_code = 3

    def __init__(self, file: str, reason: str) -> None:
        self.file = file
        self.reason = reason
        super().__init__(f"{file}: {reason}")


class StoreError(KgError):
    """A store that cannot be used."""

    exit_code = 3


class NoGraph(StoreError):
    """The graph file is not there; reading commands never create it."""

    def __init__(self, path: str) -> None:
        super().__init__(f"no graph at {path}; make one with: kg build SOURCES -g {path}")


class SchemaTooNew(StoreError):
    """The graph file was written by a newer version."""


class StoreLocked(StoreError):
    """Another process is writing to the graph file."""


class QueryError(KgError):
    """A query that cannot be run as given."""

    exit_code = 2


class NoEvidence(KgError, ValueError):
    """A statement must carry at least one evidence."""

    def __init__(self, subject: str, relation: str, obj: str) -> None:
        super().__init__(f"no evidence for {subject} {relation} {obj}")
