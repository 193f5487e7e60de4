"""The trained extractors: laws that hold whatever the text, and what they find in plain cases."""

from __future__ import annotations

import hashlib
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.extract import make
from kg.extract.labels import ROLES, SCHEMA, kind_of
from kg.extract.weights import MANIFEST, manifest, weights_folder
from kg.model import SYMMETRIC, EntityType, Paper

from .reading import by_name, paper, papers

MODELS = ("accurate", "fast")


@pytest.fixture(scope="module", params=MODELS)
def trained(request):
    return make(request.param)


@pytest.fixture(scope="module")
def accurate():
    return make("accurate")


PLAIN = Paper(
    "title:1",
    "ZorbNet: Sparse Routing for Image Classification",
    "Vision Transformers are costly. We propose ZorbNet, a sparse variant of the Vision Transformer (ViT) for image "
    "classification. On ImageNet and CIFAR-10, ZorbNet outperforms ResNet-50 by 2% accuracy. "
    "Code is available at https://github.com/zorb/zorbnet.",
)


def test_a_plain_paper(accurate):
    found = by_name(accurate(PLAIN))
    assert found["ZorbNet"].type is EntityType.METHOD
    assert found["ZorbNet"].role == "introduced"
    assert found["ImageNet"].type is found["CIFAR-10"].type is EntityType.DATASET
    assert found["ImageNet"].role == found["CIFAR-10"].role == "evaluated_on"
    assert found["ResNet-50"].role == "compared"
    assert found["image classification"].type is EntityType.TASK
    assert found["accuracy"].type is EntityType.METRIC
    assert found["github.com/zorb/zorbnet"].type is EntityType.REPOSITORY
    assert any({"ViT", "Vision Transformer"} <= set(entity.surfaces) for entity in found.values())


def test_its_claims(accurate):
    extraction = accurate(PLAIN)
    names = [entity.name for entity in extraction.entities]
    claims = {(names[r.head], r.relation.value, names[r.tail]) for r in extraction.relations}
    assert {
        ("ZorbNet", "EVALUATED_ON", "ImageNet"),
        ("ZorbNet", "EVALUATED_ON", "CIFAR-10"),
        ("ZorbNet", "COMPARED_WITH", "ResNet-50"),
        ("ZorbNet", "USED_FOR", "image classification"),
        ("ZorbNet", "IMPLEMENTED_IN", "github.com/zorb/zorbnet"),
    } <= claims


def test_mentions_say_who_saw_them(trained):
    rules = {m.rule for e in trained(PLAIN).entities for m in e.mentions}
    assert "url" in rules
    assert any("lexicon" in rule for rule in rules)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(papers)
def test_laws(trained, given_paper):
    extraction = trained(given_paper)
    text = given_paper.text
    taken: set[int] = set()
    for entity in extraction.entities:
        assert entity.role in ROLES.get(kind_of(entity.type.value), ("released",))
        assert 0 < entity.confidence <= 1
        assert text[entity.sentence.start : entity.sentence.end].strip()
        for mention in entity.mentions:
            assert text[mention.span.start : mention.span.end] == mention.text
            assert 0 < mention.confidence <= 1
        places = {i for m in entity.mentions for i in range(m.span.start, m.span.end)}
        assert taken.isdisjoint(places) or any("/" in s for s in entity.surfaces)
        taken |= places
    seen = set()
    for r in extraction.relations:
        head, tail = extraction.entities[r.head], extraction.entities[r.tail]
        assert (kind_of(head.type.value), kind_of(tail.type.value)) in SCHEMA[r.relation.value]
        assert 0 < r.confidence <= 1
        key = (r.head, r.relation, r.tail)
        assert key not in seen
        assert r.relation not in SYMMETRIC or (r.tail, r.relation, r.head) not in seen
        seen.add(key)
    assert trained(given_paper) == extraction


@pytest.mark.parametrize("text", ["", " ", "-", "\\", "\u540d\u524d"])
def test_next_to_nothing(trained, text):
    assert trained(Paper("title:1", text, text)).relations == ()


@given(st.integers(2, 4))
@settings(deadline=None, max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_long_texts_are_read_to_their_end(accurate, times):
    filler = "It is well known that simple things can be hard to do and that nobody agrees on why this is so. " * 40
    found = by_name(accurate(paper(filler * times + "We evaluate ZorbNet on ImageNet.")))
    assert {"ZorbNet", "ImageNet"} <= set(found)


def test_the_weights_are_those_of_the_manifest():
    folder = weights_folder()
    files = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file() and p.name != MANIFEST}
    assert {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()} == manifest()
    sizes = [path.stat().st_size for path in files.values()]
    assert max(sizes) < 35_000_000
    assert sum(sizes) < 60_000_000


def test_reading_needs_no_training_library():
    code = (
        "import sys; from kg.extract import make; make('accurate'); make('fast');"
        "sys.exit(bool({'torch', 'sklearn', 'onnx', 'kg.train'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_fast_model_needs_no_encoder():
    code = "import sys; from kg.extract import make; make('fast'); sys.exit('onnxruntime' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_word_vectors_do_not_depend_on_what_was_read_before(accurate):
    first = accurate(PLAIN)
    accurate(paper("Something else entirely, about BERT."))
    assert accurate(PLAIN) == first
    assert np.isfinite([e.confidence for e in first.entities]).all()
