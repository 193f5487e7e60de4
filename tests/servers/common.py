"""What every server of the tests needs: the pinned files, a port, the wait until it answers, its end.

A module of a server has ``fetch() -> Path`` (its files, fetched once) and ``start(folder) -> Server`` (its data and
logs go to this folder). Where something is missing, both raise ``Missing`` with one line that says what.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import tomllib
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from filelock import FileLock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

HERE = Path(__file__).parent
SERVERS = HERE.parents[1] / ".servers"  # nothing in it is kept by git
MAVEN_SECONDS = 900
STOP_SECONDS = 20.0

_POM = """\
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
  <groupId>paperkg</groupId><artifactId>servers</artifactId><version>1</version>
  <dependencies>{dependencies}</dependencies>
</project>
"""
_DEPENDENCY = "<dependency><groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version>{}</dependency>"
_ALONE = "<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions>"
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"


class Missing(Exception):
    """This machine lacks what a server needs; the message is one line."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers: where, for whom, and as which process."""

    url: str
    user: str
    password: str
    pid: int
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False, compare=False)

    def stop(self) -> None:
        """End it by its process id, kindly first; twice is fine."""
        end(self.pid, self.process)

    def kill(self) -> None:
        """End it at once, as a crash would."""
        end(self.pid, self.process, first=signal.SIGKILL)


def pinned(name: str) -> dict[str, Any]:
    """What ``versions.toml`` says of a server."""
    found: dict[str, Any] = tomllib.loads((HERE / "versions.toml").read_text(encoding="utf-8"))[name]
    return found


def maven(name: str, artifacts: Sequence[str], sha256: str, *, alone: bool = False) -> Path:
    """The folder of these artifacts' jars (``group:artifact:version``), with all they need unless ``alone``.

    It is fetched once: Maven compares each file with its checksum, and the whole is compared with ``sha256``.
    """
    folder = SERVERS / name
    jars = folder / "lib"
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / "lock"):
        if not (folder / "complete").exists():
            _fetch(folder, artifacts, alone=alone)
            found = _checksum(jars)
            if found != sha256:
                raise Missing(f"{name}: the files of {', '.join(artifacts)} have the checksum {found}, not {sha256}")
            (folder / "complete").write_text(found + "\n", encoding="utf-8")
    return jars


def _fetch(folder: Path, artifacts: Sequence[str], *, alone: bool) -> None:
    tool = shutil.which("mvn")
    if tool is None:
        raise Missing("Maven (mvn) is missing: the servers of the tests cannot be fetched")
    shutil.rmtree(folder / "lib", ignore_errors=True)
    rest = _ALONE if alone else ""
    dependencies = "".join(_DEPENDENCY.format(*artifact.split(":"), rest) for artifact in artifacts)
    (folder / "pom.xml").write_text(_POM.format(dependencies=dependencies), encoding="utf-8")
    # -C: a file whose checksum differs is refused, not only warned about
    command = [tool, "-q", "-B", "-C", _COPY, "-DoutputDirectory=lib", "-DincludeScope=runtime"]
    done = subprocess.run(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=MAVEN_SECONDS, check=False
    )
    if done.returncode:
        said = re.findall(r"^\[ERROR\] (.+)$", done.stdout.decode(errors="replace"), re.MULTILINE)
        raise Missing(f"{folder.name}: Maven failed: {said[0][:300] if said else 'it does not say why'}")


def _checksum(folder: Path) -> str:
    """Of one file its own; of several that of the list of theirs."""
    files = sorted(folder.iterdir(), key=lambda path: path.name)
    found = [(hashlib.sha256(path.read_bytes()).hexdigest(), path.name) for path in files]
    if len(found) == 1:
        return found[0][0]
    return hashlib.sha256("".join(f"{digest}  {name}\n" for digest, name in found).encode()).hexdigest()


def java(version: int) -> str:
    """A Java of this version or a later one: the oldest that will do of those that there are."""
    found = {java_version(candidate): candidate for candidate in reversed(list(_javas()))}
    fitting = [each for each in found if each >= version]
    if not fitting:
        raise Missing(f"Java {version} or later is missing")
    return found[min(fitting)]


def _javas() -> Iterator[str]:
    home, on_path = os.environ.get("JAVA_HOME"), shutil.which("java")
    candidates = [Path(home) / "bin/java"] if home else []
    candidates += [Path(on_path)] if on_path else []
    for folder in (Path("/usr/lib/jvm"), Path("/Library/Java/JavaVirtualMachines")):
        candidates += sorted(folder.glob("*/bin/java")) + sorted(folder.glob("*/Contents/Home/bin/java"))
    bundled = find_spec("arcadedb_embedded")  # a package of the tests that brings a Java 25
    if bundled is not None and bundled.origin is not None:
        candidates.append(Path(bundled.origin).parent / "jre/bin/java")
    yield from (str(each) for each in candidates if os.access(each, os.X_OK))


def java_version(tool: str) -> int:
    """The first number of its version; 0 if it does not tell one."""
    told = subprocess.run([tool, "-version"], capture_output=True, text=True, timeout=60, check=False).stderr
    match = re.search(r'version "(\d+)', told)
    return int(match[1]) if match else 0


def free_port() -> int:
    """A port of the loopback address that nobody listens on at the moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


def spawn(command: Sequence[str], folder: Path, env: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
    """Start a server in this folder, its output in ``server.log``; it outlives an interrupted test run's signals."""
    with (folder / "server.log").open("ab") as log:
        return subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def wait_until(
    answers: Callable[[], bool], process: subprocess.Popen[bytes], log: Path, *, seconds: float = 90
) -> None:
    """Return when the server answers; if it ends or stays silent, end it and say so with the end of its log."""
    until = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < until:
        if answers():
            return
        time.sleep(0.2)
    reason = "did not answer" if process.poll() is None else f"ended with {process.returncode}"
    end(process.pid, process)
    raise RuntimeError(f"{process.args!r} {reason}\n{log.read_text(errors='replace')[-3000:]}")


def running(module: Any, folder: Path, *, required: bool = True) -> Iterator[Server]:
    """For a fixture: the server while tests use it. Without it they are skipped, or fail where CI=true, if required."""
    try:
        server = module.start(folder)
    except Missing as missing:
        if required and os.environ.get("CI") == "true":
            pytest.fail(str(missing), pytrace=False)
        pytest.skip(str(missing))
    yield server
    server.kill()  # nobody wants its data any more


def end(pid: int, process: subprocess.Popen[bytes] | None = None, *, first: int = signal.SIGTERM) -> None:
    """End a process and wait for it; one that does not obey is killed."""
    for sign in (first, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.kill(pid, sign)
        until = time.monotonic() + STOP_SECONDS
        while time.monotonic() < until:
            if not _runs(pid, process):
                return
            time.sleep(0.05)


def _runs(pid: int, process: subprocess.Popen[bytes] | None) -> bool:
    if process is not None:
        return process.poll() is None
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
