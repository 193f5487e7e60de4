"""``python -m tests.servers start|stop``: the servers of the tests, to try things on by hand."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.servers import common, fuseki, neo4j

STATE = common.SERVERS / "running.json"
# Module, what its part of the environment is called, and what follows the address of the server.
SERVERS = {
    "neo4j": (neo4j, ("NEO4J_URI", "NEO4J_USERNAME", "NEO4J_PASSWORD"), ""),
    "fuseki": (fuseki, ("SPARQL_URL", "SPARQL_USERNAME", "SPARQL_PASSWORD"), "/papers"),
}


def start() -> None:
    """Start those that do not run yet, and say how to reach each."""
    state = read()
    for name, (module, variables, path) in SERVERS.items():
        if not (name in state and runs(**state[name])):
            folder = Path(tempfile.mkdtemp(prefix=f"paperkg-{name}-"))
            module.fetch()
            server = module.start(folder)
            reach = dict(zip(variables, (server.url + path, server.user, server.password), strict=True))
            state[name] = {"pid": server.pid, "folder": str(folder), "reach": reach}
            write(state)
        print(f"# {name}, process {state[name]['pid']}")
        for variable, value in state[name]["reach"].items():
            print(f"export {variable}={value}")


def stop() -> None:
    """End those that were started here, by their process ids; their data goes with them."""
    for name, found in read().items():
        if runs(**found):
            common.end(found["pid"])
            shutil.rmtree(found["folder"], ignore_errors=True)
            print(f"{name}: process {found['pid']} has ended")
    STATE.unlink(missing_ok=True)


def runs(pid: int, folder: str, **_: object) -> bool:
    """Is this process still the server in that folder, and not another one that was given its number?"""
    told = subprocess.run(["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return folder in told.stdout


def read() -> dict[str, dict]:
    return json.loads(STATE.read_text(encoding="utf-8")) if STATE.exists() else {}


def write(state: dict[str, dict]) -> None:
    STATE.touch(mode=0o600)
    STATE.write_text(json.dumps(state, indent=2), encoding="utf-8")


if __name__ == "__main__":
    try:
        {"start": start, "stop": stop}[sys.argv[1]]()
    except common.Missing as missing:
        sys.exit(str(missing))
