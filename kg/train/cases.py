"""A paper to learn from: what was read of it, what is true, and which of the two are one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.evaluate.score import normalised as norm
from kg.extract.labels import kind_of

if TYPE_CHECKING:
    from kg.extract.arbiter import Thing
    from kg.extract.reading import Reading


@dataclass(frozen=True, slots=True)
class Case:
    """A paper to learn from: what was read, and what is true."""

    record: dict[str, Any]
    reading: Reading


def truth_of(thing: Thing, record: dict[str, Any]) -> dict[str, Any] | None:
    """The annotated entity that a thing means, if any: one of its surfaces is one of its own."""
    own = {norm(surface) for surface in (*thing.group.surfaces, thing.group.name)}
    fitting: list[dict[str, Any]] = [
        e for e in record["entities"] if own & {norm(surface) for surface in (*e["surface"], e["name"])}
    ]
    same = [e for e in fitting if kind_of(e["type"]) == thing.kind]
    best = sorted(same, key=lambda e: bool(e.get("optional"))) or fitting
    return best[0] if best else None
