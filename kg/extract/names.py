"""Lists of names as data: where they lie, how they are read, and what a name in them looks like."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

COLUMNS = ("surface", "name", "match", "source", "licence")
FILES = {
    "Method": "methods.tsv",
    "Dataset": "datasets.tsv",
    "Benchmark": "benchmarks.tsv",
    "Task": "tasks.tsv",
    "Metric": "metrics.tsv",
}
_INNER_CAPITAL = re.compile(r"[^\W\d_].*[A-Z]|[A-Za-z].*\d|\d.*[A-Za-z]")


def fold(surface: str) -> str:
    """Case, hyphens and a plural s do not count: the key under which lower-case names are listed."""
    single = re.sub(r"(?<=[A-Z])s$", "", surface)  # LLMs
    words = re.sub(r"[-\u2010-\u2015\s]+", " ", single.casefold()).split()
    if words and len(words[-1]) > 3 and words[-1].endswith("s") and not words[-1].endswith(("ss", "us", "is")):
        words[-1] = words[-1][:-1]
    return " ".join(words)


def distinctive(surface: str) -> bool:
    """Whether a string looks like a proper name whatever the language says: inner capitals, or letters with digits."""
    return any(_INNER_CAPITAL.search(word) for word in re.split(r"[-\u2010-\u2015\s/]+", surface))


@dataclass(frozen=True, slots=True)
class Row:
    """One name of a lexicon: ``match`` is ``fold`` (case, hyphens, plural ignored) or ``case`` (as written)."""

    type: str
    surface: str
    name: str
    match: str


def lexicon_folder() -> Traversable:
    """Where the lexicons lie, installed or not."""
    return files("ontology") / "lexicons"


def rows(folder: Traversable | None = None) -> Iterator[Row]:
    """Every row of every lexicon."""
    for kind, file in FILES.items():
        text = ((folder or lexicon_folder()) / file).read_text(encoding="utf-8")
        for row in csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE):
            yield Row(kind, row["surface"], row["name"], row["match"])


@cache
def common_words() -> frozenset[str]:
    """Lower-case words of the language of abstracts."""
    return frozenset((lexicon_folder() / "words.txt").read_text(encoding="utf-8").split())


@cache
def never() -> frozenset[str]:
    """Folded names that are never entities: umbrella terms, generic nouns."""
    return frozenset(fold(line) for line in _lines("never.txt"))


@cache
def unnamed() -> frozenset[str]:
    """Folded words that look like proper names, but that annotators hardly ever took for one."""
    return frozenset(_lines("unnamed.txt"))


def _lines(file: str) -> list[str]:
    text = (lexicon_folder() / file).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
