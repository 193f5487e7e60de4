"""What determines an extraction besides the text, so that a graph knows when to read its papers again."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version

from kg.extract.names import FILES, lexicon_folder
from kg.extract.weights import manifest
from kg.text import digest

OTHERS = {"accurate": {"fast"}, "fast": {"accurate"}}  # folders of weights that a model does not read
RULES_VERSION = "3"  # raise it with every change of a rule that could change what is found


@cache
def fingerprint(model: str = "rules") -> str:
    """Digest of the rules' version, spaCy's version and every lexicon; of a trained model also its weights."""
    names = (*FILES.values(), "never.txt", "unnamed.txt", "words.txt")
    lexicons = [(lexicon_folder() / name).read_text(encoding="utf-8") for name in names]
    if model == "rules":
        return digest(RULES_VERSION, version("spacy"), *lexicons)
    weights = [f"{name} {sha}" for name, sha in sorted(manifest().items()) if name.split("/")[0] not in OTHERS[model]]
    return digest(model, RULES_VERSION, version("spacy"), version("onnxruntime"), *lexicons, *weights)
