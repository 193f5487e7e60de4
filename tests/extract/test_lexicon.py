"""Listed names in text: folded ones in any dress, others as written."""

from __future__ import annotations

import pytest

from kg.extract.lexicon import LexiconMatcher
from kg.extract.names import COLUMNS, FILES
from kg.extract.tokens import blank

LISTED = {
    "Method": [("low rank adaptation", "fold"), ("Adam", "case"), ("GSM", "case"), ("cross entropy loss", "fold")],
    "Dataset": [("CIFAR-10", "case"), ("tree bank", "fold")],
    "Task": [("planning", "fold"), ("tree", "fold")],
}


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lexicons")
    for kind, file in FILES.items():
        lines = ["\t".join(COLUMNS), *(f"{name}\t{name}\t{match}\tmine\tMIT" for name, match in LISTED.get(kind, ()))]
        (folder / file).write_text("\n".join(lines) + "\n", encoding="utf-8")
    nlp = blank()
    matcher = LexiconMatcher(folder)
    return lambda text: sorted((span.text, span.label_) for span in matcher(nlp.make_doc(text)))


@pytest.mark.parametrize(
    "written",
    [
        "low rank adaptation",
        "Low-Rank Adaptation",
        "low-rank adaptations",
        "LOW RANK ADAPTATION",
        "low rank-adaptation",
    ],
)
def test_folded_names(found, written):
    assert found(f"They use {written}, too.") == [(written, "Method")]


@pytest.mark.parametrize("written", ["cross-entropy loss", "cross-entropy-loss", "Cross Entropy Loss"])
def test_hyphens_in_a_name_of_three_words(found, written):
    assert found(f"with {written}") == [(written, "Method")]


@pytest.mark.parametrize("written", ["low rank", "lowrank adaptation", "low rank adapter", "allow rank adaptation"])
def test_what_a_folded_name_does_not_match(found, written):
    assert found(f"Here {written} is it.") == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Adam wins", ["Adam"]),
        ("the adam of man", []),
        ("ADAM", []),
        ("GSMs", ["GSMs"]),
        ("Adams", []),
        ("on CIFAR-10.", ["CIFAR-10"]),
        ("on CIFAR-10-like data", ["CIFAR-10"]),
        ("on CIFAR-100", []),
        ("on CIFAR-10/100", ["CIFAR-10"]),
        ("GSM8K", []),
    ],
)
def test_names_as_written(found, text, names):
    assert [name for name, _ in found(text)] == names


def test_overlapping_names_are_all_found(found):
    assert found("a tree bank") == [("tree", "Task"), ("tree bank", "Dataset")]


def test_every_span_says_its_rule():
    nlp = blank()
    spans = LexiconMatcher()(nlp.make_doc("BERT on ImageNet"))
    assert {(span.text, span.id_) for span in spans} >= {("BERT", "lexicon"), ("ImageNet", "lexicon")}
