"""One thing and everything that is said of it."""

from __future__ import annotations

import pytest

from kg.errors import UsageError


def relations(answer):
    return [(side.relation.value, side.direction, side.entity.id, side.support) for side in answer.relations]


def test_an_entity(graph):
    answer = graph.show("LoRA")
    assert answer.entity.papers == 3
    assert [(paper.id, paper.role) for paper in answer.papers] == [
        ("doi:10.5555/toy.1", "introduced"),
        ("doi:10.5555/toy.5", "used"),
        ("doi:10.5555/toy.3", "compared"),
    ]
    assert relations(answer) == [
        ("EVALUATED_ON", "out", "benchmark:glue", 2),
        ("EVALUATED_ON", "out", "dataset:cifar-10", 1),
        ("EVALUATED_ON", "out", "dataset:squad", 1),
        ("COMPARED_WITH", "out", "method:adapters", 1),
        ("BASED_ON", "out", "method:bert", 1),
        ("USED_FOR", "out", "task:question-answering", 1),
        ("IMPLEMENTED_IN", "out", "repository:github.com-example-lora", 1),
    ]
    quotes = answer.relations[0].evidence
    assert [quote.evidence.sentence for quote in quotes] == [
        "LoRA is evaluated on GLUE and SQuAD for question answering.",
        "Adapters are compared with LoRA on GLUE.",
    ]
    assert (quotes[0].title, quotes[0].date) == ("Low-Rank Updates Are Enough", "2026-01-12")


def test_relations_are_seen_from_their_other_end(graph):
    assert ("EVALUATED_ON", "in", "method:bert", 1) in relations(graph.show("GLUE"))
    assert relations(graph.show("Adapters"))[1] == ("COMPARED_WITH", "out", "method:lora", 1)


def test_a_paper(graph):
    answer = graph.show("Low-Rank Vision")
    assert [(paper.id, paper.role) for paper in answer.papers] == [("doi:10.5555/toy.5", "itself")]
    assert relations(answer) == [
        ("EVALUATES_ON", "out", "dataset:cifar-10", 1),
        ("USES", "out", "method:lora", 1),
        ("USES", "out", "method:vit", 1),
    ]


def test_type_limit_and_evidence(graph):
    answer = graph.show("LoRA", type="Dataset", evidence=0)
    assert [side.entity.id for side in answer.relations] == ["dataset:cifar-10", "dataset:squad"]
    assert answer.papers == ()
    assert all(side.evidence == () for side in answer.relations)
    cut = graph.show("LoRA", limit=1)
    assert (len(cut.papers), len(cut.relations)) == (1, 1)
    with pytest.raises(UsageError):
        graph.show("LoRA", evidence=-1)


@pytest.mark.parametrize(
    ("options", "papers", "support"),
    [
        ({"since": "2026-02"}, {"doi:10.5555/toy.3", "doi:10.5555/toy.5"}, 1),
        ({"until": "2026-02-19"}, {"doi:10.5555/toy.1"}, 1),
        ({"since": "2026-01", "until": "2026"}, {"doi:10.5555/toy.1", "doi:10.5555/toy.3", "doi:10.5555/toy.5"}, 2),
        ({"since": "2026-04"}, set(), 0),
        ({"min_confidence": 0.85}, {"doi:10.5555/toy.1", "doi:10.5555/toy.3", "doi:10.5555/toy.5"}, 0),
    ],
)
def test_only_evidence_that_passes_counts(graph, options, papers, support):
    answer = graph.show("LoRA", **options)
    assert {paper.id for paper in answer.papers} == papers
    assert [side.support for side in answer.relations if side.entity.id == "benchmark:glue"] == [support] * bool(
        support
    )


@pytest.mark.parametrize("options", [{"since": "March"}, {"until": "2026-13"}, {"min_confidence": 2}])
def test_a_filter_that_means_nothing_is_a_usage_error(graph, options):
    with pytest.raises(UsageError):
        graph.show("LoRA", **options)
