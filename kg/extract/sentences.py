"""Where sentences of an abstract begin: a splitter that knows abbreviations, decimals, URLs and glued sentences."""

from __future__ import annotations

import re

from kg.extract.urls import find_urls
from kg.model import Span

# A full stop after these ends no sentence (unless nothing follows).
_ABBREVIATIONS = frozenset(
    "vs v.s e.g i.e cf al etc fig figs eq eqs sec secs tab no nos resp approx w.r.t s.t a.k.a aka dr prof st ca viz "
    "ref refs ch vol pp ed eds inc ltd u.s u.k ph.d i.i.d".split()
)
# "et al." and "etc." do end a sentence when the next word begins like one.
_MAY_END = frozenset({"al", "etc", "i.i.d", "u.s", "u.k"})
_STARTERS = frozenset(
    "the we our this these it in to for however moreover furthermore additionally experiments extensive results code "
    "while by on as a an despite although specifically finally first second here they such".split()
)
_END = re.compile(
    r"""
    (?P<mark>[.!?]+)            # the closing mark
    (?P<close>["'”’)\]]*)       # quotes and brackets that close with it
    (?:
        (?P<space>\s+)(?=["'“‘(\[]*[^\W_a-z])   # then a blank and a capital, a digit or a bracket before one
      | (?<=[a-z)][.])(?=[A-Z][a-z]+[\s,])       # or nothing at all: two sentences glued together
    )
    """,
    re.X,
)


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    """Whether the mark ends a sentence, by the word before and the word after it."""
    if match["mark"] != ".":
        return True
    before = re.search(r"[\w.]*$", text[: match.start()])
    word = (before[0] if before else "").strip(".").casefold()
    following = re.match(r"\W*(\w+)", text[match.end() :])
    next_word = following[1].casefold() if following else ""
    if word in _MAY_END:
        return next_word in _STARTERS
    if word in _ABBREVIATIONS:
        return False
    # an initial ("J. Smith") ends nothing, "Part I." and a variable do when a usual first word follows
    return len(word) != 1 or not word.isalpha() or next_word in _STARTERS


def sentence_spans(text: str, title_end: int) -> tuple[Span, ...]:
    """The sentences of ``text``, whose title (one sentence, whatever it holds) ends at ``title_end``.

    Spans hold no surrounding blanks and cover every character that is not blank.
    """
    urls = [url.span for url in find_urls(text)]
    cuts = [title_end]
    for match in _END.finditer(text, title_end):
        inside_url = any(url.start < match.start() < url.end for url in urls)
        if not inside_url and _ends_sentence(text, match):
            cuts.append(match.end())
    cuts.append(len(text))
    spans, start = [], 0
    for cut in cuts:
        piece = text[start:cut]
        stripped = piece.strip()
        if stripped:
            begin = start + len(piece) - len(piece.lstrip())
            spans.append(Span(begin, begin + len(stripped)))
        start = cut
    return tuple(spans)
