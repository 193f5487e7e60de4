"""What a person decided: merges and splits in a table that can be read, edited and undone (``decisions.tsv``).

A row is ``action`` (merge, split or differ), ``type``, ``a``, ``b``, ``papers`` and ``note``. A merge makes ``a`` and
``b`` one thing; ``differ`` notes that they are two, so that nobody is asked again. A split takes ``a`` in these papers
(ids, separated by blanks) for another thing, called ``b`` if that is given. Names are of the type; an id may stand
instead where a name means several things. The rows hold for every build.
"""

from __future__ import annotations

import csv
import io
from dataclasses import astuple, dataclass, fields
from typing import TYPE_CHECKING

from kg.errors import UnreadableInput
from kg.model import EntityType
from kg.resolve.normal import normal
from kg.text import digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

FILE = "decisions.tsv"
MERGE, SPLIT, DIFFER = "merge", "split", "differ"
SPLIT_SCOPE = "split:"  # begins the scope of terms that a person took apart


@dataclass(frozen=True, slots=True)
class Decision:
    """One row."""

    action: str
    type: str
    a: str
    b: str = ""
    papers: str = ""
    note: str = ""

    @property
    def kind(self) -> EntityType:
        """The type as a value."""
        return EntityType(self.type)

    @property
    def scope(self) -> str:
        """Marks what this split takes apart; the same row marks it alike in every build."""
        return SPLIT_SCOPE + digest(self.type, self.a, self.b, " ".join(sorted(self.papers.split())), size=8)

    def told(self) -> str:
        """The decision in words."""
        if self.action != SPLIT:
            return f"{self.action} {self.a!r} and {self.b!r}"
        return f"split {self.a!r} in {self.papers}"


COLUMNS = tuple(each.name for each in fields(Decision))


def read(path: Path) -> list[Decision]:
    """The decisions of a file; a missing file holds none.

    Raises ``UnreadableInput`` for a row that is no decision: nothing is decided by half a file.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableInput(str(path), getattr(error, "strerror", None) or "not UTF-8 text") from error
    rows = csv.reader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE)
    found = []
    for number, cells in enumerate(rows, start=1):
        if not cells or cells[0].startswith("#") or cells == list(COLUMNS):
            continue
        wrong = _wrong(cells)
        if wrong:
            raise UnreadableInput(str(path), f"line {number}: {wrong}")
        found.append(Decision(*(cell.strip() for cell in cells[: len(COLUMNS)])))
    return found


def _wrong(cells: Sequence[str]) -> str | None:
    padded = [*(cell.strip() for cell in cells), *[""] * len(COLUMNS)]
    action, kind, a, b, papers = padded[:5]
    if action not in (MERGE, SPLIT, DIFFER):
        return f"{action!r} is none of {MERGE}, {SPLIT}, {DIFFER}"
    if kind not in {each.value for each in EntityType}:
        return f"{kind!r} is no entity type"
    if not a or (action != SPLIT and not b):
        return "a merge needs two names, a split one"
    if action == SPLIT and not papers:
        return "a split needs papers"
    return None


def settles(decision: Decision, a: str, b: str) -> bool:
    """Whether a merge or ``differ`` row speaks of these two names (or ids), in whatever order and spelling."""
    if decision.action == SPLIT:
        return False  # it takes apart papers, not names
    rows = [{text, normal(text, decision.kind)} for text in (decision.a, decision.b)]
    asked = [{text, normal(text, decision.kind)} for text in (a, b)]
    return any(all(x & y for x, y in zip(rows, order, strict=True)) for order in (asked, asked[::-1]))


def written(decisions: Iterable[Decision]) -> str:
    """The text of the file."""
    rows = [COLUMNS, *(astuple(each) for each in decisions)]
    clean = ("\t".join(" ".join(str(cell).split()) for cell in row) for row in rows)
    return "".join(f"{row}\n" for row in clean)


def same(a: Decision, b: Decision) -> bool:
    """Whether two rows decide the same, whatever their notes and order of names."""
    names = {a.a, a.b} == {b.a, b.b} if a.action != SPLIT else (a.a, a.b) == (b.a, b.b)
    return (a.action, a.type) == (b.action, b.type) and names and set(a.papers.split()) == set(b.papers.split())
