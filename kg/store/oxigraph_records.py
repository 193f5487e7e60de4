"""Papers and entities as JSON: what the graph's triples leave out, kept beside them in a store that no query sees."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.model import Entity, EntityType, Paper, Source
from kg.store import rdf_terms as rdf
from kg.store.rdf_terms import term

if TYPE_CHECKING:
    from collections.abc import Iterator


def dump(value: Paper | Entity) -> str:
    """The value as JSON; ASCII only, so that lone surrogates come back as they were."""
    return json.dumps(asdict(value), ensure_ascii=True)


def load_paper(text: str) -> Paper:
    """The paper that ``dump`` wrote."""
    found: dict[str, Any] = json.loads(text)
    found["sources"] = tuple(Source(**source) for source in found["sources"])
    if found["authors"] is not None:
        found["authors"] = tuple(found["authors"])
    return Paper(**found)


def load_entity(text: str) -> Entity:
    """The entity that ``dump`` wrote."""
    found: dict[str, Any] = json.loads(text)
    found["type"] = EntityType(found["type"])
    found["aliases"] = tuple(found["aliases"])
    return Entity(**{field.name: found[field.name] for field in fields(Entity)})


class Records:
    """Values by id, one quad each: the id's IRI, ``rdf:value``, the JSON, in a graph for each kind of value."""

    def __init__(self, store: Store, kind: str) -> None:
        self._store = store
        self._graph = NamedNode(f"urn:paperkg:{kind}")

    def get(self, key: str) -> str | None:
        """The value of this id, if there is one."""
        for quad in self._store.quads_for_pattern(rdf.node(key), term("rdf:value"), None, self._graph):
            if isinstance(quad.object, Literal):
                return quad.object.value
        return None

    def put(self, key: str, value: str) -> None:
        """Keep this value instead of the former one."""
        if self.get(key) != value:
            self.drop(key)
            self._store.add(Quad(rdf.node(key), term("rdf:value"), Literal(value), self._graph))

    def drop(self, key: str) -> None:
        """Forget the value of this id."""
        for quad in list(self._store.quads_for_pattern(rdf.node(key), None, None, self._graph)):
            self._store.remove(quad)

    def keys(self) -> list[str]:
        """All ids, in order."""
        found = self._store.quads_for_pattern(None, term("rdf:value"), None, self._graph)
        return sorted(rdf.id_of(quad.subject) for quad in found if isinstance(quad.subject, NamedNode))

    def values(self) -> Iterator[str]:
        """All values, in the order of their ids."""
        for key in self.keys():
            value = self.get(key)
            if value is not None:
                yield value

    def __contains__(self, key: str) -> bool:
        return self.get(key) is not None
