"""A look at the words of a Cypher query before it runs: does it only read, is it ordered; and its form for ladybug.

ladybug opened read-only still reads and writes other files (LOAD FROM, COPY ... TO), and it understands some texts
otherwise than Neo4j without a word; such texts are refused, or written so that both mean the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from kg.errors import QueryError
from kg.store.rdf_terms import clean

if TYPE_CHECKING:
    from collections.abc import Mapping

Parameter = str | int | float | bool

_TOKENS = re.compile(
    r"""
    (?P<string>'(?:[^'\\]|\\.)*' | "(?:[^"\\]|\\.)*")
  | (?P<quoted>`(?:[^`]|``)*`)
  | (?P<comment>//[^\r\n]* | /\*.*?\*/)
  | (?P<space>\s+)
  | (?P<parameter>\$\w+)
  | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
  | (?P<word>[^\W\d]\w*)
  | (?P<dots>\.\.)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_SILENT = {"comment", "space"}
# Clauses that may stand in the middle of a query; what a query may not begin with need not be listed.
_WRITES = {
    *("CREATE", "MERGE", "DELETE", "DETACH", "SET", "REMOVE", "FOREACH", "INSERT", "COPY", "LOAD", "CALL", "USE"),
    *("DROP", "ALTER"),
}
_FIRST = {"MATCH", "OPTIONAL", "WITH", "UNWIND", "RETURN", "SHOW"}
_LOOKS = {"EXPLAIN", "PROFILE"}
# Property keys and relationship types that are keywords to ladybug alone.
_KEYWORDS = {"END", "IN", "START"}
_SEARCHES = {"TRAIL", "SHORTEST", "ALL", "WSHORTEST"}
_WALKS = {"WALK", "ACYCLIC"}


class Token(NamedTuple):
    """A piece of a query; comments and space are none."""

    kind: str
    text: str
    start: int

    @property
    def word(self) -> str:
        """The word in capitals; empty if it is something else."""
        return self.text.upper() if self.kind == "word" else ""


class Outline(NamedTuple):
    """What the words of a query tell."""

    tokens: tuple[Token, ...]
    ordered: bool


def _scan(query: str) -> tuple[Token, ...]:
    return tuple(
        Token(match.lastgroup or "other", match.group(), match.start())
        for match in _TOKENS.finditer(query)
        if match.lastgroup not in _SILENT
    )


def is_ordered(query: str) -> bool:
    """Whether a query says itself in which order its rows come."""
    return _ordered(_scan(query))


def values_of(params: Mapping[str, Parameter] | None) -> dict[str, Parameter]:
    """The values of ``$name``, with texts as every store can hold them."""
    return {
        name.lstrip("$"): clean(value) if isinstance(value, str) else value for name, value in (params or {}).items()
    }


def outline(query: str) -> Outline:
    """Read the words of a query; ``QueryError`` if it would write, or do anything else than answer."""
    tokens = _scan(query)
    while tokens and tokens[-1].text == ";":
        tokens = tokens[:-1]
    if not tokens:
        raise QueryError("the query is empty")
    first = next((token for token in tokens if token.word not in _LOOKS), tokens[0])
    if first.word not in _FIRST | _WRITES:
        raise QueryError(f"{first.text[:30]!r} begins no query; MATCH, UNWIND, WITH or RETURN does")
    for number, token in enumerate(tokens):
        if token.text == ";":
            raise QueryError("one statement at a time: there is more after the ';'")
        if token.kind == "other" and token.text in "'\"`":
            raise QueryError(f"Cypher does not parse: {token.text} is opened and not closed")
        if token.word in _WRITES and not _is_name(tokens, number):
            raise QueryError(f"{token.word} is not for reading; queries are read-only: MATCH ... RETURN")
    return Outline(tokens, _ordered(tokens))


def _is_name(tokens: tuple[Token, ...], number: int) -> bool:
    """Whether a word is surely a property, a label or a key of a map, and no clause."""
    before = tokens[number - 1].text if number else ""
    after = tokens[number + 1].text if number + 1 < len(tokens) else ""
    return before in {".", ":", "|"} or after == ":"


def _ordered(tokens: tuple[Token, ...]) -> bool:
    words = [token.word for token in tokens]
    if "UNION" in words or "RETURN" not in words:
        return False
    last = len(words) - 1 - words[::-1].index("RETURN")
    return ("ORDER", "BY") in zip(words[last:], words[last + 1 :], strict=False)


def for_ladybug(query: str, seen: Outline) -> str:
    """The same query as ladybug understands it; ``QueryError`` for what cannot mean the same there."""
    pieces: list[str] = []
    done = 0
    for number, token in enumerate(seen.tokens):
        _refuse_index(seen.tokens, number)
        before = seen.tokens[number - 1].text if number else ""
        new = token.text
        if token.word in _KEYWORDS and before in {".", ":", "|"}:
            new = f"`{token.text}`"
        elif _opens_length(seen.tokens, number):
            # Left alone, ladybug would go over one relationship many times (a walk), where Cypher does it once.
            new = "* TRAIL "
        pieces.extend((query[done : token.start], new))
        done = token.start + len(token.text)
    return "".join((*pieces, query[done:])).rstrip("; \n\r\t")


def _opens_length(tokens: tuple[Token, ...], number: int) -> bool:
    """Whether this is the ``*`` of ``-[r:TYPE*1..3]-`` without a word on how to search."""
    if tokens[number].text != "*" or not _in_relationship(tokens, number):
        return False
    after = tokens[number + 1].word if number + 1 < len(tokens) else ""
    if after in _WALKS:
        raise QueryError(f"{after} answers otherwise than Cypher does; write *1..3")
    return after not in _SEARCHES


def _in_relationship(tokens: tuple[Token, ...], number: int) -> bool:
    """Whether nothing but a name and types stand between a ``-[`` and this place."""
    place = number - 1
    while place >= 0 and (tokens[place].kind in {"word", "quoted"} or tokens[place].text in {":", "|", "!", "&"}):
        place -= 1
    return place > 0 and tokens[place].text == "[" and tokens[place - 1].text == "-"


def _refuse_index(tokens: tuple[Token, ...], number: int) -> None:
    """``list[0]`` is the first element in Cypher, and nothing to ladybug, whose first is ``list[1]``."""
    if tokens[number].text != "[" or number == 0:
        return
    before = tokens[number - 1]
    if before.text in {")", "]"} or (
        before.kind in {"word", "quoted", "parameter"} and before.word not in _BEFORE_LIST
    ):
        raise QueryError("list[0] is another element in ladybug than in Neo4j; write head(list), or UNWIND it")


_BEFORE_LIST = {
    "IN",
    "RETURN",
    "WITH",
    "UNWIND",
    "AND",
    "OR",
    "NOT",
    "XOR",
    "WHERE",
    "THEN",
    "ELSE",
    "WHEN",
    "BY",
    "DISTINCT",
}
