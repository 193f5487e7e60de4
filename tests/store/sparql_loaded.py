"""Short ways to a dataset on a server and what it holds."""

from __future__ import annotations

from contextlib import closing

from kg.store.sparql_server import connect
from kg.store.sparql_server_check import server_differences
from kg.store.sparql_server_query import sparql


def emptied(url):
    """A dataset with nothing in it."""
    with closing(connect(url)) as server:
        server.update("CLEAR ALL")
    return url


def differences(truth, url):
    """Where a dataset differs from a graph."""
    with closing(connect(url)) as server:
        return server_differences(truth, server)


def rows(url, text, **params):
    """What a dataset answers."""
    with closing(connect(url)) as server:
        return sparql(server, text, params=params).rows
