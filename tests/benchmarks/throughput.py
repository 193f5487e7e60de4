"""Abstracts a CPU second on one core, whole extraction, and peak memory; every model in a process of its own.

python tests/benchmarks/throughput.py ABSTRACTS.jsonl[.gz] [--papers 2000]
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import resource
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path

from kg.extract import MODELS, make
from kg.model import Paper


def papers(path: Path, count: int) -> list[Paper]:
    """The first papers of a file."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in islice(lines, count)]
    return [Paper(f"title:{i}", r.get("title") or "", r["abstract"]) for i, r in enumerate(records)]


def measure(path: Path, count: int, model: str) -> None:
    """Load, read, print."""
    begin = time.process_time()
    extractor = make(model)
    loaded = time.process_time() - begin
    found = papers(path, count)
    begin = time.process_time()
    for paper in found:
        extractor(paper)
    spent = time.process_time() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{model:10} {len(found) / spent:7.1f} abstracts/CPU s, loaded in {loaded:.2f} CPU s, peak {peak:.0f} MiB")


def main() -> None:
    """One process a model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("abstracts", type=Path)
    parser.add_argument("--papers", type=int, default=2000)
    parser.add_argument("--model", choices=MODELS)
    arguments = parser.parse_args()
    if arguments.model:
        measure(arguments.abstracts, arguments.papers, arguments.model)
        return
    for model in MODELS:
        command = [sys.executable, __file__, str(arguments.abstracts), "--papers", str(arguments.papers)]
        subprocess.run([*command, "--model", model], check=True, env={**os.environ, "OPENBLAS_NUM_THREADS": "1"})


if __name__ == "__main__":
    main()
