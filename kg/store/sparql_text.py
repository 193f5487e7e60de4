"""A look at the words of a SPARQL query before it runs: does it leave the machine, would it write, is it ordered.

Oxigraph has no switch against SERVICE, so that the words must tell. Where this reading and Oxigraph's could differ,
the query is refused: only what is surely a string, an absolute IRI, a variable or a local name may hold that word.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, NamedTuple

from kg.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKENS = re.compile(
    r"""
    (?P<string>\"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3} | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
              | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*')
  | (?P<iri><[A-Za-z][A-Za-z0-9+.-]*://[^<>"{}|^`\\\x00-\x20]*>)  # absolute: "//" cannot stand in an expression
  | (?P<comment>\#[^\r\n]*)
  | (?P<escape>\\.)
  | (?P<variable>[?$][^\W\d]\w*)
  | (?P<local>:[\w%-]+)
  | (?P<tag>@[A-Za-z][A-Za-z0-9-]*)
  | (?P<word>[^\W\d][\w-]*)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_NAMES = {"string", "iri", "variable", "local", "tag"}
# A relative IRI with "#" or a quote in it may also be read as "less than" and a comment or a string, and the other
# way round: what follows would be read wrongly.
_AMBIGUOUS = re.compile(r"<(?![A-Za-z][A-Za-z0-9+.-]*://)[^<>\"{}|^`\\\x00-\x20]*[#'][^<>\"{}|^`\\\x00-\x20]*>")
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "WITH"}
_FORMS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}


class Outline(NamedTuple):
    """What the words of a query tell."""

    form: str  # SELECT, ASK, CONSTRUCT, DESCRIBE; empty if there is none
    ordered: bool


def outline(query: str) -> Outline:
    """Read the words of a query; ``QueryError`` if it would write or ask another server."""
    words, rest = _read(query)
    if _may_leave(query, rest):
        raise QueryError("SERVICE would ask another server; queries stay in this graph")
    form = next((word for word, _ in words if word in _FORMS | _UPDATES), "")
    if form in _UPDATES:
        raise QueryError(f"{form} would write; queries are read-only: SELECT, ASK, CONSTRUCT or DESCRIBE")
    ordered = any(first == ("ORDER", 0) and then == ("BY", 0) for first, then in itertools.pairwise(words))
    return Outline(form, ordered)


def tokens(query: str) -> Iterator[re.Match[str]]:
    """The tokens of a query; ``lastgroup`` says of which kind each is."""
    return _TOKENS.finditer(query)


def _may_leave(query: str, rest: str) -> bool:
    # A letter of a keyword written as \\uXXXX is no valid SPARQL; should a parser ever take it, it must not get past.
    if "service" not in query.lower() and "\\u" not in query.lower():
        return False
    return "service" in rest.lower() or "\\u" in rest.lower() or _AMBIGUOUS.search(query) is not None


def _read(query: str) -> tuple[list[tuple[str, int]], str]:
    """The words in capitals with the depth of braces around them, and everything that is no name and no string."""
    words: list[tuple[str, int]] = []
    rest: list[str] = []
    depth = 0
    for match in _TOKENS.finditer(query):
        kind, found = match.lastgroup, match.group()
        if kind in _NAMES:
            rest.append(" ")
            continue
        rest.append(found)
        if kind == "comment":
            continue
        depth += {"{": 1, "}": -1}.get(found, 0)
        # A word before a colon is a prefix, not a keyword.
        if kind == "word" and not query.startswith(":", match.end()):
            words.append((found.upper(), depth))
    return words, "".join(rest)
