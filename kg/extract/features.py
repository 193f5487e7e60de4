"""What the arbiter looks at: one row of numbers for each candidate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kg.extract import seen as names_seen
from kg.extract.document import head_type
from kg.extract.encoding import SHAPES, shape_of
from kg.extract.labels import KINDS, TAGS, kind_of
from kg.extract.names import common_words, distinctive, fold, never, unnamed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from spacy.tokens import Doc

    from kg.extract.candidates import Candidate
    from kg.extract.seen import Seen

    Floats = NDArray[np.float32]

RULES = ("lexicon", "shape", "shape-resource", "title-prefix", "proposed", "long", "short", "tagger")
TYPES = ("", "Method", "Dataset", "Benchmark", "Task", "Metric")
_WORDS = {
    "dataset": "dataset datasets corpus corpora database databases data",
    "benchmark": "benchmark benchmarks leaderboard challenge testbed suite competition",
    "method": "model models method methods algorithm framework approach architecture network networks optimizer loss "
    "system agent pipeline strategy module baseline baselines layer layers technique attack",
    "task": "task tasks problem problems",
    "determiner": "the a an our this these",
    "on": "on from in",
    "by": "using with via by of and",
}
WIDTH = 69  # of a row
WORDS = {word: place for place, words in enumerate(_WORDS.values(), 1) for word in words.split()}


@dataclass(frozen=True, slots=True)
class View:
    """A paper while its candidates are weighed; ``tags`` (W, T) are ``None`` where no encoder reads."""

    doc: Doc
    tags: Floats | None
    word_of: dict[int, int]  # token -> word
    starts: Sequence[int]  # offsets at which sentences begin, the title's first
    seen: Seen


def rows(view: View, candidates: Sequence[Candidate]) -> Floats:
    """(N, F) features of the candidates."""
    if not candidates:
        return np.zeros((0, WIDTH), np.float32)
    scores = tag_scores(view, candidates)
    table = [
        [*_said(c), *_name(view, c), *_place(view, c), *names_seen.chances(_seen(view, c)), *_head(view, c)]
        for c in candidates
    ]
    whole = np.array(table, np.float32).reshape(len(candidates), -1)
    return np.concatenate([whole, scores, *_together(view, candidates, scores)], axis=1, dtype=np.float32)


def tag_scores(view: View, candidates: Sequence[Candidate]) -> Floats:
    """(N, 9): for each kind the chance that exactly this range is one; least, mean and next-word chances."""
    out = np.zeros((len(candidates), len(KINDS) + 4), np.float32)
    if view.tags is None or not len(view.tags):
        return out
    begins = view.tags[:, [TAGS.index("B-" + kind) for kind in KINDS]]
    insides = view.tags[:, [TAGS.index("I-" + kind) for kind in KINDS]]
    nothing = view.tags[:, 0]
    for row, c in zip(out, candidates, strict=True):
        start, end = view.word_of[c.start], view.word_of[c.end - 1] + 1
        after = insides[end] if end < len(insides) else np.zeros(len(KINDS), np.float32)
        row[: len(KINDS)] = begins[start] * insides[start + 1 : end].prod(0) * (1 - after)
        named = 1 - nothing[start:end]
        before = 1 - nothing[start - 1] if start else 0.0
        row[len(KINDS) :] = (named.min(), named.mean(), after.max(), before)
    return out


def _said(c: Candidate) -> Iterator[float]:
    """Which rules speak for it, and as what."""
    for rule in RULES:
        kind = c.said.get(rule)
        if rule in ("lexicon", "long", "short"):
            yield float(TYPES.index(kind) + 1) if kind in TYPES else 0.0
        else:
            yield float(kind is not None)
    yield float(len(c.said.keys() - {"again"}))


def _name(view: View, c: Candidate) -> Iterator[float]:
    """What the string itself looks like."""
    span = view.doc[c.start : c.end]
    words = [token.text for token in span if any(char.isalnum() for char in token.text)]
    common = common_words()
    yield float(len(words))
    yield float(len(c.text))
    yield float(shape_of(words[0]) if words else SHAPES.index("mark"))
    yield float(shape_of(words[-1]) if words else SHAPES.index("mark"))
    yield float(distinctive(c.text))
    yield sum(word[:1].isupper() for word in words) / max(1, len(words))
    yield float(any(char.isdigit() for char in c.text))
    yield sum(word.lower() in common for word in words) / max(1, len(words))
    yield float(c.key in never()) + 2 * float(c.key in unnamed())
    kind = head_type(c.text)
    yield float(TYPES.index(kind.value)) if kind else 0.0


def _place(view: View, c: Candidate) -> Iterator[float]:
    """Where it stands, and between which words."""
    doc, offset = view.doc, view.doc[c.start].idx
    index = max(0, int(np.searchsorted(view.starts, offset, side="right")) - 1)
    before = doc[c.start - 1] if c.start else None
    after = doc[c.end] if c.end < len(doc) else None
    further = doc[c.end + 1] if c.end + 1 < len(doc) else None
    yield float(index)
    yield float(index == len(view.starts) - 1)
    yield float(offset in view.starts)
    yield float(WORDS.get(before.lower_, 0)) if before is not None else -1.0
    yield float(WORDS.get(after.lower_, 0)) if after is not None else -1.0
    yield float(WORDS.get(further.lower_, 0)) if further is not None else -1.0
    yield float("(-:,/\n".find(after.text[0]) + 1) if after is not None else -1.0
    yield float("(-:,/\n".find(before.text[0]) + 1) if before is not None else -1.0
    yield float(after.text[:1].isupper()) if after is not None else 0.0
    yield float(before.text[:1].isupper()) if before is not None else 0.0


def _seen(view: View, c: Candidate) -> Floats:
    return view.seen.names.get(c.key, names_seen.NONE)


def _head(view: View, c: Candidate) -> list[float]:
    """What names with this last word are."""
    return names_seen.chances(view.seen.heads.get(c.key.rsplit(" ", 1)[-1], names_seen.NONE))


def _together(view: View, candidates: Sequence[Candidate], scores: Floats) -> Iterator[Floats]:
    """What the rest of the paper says of the same name, and of what lies around and inside it."""
    kinds = scores[:, : len(KINDS)]
    places: dict[str, list[int]] = {}
    for i, c in enumerate(candidates):
        places.setdefault(c.key, []).append(i)
    most, mean = np.zeros_like(kinds), np.zeros_like(kinds)
    extra = np.zeros((len(candidates), 7), np.float32)
    ends = view.starts[1] if len(view.starts) > 1 else len(view.doc)
    for same in places.values():
        most[same], mean[same] = kinds[same].max(0), kinds[same].mean(0)
        extra[same, 0] = len(same)
        extra[same, 1] = any(view.doc[candidates[i].start].idx < ends for i in same)
        extra[same, 2] = any(candidates[i].said.keys() & {"title-prefix"} for i in same)
        extra[same, 3] = any(candidates[i].said.keys() & {"proposed"} for i in same)
        extra[same, 4] = any(candidates[i].said.keys() & {"long", "short"} for i in same)
    best = kinds[:, :4].max(1) if len(kinds) else np.zeros(0, np.float32)
    starts = np.array([c.start for c in candidates])
    stops = np.array([c.end for c in candidates])
    for i in range(len(candidates)):
        around = (starts <= starts[i]) & (stops >= stops[i])
        inside = (starts >= starts[i]) & (stops <= stops[i])
        around[i] = inside[i] = False
        extra[i, 5] = best[around].max() if around.any() else -1.0
        extra[i, 6] = best[inside].max() if inside.any() else -1.0
    yield most
    yield mean
    yield extra


def kinds_of(types: Sequence[str]) -> list[str]:
    """The models' kinds of types."""
    return [kind_of(name) for name in types]


def folded_last(text: str) -> str:
    """The last word of a folded name."""
    return fold(text).rsplit(" ", 1)[-1]
