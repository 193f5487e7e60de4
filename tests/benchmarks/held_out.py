"""Score on gold papers that neither the encoder nor the arbiter learned from, with lexicons as if unread.

    python tests/benchmarks/held_out.py --gold train.jsonl [--weights FOLDER] [--model accurate]

The encoder never saw every tenth paper of the gold; two arbiters are fitted here, each on every second of those, and
each is scored on the others. Of the shipped arbiter, which learned from all of them, this is a slight underestimate.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from kg.evaluate import evaluate
from kg.extract import features
from kg.extract.arbiter import Arbiter, things_of
from kg.extract.reading import Reader
from kg.extract.tagger import Tagger
from kg.extract.tokens import blank
from kg.extract.weights import weights_folder
from kg.model import Extraction
from kg.train import decide, names, run
from kg.train.gold import Support, paper_of
from kg.train.gold import read as read_gold
from kg.wire import record


def main() -> None:
    """Fit, score, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--weights", type=Path, default=weights_folder())
    parser.add_argument("--model", choices=("accurate", "fast"), default="accurate")
    parser.add_argument("--every", type=int, default=run.EVERY)
    arguments = parser.parse_args()
    records = list(read_gold(arguments.gold))
    seen, own = names.count_names(records, blank())
    tagger = Tagger(arguments.weights / "accurate") if arguments.model == "accurate" else None
    held = records[:: arguments.every]
    cases = run.cases(held, Reader(tagger, seen), Support(records), own, seen)
    found = []
    for half in (0, 1):
        arbiter = Arbiter(decide.train(cases[1 - half :: 2], tagger, lambda _: None))
        for case in cases[half::2]:
            chances = arbiter.span_chances(features.rows(case.reading.view, case.reading.candidates))
            entities = arbiter.entities(case.reading, things_of(case.reading, chances), tagger)
            relations = arbiter.relations(case.reading, entities, tagger)
            paper = paper_of(case.record)
            extraction = Extraction(paper.id, tuple(entities), tuple(relations), case.reading.sentences)
            found.append({**record(paper, extraction), "id": paper.id})
    scores = evaluate(held, found)
    print(f"{len(held)} papers")
    for name, row in scores.rows.items():
        print(f"{name:22}{row['P']:8.3f}{row['R']:8.3f}{row['F1']:8.3f}")


if __name__ == "__main__":
    main()
