"""Mentions by shape and by the words around them: names that no lexicon knows yet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spacy.tokens import Span

from kg.extract.names import common_words, distinctive, fold, never, unnamed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Token

_DATASET_HEAD = frozenset("dataset datasets corpus corpora database databases data".split())
_BENCHMARK_HEAD = frozenset("benchmark benchmarks leaderboard challenge testbed competition".split())
BENCHMARK_NAME = re.compile(r"bench(?:mark)?(?:$|[-\s\dv+])|arena$|eval$|gym$|challenge", re.I)
_RESOURCE_CUE = re.compile(
    r"(?:\b(?:datasets?|benchmarks?|corpora|corpus)\b[^.;]{0,40}?"
    r"(?:such as|including|includes?|like|e\.g\.|namely|:|,|\()"
    r"|\b(?:experiment\w*|evaluat\w+|results?|tested|performance|accuracy|validated?)\b[^.;]{0,60}?\bon)\s[^.;]{0,90}$",
    re.I,
)
_METHOD_HEAD = frozenset(
    "model models method methods algorithm framework approach architecture network networks optimizer loss system "
    "agent "
    "pipeline baseline baselines strategy module layer layers technique attack encoder decoder transformer".split()
)
_NAME_HEAD = frozenset(
    "loss attention optimization sampling distillation learning regularization network search".split()
)
_NO_NAME = re.compile(r"(?:F1|prm@|pass@|recall@|hits@|top|acc@)[-@\d]*|CITATION|REF", re.I)
_UNITS = re.compile(r"\d+(?:\.\d+)?(?:[xX×%KMBkmb]|[xX×]\d+|[KMGT]B|D|st|nd|rd|th|s|ms|fps|px|p|bit|shot|way)?$")
_ROMAN = re.compile(r"(?:I|II|III|IV|V|VI)$")
_VERBS = (
    "propose proposes proposed introduce introduces introduced present presents presented develop develops developed "
    "describe call called named term termed dub dubbed design designed build release contribute construct"
)
_PROPOSE = frozenset(_VERBS.split())
_SKIP = frozenset("a an the new novel our simple efficient effective general unified it this".split())


def _is_number(text: str) -> bool:
    return bool(_UNITS.fullmatch(text))


def _capitalised(token: Token) -> bool:
    return token.text[:1].isupper()


def name_like(token: Token) -> bool:
    """Whether one token looks like (part of) a proper name on its own."""
    text = token.text
    if (
        not any(char.isalpha() for char in text)
        or _is_number(text)
        or _ROMAN.fullmatch(text)
        or _NO_NAME.fullmatch(text)
    ):
        return False
    return distinctive(text) and fold(text) not in never() and fold(text) not in unnamed()


def _joins(doc: Doc, i: int) -> bool:
    """Whether token ``i`` is a hyphen or slash that glues its neighbours into one name."""
    return (
        0 < i < len(doc) - 1
        and doc[i].text in "-\u2010\u2011+:/"
        and not doc[i - 1].whitespace_
        and not doc[i].whitespace_
    )


def _runs(doc: Doc) -> Iterator[tuple[int, int]]:
    """Maximal runs of capitalised tokens and numbers, glued by hyphens or single blanks, within a sentence."""
    i = 0
    while i < len(doc):
        if not (_capitalised(doc[i]) or name_like(doc[i])):
            i += 1
            continue
        end = i + 1
        while end < len(doc) and not doc[end].is_sent_start:
            token = doc[end]
            if _joins(doc, end) and token.text not in ":/" and end + 1 < len(doc):
                following = doc[end + 1]
                if not (_capitalised(following) or name_like(following) or following.text[:1].isdigit()):
                    break
                end += 2
                continue
            if token.text == "\n" or not (_capitalised(token) or name_like(token) or _version(doc, end)):
                break
            end += 1
        yield i, end
        i = end


def _version(doc: Doc, i: int) -> bool:
    """A version number after a name: "Llama 3", "Gemini 2.5"."""
    return bool(re.fullmatch(r"\d{1,2}(?:\.\d)?", doc[i].text)) and not (
        i + 1 < len(doc) and (doc[i + 1].text in {"%", "datasets", "benchmarks", "tasks"} or doc[i + 1].text.islower())
    )


def shaped_names(doc: Doc, *, title_end: int) -> Iterator[Span]:
    """Names told by their shape; capitals of headings and first words prove nothing and are cut off."""
    words = common_words()
    for start, end in _runs(doc):
        while (
            start < end
            and not name_like(doc[start])
            and (doc[start].lower_ in words or doc[start].idx < title_end or doc[start].text in {"-"})
        ):
            start += 1
        while (
            end > start
            and not name_like(doc[end - 1])
            and ((doc[end - 1].lower_ in words and doc[end - 1].lower_ not in _NAME_HEAD) or doc[end - 1].text in "-:/")
        ):
            end -= 1
        if doc[start:end].text and any(name_like(token) for token in doc[start:end]) and end - start <= 6:
            yield Span(doc, start, end, label="Method", span_id="shape")


def title_prefix(doc: Doc, *, title_end: int) -> Iterator[Span]:
    """The name before the colon of a title: "LoRA: Low-Rank ..."."""
    text = doc.text
    title = text[:title_end]
    match = re.match(r"([^\s:\u2014][^:\u2014]{1,39}?)\s*(?::\s|\s[-\u2013\u2014]{1,2}\s)", title)
    if not match:
        return
    span = doc.char_span(0, match.end(1))
    if span is None or len(span) > 5 or fold(span.text) in never():
        return
    words = [token.lower_ for token in span if token.is_alpha]
    single = len(span.text.split()) == 1
    rare = single and bool(words) and words[0] not in common_words()
    again = bool(re.search(rf"\b{re.escape(span.text)}\b", text[title_end:], 0 if single else re.I))
    if any(name_like(token) for token in span) or rare or again:
        yield Span(doc, span.start, span.end, label="Method", span_id="title-prefix")


def proposed(doc: Doc, *, title_end: int) -> Iterator[Span]:
    """The capitalised name after "we propose", "called" and their like."""
    words = common_words()
    for token in doc:
        if token.lower_ not in _PROPOSE or token.idx < title_end:
            continue
        i = token.i + 1
        while i < len(doc) and doc[i].lower_ in _SKIP:
            i += 1
        end = i
        while end < len(doc) and (_capitalised(doc[end]) or (_joins(doc, end) and doc[end].text == "-")):
            if doc[end].is_sent_start:
                break
            end += 1
        if end > i and doc[end - 1].text == "-":  # "a GRPO-based framework" names GRPO
            end -= 1
        if i < end <= i + 6 and not (end - i == 1 and doc[i].lower_ in words and token.lower_ in {"present"}):
            span = Span(doc, i, end, label="Method", span_id="proposed")
            if fold(span.text) not in never() and len(span.text) > 2:
                yield span


def resource_type(span: Span) -> str | None:
    """``Dataset`` or ``Benchmark`` if the name or the words around a name say that it is one, else ``None``."""
    doc = span.doc
    if BENCHMARK_NAME.search(span.text):
        return "Benchmark"
    following = [token.lower_ for token in doc[span.end : span.end + 3] if token.text not in "-()"]
    head = following[0] if following else ""
    if head in _BENCHMARK_HEAD:
        return "Benchmark"
    if head in _DATASET_HEAD and head != "data":
        return "Dataset"
    if head in _METHOD_HEAD:
        return None
    first = span.start
    while first > 0 and not doc[first].is_sent_start:  # Span.sent asks every token of the paper each time
        first -= 1
    before = doc[first : span.start].text_with_ws
    if _RESOURCE_CUE.search(before):
        return "Benchmark" if re.search(r"\bbenchmarks?\b[^.;]*$", before, re.I) else "Dataset"
    return None
