"""From what the user names (files, folders, globs, standard input) to records, whatever their format."""

from __future__ import annotations

import glob
import gzip
import io
import itertools
import os
import sys
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from kg.errors import UnreadableInput
from kg.model import Reject
from loaders.formats import format_named, recognise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.model import Paper
    from loaders.formats import FormatInfo

_GZIP_MAGIC = b"\x1f\x8b"
_HEAD_CHARS = 1 << 16
_NOT_RECOGNISED = "format not recognised"


@dataclass(frozen=True, slots=True)
class _Input:
    """One text to read; ``explicit`` when the user named it, so that failing to read it is an error of its own."""

    name: str
    explicit: bool


def read(sources: Iterable[str], *, format: str | None = None) -> Iterator[Paper | Reject]:
    """Yield the records of files, folders, globs and ``-`` (standard input), in order, one text at a time.

    The format is sniffed unless it is named. A broken record is a ``Reject``, and so is a file of a folder that cannot
    be read (its record is 0); one that was named itself raises ``UnreadableInput``. Unknown formats and missing files
    raise at the call, before anything is read. Hidden files and folders inside a folder are left out.
    """
    info = format_named(format) if format is not None else None
    inputs = [item for source in sources for item in _expand(source)]
    return itertools.chain.from_iterable(_records(item, info) for item in inputs)


def _expand(source: str) -> list[_Input]:
    """The texts that a source stands for; a glob is what the shell would have made of it."""
    if source == "-":
        return [_Input(source, explicit=True)]
    # Path.glob wants a folder to start from and takes no absolute pattern.
    paths = [source] if Path(source).exists() else sorted(glob.glob(source, recursive=True))  # noqa: PTH207
    if not paths:
        raise UnreadableInput(source, "no such file or folder")
    return [item for path in paths for item in _walk(path)]


def _walk(path: str) -> list[_Input]:
    if not Path(path).is_dir():
        return [_Input(path, explicit=True)]
    found = []
    for folder, subfolders, files in os.walk(path):
        subfolders[:] = [name for name in subfolders if not name.startswith(".")]
        found += [Path(folder) / name for name in files if not name.startswith(".")]
    return [_Input(str(file), explicit=False) for file in sorted(found) if file.is_file()]


def _records(item: _Input, info: FormatInfo | None) -> Iterator[Paper | Reject]:
    try:
        with _opened(item.name) as stream:
            yield from _parse(_decoded(stream, item.name), item.name, info)
    except UnreadableInput as error:
        if item.explicit:
            raise
        yield Reject(item.name, 0, None, error.reason)


def _parse(lines: Iterator[str], file: str, info: FormatInfo | None) -> Iterator[Paper | Reject]:
    head: list[str] = []
    size = 0
    for line in lines:
        head.append(line)
        size += len(line)
        if size >= _HEAD_CHARS:
            break
    if info is None:
        info = recognise("".join(head), file=file)
        if info is None:
            raise UnreadableInput(file, _NOT_RECOGNISED if size else f"{_NOT_RECOGNISED}: the file is empty")
    yield from info.load(itertools.chain(head, lines), file=file)


@contextmanager
def _opened(name: str) -> Iterator[IO[bytes]]:
    """The bytes of a source, unpacked if they are gzip, whatever the source is called."""
    try:
        if name == "-":
            stdin: io.BufferedReader = io.BufferedReader(cast("io.RawIOBase", sys.stdin.buffer))
            try:
                yield _unpacked(stdin)
            finally:
                stdin.detach()  # or standard input would be closed with the wrapper
        else:
            with Path(name).open("rb") as file:
                yield _unpacked(file)
    except (OSError, EOFError, zlib.error) as error:
        # A broken gzip member raises any of the three, by where it is broken.
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise UnreadableInput(name, reason) from error


def _unpacked(stream: io.BufferedReader) -> IO[bytes]:
    if stream.peek(2)[:2] == _GZIP_MAGIC:
        return cast("IO[bytes]", gzip.open(stream, "rb"))
    return stream


def _decoded(stream: IO[bytes], file: str) -> Iterator[str]:
    """The lines of a UTF-8 text, without a byte order mark."""
    for number, line in enumerate(stream, start=1):
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise UnreadableInput(file, f"{_NOT_RECOGNISED}: not UTF-8 text (line {number})") from error
        yield text.removeprefix("\ufeff") if number == 1 else text
