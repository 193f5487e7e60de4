"""A snapshot in a file: a line of JSON that says where each array lies, then the arrays; read by memory-mapping."""

from __future__ import annotations

import json
import mmap
import os
from dataclasses import fields
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from kg.errors import StoreError
from kg.snapshot.arrays import LINKS, TYPES, Adjacency, Ids, Snapshot

if TYPE_CHECKING:
    from kg.snapshot.arrays import Array

FORMAT = 1
_MAGIC = b"paperkg snapshot "
_ALIGN = 64
_LONGEST = 1 << 20  # of the first line
_ADJACENCIES = ("walk", "names", "namers")
_PARTS = tuple(field.name for field in fields(Adjacency))
_PLAIN = {field.name for field in fields(Snapshot)} - {"identity", "revision", "ids", *_ADJACENCIES}
_NAMES = ["ids.text", "ids.ends", *sorted(_PLAIN), *(f"{each}.{part}" for each in _ADJACENCIES for part in _PARTS)]


def save(snapshot: Snapshot, path: str | os.PathLike[str]) -> None:
    """Write a file that takes the place of a former one in one step; those who read that one keep it."""
    arrays = arrays_of(snapshot)
    places: dict[str, dict[str, Any]] = {}
    end = 0
    for name, array in arrays.items():
        places[name] = {"dtype": array.dtype.str, "shape": list(array.shape), "offset": end}
        end = -(-(end + array.nbytes) // _ALIGN) * _ALIGN
    head = {**_head(snapshot.identity), "revision": snapshot.revision, "size": end, "arrays": places}
    file = Path(path)
    fresh = file.with_name(f"{file.name}.{os.getpid()}.new")
    try:
        with fresh.open("wb") as out:
            _write(out, head, arrays)
            out.flush()
            os.fsync(out.fileno())  # else a power cut may leave the name with nothing behind it
        fresh.replace(file)
    except OSError as error:
        raise StoreError(f"{file}: cannot be written: {error.strerror}") from error
    finally:
        fresh.unlink(missing_ok=True)


def _write(out: BinaryIO, head: dict[str, Any], arrays: dict[str, Array]) -> None:
    line = _MAGIC + json.dumps(head).encode()
    out.write(line.ljust(-(-(len(line) + 1) // _ALIGN) * _ALIGN - 1) + b"\n")
    begin = out.tell()
    for name, array in arrays.items():
        out.seek(begin + head["arrays"][name]["offset"])
        out.write(np.ascontiguousarray(array).tobytes())
    out.truncate(begin + head["size"])


def load(path: str | os.PathLike[str], identity: str) -> Snapshot | None:
    """The snapshot in a file; ``None`` if there is none, or none of this graph and this program."""
    try:
        with Path(path).open("rb") as file:
            line = file.readline(_LONGEST)
            size = file.seek(0, os.SEEK_END) - len(line)
            head = _described(line, size, identity)
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if head else None
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(f"{path}: cannot be read: {error.strerror}") from error
    return _snapshot(mapped, len(line), head) if head and mapped else None


def _described(line: bytes, size: int, identity: str) -> dict[str, Any] | None:
    """What the first line says; ``None`` if this is no whole snapshot of this graph and this program."""
    if not line.startswith(_MAGIC) or not line.endswith(b"\n"):
        return None
    try:
        head = json.loads(line[len(_MAGIC) :])
    except ValueError:  # a snapshot can always be made again, so that a broken one is as none
        return None
    if not isinstance(head, dict) or any(head.get(name) != value for name, value in _head(identity).items()):
        return None
    return head if head.get("size") == size else None


def _snapshot(mapped: mmap.mmap, begin: int, head: dict[str, Any]) -> Snapshot:
    found = {}
    for name, place in head["arrays"].items():
        dtype, shape = np.dtype(place["dtype"]), tuple(place["shape"])
        found[name] = np.frombuffer(mapped, dtype, int(np.prod(shape)), begin + place["offset"]).reshape(shape)
    ids = Ids(found.pop("ids.text"), found.pop("ids.ends"))
    near = {each: Adjacency(*(found.pop(f"{each}.{part}") for part in _PARTS)) for each in _ADJACENCIES}
    parts: dict[str, Any] = {"ids": ids, **found, **near}
    return Snapshot(identity=head["identity"], revision=head["revision"], **parts)


def arrays_of(snapshot: Snapshot) -> dict[str, Array]:
    """All arrays of a snapshot, by name."""
    return {name: attrgetter(name)(snapshot) for name in _NAMES}


def _head(identity: str) -> dict[str, Any]:
    # The numbers of types and links are only good for a program that counts them alike.
    return {"format": FORMAT, "names": _NAMES, "types": list(TYPES), "links": list(LINKS), "identity": identity}
