"""Projections held to the contract of every store: written through a graph file and its loads, read from themselves."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from kg.model import Paper
from kg.store import loading
from kg.store.ladybug import Ladybug
from kg.store.ladybug_read import LadybugReader
from kg.store.neo4j_read import Neo4jReader
from kg.store.neo4j_server import Neo4jServer, Place
from kg.store.sparql_server import connect
from kg.store.sparql_server_read import SparqlServerReader
from kg.store.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from kg.store.base import GraphReader, GraphStore, Shows

ENVIRONMENT = ("NEO4J_", "SPARQL_")


@contextmanager
def environment(named: Mapping[str, str]) -> Iterator[None]:
    """Only these names of servers in the environment, none of the user's own."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(ENVIRONMENT)]:
            patch.delenv(name)
        for name, value in named.items():
            patch.setenv(name, value)
        yield


@dataclass(frozen=True)
class Target:
    """A store that ``kg load`` knows, how the environment names it (if it does not, it is a file), and how it is read.

    What is small is made anew at each load of ladybug, so that it is loaded only before it is read.
    """

    store: str
    environ: Mapping[str, str]
    shows: Shows
    read: Callable[[str], GraphReader]


def ladybug() -> Target:
    return Target("ladybug", {}, LadybugReader.SHOWS, lambda file: LadybugReader(Ladybug(file, read_only=True)))


def bolt(url: str, user: str, password: str, database: str | None = None) -> Target:
    named = {"NEO4J_URI": url, "NEO4J_USERNAME": user, "NEO4J_PASSWORD": password}
    place = Place(url, user, password, database)
    named |= {"NEO4J_DATABASE": database} if database else {}
    return Target("neo4j", named, Neo4jReader.SHOWS, lambda _: Neo4jReader(Neo4jServer(place)))


def sparql(url: str, user: str, password: str) -> Target:
    named = {"SPARQL_URL": url, "SPARQL_USERNAME": user, "SPARQL_PASSWORD": password}
    return Target("sparql", named, SparqlServerReader.SHOWS, lambda _: SparqlServerReader(connect(environ=named)))


class Projected:
    """A ``GraphStore`` that writes to a graph file, loads what changed into a projection, and reads only from there."""

    def __init__(self, folder: Path, target: Target) -> None:
        self._truth = Truth.open(folder / "graph.kg", create=True)
        self._target = target
        self.SHOWS = target.shows
        self._file = str(folder / "projection")
        self._reader: GraphReader | None = None
        self._loaded = -1
        if target.environ:
            self._load(rebuild=True)

    def _load(self, *, rebuild: bool = False) -> None:
        self._forget()
        url = None if self._target.environ else self._file
        self._loaded = self._truth.revision
        with environment(self._target.environ):
            loading.load(self._truth, self._target.store, url, rebuild=rebuild)

    def _forget(self) -> None:
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    @property
    def _read(self):
        if self._loaded != self._truth.revision:
            self._load()
        if self._reader is None:
            self._reader = self._target.read(self._file)
        return self._reader

    def add_papers(self, papers):
        self._truth.add_papers(papers)
        self._written()

    def add_entities(self, entities):
        self._truth.add_entities(entities)
        self._written()

    def add_statements(self, statements):
        self._truth.add_statements(statements)
        self._written()

    def _written(self):
        if self._target.environ:
            self._load()

    def paper(self, paper_id):
        return self._read.paper(paper_id)

    def papers(self):
        return self._read.papers()

    def entity(self, entity_id):
        return self._read.entity(entity_id)

    def entities(self, type=None):
        return self._read.entities(type)

    def statements(self, **pattern):
        return self._read.statements(**pattern)

    def claims(self):
        return self._read.claims()

    def close(self):
        self._forget()
        self._truth.close()


def paper_in(store: GraphStore, paper: Paper) -> Paper:
    """The paper with no more than the store says that it shows."""
    shows = getattr(store, "SHOWS", None)
    if shows is None:
        return paper
    shown = {name: getattr(paper, name) for name in shows.paper}
    if shown["authors"] == () and not shows.empty_authors:
        shown["authors"] = None
    return replace(Paper(paper.id, "", ""), **shown)


def entity_in(store: GraphStore, entity):
    """The entity with no more than the store says that it shows."""
    shows = getattr(store, "SHOWS", None)
    if shows is None or shows.own_name:
        return entity
    return replace(entity, aliases=tuple(alias for alias in entity.aliases if alias != entity.name))


def entities_in(store: GraphStore, reference: GraphReader):
    """Those of the reference's entities that the store shows."""
    spoken_of = {end for subject, _, obj in reference.claims() for end in (subject, obj)}
    everything = not hasattr(store, "SHOWS")
    return [entity_in(store, each) for each in reference.entities() if everything or each.id in spoken_of]
