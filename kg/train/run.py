"""From annotated abstracts to a folder of weights: what ``kg train`` does."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.errors import UsageError
from kg.extract.arbiter import FILE as FORESTS
from kg.extract.lexicon import LexiconMatcher
from kg.extract.reading import Reader
from kg.extract.tagger import Tagger
from kg.extract.tokens import blank
from kg.extract.weights import MANIFEST
from kg.extract.wordpiece import WordPiece
from kg.train import decide, names
from kg.train.cases import Case
from kg.train.gold import Support, paper_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kg.extract.seen import Seen
    from kg.train.decide import Arrays
    from kg.train.recipe import Recipe

LABELS = Path(__file__).with_name("labels.jsonl.gz")  # annotations of 4,936 abstracts, without their texts
FEWEST = 50  # annotated papers
EVERY = 10  # one paper in so many is kept from the encoder, for the arbiter to learn from
FAST_EVERY = 5  # one in so many teaches the arbiter of ``fast``: 988 papers of ours; 2,468 did no better
BERT = ("model.safetensors", "vocab.txt")  # of the folder that the encoder starts from
Record = dict[str, Any]


def train(
    records: Sequence[Record], out: Path, *, bert: Path | None, recipe: Recipe, told: Callable[[str], None]
) -> None:
    """Write a folder of weights: ``fast`` always, ``accurate`` if there is an encoder to start from.

    ``bert`` is a folder with an uncased BERT of the shape of MiniLM-L6 (``BERT`` lists its files).
    """
    if len(records) < FEWEST:
        raise UsageError(f"too few annotated papers to learn from: {len(records)}, at least {FEWEST} are needed")
    out.mkdir(parents=True, exist_ok=True)
    told(f"counting the names of {len(records)} papers")
    seen, own = names.count_names(records, blank())
    names.write(seen, out)
    support = Support(records)
    tagger = None
    if bert is not None:
        train_encoder(records, support, bert, out / "accurate", recipe, told)
        tagger = Tagger(out / "accurate")
    held = records[::EVERY]
    if tagger is not None:
        told(f"accurate: the arbiter learns from {len(held)} papers that the encoder did not see")
        _save(decide.train(cases(held, Reader(tagger, seen), support, own, seen), tagger, told), out / "accurate")
    few = records[:: FAST_EVERY if len(records) > FAST_EVERY * FEWEST else 1]
    told(f"fast: the arbiter learns from {len(few)} papers")
    _save(decide.train(cases(few, Reader(None, seen), support, own, seen), None, told), out / "fast")
    write_manifest(out)


def cases(records: Sequence[Record], reader: Reader, support: Support, own: dict[str, Seen], seen: Seen) -> list[Case]:
    """Papers read as if they had taught nothing."""
    found = []
    for record in records:
        paper = paper_of(record)
        reading = reader(
            paper.text,
            trusted=lambda spans, paper_id=record["id"]: support.without(spans, paper_id),  # type: ignore[misc]
            seen=seen.less(own[record["id"]]),
        )
        found.append(Case(record, reading))
    return found


def train_encoder(
    records: Sequence[Record], support: Support, bert: Path, out: Path, recipe: Recipe, told: Callable[[str], None]
) -> None:
    """Fine-tune the encoder and write it as it is shipped."""
    import torch
    from safetensors.torch import load_file

    from kg.train.examples import Maker
    from kg.train.export import export
    from kg.train.fit import fit
    from kg.train.network import Encoder, Heads, Shape, load_bert

    out.mkdir(parents=True, exist_ok=True)
    vocabulary = (bert / BERT[1]).read_text(encoding="utf-8")
    (out / "vocabulary.txt").write_text(vocabulary, encoding="utf-8")
    pieces = WordPiece(vocabulary.split("\n"))
    maker = Maker(blank(), LexiconMatcher(), pieces, support)
    examples = [maker(record) for i, record in enumerate(records) if i % EVERY]
    torch.manual_seed(recipe.seed)
    encoder = Encoder(Shape())
    load_bert(encoder, load_file(bert / BERT[0]))
    heads = Heads(encoder.shape.hidden)

    def step(number: int, steps: int, loss: float, seconds: float) -> None:
        if number % 20 == 0 or number == steps:
            told(f"step {number} of {steps}, loss {loss:.3f}, {seconds:.0f} s")

    recipe = replace(recipe, mask_piece=pieces.mask)
    fit(encoder, heads, examples, recipe, (pieces.begin, pieces.end), step)
    export(encoder, heads, out)


def _save(arrays: Arrays, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(folder / FORESTS, **arrays)  # type: ignore[arg-type]


def write_manifest(folder: Path) -> None:
    """The digests by which a graph knows that the weights have changed."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    digests = {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    (folder / MANIFEST).write_text(json.dumps({"sha256": digests}, indent=1) + "\n", encoding="utf-8")


def joined(texts: Sequence[Record], labels: Sequence[Record]) -> list[Record]:
    """Annotations without texts put together with the papers of the same id; other papers are left out."""
    of = {record["id"]: record for record in labels}
    return [
        {**of[text["id"]], "title": text["title"], "abstract": text["abstract"]} for text in texts if text["id"] in of
    ]
