"""The encoder alone, trained and tested on SciER (arXiv:2410.21155): strict surface and type, micro.

    python tests/benchmarks/scier.py --data FOLDER --bert FOLDER [--epochs 8]

The data is GPL-3 and is not shipped, nor is anything that was trained on it. It gives the surfaces of each sentence,
not their offsets: each is taken at its next free place, and prediction and annotation are compared as multisets.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from itertools import groupby
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file

from kg.extract.abbreviations import find_abbreviations
from kg.extract.encoding import WINDOW, encode
from kg.extract.labels import TAGS
from kg.extract.lexicon import LexiconMatcher
from kg.extract.tokens import blank
from kg.extract.wordpiece import WordPiece
from kg.train.examples import Example, collate
from kg.train.fit import fit, words_of
from kg.train.network import Encoder, Heads, Shape, load_bert
from kg.train.recipe import Recipe

KIND = {"Method": "Method", "Task": "Task", "Dataset": "Resource"}


def chunks(path: Path, most: int):
    """Consecutive sentences of a paper, up to ``most`` words together: (sentence, names) lists."""
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    for _, of in groupby(records, key=lambda r: r["doc_id"]):
        chunk, words = [], 0
        for record in of:
            count = len(record["sentence"].split())
            if chunk and words + count > most:
                yield chunk
                chunk, words = [], 0
            chunk.append((record["sentence"], record["ner"]))
            words += count
        if chunk:
            yield chunk


def read(chunk, nlp, lexicon, pieces):
    """The example of a chunk, its document and the sentence of each word."""
    text = "\n" + "\n".join(sentence for sentence, _ in chunk)
    doc = nlp(text)
    encoded = encode(doc, lexicon(doc) if lexicon else [], find_abbreviations(text), pieces)
    word_of = {int(token): word for word, token in enumerate(encoded.tokens)}
    tags, home = [0] * len(encoded.tokens), [0] * len(encoded.tokens)
    start = 1
    for index, (sentence, names) in enumerate(chunk):
        for token in doc:
            if start <= token.idx < start + len(sentence) and token.i in word_of:
                home[word_of[token.i]] = index
        taken: set[int] = set()
        for name, kind in sorted(names, key=lambda n: -len(n[0])):
            for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", sentence):
                span = doc.char_span(start + match.start(), start + match.end(), alignment_mode="expand")
                if taken.isdisjoint(range(*match.span())):
                    taken.update(range(*match.span()))
                    inside = [word_of[t.i] for t in span if t.i in word_of]
                    for i, word in enumerate(inside):
                        tags[word] = TAGS.index(("I-" if i else "B-") + KIND[kind])
                    break
        start += len(sentence) + 1
    return Example("", encoded, tags, [], []), doc, home


def spans(tags):
    """(start, end, kind) of a tag sequence."""
    found, begin = [], None
    for i, tag in enumerate([*tags, 0]):
        if begin is not None and not (tag > 0 and tag % 2 == 0 and TAGS[tag][2:] == begin[1]):
            found.append((begin[0], i, begin[1]))
            begin = None
        if tag % 2 == 1:
            begin = (i, TAGS[tag][2:])
    return found


def viterbi(logits):
    """The best sequence in which an inside tag follows its own kind."""
    count = len(TAGS)
    allowed = np.zeros((count, count))
    for b in range(2, count, 2):
        allowed[:, b] = -1e9
        allowed[b - 1, b] = allowed[b, b] = 0
    score, back = logits[0].copy(), []
    score[2::2] = -1e9
    for row in logits[1:]:
        step = score[:, None] + allowed
        back.append(step.argmax(0))
        score = step.max(0) + row
    best = [int(score.argmax())]
    for pointers in reversed(back):
        best.append(int(pointers[best[-1]]))
    return best[::-1]


def squeezed(text: str) -> str:
    """Without blanks: the files cut words in two ways."""
    return re.sub(r"\s+", "", text)


def score(encoder, heads, path, nlp, lexicon, pieces):
    """Micro precision, recall and F1, and F1 by kind."""
    tp, fp, fn = Counter(), Counter(), Counter()
    encoder.eval()
    heads.eval()
    for chunk in chunks(path, 220):
        example, doc, home = read(chunk, nlp, lexicon, pieces)
        assert len(example.encoded.pieces) <= WINDOW
        batch = collate([example], pieces.begin, pieces.end)
        with torch.no_grad():
            vectors = encoder(batch.pieces, batch.features, batch.mask)
            logits = heads.tags(words_of(vectors, batch.word, len(example.tags)))[0].numpy()
        said = [Counter() for _ in chunk]
        tokens = example.encoded.tokens
        for start, end, kind in spans(viterbi(logits)):
            said[home[start]][squeezed(doc[int(tokens[start]) : int(tokens[end - 1]) + 1].text), kind] += 1
        for found, (_, names) in zip(said, chunk, strict=True):
            true = Counter((squeezed(name), KIND[kind]) for name, kind in names)
            for key in true | found:
                right = min(true[key], found[key])
                tp[key[1]] += right
                fp[key[1]] += found[key] - right
                fn[key[1]] += true[key] - right
    f1 = {kind: round(2 * tp[kind] / max(1, 2 * tp[kind] + fp[kind] + fn[kind]), 4) for kind in KIND.values()}
    t, p, n = sum(tp.values()), sum(fp.values()), sum(fn.values())
    return {"P": round(t / (t + p), 4), "R": round(t / (t + n), 4), "F1": round(2 * t / (2 * t + p + n), 4), **f1}


def main() -> None:
    """Train, test, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--bert", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lexicons", action="store_true", help="with our lexicons as features (from our own gold)")
    arguments = parser.parse_args()
    nlp = blank()
    lexicon = LexiconMatcher() if arguments.lexicons else None
    pieces = WordPiece((arguments.bert / "vocab.txt").read_text(encoding="utf-8").split("\n"))
    examples = [read(chunk, nlp, lexicon, pieces)[0] for chunk in chunks(arguments.data / "train.jsonl", 120)]
    torch.manual_seed(arguments.seed)
    encoder = Encoder(Shape())
    load_bert(encoder, load_file(arguments.bert / "model.safetensors"))
    heads = Heads(encoder.shape.hidden)
    begin = time.process_time()

    def told(step: int, steps: int, loss: float, seconds: float) -> None:
        if step % 50 == 0:
            print(f"step {step} of {steps}, loss {loss:.3f}, {seconds:.0f} s", flush=True)

    recipe = Recipe(epochs=arguments.epochs, seed=arguments.seed)
    fit(encoder, heads, examples, recipe, (pieces.begin, pieces.end), told)
    print(f"{len(examples)} chunks, {time.process_time() - begin:.0f} CPU s")
    for name in ("dev", "test", "test_ood"):
        print(name, score(encoder, heads, arguments.data / f"{name}.jsonl", nlp, lexicon, pieces), flush=True)


if __name__ == "__main__":
    main()
