"""How far confidences can be believed: reliability by bins, and the expected calibration error (Guo et al. 2017).

    python tests/benchmarks/calibration.py GOLD [--model accurate]

An entity counts as right as it does in ``kg evaluate``; what annotators left open is left out.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from kg.evaluate.score import CORE, keys
from kg.extract import DEFAULT, MODELS, extract
from kg.records import gold_papers, read_records

BINS = 10


def judged(records, path, model):
    """(type, confidence, right) of every entity that annotators did not leave open."""
    for record, (_, extraction) in zip(records, extract(gold_papers(records, path), model=model), strict=True):
        for entity in extraction.entities:
            own = keys({"name": entity.name, "surface": entity.surfaces})
            fitting = [e for e in record["entities"] if keys(e) & own]
            same = [e for e in fitting if e["type"] == entity.type.value]
            if any(e.get("optional") or e["type"] == "Tool" for e in (same or fitting)):
                continue
            yield entity.type.value, max(m.confidence for m in entity.mentions), bool(same)


def report(label, rows):
    """One table: bin, entities, mean confidence, share of right ones; and the error over all bins."""
    chance, right = np.array([r[1] for r in rows]), np.array([r[2] for r in rows], float)
    place = np.minimum((chance * BINS).astype(int), BINS - 1)
    error = 0.0
    print(f"{label}: {len(rows)} entities")
    for b in range(BINS):
        mine = place == b
        if mine.any():
            error += mine.mean() * abs(chance[mine].mean() - right[mine].mean())
            means = f"{chance[mine].mean():.3f} {right[mine].mean():.3f}"
            print(f"  {b / BINS:.1f}-{(b + 1) / BINS:.1f} {mine.sum():5} {means}")
    print(f"  expected calibration error {error:.4f}")


def main() -> None:
    """Extract, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--model", choices=MODELS, default=DEFAULT)
    arguments = parser.parse_args()
    rows = list(judged(read_records(str(arguments.gold)), str(arguments.gold), arguments.model))
    report("core", [row for row in rows if row[0] in CORE])
    for kind in (*CORE, "Task", "Metric"):
        report(kind, [row for row in rows if row[0] == kind])


if __name__ == "__main__":
    main()
