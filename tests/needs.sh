#!/bin/sh
# Says in one line each which tests this machine cannot run; with CI=true a missing part fails the run.
lacks() {
  if [ "${CI:-}" = "true" ]; then
    echo "$1 is missing: the tests of $2 cannot run" >&2
    exit 1
  fi
  echo "no $1 here: the tests of $2 are left out"
}
browser=""
for name in chromium chromium-browser google-chrome google-chrome-stable; do
  command -v "$name" >/dev/null 2>&1 && browser="$name"
done
[ -n "$browser" ] || lacks Chromium "the browser"
for name in java mvn openssl; do
  command -v "$name" >/dev/null 2>&1 || { lacks "$name" "the servers"; break; }
done
.venv/bin/python -c 'import arcadedb_embedded' 2>/dev/null || lacks arcadedb-embedded "ArcadeDB"
.venv/bin/python -c 'from tests.servers.common import java; java(21)' 2>/dev/null ||
  echo "no Java 21 here: the tests of the newest Neo4j are left out"
