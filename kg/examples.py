"""A toy graph that can be checked by eye, shared by README, tests and notebooks: invented papers about known things."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypeVar

from kg.model import ROLE_RELATIONS, Entity, EntityType, Evidence, Paper, RelationType, Source, Span, Statement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.store.base import GraphStore

StoreT = TypeVar("StoreT", bound="GraphStore")

# 10.5555 is the DOI prefix that Crossref keeps for examples: no real paper is misquoted.
_PAPERS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "Low-Rank Updates Are Enough",
        "2026-01-12",
        (
            "We propose LoRA, which is based on BERT and keeps it frozen.",
            "LoRA is evaluated on GLUE and SQuAD for question answering.",
            "LoRA is released at https://github.com/example/lora.",
        ),
    ),
    ("Reading Twice", "2026-02-03", ("We introduce BERT.", "BERT is evaluated on GLUE and SQuAD.")),
    (
        "Small Modules Revisited",
        "2026-02-20",
        ("Adapters are compared with LoRA on GLUE.", "Both start from BERT, and we report accuracy."),
    ),
    (
        "What Residual Networks See",
        "2026-03-02",
        (
            "We train ResNet and ViT on ImageNet.",
            "ResNet and ViT are evaluated on ImageNet and CIFAR-10 by accuracy.",
        ),
    ),
    ("Low-Rank Vision", "2026-03-15", ("LoRA is applied to ViT and evaluated on CIFAR-10.",)),
)

_ENTITIES: tuple[tuple[str, EntityType, str, tuple[str, ...]], ...] = (
    ("benchmark:glue", EntityType.BENCHMARK, "GLUE", ("General Language Understanding Evaluation",)),
    ("dataset:cifar-10", EntityType.DATASET, "CIFAR-10", ()),
    ("dataset:imagenet", EntityType.DATASET, "ImageNet", ("ILSVRC",)),
    ("dataset:squad", EntityType.DATASET, "SQuAD", ()),
    ("method:adapters", EntityType.METHOD, "Adapters", ("adapter modules",)),
    ("method:bert", EntityType.METHOD, "BERT", ()),
    ("method:lora", EntityType.METHOD, "LoRA", ("low-rank adaptation",)),
    ("method:resnet", EntityType.METHOD, "ResNet", ("residual network",)),
    ("method:vit", EntityType.METHOD, "ViT", ("Vision Transformer",)),
    ("metric:accuracy", EntityType.METRIC, "accuracy", ()),
    ("repository:github.com-example-lora", EntityType.REPOSITORY, "https://github.com/example/lora", ()),
    ("task:question-answering", EntityType.TASK, "question answering", ("QA",)),
)

# paper, sentence of its abstract, then what that sentence says: "ROLE entity" of the paper, or "entity RELATION entity"
_CLAIMS: tuple[tuple[int, int, tuple[str, ...]], ...] = (
    (1, 1, ("INTRODUCES method:lora", "USES method:bert", "method:lora BASED_ON method:bert")),
    (1, 2, ("EVALUATES_ON benchmark:glue", "EVALUATES_ON dataset:squad", "ADDRESSES task:question-answering")),
    (1, 2, ("method:lora EVALUATED_ON benchmark:glue", "method:lora EVALUATED_ON dataset:squad")),
    (1, 2, ("method:lora USED_FOR task:question-answering",)),
    (1, 3, ("RELEASES repository:github.com-example-lora",)),
    (1, 3, ("method:lora IMPLEMENTED_IN repository:github.com-example-lora",)),
    (2, 1, ("INTRODUCES method:bert",)),
    (2, 2, ("EVALUATES_ON benchmark:glue", "EVALUATES_ON dataset:squad")),
    (2, 2, ("method:bert EVALUATED_ON benchmark:glue", "method:bert EVALUATED_ON dataset:squad")),
    (3, 1, ("USES method:adapters", "COMPARES method:lora", "EVALUATES_ON benchmark:glue")),
    (3, 1, ("method:adapters EVALUATED_ON benchmark:glue", "method:lora EVALUATED_ON benchmark:glue")),
    (3, 1, ("method:adapters COMPARED_WITH method:lora",)),
    (3, 2, ("MENTIONS method:bert", "REPORTS metric:accuracy")),
    (4, 1, ("USES method:resnet", "USES method:vit", "TRAINS_ON dataset:imagenet")),
    (4, 1, ("method:resnet TRAINED_ON dataset:imagenet", "method:vit TRAINED_ON dataset:imagenet")),
    (4, 2, ("EVALUATES_ON dataset:imagenet", "EVALUATES_ON dataset:cifar-10", "REPORTS metric:accuracy")),
    (4, 2, ("method:resnet EVALUATED_ON dataset:imagenet", "method:resnet EVALUATED_ON dataset:cifar-10")),
    (4, 2, ("method:vit EVALUATED_ON dataset:imagenet", "method:vit EVALUATED_ON dataset:cifar-10")),
    (4, 2, ("dataset:imagenet MEASURED_BY metric:accuracy",)),
    (5, 1, ("USES method:lora", "USES method:vit", "EVALUATES_ON dataset:cifar-10")),
    (5, 1, ("method:lora EVALUATED_ON dataset:cifar-10",)),
)


def toy_papers() -> tuple[Paper, ...]:
    """Five invented papers, from January to March 2026, by id."""
    return tuple(
        Paper(
            id=f"doi:10.5555/toy.{number}",
            title=title,
            abstract=" ".join(sentences),
            date=date,
            sources=(Source(file="examples", record=number),),
        )
        for number, (title, date, sentences) in enumerate(_PAPERS, start=1)
    )


def toy_entities() -> tuple[Entity, ...]:
    """The twelve things that the toy papers name, by id; ``papers`` is counted from the toy statements."""
    roles = set(ROLE_RELATIONS.values())
    pairs = {(statement.subject, statement.object) for statement in toy_statements() if statement.relation in roles}
    counts = Counter(entity for _, entity in pairs)
    return tuple(Entity(*fields, papers=counts[fields[0]]) for fields in _ENTITIES)


def toy_statements() -> tuple[Statement, ...]:
    """What the toy papers say, by key; ``LoRA EVALUATED_ON GLUE`` is the one claim with two papers behind it."""
    evidence: dict[tuple[str, RelationType, str], tuple[Evidence, ...]] = {}
    for subject, relation, obj, item in _claims():
        key = (subject, relation, obj)
        evidence[key] = (*evidence.get(key, ()), item)
    return tuple(Statement(*key, items) for key, items in sorted(evidence.items()))


def fill(store: StoreT) -> StoreT:
    """Put the toy graph into a store, and give the store back."""
    store.add_papers(toy_papers())
    store.add_entities(toy_entities())
    store.add_statements(toy_statements())
    return store


def _claims() -> Iterator[tuple[str, RelationType, str, Evidence]]:
    papers = toy_papers()
    for number, place, claims in _CLAIMS:
        paper = papers[number - 1]
        sentence = _PAPERS[number - 1][2][place - 1]
        for claim in claims:
            subject, relation, obj = claim.split() if claim.count(" ") == 2 else (paper.id, *claim.split())
            yield subject, RelationType(relation), obj, _evidence(paper, sentence, subject, obj)


def _evidence(paper: Paper, sentence: str, *ids: str) -> Evidence:
    names = {entity_id: name for entity_id, _, name, _ in _ENTITIES}
    start = paper.text.index(sentence)
    spans = []
    for name in (names[each] for each in ids if each in names):
        begin = start + sentence.index(name)
        spans.append(Span(begin, begin + len(name)))
    confidence = 0.9 if len(spans) == 1 else 0.8
    return Evidence(paper.id, sentence, start, start + len(sentence), tuple(spans), "toy", confidence)
