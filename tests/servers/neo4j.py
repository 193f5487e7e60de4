"""A real Neo4j (community edition) on this machine: a process of its own over Bolt, never a part of the package."""

from __future__ import annotations

import secrets
import shutil
import subprocess
from typing import TYPE_CHECKING

import neo4j
from neo4j.exceptions import DriverError, Neo4jError

from tests.servers import common
from tests.servers.common import Server

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NAME = "neo4j"
USER = "neo4j"
DATABASE = "neo4j"  # the community edition has one
HEAP, PAGES = "768m", "128m"  # enough for the graphs of the tests
_OPENED = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")
_STRICT = 24  # from this Java on it warns of what the server does unless that is allowed
_FOLDERS = ("conf", "data", "logs", "plugins", "import", "run", "licenses", "certificates", "labs")
_CONF = """\
server.default_listen_address=127.0.0.1
server.bolt.enabled=true
server.bolt.listen_address=127.0.0.1:{port}
server.http.enabled=false
server.https.enabled=false
dbms.security.auth_enabled=true
server.memory.pagecache.size={pages}
dbms.usage_report.enabled=false
server.bolt.tls_level=OPTIONAL
dbms.ssl.policy.bolt.enabled=true
dbms.ssl.policy.bolt.base_directory=certificates
dbms.ssl.policy.bolt.client_auth=NONE
"""
CERTIFICATE = "certificates/public.crt"  # of the server itself, to be trusted where a test says so


def fetch(release: str = NAME) -> Path:
    """The folder of its jars; ``release`` is its name in ``versions.toml``."""
    version = common.pinned(release)
    number = version["artifacts"][0].rpartition(":")[2]
    return common.maven(f"{NAME}-{number}", version["artifacts"], version["sha256"])


def start(
    folder: Path,
    before: Callable[[Path], None] | None = None,
    release: str = NAME,
    *,
    heap: str = HEAP,
    pages: str = PAGES,
) -> Server:
    """Start it with its data in this folder, an empty one, after ``before`` filled it; a used one needs ``restart``."""
    port, password = common.free_port(), secrets.token_hex(12)
    for name in _FOLDERS:
        (folder / name).mkdir(parents=True, exist_ok=True)
    _certify(folder)
    _configure(folder, port, pages)
    admin(folder, "dbms", "set-initial-password", password, release=release)
    if before is not None:
        before(folder)
    return _run(folder, f"bolt://127.0.0.1:{port}", password, heap, release)


def restart(
    folder: Path, former: Server, *, read_only: str | None = None, heap: str = HEAP, pages: str = PAGES
) -> Server:
    """Start it again on the port and with the data and password that it had; ``read_only`` names a database."""
    more = f"server.databases.read_only={read_only}\n" * bool(read_only)
    _configure(folder, int(former.url.rpartition(":")[2]), pages, more)
    return _run(folder, former.url, former.password, heap)


def admin(folder: Path, *args: str, release: str = NAME, memory: str = "512m") -> str:
    """Run ``neo4j-admin ARGS`` on the data of a server that is stopped; what it says."""
    command = [*_java(folder, release, f"-Xmx{memory}"), "org.neo4j.cli.AdminTool", *args]
    done = subprocess.run(command, env=_env(folder), capture_output=True, text=True, timeout=900, check=False)
    if done.returncode:
        raise RuntimeError(f"neo4j-admin {' '.join(args[:2])} failed: {(done.stdout + done.stderr)[-2000:]}")
    return done.stdout


def _certify(folder: Path) -> None:
    """A key and a certificate of its own: with and without TLS the server answers on the same port."""
    tool = shutil.which("openssl")
    if tool is None:
        raise common.Missing("openssl is missing: no certificate for the Neo4j of the tests")
    command = [tool, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "certificates/private.key", "-out", CERTIFICATE]
    subprocess.run(command, cwd=folder, capture_output=True, check=True)


def _configure(folder: Path, port: int, pages: str, more: str = "") -> None:
    (folder / "conf/neo4j.conf").write_text(_CONF.format(port=port, pages=pages) + more, encoding="utf-8")


def _run(folder: Path, url: str, password: str, heap: str, release: str = NAME) -> Server:
    java = _java(folder, release, "-Xms128m", f"-Xmx{heap}", "-XX:+UseSerialGC", "-Dfile.encoding=UTF-8")
    command = [*java, common.pinned(release)["entry"], f"--home-dir={folder}", f"--config-dir={folder / 'conf'}"]
    process = common.spawn(command, folder, _env(folder))
    common.wait_until(lambda: _answers(url, password), process, folder / "server.log")
    return Server(url, USER, password, process.pid, process)


def _java(folder: Path, release: str, *options: str) -> list[str]:
    tool = common.java(common.pinned(release)["java"])
    allowed = [f"--add-opens=java.base/{name}=ALL-UNNAMED" for name in _OPENED]
    if common.java_version(tool) >= _STRICT:
        allowed += ["--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"]
    path = f"{folder / 'plugins'}/*:{folder / 'conf'}:{fetch(release)}/*"
    return [tool, *options, *allowed, "-cp", path]


def _env(folder: Path) -> dict[str, str]:
    return {"NEO4J_HOME": str(folder), "NEO4J_CONF": str(folder / "conf")}


def _answers(url: str, password: str) -> bool:
    """The port answers a moment before logins do."""
    try:
        with neo4j.GraphDatabase.driver(url, auth=(USER, password)) as driver:
            driver.verify_connectivity()
            driver.execute_query("RETURN 1", database_=DATABASE)
    except (DriverError, Neo4jError):
        return False
    return True
