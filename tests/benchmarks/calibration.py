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


def plot(rows, path):
    """Reliability: share of right ones against mean confidence, a dot a bin; the diagonal is ideal."""
    chance, right = np.array([r[1] for r in rows]), np.array([r[2] for r in rows], float)
    place = np.minimum((chance * BINS).astype(int), BINS - 1)
    side, edge = 300, 40

    def at(x, y):
        return f"{edge + x * side:.1f}", f"{edge + (1 - y) * side:.1f}"

    dots, points = [], []
    for b in range(BINS):
        mine = place == b
        if mine.any():
            x, y = at(chance[mine].mean(), right[mine].mean())
            points.append(f"{x},{y}")
            dots.append(
                f'<circle cx="{x}" cy="{y}" r="{3 + mine.mean() ** 0.5 * 12:.1f}" fill="#2563eb" opacity=".7"/>'
            )
    size = side + 2 * edge
    x0, y0, x1, y1 = *at(0, 0), *at(1, 1)
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" width="{size}" font-family="sans-serif" '
        f'font-size="12"><rect width="{size}" height="{size}" fill="#fff"/><rect x="{edge}" y="{edge}" width="{side}" '
        f'height="{side}" fill="none" stroke="#999"/><line x1="{x0}" y1="{y0}" x2="{x1}" y2="{y1}" stroke="#999" '
        f'stroke-dasharray="4"/><polyline points="{" ".join(points)}" fill="none" stroke="#2563eb"/>{"".join(dots)}'
        f'<text x="{size / 2}" y="{size - 12}" text-anchor="middle">mean confidence, 0 to 1</text>'
        f'<text transform="translate(16 {size / 2}) rotate(-90)" text-anchor="middle">share right</text></svg>\n',
        encoding="utf-8",
    )


def main() -> None:
    """Extract, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--model", choices=MODELS, default=DEFAULT)
    parser.add_argument("--svg", type=Path, help="draw the reliability of core entities")
    arguments = parser.parse_args()
    rows = list(judged(read_records(str(arguments.gold)), str(arguments.gold), arguments.model))
    report("core", [row for row in rows if row[0] in CORE])
    if arguments.svg:
        plot([row for row in rows if row[0] in CORE], arguments.svg)
    for kind in (*CORE, "Task", "Metric"):
        report(kind, [row for row in rows if row[0] == kind])


if __name__ == "__main__":
    main()
