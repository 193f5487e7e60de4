"""Train on a part of the gold and score on another, with name lists as if the other part had not been read.

    python tests/benchmarks/splits.py --gold train.jsonl --test 2026 --papers 1600 [--bert FOLDER] [--dev dev.jsonl]

``--test 2026`` trains on papers before that year and tests on the papers from then on (robustness to time); ``--test
random`` tests on as many papers drawn by their ids' hashes; ``--test 3/5`` on the third of five folds. Without
``--bert`` only ``fast`` is trained. ``--dev`` scores the same weights on a second file (learning curve).
"""

from __future__ import annotations

import argparse
import hashlib
import tempfile
import time
from pathlib import Path
from typing import Any

from kg.evaluate import evaluate
from kg.extract import features
from kg.extract.arbiter import Arbiter, things_of
from kg.extract.lexicon_build import read_records
from kg.extract.reading import Reader
from kg.extract.seen import Seen
from kg.extract.tagger import Tagger
from kg.model import Extraction
from kg.train import run
from kg.train.gold import Support, paper_of
from kg.train.recipe import Recipe
from kg.wire import record

YEAR = 2026
ROWS = ("Method", "Dataset", "Benchmark", "D+B merged", "Task", "Metric", "core", "introduced", "roles", "relations")
Record = dict[str, Any]


def shuffled(records: list[Record]) -> list[Record]:
    """The records in an order that depends on their ids alone."""
    return sorted(records, key=lambda record: hashlib.sha256(record["id"].encode()).hexdigest())


def divide(records: list[Record], test: str) -> tuple[list[Record], list[Record]]:
    """Training and test papers."""
    records = shuffled(records)
    if "/" in test:
        fold, of = map(int, test.split("/"))
        return [r for i, r in enumerate(records) if i % of != fold - 1], records[fold - 1 :: of]
    late = [r for r in records if r["year"] >= YEAR]
    early = [r for r in records if r["year"] < YEAR]
    return (early, late) if test == str(YEAR) else (records[len(late) :], records[: len(late)])


def scored(gold: list[Record], folder: Path, model: str, support: Support, read: set[str]) -> str:
    """A line of F1 for papers read by the weights of a folder."""
    tagger = Tagger(folder / model) if model == "accurate" else None
    arbiter, reader = Arbiter.load(folder / model), Reader(tagger, Seen.load(folder))
    found = []
    for one in gold:
        paper = paper_of(one)
        reading = reader(paper.text, trusted=lambda spans: support.within(spans, read))
        chances = arbiter.span_chances(features.rows(reading.view, reading.candidates))
        entities = arbiter.entities(reading, things_of(reading, chances), tagger)
        relations = arbiter.relations(reading, entities, tagger)
        extraction = Extraction(paper.id, tuple(entities), tuple(relations), reading.sentences)
        found.append({**record(paper, extraction), "id": paper.id})
    rows = evaluate(gold, found).rows
    return ", ".join(f"{name} {rows[name]['F1']:.3f}" for name in ROWS if name in rows)


def main() -> None:
    """Train, score, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--test", default="random")
    parser.add_argument("--papers", type=int, default=0, help="train on so many papers; 0: all")
    parser.add_argument("--bert", type=Path)
    parser.add_argument("--epochs", type=int, default=Recipe().epochs)
    parser.add_argument("--dev", type=Path)
    arguments = parser.parse_args()
    records = list(read_records(arguments.gold))
    training, test = divide(records, arguments.test)
    training = training[: arguments.papers or None]
    begin = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        run.train(training, out, bert=arguments.bert, recipe=Recipe(epochs=arguments.epochs), told=print)
        print(f"{len(training)} papers, {time.process_time() - begin:.0f} CPU s", flush=True)
        support, read = Support(records), {r["id"] for r in training}
        for model in ("accurate", "fast") if arguments.bert else ("fast",):
            print(f"{model}, {len(test)} papers: {scored(test, out, model, support, read)}", flush=True)
            if arguments.dev:
                dev = list(read_records(arguments.dev))
                print(f"{model}, {len(dev)} of dev: {scored(dev, out, model, support, read)}", flush=True)


if __name__ == "__main__":
    main()
