"""Claims between the things of one paper: each rule where it holds and where it does not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from kg import vocab
from kg.extract.relations import primary
from kg.extract.rules import CONFIDENCE

from .reading import by_name, claims, paper, papers

MAIN = "We propose Zorbex, a way to grow."


@pytest.mark.parametrize(
    ("abstract", "claim"),
    [
        (f"{MAIN} It is tested on COCO.", ("Zorbex", "EVALUATED_ON", "COCO", "main-evaluated")),
        ("We test BERT on COCO.", ("BERT", "EVALUATED_ON", "COCO", "used-evaluated")),
        ("We release the QuuxSet dataset. BERT grows.", ("BERT", "EVALUATED_ON", "QuuxSet", "used-introduced")),
        (f"{MAIN} It is trained on COCO.", ("Zorbex", "TRAINED_ON", "COCO", "main-trained")),
        (f"{MAIN} It outperforms BERT.", ("Zorbex", "COMPARED_WITH", "BERT", "main-compared")),
        (f"{MAIN} We do image classification.", ("Zorbex", "USED_FOR", "image classification", "main-task")),
        ("We propose Zorbex, built on BERT.", ("Zorbex", "BASED_ON", "BERT", "main-based")),
        (f"{MAIN} Here BERT is pruned.", ("Zorbex", "BASED_ON", "BERT", "main-used")),
        (f"{MAIN} See https://github.com/a/b.", ("Zorbex", "IMPLEMENTED_IN", "github.com/a/b", "code-at")),
        (f"{MAIN} Code: https://x.github.io.", ("Zorbex", "IMPLEMENTED_IN", "x.github.io", "code-at")),
        (f"{MAIN} The accuracy on COCO grows.", ("COCO", "MEASURED_BY", "accuracy", "metric")),
        (f"{MAIN} The accuracy grows.", ("Zorbex", "MEASURED_BY", "accuracy", "metric")),
        ("We release QuuxSet at https://github.com/a/b.", ("QuuxSet", "IMPLEMENTED_IN", "github.com/a/b", "code-at")),
    ],
)
def test_claimed(extractor, abstract, claim):
    extraction = extractor(paper(abstract))
    assert claim in claims(extraction)
    relation = next(r for r in extraction.relations if r.rule == claim[3])
    assert relation.confidence == CONFIDENCE[claim[3]]


@pytest.mark.parametrize(
    ("abstract", "rule"),
    [
        (f"{MAIN} It is trained on COCO.", "main-evaluated"),
        (f"{MAIN} We test BERT on COCO.", "used-evaluated"),
        ("BERT grows. We test it on COCO.", "used-evaluated"),
        ("We release the QuuxSet dataset. We test BERT on COCO.", "used-evaluated"),
        ("We test BERT on COCO.", "used-introduced"),
        (f"{MAIN} It is tested on COCO.", "main-trained"),
        ("It is trained on COCO.", "main-trained"),
        (f"{MAIN} Here BERT grows.", "main-compared"),
        ("It outperforms BERT.", "main-compared"),
        ("We do image classification.", "main-task"),
        ("Recent work does image classification. " + MAIN, "main-task"),
        (f"{MAIN} Here BERT is pruned.", "main-based"),
        ("We propose Zorbex, built on BERT.", "main-used"),
        ("Here BERT is pruned.", "main-used"),
        (f"{MAIN} See https://x.github.io.", "code-at"),
        (f"{MAIN} Code: https://youtu.be/x.", "code-at"),
        ("See https://github.com/a/b.", "code-at"),
        ("The accuracy grows.", "metric"),
    ],
)
def test_not_claimed(extractor, abstract, rule):
    assert rule not in {claim[3] for claim in claims(extractor(paper(abstract)))}


def test_every_rule_of_relations_is_tested_here():
    marks = test_claimed.pytestmark[0].args[1]
    relations = {r for r in CONFIDENCE if not r.startswith("role:")} - set(
        "url lexicon abbreviation title-prefix proposed shape-resource shape again".split()
    )
    assert {claim[3] for _, claim in marks} == relations


def test_a_sentence_supports_its_claim(extractor):
    one = paper(f"{MAIN} Trees grow. It is tested on COCO.")
    (relation,) = extractor(one).relations
    assert one.text[relation.sentence.start : relation.sentence.end] == "It is tested on COCO."
    assert [one.text[span.start : span.end] for span in relation.spans] == ["Zorbex", "COCO"]


def test_the_main_method_is_that_of_the_title_then_the_one_named_most(extractor):
    def main(abstract: str, title: str = "On trees") -> str:
        entities = extractor(paper(abstract, title)).entities
        found = primary(entities)
        return "" if found is None else entities[found].name

    assert main("We propose FooNet. We propose BarNet. So BarNet grows.") == "BarNet"
    assert main("We propose FooNet. We propose BarNet.") == "FooNet"
    assert main("We propose BarNet. BarNet grows.", "FooNet: Trees") == "FooNet"
    assert main("We release the QuuxSet dataset.") == ""
    assert main("") == ""


@given(papers)
@settings(max_examples=40, deadline=None)
def test_ends_are_things_of_the_paper_and_of_types_that_the_ontology_allows(extractor, paper):
    extraction = extractor(paper)
    entities = extraction.entities
    seen = set()
    for relation in extraction.relations:
        head, tail = entities[relation.head], entities[relation.tail]
        assert relation.head != relation.tail
        assert vocab.allows(head.type, relation.relation, tail.type)
        assert relation.sentence in extraction.sentences
        assert relation.spans[0] in {mention.span for mention in head.mentions}
        assert relation.spans[1] in {mention.span for mention in tail.mentions}
        seen.add((relation.head, relation.relation, relation.tail))
    assert len(seen) == len(extraction.relations), "each claim once"


def test_a_paper_of_everything(extractor):
    one = paper(
        f"{MAIN} Zorbex outperforms BERT on COCO, for image classification. Code: https://github.com/a/b.",
    )
    assert set(by_name(extractor(one))) == {"Zorbex", "BERT", "COCO", "image classification", "github.com/a/b"}
    assert {claim[1] for claim in claims(extractor(one))} == {
        "EVALUATED_ON",
        "COMPARED_WITH",
        "USED_FOR",
        "IMPLEMENTED_IN",
    }
