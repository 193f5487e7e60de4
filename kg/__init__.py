"""A knowledge graph of machine-learning papers: ``kg.open("graph.kg")`` gives one to ask; importing this is cheap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.errors import AmbiguousName, KgError, NotFound, UsageError
from kg.model import Entity, EntityType, Evidence, Paper, RelationType, Span, Statement

if TYPE_CHECKING:
    from kg.api import Graph, example, open  # noqa: A004

    __version__: str

__all__ = [
    "AmbiguousName",
    "Entity",
    "EntityType",
    "Evidence",
    "Graph",
    "KgError",
    "NotFound",
    "Paper",
    "RelationType",
    "Span",
    "Statement",
    "UsageError",
    "example",
    "open",
]


def __getattr__(name: str) -> object:
    """Load what takes longer when it is first asked for (PEP 562)."""
    if name in {"Graph", "example", "open"}:
        from kg import api

        return getattr(api, name)
    if name == "__version__":
        from importlib.metadata import version

        return version("paperkg")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """The public names."""
    return [*__all__, "__version__"]
