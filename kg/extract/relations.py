"""Claims between the things of one paper: readable rules over roles, sentences and the words between two names."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from kg.extract.rules import CONFIDENCE
from kg.model import RESOURCES, EntityType, LocalEntity, LocalRelation, RelationType, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_BASED = re.compile(
    r"\b(?:based on|built (?:up)?on|builds? (?:up)?on|extend\w*|variants? of|using|uses?|via|leverag\w+|with|combin\w+|"
    r"integrat\w+|adapt\w*|employ\w*|incorporat\w+|fine-?tun\w+|initiali[sz]\w+|inspired by|appl\w+|on top of|unif\w+|"
    r"generali[sz]\w+|improv\w+|into|equip\w*|augment\w*|enhanc\w+|from)\b",
    re.I,
)
_CODE = re.compile(
    r"\b(?:code|implementation|models?|weights?|data|datasets?|checkpoints?|source|available|released?)\b", re.I
)


def relations(entities: Sequence[LocalEntity], text: str) -> list[LocalRelation]:
    """All claims of a paper, each once, with the sentence that supports it."""
    found: dict[tuple[int, RelationType, int], LocalRelation] = {}
    main = primary(entities)
    claims = chain(
        _evaluated_on(entities, main),
        _trained_on(entities, main),
        _compared_with(entities, main),
        _used_for(entities, main),
        _based_on(entities, main, text),
        _implemented_in(entities, main, text),
        _measured_by(entities, main),
    )
    for relation in claims:
        if relation.head != relation.tail:
            found.setdefault((relation.head, relation.relation, relation.tail), relation)
    return list(found.values())


def primary(entities: Sequence[LocalEntity]) -> int | None:
    """The paper's main contribution: the introduced method that the title names or that is named most often."""
    best, best_key = None, None
    for index, entity in enumerate(entities):
        if entity.role != "introduced" or entity.type is not EntityType.METHOD:
            continue
        key = (entity.rule != "title-prefix", -len(entity.mentions), entity.mentions[0].span)
        if best_key is None or key < best_key:
            best, best_key = index, key
    return best


def at(entity: LocalEntity, sentence: Span) -> Span:
    """The mention of an entity inside a sentence, else its first one."""
    inside = [m.span for m in entity.mentions if sentence.start <= m.span.start < sentence.end]
    return inside[0] if inside else entity.mentions[0].span


def _claim(
    entities: Sequence[LocalEntity], head: int, relation: RelationType, tail: int, *, rule: str
) -> LocalRelation:
    """A claim shown by the sentence that shows the role of its tail."""
    sentence = entities[tail].sentence
    spans = (at(entities[head], sentence), at(entities[tail], sentence))
    return LocalRelation(head, relation, tail, sentence, spans, rule, CONFIDENCE[rule])


def _indices(entities: Sequence[LocalEntity], *, role: str, types: frozenset[EntityType]) -> list[int]:
    return [i for i, e in enumerate(entities) if e.role == role and e.type in types]


_METHODS = frozenset({EntityType.METHOD})


def _evaluated_on(entities: Sequence[LocalEntity], main: int | None) -> Iterator[LocalRelation]:
    resources = _indices(entities, role="evaluated_on", types=RESOURCES)
    if main is not None:
        for tail in resources:
            yield _claim(entities, main, RelationType.EVALUATED_ON, tail, rule="main-evaluated")
        return
    introduced = _indices(entities, role="introduced", types=RESOURCES)
    for head in _indices(entities, role="used", types=_METHODS):
        for tail in introduced:
            yield _claim(entities, head, RelationType.EVALUATED_ON, tail, rule="used-introduced")
        for tail in [] if introduced else resources:
            if entities[tail].sentence == entities[head].sentence:
                yield _claim(entities, head, RelationType.EVALUATED_ON, tail, rule="used-evaluated")


def _trained_on(entities: Sequence[LocalEntity], main: int | None) -> Iterator[LocalRelation]:
    for tail in _indices(entities, role="trained_on", types=RESOURCES):
        if main is not None:
            yield _claim(entities, main, RelationType.TRAINED_ON, tail, rule="main-trained")


def _compared_with(entities: Sequence[LocalEntity], main: int | None) -> Iterator[LocalRelation]:
    for tail in _indices(entities, role="compared", types=_METHODS):
        if main is not None:
            yield _claim(entities, main, RelationType.COMPARED_WITH, tail, rule="main-compared")


def _used_for(entities: Sequence[LocalEntity], main: int | None) -> Iterator[LocalRelation]:
    for tail in _indices(entities, role="addressed", types=frozenset({EntityType.TASK})):
        if main is not None:
            yield _claim(entities, main, RelationType.USED_FOR, tail, rule="main-task")


def _based_on(entities: Sequence[LocalEntity], main: int | None, text: str) -> Iterator[LocalRelation]:
    """What a paper uses, its method builds on; a word of building before the used name makes it surer."""
    if main is None:
        return
    for tail in _indices(entities, role="used", types=_METHODS):
        sentence = entities[main].sentence
        inside = [m.span for m in entities[tail].mentions if sentence.start <= m.span.start < sentence.end]
        if inside and _BASED.search(text[sentence.start : inside[0].start]):
            spans = (at(entities[main], sentence), inside[0])
            yield LocalRelation(
                main, RelationType.BASED_ON, tail, sentence, spans, "main-based", CONFIDENCE["main-based"]
            )
        else:
            yield _claim(entities, main, RelationType.BASED_ON, tail, rule="main-used")


def _implemented_in(entities: Sequence[LocalEntity], main: int | None, text: str) -> Iterator[LocalRelation]:
    heads = [main] if main is not None else _indices(entities, role="introduced", types=RESOURCES | _METHODS)[:1]
    for tail, entity in enumerate(entities):
        if entity.type is EntityType.REPOSITORY and entity.kind != "other":
            words = text[entity.sentence.start : entity.mentions[0].span.start]
            if entity.kind in {"code", "hub"} or _CODE.search(words):
                for head in heads:
                    yield _claim(entities, head, RelationType.IMPLEMENTED_IN, tail, rule="code-at")


def _measured_by(entities: Sequence[LocalEntity], main: int | None) -> Iterator[LocalRelation]:
    """A metric is reported for the resources of its sentence, else for the main method."""
    for tail in _indices(entities, role="reported", types=frozenset({EntityType.METRIC})):
        sentence = entities[tail].sentence
        heads = [
            i
            for i, e in enumerate(entities)
            if e.type in RESOURCES and any(sentence.start <= m.span.start < sentence.end for m in e.mentions)
        ]
        for head in heads or ([main] if main is not None else []):
            yield _claim(entities, head, RelationType.MEASURED_BY, tail, rule="metric")
