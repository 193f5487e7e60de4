"""JSON Lines: an object a line, flat or as the Daily Papers API nests it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kg.model import Reject
from loaders.fields import RecordError, paper_from_record
from loaders.hf_api import flatten, parse_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.model import Paper

_SNIFFED_LINES = 50


def load(lines: Iterable[str], *, file: str) -> Iterator[Paper | Reject]:
    """Yield a paper or a reject for every line that is not blank."""
    number = 0
    for line_number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        number += 1
        try:
            yield paper_from_record(_object(line), file=file, number=number)
        except RecordError as error:
            yield Reject(file, number, line_number, str(error))


def sniff(head: str) -> bool:
    """Whether some line near the beginning is an object of its own, and not the whole of an API answer."""
    lines = [line for line in head.split("\n") if line.strip()][:_SNIFFED_LINES]
    return bool(lines) and lines[0].startswith("{") and any(map(_is_record, lines))


def _is_record(line: str) -> bool:
    if not line.startswith("{"):  # an indented object is a part of a larger document
        return False
    try:
        value = parse_json(line)
    except ValueError:
        return False
    return isinstance(value, dict) and not ("title" not in value and isinstance(value.get("data"), list))


def _object(line: str) -> dict[str, object]:
    try:
        value = parse_json(line.rstrip())
    except json.JSONDecodeError as error:
        raise RecordError(f"not JSON: {error.msg} at column {error.colno}") from error
    except ValueError as error:
        raise RecordError(f"not JSON: {error}") from error
    if not isinstance(value, dict):
        raise RecordError("not a JSON object")
    return flatten(value)
