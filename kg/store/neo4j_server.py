"""A Neo4j server, or another one that speaks Bolt: where it is, sessions on it, and its errors in our own words."""

from __future__ import annotations

import logging
import os
import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

import neo4j
from neo4j import exceptions

from kg.errors import KgError, QueryError, StoreError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
CONNECT_SECONDS = 10.0
RETRY_SECONDS = 20.0  # how long a transaction that met a deadlock or a change of leader is tried again
_USER = "neo4j"  # whom a new server knows

_NO_WRITING = (
    "Neo.ClientError.Security.Forbidden",
    "Neo.ClientError.General.ForbiddenOnReadOnlyDatabase",
    "Neo.ClientError.General.WriteOnReadOnlyAccessDatabase",
    "Neo.ClientError.General.ReadOnly",
    "Neo.ClientError.Cluster.NotALeader",
    "Neo.DatabaseError.General.ReadOnly",
)

_NEO4J = re.compile(r"Neo4j/\S+")  # others say "Neo4j/5.26.0 compatible (ArcadeDB 26.10.2)"

# What the server notes about a query, such as a label that nothing has yet, is no message to the user.
logging.getLogger("neo4j").addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class Place:
    """A database on a server; ``database=None`` is the one that the server opens by itself."""

    url: str
    username: str
    password: str = field(repr=False)
    database: str | None = None

    @classmethod
    def named(cls, url: str | None = None, environ: Mapping[str, str] = os.environ) -> Self:
        """Of this URL, else of ``NEO4J_URI``; the rest as Neo4j's own tools name it in the environment."""
        found = url or environ.get("NEO4J_URI")
        if not found:
            raise UsageError("say where Neo4j is: a URL such as bolt://localhost:7687, or NEO4J_URI")
        scheme, _, rest = found.partition("://")
        if scheme not in SCHEMES or not rest:
            raise UsageError(f"the URL of a Neo4j begins with one of {', '.join(f'{each}://' for each in SCHEMES)}")
        if "@" in rest:
            raise UsageError(
                "put the user's name and password into NEO4J_USERNAME and NEO4J_PASSWORD, not into the URL"
            )
        try:
            urlsplit(found).port  # noqa: B018 - looked at for the error alone
        except ValueError as error:
            raise UsageError(f"{found}: {_line(error)}") from error
        if "NEO4J_PASSWORD" not in environ:
            raise UsageError("NEO4J_PASSWORD is not set (nor perhaps NEO4J_USERNAME and NEO4J_DATABASE)")
        user, password = environ.get("NEO4J_USERNAME") or _USER, environ["NEO4J_PASSWORD"]
        return cls(found, user, password, environ.get("NEO4J_DATABASE") or None)


class Neo4jServer:
    """An open driver for one database; its errors come out as ours, each one line.

    ``is_neo4j`` tells a Neo4j from other servers that speak Bolt.
    """

    def __init__(self, place: Place) -> None:
        """Connect, and log in."""
        self.place = place
        with self.told():
            self._driver = neo4j.GraphDatabase.driver(
                place.url,
                auth=(place.username, place.password),
                connection_timeout=CONNECT_SECONDS,
                connection_acquisition_timeout=CONNECT_SECONDS * 2,
                max_transaction_retry_time=RETRY_SECONDS,
                user_agent="paperkg",
            )
        try:
            with self.session(reading=True) as session:
                agent = session.run("RETURN 1").consume().server.agent
        except ValueError as error:  # how the driver says that a host's name leads nowhere
            self._driver.close()
            raise StoreError(f"{place.url}: {_line(error)}") from error
        except KgError:
            self._driver.close()
            raise
        self.is_neo4j = _NEO4J.fullmatch(agent) is not None

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *exc: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Give the connections back; twice is fine."""
        self._driver.close()

    @contextmanager
    def session(self, *, reading: bool = False) -> Iterator[neo4j.Session]:
        """A session on the database: its transactions see each other's changes, in a cluster too."""
        mode = neo4j.READ_ACCESS if reading else neo4j.WRITE_ACCESS
        with self.told(), self._driver.session(database=self.place.database, default_access_mode=mode) as session:
            yield session

    @contextmanager
    def told(self) -> Iterator[None]:
        """Errors of the driver are raised as errors of ours."""
        try:
            yield
        except (exceptions.DriverError, exceptions.Neo4jError, OSError) as error:
            raise _ours(error, self.place) from error


def _ours(error: Exception, place: Place) -> KgError:
    code = getattr(error, "code", None) or ""
    if isinstance(error, exceptions.AuthError) and not isinstance(error, exceptions.Forbidden):
        if code.endswith("AuthenticationRateLimit"):
            return StoreError(f"{place.url}: too many wrong passwords; wait a moment")
        return StoreError(
            f"{place.url}: wrong user or password for {place.username!r} (NEO4J_USERNAME, NEO4J_PASSWORD)"
        )
    if code.endswith(("DatabaseNotFound", "DatabaseNotFoundException")):
        return StoreError(f"{place.url}: there is no database {place.database!r} (NEO4J_DATABASE)")
    if code in _NO_WRITING:
        return StoreError(f"{place.url}: {place.username!r} may not write to {_name(place)}")
    if code == "Neo.ClientError.Statement.AccessMode":
        return QueryError("a query must only read; this one would write")
    if isinstance(error, exceptions.ServiceUnavailable | exceptions.SessionExpired | OSError):
        return StoreError(f"{place.url}: no Neo4j answers there: {_line(error)}")
    if isinstance(error, exceptions.ConfigurationError):
        return UsageError(f"{place.url}: {_line(error)}")
    return StoreError(f"{place.url}: {_line(error)}")


def _name(place: Place) -> str:
    return f"the database {place.database!r}" if place.database else "its database"


def _line(error: Exception) -> str:
    said = getattr(error, "message", None) or str(error)
    return " ".join(said.split()).partition(". ")[0][:200] or type(error).__name__
