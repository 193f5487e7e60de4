"""The shapes of the JSON that the contract promises, and whether a document has exactly that shape."""

from __future__ import annotations

from typing import Any

from kg.model import EntityType, RelationType

NUMBER = (int, float)
TEXT_OR_NONE = (str, type(None))
TYPES = [kind.value for kind in EntityType]
RELATIONS = [relation.value for relation in RelationType]


class Maybe:
    """A key that need not be there."""

    def __init__(self, shape: Any) -> None:
        self.shape = shape


class OneOf:
    """One of these values."""

    def __init__(self, *values: str) -> None:
        self.values = values


ENTITY = {
    "id": str,
    "type": OneOf(*TYPES),
    "name": str,
    "aliases": [str],
    "papers": int,
    "kind": Maybe(OneOf("code", "project", "hub", "other")),
}
EVIDENCE = {
    "paper": str,
    "title": str,
    "date": TEXT_OR_NONE,
    "sentence": str,
    "start": int,
    "end": int,
    "spans": [[int]],
    "rule": str,
    "confidence": NUMBER,
}
RELATION = OneOf(*RELATIONS)
FIND = {"results": [ENTITY]}
SHOW = {
    **ENTITY,
    "paper_count": int,
    "links": Maybe([str]),
    "papers": [{"id": str, "title": str, "date": TEXT_OR_NONE, "role": str}],
    "relations": [
        {
            "relation": RELATION,
            "direction": OneOf("out", "in"),
            "entity": ENTITY,
            "support": int,
            "evidence": [EVIDENCE],
        }
    ],
}
SHARED = {
    "entity": ENTITY,
    "results": [
        {
            "entity": ENTITY,
            "datasets": [ENTITY],
            "papers": [str],
            "score": NUMBER,
            "p_value": NUMBER,
            "evidence": [EVIDENCE],
        }
    ],
}
PAIR = {"a": ENTITY, "b": ENTITY, "datasets": [ENTITY], "papers": [str], "score": NUMBER}
MATRIX = {"methods": [ENTITY], "datasets": [ENTITY], "papers": [[[str]]], "evidence": [EVIDENCE]}
PATH = {
    "paths": [
        {
            "cost": NUMBER,
            "nodes": [ENTITY],
            "hops": [{"relation": RELATION, "forward": bool, "evidence": [EVIDENCE]}],
        }
    ]
}
COOCCUR = {
    "entity": ENTITY,
    "results": [
        {
            "entity": ENTITY,
            "count": int,
            "papers": [str],
            "evidence": [EVIDENCE],
            **dict.fromkeys(("expected", "lift", "pmi", "jaccard", "llr", "p_value"), NUMBER),
        }
    ],
}
TREND = {
    "results": [
        {
            "entity": ENTITY,
            "months": [(str, int)],
            "slope": NUMBER,
            "ci": [NUMBER],
            "first_seen": str,
            "half_life": NUMBER,
        }
    ]
}
PAGE = {
    "entity": ENTITY,
    "years": [
        {
            "year": TEXT_OR_NONE,
            "count": int,
            "methods": [
                {
                    "entity": ENTITY,
                    "relations": [RELATION],
                    "papers": [{"id": str, "title": str, "date": TEXT_OR_NONE, "relations": [RELATION]}],
                    "repositories": [{"entity": ENTITY, "relation": RELATION, "papers": [str]}],
                    "evidence": [EVIDENCE],
                }
            ],
        }
    ],
    "papers": [{"id": str, "title": str, "date": TEXT_OR_NONE, "role": str}],
}
CELL = (str, int, float, bool, type(None))
ROWS = {"columns": [str], "rows": [[CELL]]}
PAPER = {
    "id": str,
    "title": str,
    "abstract": str,
    "authors": ([str], None),
    "author_count": (int, type(None)),
    "date": TEXT_OR_NONE,
    "date_text": TEXT_OR_NONE,
    "comments": (int, type(None)),
    "upvotes": (int, type(None)),
    "url": TEXT_OR_NONE,
    "sources": [{"file": str, "record": int}],
    "record_id": Maybe(str),
    "abstract_truncated": Maybe(bool),
}
EXTRACTED = {
    "id": str,
    "title": str,
    "entities": [
        {
            "type": OneOf(*TYPES),
            "name": str,
            "surface": [str],
            "role": str,
            "confidence": NUMBER,
            "optional": Maybe(bool),
            "kind": Maybe(str),
        }
    ],
    "relations": [[str]],
}
SUMMARY = {
    **dict.fromkeys(("papers_new", "papers_changed", "papers_same", "papers_reread"), int),
    **dict.fromkeys(("rejects", "entities", "statements"), int),
    "seconds": NUMBER,
    "conflicts": Maybe([str]),
}


def check(value: Any, shape: Any, where: str = "$") -> None:
    """The document has this shape, no key more and none less."""
    if isinstance(shape, dict):
        assert isinstance(value, dict), f"{where}: {value!r}"
        needed = {key for key, part in shape.items() if not isinstance(part, Maybe)}
        assert needed <= value.keys() <= shape.keys(), f"{where}: {sorted(value)}"
        for key, part in value.items():
            wanted = shape[key]
            check(part, wanted.shape if isinstance(wanted, Maybe) else wanted, f"{where}.{key}")
    elif isinstance(shape, list):
        assert isinstance(value, list), f"{where}: {value!r}"
        for place, part in enumerate(value):
            check(part, shape[0], f"{where}[{place}]")
    elif isinstance(shape, OneOf):
        assert value in shape.values, f"{where}: {value!r}"
    elif isinstance(shape, tuple) and isinstance(shape[0], list):
        if value is not None:
            check(value, shape[0], where)
    elif shape == (str, int):
        assert [type(part) for part in value] == [str, int], f"{where}: {value!r}"
    else:
        allowed = shape if isinstance(shape, tuple) else (shape,)
        assert type(value) in allowed, f"{where}: {value!r}"


def evidence_in(document: Any) -> list[dict[str, Any]]:
    """Every evidence in a document, however deep."""
    if isinstance(document, list):
        return [item for part in document for item in evidence_in(part)]
    if not isinstance(document, dict):
        return []
    if "sentence" in document:
        return [document]
    return [item for part in document.values() for item in evidence_in(part)]


def check_literal(document: Any, texts: dict[str, str], titles: dict[str, str]) -> list[dict[str, Any]]:
    """Every sentence stands at its offsets, within the title or within the abstract; the evidence that was seen."""
    found = evidence_in(document)
    for item in found:
        text, title, start, end = texts[item["paper"]], titles[item["paper"]], item["start"], item["end"]
        assert item["title"] == title
        assert text[start:end] == item["sentence"] != ""
        assert end <= len(title) or start > len(title), "from the title into the abstract"
        assert item["spans"]
        assert all(0 <= low < high <= len(text) for low, high in item["spans"])
        assert 0 < item["confidence"] <= 1
    return found
