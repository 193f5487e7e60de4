"""What determines an extraction besides the text, so that a graph knows when to read its papers again."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version

from kg.extract.names import FILES, lexicon_folder
from kg.text import digest

RULES_VERSION = "1"  # raise it with every change of a rule that could change what is found


@cache
def fingerprint() -> str:
    """Digest of the rules' version, spaCy's version and every lexicon."""
    names = (*FILES.values(), "never.txt", "unnamed.txt", "words.txt")
    lexicons = [(lexicon_folder() / name).read_text(encoding="utf-8") for name in names]
    return digest(RULES_VERSION, version("spacy"), *lexicons)
