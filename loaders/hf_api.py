"""Hugging Face Daily Papers API answers: a JSON list of papers, bare or wrapped, also as scripts garble it."""

from __future__ import annotations

import ast
import json
import re
import warnings
from typing import TYPE_CHECKING

from kg.errors import UnreadableInput
from kg.ids import arxiv_id
from kg.model import Reject
from loaders.fields import RecordError, paper_from_record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.model import Paper

_ARRAY = re.compile(r"\s*\[\s*([{\"\[\]]|$)")
_WRAPPED = re.compile(r"\s*\{[^\[\]{}]*\"data\"\s*:\s*\[")
# What the API says about a listed paper outside its "paper" object.
_OUTER = ("title", "summary", "publishedAt", "numComments")


def load(lines: Iterable[str], *, file: str) -> Iterator[Paper | Reject]:
    """Yield a paper or a reject for every item of the list; a file without a list raises ``UnreadableInput``."""
    for number, item in enumerate(_items("".join(lines), file), start=1):
        try:
            yield paper_from_record(flatten(_as_object(item)), file=file, number=number)
        except RecordError as error:
            yield Reject(file, number, None, str(error))


def sniff(head: str) -> bool:
    """Whether the text is a JSON list, bare or as the ``data`` of an object."""
    wrapped = _WRAPPED.match(head)
    # An object with a title before its "data" is a record that happens to have such a key.
    return bool(_ARRAY.match(head) or (wrapped and '"title"' not in wrapped[0]))


def parse_json(text: str) -> object:
    """The value of a JSON text; NaN, which tables write for an empty cell, is null. Raises ``ValueError``."""
    try:
        return json.loads(text, parse_constant=lambda name: None if name == "NaN" else _refuse(name))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def flatten(item: dict[str, object]) -> dict[str, object]:
    """An item of the API as a flat record; one that is flat already only gets our word for its comments."""
    inner = item.get("paper")
    if not isinstance(inner, dict):
        return item if "comments" in item else item | {"comments": item.get("numComments")}
    record = {key: item.get(key) for key in _OUTER} | {key: value for key, value in inner.items() if value is not None}
    record["comments"] = record.pop("numComments")
    record["authors"] = _shown(record.get("authors"))
    paper_id = record.get("id")
    arxiv = arxiv_id(paper_id) if isinstance(paper_id, str) else None
    return record | {"url": f"https://arxiv.org/abs/{arxiv}"} if arxiv else record


def _shown(authors: object) -> object:
    """The authors that the listing shows: one who is hidden there is no author of the paper."""
    if not isinstance(authors, list):
        return authors
    return [author for author in authors if not (isinstance(author, dict) and author.get("hidden") is True)]


def _items(text: str, file: str) -> list[object]:
    try:
        document = parse_json(text)
    except ValueError as error:
        raise UnreadableInput(file, f"not JSON: {error}") from error
    items = document.get("data") if isinstance(document, dict) else document
    if not isinstance(items, list):
        raise UnreadableInput(file, "JSON, but no list of papers")
    return items


def _as_object(item: object) -> dict[str, object]:
    value = _evaluated(item) if isinstance(item, str) else item
    if not isinstance(value, dict):
        raise RecordError("not a JSON object")
    return value


def _evaluated(text: str) -> object:
    """The value of an item that a script wrote as text: JSON, or a Python literal (which runs nothing)."""
    try:
        return parse_json(text)
    except ValueError:
        pass
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd escapes in the text: they are data here, not source code
            return ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError) as error:
        raise RecordError("text that is neither JSON nor a Python literal") from error


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")
