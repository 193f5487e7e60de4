"""What goes wrong with a SPARQL server is told in one line."""

from __future__ import annotations

import pytest

from kg.errors import StoreError, UsageError
from kg.store.sparql_server import endpoints
from kg.store.sparql_server_sync import load
from tests.servers.front import front

from .rdf_sample import fill
from .sparql_loaded import differences

pytestmark = pytest.mark.usefixtures("signed_in")


def told(truth, url):
    with pytest.raises(StoreError, match=r"^[^\n]*$") as caught:
        load(truth, url)
    assert caught.value.exit_code == 3
    return str(caught.value)


def test_errors(truth, fuseki, monkeypatch):
    assert "no server answers there" in told(truth, "http://127.0.0.1:1/papers")
    assert "/nothing/query: the server takes no queries there (HTTP 405)" in told(truth, f"{fuseki.url}/nothing")
    assert "the server takes no graphs there (HTTP 405)" in told(truth, f"{fuseki.url}/readonly")
    assert "this user may not do that (HTTP 403)" in told(truth, f"{fuseki.url}/others")
    monkeypatch.setenv("SPARQL_PASSWORD", "wrong")
    message = told(truth, f"{fuseki.url}/papers")
    assert "does not accept SPARQL_USERNAME and SPARQL_PASSWORD (HTTP 401)" in message
    assert "wrong" not in message
    monkeypatch.delenv("SPARQL_USERNAME")
    assert "set SPARQL_USERNAME and SPARQL_PASSWORD" in told(truth, f"{fuseki.url}/papers")
    with front(fuseki.url, lambda method, kind: 301) as door:
        assert "the server sends to http://127.0.0.1/elsewhere" in told(truth, f"{door}/papers")
    with front(fuseki.url, lambda method, kind: 500) as door:
        assert "refused at the door (HTTP 500)" in told(truth, f"{door}/papers")
    with front(fuseki.url, lambda method, kind: 200) as door:
        assert "the server's answer cannot be read" in told(truth, f"{door}/papers")
    assert "the connection failed" in told(truth, fuseki.url.replace("http:", "https:"))


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/x", "papers", "http://", "http://127.0.0.1:x/", "http://[::1/"])
def test_what_is_no_address(truth, url):
    with pytest.raises(UsageError, match="is not the http:// or https:// address"):
        load(truth, url)


def test_a_password_in_a_url_is_refused(truth):
    with pytest.raises(UsageError, match="no password belongs in a URL") as caught:
        load(truth, "http://me:secret@127.0.0.1/papers")
    assert "secret" not in str(caught.value)


def test_addresses():
    assert endpoints("http://a/ds/", {}) == endpoints(None, {"SPARQL_URL": "http://a/ds"})
    split = {"SPARQL_QUERY_URL": "http://a/sparql", "SPARQL_UPDATE_URL": "http://b/update"}
    assert endpoints(None, split).graphs == "http://b/data"
    assert endpoints(None, {**split, "SPARQL_GRAPH_STORE_URL": "http://c/store"}).graphs == "http://c/store"
    assert endpoints("http://a/ds", split).query == "http://a/ds/query"
    with pytest.raises(UsageError, match="which server"):
        endpoints(None, {})


def test_addresses_of_the_environment(truth, papers, monkeypatch):
    fill(truth)
    monkeypatch.setenv("SPARQL_QUERY_URL", f"{papers}/query")
    with pytest.raises(UsageError, match="SPARQL_GRAPH_STORE_URL"):
        load(truth)
    monkeypatch.setenv("SPARQL_GRAPH_STORE_URL", f"{papers}/data")
    with pytest.raises(UsageError, match="SPARQL_UPDATE_URL"):
        load(truth)
    monkeypatch.setenv("SPARQL_UPDATE_URL", f"{papers}/update")
    assert load(truth).written == 3
    assert differences(truth, papers) == []
