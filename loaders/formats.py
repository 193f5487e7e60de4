"""The formats that can be read: one module for each, listed here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from kg.errors import UsageError
from loaders import hf_api, hf_page, jsonl

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from kg.model import Paper, Reject


class Load(Protocol):
    """Turns the lines of one text (their line ends kept) into records, lazily where the format allows it."""

    def __call__(self, lines: Iterable[str], *, file: str) -> Iterator[Paper | Reject]:
        """Yield every record of the text in order; raise ``UnreadableInput`` if the text as a whole is no such file."""


@dataclass(frozen=True, slots=True)
class FormatInfo:
    """One format: what people see in ``kg sources``, and the two functions that know it."""

    name: str
    description: str
    example: str
    load: Load
    sniff: Callable[[str], bool]  # sees the first lines of a text, about 64 thousand characters
    suffixes: tuple[str, ...] = ()  # of file names; asked only when no format knows the text


_KNOWN = (
    FormatInfo(
        name="hf-api",
        description="Hugging Face Daily Papers API: a JSON list of papers; also any JSON list of plain records",
        example="kg read 2025-01-13.json",
        load=hf_api.load,
        sniff=hf_api.sniff,
    ),
    FormatInfo(
        name="hf-page",
        description="Hugging Face Daily Papers listing, saved or copied as text: titles and abstracts",
        example="kg read daily-papers.txt",
        load=hf_page.load,
        sniff=hf_page.sniff,
    ),
    FormatInfo(
        name="jsonl",
        description="JSON Lines: an object a line with title and abstract (or summary), and what else is known",
        example="kg read papers.jsonl.gz",
        load=jsonl.load,
        sniff=jsonl.sniff,
        suffixes=(".jsonl", ".ndjson"),
    ),
)

FORMATS: dict[str, FormatInfo] = {info.name: info for info in sorted(_KNOWN, key=lambda info: info.name)}


def format_named(name: str) -> FormatInfo:
    """The format of this name."""
    if name not in FORMATS:
        raise UsageError(f"no format is called {name!r}; known: {', '.join(FORMATS)}")
    return FORMATS[name]


def recognise(head: str, *, file: str) -> FormatInfo | None:
    """The format of a text, told by its beginning, else by its file name; ``None`` if neither says."""
    name = file.lower().removesuffix(".gz")
    by_text = (info for info in FORMATS.values() if info.sniff(head))
    by_name = (info for info in FORMATS.values() if info.suffixes and name.endswith(info.suffixes))
    return next(by_text, None) or next(by_name, None)
