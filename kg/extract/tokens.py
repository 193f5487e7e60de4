"""How texts are cut into tokens: finer than spaCy's default, so that names inside compounds stand alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import spacy
from spacy.tokenizer import Tokenizer
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

if TYPE_CHECKING:
    from spacy.language import Language

# Hyphens, slashes and brackets separate ("GPT-4-based", "CIFAR-10/100"); so does a full stop glued to a sentence.
_INFIXES = [r"[-\u2010-\u2015/:+()\[\]{}=,;~|\\$^_*]", r"(?<=[a-z)])\.(?=[A-Z])"]
_SUFFIXES = [r"[-\u2010-\u2015/~|\\$^*]", r"(?<=[A-Za-z])'s", r"(?<=[A-Za-z])’s", r"(?<=[-\da-z][A-Z])\."]


def blank() -> Language:
    """An empty English pipeline with the project's tokenizer; nothing is downloaded.

    No exceptions ("can't" stays one token) and no URL matching: offsets and words stay as written, and addresses are
    found in the text, where blanks inside them can be mended.
    """
    nlp = spacy.blank("en")
    # units are no suffixes: "GSM8K" is one name
    suffixes = [str(rule) for rule in nlp.Defaults.suffixes or () if "km" not in str(rule)]
    nlp.tokenizer = Tokenizer(
        nlp.vocab,
        prefix_search=compile_prefix_regex(nlp.Defaults.prefixes or ()).search,
        suffix_search=compile_suffix_regex([*suffixes, *_SUFFIXES]).search,
        infix_finditer=compile_infix_regex([*(nlp.Defaults.infixes or ()), *_INFIXES]).finditer,
    )
    return nlp
