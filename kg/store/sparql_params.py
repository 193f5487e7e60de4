"""Values for the variables of a query that goes to a server: the SPARQL Protocol has no parameters.

A value is written by the RDF library, as a term of a VALUES block that begins each group which speaks of the variable:
no more than a value can come of it, and each group sees it, as it does where a store takes values with the query.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyoxigraph import Literal

from kg.errors import QueryError
from kg.store.sparql_text import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from re import Match

    from pyoxigraph import NamedNode

_ESCAPE = re.compile(r"(?<=\\)(?=[uU])")


@dataclass(slots=True)
class _Group:
    """What stands between two braces; ``takes`` if a VALUES block may begin it."""

    start: int
    takes: bool
    inside_exists: bool
    outermost: bool
    speaks_of: set[str] = field(default_factory=set)


def with_values(query: str, given: Mapping[str, NamedNode | Literal]) -> str:
    """The query with these values for its variables."""
    if not given:
        return query
    groups = [group for group in _groups(query) if group.takes]
    if not groups:
        raise QueryError("the query has no { } in which a parameter could have its value")
    places = sorted(groups, key=lambda group: -group.start)
    for group in places:
        told = [_block(name, value) for name, value in given.items() if group.outermost or name in group.speaks_of]
        query = query[: group.start] + "".join(told) + query[group.start :]
    return query


def in_values(query: str, given: Mapping[str, Iterable[NamedNode]]) -> str:
    """One of our own queries with each of these variables held to some nodes, at the beginning of its group."""
    start = query.index("{") + 1
    blocks = (f" VALUES ?{name} {{ {' '.join(map(str, nodes))} }} " for name, nodes in given.items())
    return query[:start] + "".join(blocks) + query[start:]


def _block(name: str, value: NamedNode | Literal) -> str:
    parts = _ESCAPE.split(value.value) if isinstance(value, Literal) else []
    if len(parts) > 1:
        # Some parsers decode \\u in the whole text before they read strings: backslash and letter are kept apart.
        return f" BIND(CONCAT({', '.join(str(Literal(part)) for part in parts)}) AS ?{name}) "
    return f" VALUES ?{name} {{ {value} }} "


def _groups(query: str) -> list[_Group]:
    """All that stands between braces."""
    found: list[_Group] = []
    open_: list[_Group] = []
    last, data = "", False
    waiting = [match for match in tokens(query) if match.lastgroup != "comment" and not match.group().isspace()]
    following = iter([*waiting[1:], None])
    for match in waiting:
        then, text = next(following), match.group()
        if text == "{" and match.lastgroup == "other":
            open_.append(_opened(match, then, last, open_, data=data))
            data = False
        elif text == "}" and match.lastgroup == "other" and open_:
            closed = open_.pop()
            found.append(closed)
            if open_:
                open_[-1].speaks_of |= closed.speaks_of
        elif match.lastgroup == "variable" and open_:
            open_[-1].speaks_of.add(text[1:])
        if text.upper() == "VALUES" and not query.startswith(":", match.end()):  # not a prefix of that name
            data = True
        last = text.upper()
    return found


def _opened(match: Match[str], then: Match[str] | None, last: str, around: list[_Group], *, data: bool) -> _Group:
    next_word = then.group().upper() if then is not None else ""
    inside_exists = last == "EXISTS" or any(group.inside_exists for group in around)
    # A subquery stands alone between its braces, and so do data, a template and an annotation.
    takes = not data and not inside_exists and last != "CONSTRUCT" and next_word not in {"SELECT", "|"}
    return _Group(match.end(), takes, inside_exists, outermost=takes and not any(group.takes for group in around))
