"""Counting what annotators made of names: the table ``seen.tsv``."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.extract.names import fold
from kg.extract.seen import COLUMNS, FILE, Seen
from kg.train.gold import paper_of, place

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from spacy.language import Language
    from spacy.tokens import Doc

Trie = dict[str, Any]
_END = "\0"


def count_names(records: Iterable[dict[str, Any]], nlp: Language) -> tuple[Seen, dict[str, Seen]]:
    """The counts over all records, and each record's own share of them by its id."""
    records = list(records)
    trie: Trie = {}
    for record in records:
        for entity in record["entities"]:
            if entity["type"] != "Repository":
                for surface in entity["surface"]:
                    _insert(trie, [token.text for token in nlp.make_doc(" ".join(surface.split()))])
    own = {record["id"]: _count(record, nlp.make_doc(paper_of(record).text), trie) for record in records}
    names: dict[str, Any] = defaultdict(lambda: np.zeros(len(COLUMNS), np.float32))
    heads: dict[str, Any] = defaultdict(lambda: np.zeros(len(COLUMNS), np.float32))
    for seen in own.values():
        for key, counts in seen.names.items():
            names[key] += counts
        for key, counts in seen.heads.items():
            heads[key] += counts
    return Seen(dict(names), dict(heads)), own


def _insert(trie: Trie, words: list[str]) -> None:
    for word in words:
        key = fold(word)
        if key:
            trie = trie.setdefault(key, {})
    trie[_END] = True


def _matches(doc: Doc, trie: Trie) -> list[tuple[int, int]]:
    words = [fold(token.text) for token in doc]
    found = []
    for start, word in enumerate(words):
        if not word:
            continue
        below, place_ = trie, start
        while place_ < len(words):
            if words[place_]:
                if words[place_] not in below:
                    break
                below = below[words[place_]]
                if _END in below:
                    found.append((start, place_ + 1))
            place_ += 1
    return found


def _count(record: dict[str, Any], doc: Doc, trie: Trie) -> Seen:
    entities = [entity for entity in place(doc, record) if entity.type != "Repository"]
    names: dict[str, Any] = {}
    heads: dict[str, Any] = {}
    inside: set[int] = set()
    for entity in entities:
        column = COLUMNS.index("optional" if entity.optional else entity.type)
        for surface in {fold(s) for s in (*entity.surfaces, entity.name)}:
            names.setdefault(surface, np.zeros(len(COLUMNS), np.float32))[column] = 1
        for start, end in entity.spans:
            inside.update(range(start, end))
    for entity in entities:
        column = COLUMNS.index("optional" if entity.optional else entity.type)
        for last in {fold(surface).rsplit(" ", 1)[-1] for surface in entity.surfaces}:
            heads.setdefault(last, np.zeros(len(COLUMNS), np.float32))[column] += 1
    for start, end in _matches(doc, trie):
        key = fold(doc[start:end].text)
        if key not in names and not all(i in inside for i in range(start, end)):
            names[key] = np.zeros(len(COLUMNS), np.float32)
            names[key][COLUMNS.index("nothing")] = 1
    for token in doc:
        key = fold(token.text)
        if token.i not in inside and key and key not in heads:
            heads[key] = np.zeros(len(COLUMNS), np.float32)
            heads[key][COLUMNS.index("nothing")] = 1
    return Seen(names, heads)


def write(seen: Seen, folder: Path) -> None:
    """The table as text: last words that end no name are left out."""
    with (folder / FILE).open("w", encoding="utf-8", newline="\n") as out:
        out.write("\t".join(("table", "key", *COLUMNS)) + "\n")
        for table, counts in (("name", seen.names), ("head", seen.heads)):
            for key in sorted(counts):
                row = counts[key]
                if key and "\t" not in key and row[: len(COLUMNS) - 1].any():
                    out.write("\t".join((table, key, *(str(int(x)) for x in row))) + "\n")
