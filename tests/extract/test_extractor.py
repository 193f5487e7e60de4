"""A whole paper: everything is literal, in its sentence, apart, and the same each time."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings

from kg.extract.extractor import Extractor
from kg.extract.names import COLUMNS, FILES, fold, never
from kg.extract.rules import CONFIDENCE
from kg.extract.sentences import sentence_spans
from kg.model import ROLE_RELATIONS, EntityType, Paper

from .reading import by_name, claims, named, paper, papers

once = settings(max_examples=60, deadline=None)
WHOLE = Paper(
    "title:1",
    "Zorbex: How Trees Grow",
    "Trees grow slowly. We propose Zorbex, a method for image classification that extends dropout. "
    "Zorbex outperforms BERT on ImageNet and CIFAR-10/100 by 3.5 points of accuracy. "
    "Code is available at https://github.com/a/b.",
)


def test_one_paper_by_eye(extractor):
    found = extractor(WHOLE)
    assert {(e.type.value, e.name, e.role) for e in found.entities} == {
        ("Method", "Zorbex", "introduced"),
        ("Method", "dropout", "used"),
        ("Method", "BERT", "compared"),
        ("Dataset", "ImageNet", "evaluated_on"),
        ("Dataset", "CIFAR-10", "evaluated_on"),
        ("Dataset", "CIFAR-100", "evaluated_on"),
        ("Task", "image classification", "addressed"),
        ("Metric", "accuracy", "reported"),
        ("Repository", "github.com/a/b", "released"),
    }
    assert ("Zorbex", "BASED_ON", "dropout", "main-based") in claims(found)
    assert len(found.sentences) == 5
    assert found.paper_id == "title:1"


def test_abbreviations_are_told(extractor):
    found = extractor(paper("A Fast Tree (FT) and a Fast Tree (FT), by large language models (LLMs)."))
    assert found.abbreviations == (("FT", "Fast Tree"), ("LLMs", "large language models"))


@given(papers)
@once
def test_it_is_deterministic(extractor, paper):
    assert extractor(paper) == extractor(paper)


@given(papers)
@once
def test_sentences_are_those_of_the_splitter(extractor, paper):
    assert extractor(paper).sentences == sentence_spans(paper.text, len(paper.title))


@given(papers)
@once
def test_mentions_are_literal_inside_a_sentence_and_apart(extractor, paper):
    found = extractor(paper)
    places = set()
    for entity in found.entities:
        for mention in entity.mentions:
            assert mention.text == paper.text[mention.span.start : mention.span.end]
            assert mention.text == mention.text.strip() != ""
            assert any(s.start <= mention.span.start and mention.span.end <= s.end for s in found.sentences)
            assert 0 < mention.confidence < 1
            places.add(mention.span)
    assert all(a.end <= b.start for a, b in pairwise(sorted(places))), "mentions that stand do not overlap"


@given(papers)
@once
def test_entities_are_whole(extractor, paper):
    found = extractor(paper)
    for entity in found.entities:
        assert entity.name.strip()
        assert entity.surfaces == tuple(dict.fromkeys(mention.text for mention in entity.mentions))
        assert len({mention.span for mention in entity.mentions}) == len(entity.mentions)
        assert [mention.span for mention in entity.mentions] == sorted(mention.span for mention in entity.mentions)
        assert entity.sentence in found.sentences
        assert entity.role in ROLE_RELATIONS
        assert entity.confidence == CONFIDENCE["role:" + entity.rule]
        assert (entity.kind is not None) == (entity.type is EntityType.REPOSITORY)
        assert not all(fold(surface) in never() for surface in entity.surfaces)
    names = [(entity.type, entity.name) for entity in found.entities]
    assert len(set(names)) == len(names)


def test_a_name_does_not_run_into_the_next_sentence(extractor):
    found = by_name(extractor(paper("So zorbs.Our trees grow. We like zorbs.Our trees.", "zorbs.Our: Trees")))
    assert [mention.span.start for mention in found["zorbs.Our"].mentions] == [0]


@pytest.mark.parametrize("abstract", ["Trees grow (so it is).It grows.", "Trees grow.It grows.", "By J. S. It grows."])
def test_glued_sentences_begin_with_a_token(extractor, abstract):
    one = paper(abstract)
    assert extractor(one).sentences == sentence_spans(one.text, len(one.title))


@pytest.mark.parametrize(
    ("title", "abstract"),
    [
        ("", ""),
        ("", "We propose Zorbex."),
        ("Zorbex: Trees", ""),
        (" Trees", " We propose Zorbex. "),
        ("\u2028", "\u00a0"),
    ],
)
def test_odd_texts(extractor, title, abstract):
    found = extractor(Paper("title:1", title, abstract))
    assert all(sentence.start < sentence.end for sentence in found.sentences)
    assert [entity.name for entity in found.entities] == (["Zorbex"] if "Zorbex" in title + abstract else [])


@pytest.mark.parametrize(
    ("abstract", "names"),
    [
        ("We use neural networks and large language models (LLMs).", {}),
        ("We test on GSM8K. We use AdamW.", {"GSM8K": "Benchmark", "AdamW": "Method"}),
        ("It ends with COVID-19 at last.", {}),
        ("It takes 12K tokens, 224x224 views, in JSON.", {}),
        ("Code: https://github.com/BERT/ImageNet.", {"github.com/bert/imagenet": "Repository"}),
        ("We propose a GRPO-based framework.", {"GRPO": "Method"}),
        ("See https://x.github.io/ and more.", {"x.github.io": "Repository"}),
    ],
)
def test_names(extractor, abstract, names):
    assert named(extractor, abstract) == names


def test_a_folder_of_lexicons_takes_the_place_of_the_shipped_ones(tmp_path):
    for kind, file in FILES.items():
        row = "grumble tree\tGrumble Tree\tfold\tmine\tMIT\n" if kind == "Task" else ""
        (tmp_path / file).write_text("\t".join(COLUMNS) + "\n" + row, encoding="utf-8")
    found = by_name(Extractor(tmp_path)(paper("We study grumble trees and dropout.")))
    assert {name: entity.type for name, entity in found.items()} == {"grumble trees": EntityType.TASK}
