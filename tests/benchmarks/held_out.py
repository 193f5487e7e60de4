"""Score on gold papers that neither the encoder nor the arbiter learned from, with lexicons as if unread.

    python tests/benchmarks/held_out.py --gold train.jsonl [--weights FOLDER] [--without lexicons]

The encoder never saw every tenth paper of the gold; two arbiters are fitted here, each on every second of those, and
each is scored on the others. Of the shipped arbiter, which learned from all of them, this is a slight underestimate.
``--without`` leaves a part out (ablation): with ``lexicons`` go the counts of annotated names; without ``arbiter``
the encoder's tags are taken as they are, with one entity for each name and kind (Dataset for any resource).
"""

from __future__ import annotations

import argparse
from pathlib import Path

from kg.evaluate import evaluate
from kg.evaluate.score import normalised
from kg.extract import features
from kg.extract.arbiter import Arbiter, things_of
from kg.extract.labels import TAGS
from kg.extract.lexicon_build import read_records
from kg.extract.reading import Reader
from kg.extract.seen import Seen
from kg.extract.tagger import Tagger
from kg.extract.tokens import blank
from kg.extract.weights import weights_folder
from kg.model import Extraction
from kg.train import decide, names, run
from kg.train.gold import Support, paper_of
from kg.wire import record


class Unlisted(Support):
    """As if there were no name lists."""

    def without(self, spans, paper):
        return [span for span in spans if span.id_ != "lexicon"]


def tagged(case):
    """The record of a paper by the encoder's likeliest tags alone."""
    reading, entities = case.reading, {}
    best = [TAGS[i] for i in reading.tagged.tags.argmax(1)]
    for start, tag in enumerate(best):
        if tag.startswith("B-") and tag != "B-Tool":
            stop = start + 1
            while stop < len(best) and best[stop] == "I-" + tag[2:]:
                stop += 1
            first, last = (int(reading.encoded.tokens[i]) for i in (start, stop - 1))
            surface, kind = reading.doc[first : last + 1].text, "Dataset" if tag[2:] == "Resource" else tag[2:]
            found = {"type": kind, "name": surface, "surface": [surface], "role": ""}
            entities.setdefault((kind, normalised(surface)), found)
    return {"id": case.record["id"], "entities": list(entities.values()), "relations": []}


def told(held, found):
    """Print the scores."""
    scores = evaluate(held, found)
    print(f"{len(held)} papers")
    for name, row in scores.rows.items():
        print(f"{name:22}{row['P']:8.3f}{row['R']:8.3f}{row['F1']:8.3f}")


def main() -> None:
    """Fit, score, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--weights", type=Path, default=weights_folder())
    parser.add_argument("--without", choices=("encoder", "lexicons", "arbiter"))
    parser.add_argument("--every", type=int, default=run.EVERY)
    arguments = parser.parse_args()
    records = list(read_records(arguments.gold))
    seen, own = names.count_names(records, blank())
    tagger = Tagger(arguments.weights / "accurate") if arguments.without != "encoder" else None
    held = records[:: arguments.every]
    support: Support = Support(records)
    if arguments.without == "lexicons":
        support, seen, own = Unlisted(records), Seen({}, {}), dict.fromkeys(own, Seen({}, {}))
    cases = run.cases(held, Reader(tagger, seen), support, own, seen)
    if arguments.without == "arbiter":
        told(held, [tagged(case) for case in cases])
        return
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
    told(held, found)


if __name__ == "__main__":
    main()
