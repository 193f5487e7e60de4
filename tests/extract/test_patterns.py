"""Names that no lexicon knows, by shape, title, verbs of proposing and the words around them."""

from __future__ import annotations

import pytest

from kg.extract import patterns
from kg.extract.nlp import title_end
from kg.extract.sentences import sentence_spans
from kg.extract.tokens import blank

NLP = blank()


def doc_of(abstract: str, title: str = "on pruned trees"):
    doc = NLP.make_doc(f"{title}\n{abstract}")
    starts = {span.start for span in sentence_spans(doc.text, title_end(doc))}
    for token in doc:
        token.is_sent_start = token.i == 0 or token.idx in starts
    return doc


def shaped(abstract: str, title: str = "on pruned trees") -> list[str]:
    doc = doc_of(abstract, title)
    return [span.text for span in patterns.shaped_names(doc, title_end=len(title))]


@pytest.mark.parametrize(
    ("abstract", "names"),
    [
        ("We use FooNet here.", ["FooNet"]),
        ("We use FooNet-2 here.", ["FooNet-2"]),
        ("We use Murmel 3 and Gloop 2.5 here.", []),
        ("We use mT5 here.", ["mT5"]),
        ("We use FooNet, AdamXY. On GLMs.", ["FooNet", "AdamXY", "GLMs"]),
        ("We use GLM8K. We use XadamW.", ["GLM8K", "XadamW"]),
        ("FooNet. BarNet.", ["FooNet", "BarNet"]),
        ("The FooNet Model is old.", ["FooNet"]),
        ("We use FooNet 3 here.", ["FooNet"]),
        ("We use FooNet 3, a tree.", ["FooNet 3"]),
        ("Large Trees of the World", []),
        ("It takes 12K tokens, 3.5% and 224x224 views in 2D.", []),
        ("A top-5 and F1@10 rank.", []),
        ("See Part II and Part IV.", []),
        ("The LLM and the JSON file.", []),
        ("AAaa BBbb CCcc DDdd EEee FFff GGgg", []),
    ],
)
def test_shapes(abstract, names):
    assert shaped(abstract) == names


def test_capitals_of_a_title_prove_nothing():
    assert shaped("None.", "Growing Tall Trees") == []
    assert shaped("None.", "Growing FooNet Trees") == ["FooNet"]


def test_a_run_ends_with_its_sentence_and_with_the_title():
    assert shaped("BarNet grows. QuuxNet falls.", "Growing FooNet") == ["FooNet", "BarNet", "QuuxNet"]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("FooNet: Growing Trees", "FooNet"),
        ("FooNet - Growing Trees", "FooNet"),
        ("FooNet \u2014 Growing Trees", "FooNet"),
        ("Murmelix: Growing Trees", "Murmelix"),
        ("FooNet Pro: Growing Trees", "FooNet Pro"),
        ("Trees: Growing Them", None),
        ("Growing Tall Trees: A Study", None),
        ("A Study of How All of the Trees Grow on FooNet: Yes", None),
        ("Large Language Models: A Study", None),
        ("LLMs: A Study", None),
        ("Growing FooNet", None),
        (": Trees", None),
        ("", None),
    ],
)
def test_title_prefix(title, name):
    found = [span.text for span in patterns.title_prefix(doc_of("None.", title), title_end=len(title))]
    assert found == ([] if name is None else [name])


def test_a_common_word_before_the_colon_counts_if_the_abstract_names_it_again():
    title = "Trees: A Study"
    assert [s.text for s in patterns.title_prefix(doc_of("So Trees grow.", title), title_end=len(title))] == ["Trees"]


@pytest.mark.parametrize(
    ("abstract", "names"),
    [
        ("We introduce Murmel, a way.", ["Murmel"]),
        ("We propose a new Murmel Forest, a way.", ["Murmel Forest"]),
        ("A way called Murmel-Gloop helps.", ["Murmel-Gloop"]),
        ("We introduce a way of trees.", []),
        ("We like Murmel.", []),
        ("We present This.", []),
        ("We propose LLMs.", []),
        ("We propose Murmel U.S. We go.", ["Murmel U.S."]),
        ("We propose A Very Long Name Of All The Many Trees.", []),
    ],
)
def test_proposed(abstract, names):
    doc = doc_of(abstract)
    assert [span.text for span in patterns.proposed(doc, title_end=title_end(doc))] == names


def test_proposing_in_a_title_is_not_read():
    doc = doc_of("None.", "We propose Murmel")
    assert list(patterns.proposed(doc, title_end=title_end(doc))) == []


@pytest.mark.parametrize(
    ("abstract", "name", "kind"),
    [
        ("We use FooBench here.", "FooBench", "Benchmark"),
        ("We use the Quux benchmark here.", "Quux", "Benchmark"),
        ("We use the Quux (QX) challenge here.", "QX", "Benchmark"),
        ("We use the Quux dataset here.", "Quux", "Dataset"),
        ("We use the Quux data here.", "Quux", None),
        ("We use datasets such as Quux.", "Quux", "Dataset"),
        ("We use benchmarks such as Quux.", "Quux", "Benchmark"),
        ("We use datasets, e.g. Quux.", "Quux", "Dataset"),
        ("We evaluate all of it on Quux.", "Quux", "Dataset"),
        ("We evaluate it on the Quux model.", "Quux", None),
        ("We use datasets. Trees use Quux.", "Quux", None),
        ("We use Quux.", "Quux", None),
    ],
)
def test_resource_type(abstract, name, kind):
    doc = doc_of(abstract)
    start = doc.text.index(name)
    assert patterns.resource_type(doc.char_span(start, start + len(name))) == kind
