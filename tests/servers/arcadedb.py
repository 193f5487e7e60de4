"""ArcadeDB, another server that speaks Bolt: from a package that brings its own Java, in a process of its own."""

from __future__ import annotations

import secrets
from importlib.util import find_spec
from pathlib import Path

import neo4j
from neo4j.exceptions import DriverError, Neo4jError

from tests.servers import common
from tests.servers.common import Server

USER = "root"
DATABASE = "kg"
_SETTINGS = {
    "server.plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
    "server.defaultDatabases": f"{DATABASE}[{USER}]",
    "bolt.host": "127.0.0.1",
    "server.httpIncomingHost": "127.0.0.1",
}


def fetch() -> Path:
    """The folder of the package, which ``pip`` fetched."""
    found = find_spec("arcadedb_embedded")
    if found is None or found.origin is None:
        raise common.Missing("the package arcadedb-embedded is missing: no ArcadeDB for the tests")
    return Path(found.origin).parent


def start(folder: Path) -> Server:
    """Start it with its data in this folder, an empty one, on free ports and with a new password."""
    package, password, port = fetch(), secrets.token_hex(12), common.free_port()
    ports = {"bolt.port": port, "server.httpIncomingPort": common.free_port(), "server.rootPath": folder}
    settings = [f"-Darcadedb.{name}={value}" for name, value in {**_SETTINGS, **ports}.items()]
    options = ["-Xmx512m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", *settings]
    command = [str(package / "jre/bin/java"), *options, "-cp", f"{package / 'jars'}/*"]
    # The password in the environment: everybody can see the words of a command.
    env = {"JAVA_TOOL_OPTIONS": f"-Darcadedb.server.rootPassword={password}"}
    process = common.spawn([*command, "com.arcadedb.server.ArcadeDBServer"], folder, env)
    url = f"bolt://127.0.0.1:{port}"
    common.wait_until(lambda: _answers(url, password), process, folder / "server.log")
    return Server(url, USER, password, process.pid, process)


def _answers(url: str, password: str) -> bool:
    try:
        with neo4j.GraphDatabase.driver(url, auth=(USER, password)) as driver:
            driver.execute_query("RETURN 1", database_=DATABASE)
    except (DriverError, Neo4jError):
        return False
    return True
