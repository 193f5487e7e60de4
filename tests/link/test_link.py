"""From one paper's resolved things to statements with evidence."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.sentences import sentence_spans
from kg.link import link
from kg.model import (
    ROLE_RELATIONS,
    SYMMETRIC,
    EntityType,
    Extraction,
    LocalEntity,
    LocalRelation,
    Mention,
    Paper,
    RelationType,
    Span,
)

METHOD = EntityType.METHOD
PAPER = Paper("title:1", "On AA", "AA beats BB. Then BB and CC grow. AA ends.")
SENTENCES = sentence_spans(PAPER.text, len(PAPER.title))
ROLES = frozenset(ROLE_RELATIONS.values())


def places(name: str) -> list[Span]:
    return [Span(i, i + len(name)) for i in range(len(PAPER.text)) if PAPER.text.startswith(name, i)]


def local(name: str, role: str = "used", *, shown: int = 0, spans: list[Span] | None = None) -> LocalEntity:
    """A thing named at all its places, whose role the sentence ``shown`` shows."""
    mentions = tuple(Mention(span, name, METHOD, "shape", 0.5) for span in (spans or places(name)))
    return LocalEntity(METHOD, name, (name,), mentions, role, SENTENCES[shown], "rule-of-role", 0.9)


def relation(head: int, type: RelationType, tail: int, *, shown: int = 1, rule: str = "r") -> LocalRelation:
    return LocalRelation(head, type, tail, SENTENCES[shown], (Span(6, 8), Span(15, 17)), rule, 0.4)


def linked(entities: list[LocalEntity], relations: list[LocalRelation], ids: list[str]):
    return link(PAPER, Extraction(PAPER.id, tuple(entities), tuple(relations), SENTENCES), ids)


def test_a_role_is_an_edge_with_each_sentence_that_names_the_thing():
    (statement,) = linked([local("AA", "introduced", shown=1)], [], ["method:aa"])
    assert statement.key == ("title:1", "INTRODUCES", "method:aa")
    assert [(e.sentence, e.rule, e.confidence, e.spans) for e in statement.evidence] == [
        ("On AA", "shape", 0.5, (Span(3, 5),)),
        ("AA beats BB.", "rule-of-role", 0.9, (Span(6, 8),)),
        ("AA ends.", "shape", 0.5, (Span(40, 42),)),
    ]
    assert statement.support == 1


@pytest.mark.parametrize("role", sorted(ROLE_RELATIONS))
def test_every_role_has_its_edge(role):
    (statement,) = linked([local("AA", role)], [], ["method:aa"])
    assert statement.relation is ROLE_RELATIONS[role]


def test_of_two_roles_of_one_thing_the_telling_one_stays():
    for order in ((0, 1), (1, 0)):
        both = [local("AA", "compared"), local("BB", "introduced")]
        (statement,) = linked([both[i] for i in order], [], ["method:x", "method:x"])
        assert statement.relation is RelationType.INTRODUCES
        assert len(statement.evidence) == 4, "the places of both stay"
    (statement,) = linked([local("AA", "mentioned"), local("BB", "used")], [], ["method:x", "method:x"])
    assert statement.relation is RelationType.USES


def test_two_names_of_one_thing_in_one_sentence_are_one_evidence():
    (statement,) = linked([local("AA"), local("BB")], [], ["method:x", "method:x"])
    shown = {e.sentence: e.spans for e in statement.evidence}
    assert shown["AA beats BB."] == (Span(6, 8), Span(15, 17))


def test_a_name_that_runs_over_its_sentence_is_shown_by_the_sentence_of_its_role():
    (statement,) = linked([local("BB. Then", shown=1)], [], ["method:x"])
    (evidence,) = statement.evidence
    assert (evidence.sentence, evidence.rule) == ("AA beats BB.", "rule-of-role")


def test_a_relation_is_an_edge_with_its_sentence():
    found = linked([local("AA"), local("BB")], [relation(0, RelationType.BASED_ON, 1)], ["method:aa", "method:bb"])
    (statement,) = [each for each in found if each.relation not in ROLES]
    assert statement.key == ("method:aa", "BASED_ON", "method:bb")
    (evidence,) = statement.evidence
    assert (evidence.sentence, evidence.rule, evidence.confidence) == ("AA beats BB.", "r", 0.4)
    assert [PAPER.text[span.start : span.end] for span in evidence.spans] == ["AA", "BB"]


def test_a_thing_has_no_relation_to_itself():
    found = linked([local("AA"), local("BB")], [relation(0, RelationType.BASED_ON, 1)], ["method:x", "method:x"])
    assert [each.relation for each in found] == [RelationType.USES]


@pytest.mark.parametrize("ids", [["method:a", "method:b"], ["method:b", "method:a"]])
def test_a_symmetric_relation_stands_in_the_order_of_ids(ids):
    found = linked([local("AA"), local("BB")], [relation(0, RelationType.COMPARED_WITH, 1)], ids)
    assert ("method:a", "COMPARED_WITH", "method:b") in [each.key for each in found]
    found = linked([local("AA"), local("BB")], [relation(0, RelationType.BASED_ON, 1)], ids)
    assert (ids[0], "BASED_ON", ids[1]) in [each.key for each in found]


def test_one_claim_said_twice_is_one_statement_with_both():
    claims = [
        relation(0, RelationType.BASED_ON, 1),
        relation(2, RelationType.BASED_ON, 1, shown=2),
        relation(0, RelationType.BASED_ON, 1),
    ]
    ids = ["method:x", "method:y", "method:x"]
    found = [e for e in linked([local("AA"), local("BB"), local("CC")], claims, ids) if e.relation not in ROLES]
    assert [len(each.evidence) for each in found] == [2]


def test_both_directions_of_a_comparison_are_one_statement():
    claims = [relation(0, RelationType.COMPARED_WITH, 1), relation(1, RelationType.COMPARED_WITH, 0, rule="s")]
    found = [e for e in linked([local("AA"), local("BB")], claims, ["method:a", "method:b"]) if e.relation not in ROLES]
    assert [sorted(e.rule for e in each.evidence) for each in found] == [["r", "s"]]


def test_nothing_gives_nothing_and_ids_must_fit():
    assert linked([], [], []) == []
    with pytest.raises(ValueError, match="zip"):
        linked([local("AA")], [], [])


# --- laws, on what the extractor finds --------------------------------------------------------------------------

FRAGMENTS = (
    "We propose FooNet.|FooNet outperforms BERT on ImageNet.|BERT|GPT-4|and|on CIFAR-10/100|accuracy|with LoRA (LR).|"
    "It is compared with GPT-4.|We evaluate BERT on COCO.|Code: https://github.com/a/b.|"
    "image classification|et al.|3.5|?"
).split("|")
texts = st.lists(st.sampled_from(FRAGMENTS), max_size=10).map(" ".join)
papers = st.builds(lambda title, abstract: Paper("title:1", title, abstract), texts, texts)


@given(papers, st.integers(1, 4), st.randoms(use_true_random=False))
@settings(max_examples=80, deadline=None)
def test_laws(extractor, paper, distinct, chance):
    extraction = extractor(paper)
    # few ids, so that things fall together
    ids = [f"{entity.type.value.lower()}:{chance.randrange(distinct)}" for entity in extraction.entities]
    statements = link(paper, extraction, ids)
    assert [each.key for each in statements] == sorted({each.key for each in statements})
    roles = Counter(each.object for each in statements if each.relation in ROLES)
    assert roles == dict.fromkeys(ids, 1), "each thing has one role"
    for statement in statements:
        assert (statement.subject == paper.id) == (statement.relation in ROLES)
        assert statement.subject != statement.object
        if statement.relation in SYMMETRIC:
            assert statement.subject < statement.object
        assert len(set(statement.evidence)) == len(statement.evidence)
        for evidence in statement.evidence:
            assert evidence.paper_id == paper.id
            assert evidence.sentence == paper.text[evidence.start : evidence.end] == evidence.sentence.strip() != ""
            assert evidence.end <= len(paper.title) or evidence.start > len(paper.title)
            assert Span(evidence.start, evidence.end) in extraction.sentences
            assert evidence.spans
            if statement.relation in ROLES:
                assert all(evidence.start <= s.start and s.end <= evidence.end for s in evidence.spans)
    assert link(paper, extraction, ids) == statements
