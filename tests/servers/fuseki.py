"""A real Apache Jena Fuseki on this machine, with datasets of every kind that a load may meet."""

from __future__ import annotations

import secrets
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

from tests.servers import common
from tests.servers.common import Server

if TYPE_CHECKING:
    from pathlib import Path

NAME = "fuseki"
USER = "kg"

# papers: in memory; disk: TDB2; union: its default graph shows all named ones; readonly: no update; others: not for us.
_CONFIG = """\
PREFIX fuseki: <http://jena.apache.org/fuseki#>
PREFIX ja: <http://jena.hpl.hp.com/2005/11/Assembler#>
PREFIX tdb2: <http://jena.apache.org/2016/tdb#>
PREFIX : <#>
:query fuseki:operation fuseki:query ; fuseki:name "query" .
:update fuseki:operation fuseki:update ; fuseki:name "update" .
:data fuseki:operation fuseki:gsp-rw ; fuseki:name "data" .
:papers a fuseki:Service ; fuseki:name "papers" ; fuseki:allowedUsers "kg" ;
  fuseki:endpoint :query , :update , :data ; fuseki:dataset [ a ja:MemoryDataset ] .
:disk a fuseki:Service ; fuseki:name "disk" ; fuseki:allowedUsers "kg" ;
  fuseki:endpoint :query , :update , :data ; fuseki:dataset [ a tdb2:DatasetTDB2 ; tdb2:location "disk" ] .
:union a fuseki:Service ; fuseki:name "union" ; fuseki:allowedUsers "kg" ; fuseki:endpoint :query , :update , :data ;
  fuseki:dataset [ a tdb2:DatasetTDB2 ; tdb2:location "union" ; tdb2:unionDefaultGraph true ] .
:readonly a fuseki:Service ; fuseki:name "readonly" ;
  fuseki:endpoint :query ; fuseki:dataset [ a ja:MemoryDataset ] .
:others a fuseki:Service ; fuseki:name "others" ; fuseki:allowedUsers "somebody" ;
  fuseki:endpoint :query , :update , :data ; fuseki:dataset [ a ja:MemoryDataset ] .
[] a fuseki:Server ; fuseki:services ( :papers :disk :union :readonly :others ) .
"""


def fetch() -> Path:
    """Its one jar."""
    version = common.pinned(NAME)
    _, artifact, number = version["artifacts"][0].split(":")
    jars = common.maven(f"{NAME}-{number}", version["artifacts"], version["sha256"], alone=True)
    return jars / f"{artifact}-{number}.jar"


def start(folder: Path) -> Server:
    """Start it with its data in this folder, on a free port and with a new password."""
    password = secrets.token_urlsafe(12)
    (folder / "config.ttl").write_text(_CONFIG, encoding="utf-8")
    (folder / "passwd").write_text(f"{USER}: {password}\n", encoding="utf-8")
    return _run(folder, common.free_port(), password)


def restart(folder: Path, former: Server) -> Server:
    """Start it again on the port and with the data and password that it had."""
    return _run(folder, int(former.url.rpartition(":")[2]), former.password)


def _run(folder: Path, port: int, password: str) -> Server:
    options = ["--localhost", f"--port={port}", "--ping", "--auth=basic", f"--passwd={folder / 'passwd'}"]
    options.append(f"--config={folder / 'config.ttl'}")
    tool = common.java(common.pinned(NAME)["java"])
    process = common.spawn([tool, "-Xmx768m", "-XX:+UseSerialGC", "-jar", str(fetch()), *options], folder)
    url = f"http://127.0.0.1:{port}"
    common.wait_until(lambda: _answers(url), process, folder / "server.log")
    return Server(url, USER, password, process.pid, process)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/$/ping", timeout=5) as answer:  # noqa: S310 - always http
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
