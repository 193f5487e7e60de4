"""Claims between the things of one paper: readable rules over roles, sentences and the words between two names."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

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


def _at(entity: LocalEntity, sentence: Span) -> Span:
    """The mention of an entity inside a sentence, else its first one."""
    inside = [m.span for m in entity.mentions if sentence.start <= m.span.start < sentence.end]
    return inside[0] if inside else entity.mentions[0].span


def _claim(
    entities: Sequence[LocalEntity], head: int, relation: RelationType, tail: int, *, rule: str, confidence: float
) -> LocalRelation:
    """A claim shown by the sentence that shows the role of its tail."""
    sentence = entities[tail].sentence
    spans = (_at(entities[head], sentence), _at(entities[tail], sentence))
    return LocalRelation(head, relation, tail, sentence, spans, rule, confidence)


def _indices(entities: Sequence[LocalEntity], *, role: str, types: frozenset[EntityType]) -> list[int]:
    return [i for i, e in enumerate(entities) if e.role == role and e.type in types]


_METHODS = frozenset({EntityType.METHOD})


def _evaluated_on(entities: Sequence[LocalEntity], main: int | None) -> Iterator[LocalRelation]:
    resources = _indices(entities, role="evaluated_on", types=RESOURCES)
    if main is not None:
        for tail in resources:
            yield _claim(entities, main, RelationType.EVALUATED_ON, tail, rule="main-evaluated", confidence=0.75)
        return
    introduced = _indices(entities, role="introduced", types=RESOURCES)
    for head in _indices(entities, role="used", types=_METHODS):
        for tail in introduced or [t for t in resources if entities[t].sentence == entities[head].sentence]:
            yield _claim(entities, head, RelationType.EVALUATED_ON, tail, rule="used-evaluated", confidence=0.45)


def _trained_on(entities: Sequence[LocalEntity], main: int | None) -> Iterator[LocalRelation]:
    for tail in _indices(entities, role="trained_on", types=RESOURCES):
        if main is not None:
            yield _claim(entities, main, RelationType.TRAINED_ON, tail, rule="main-trained", confidence=0.6)


def _compared_with(entities: Sequence[LocalEntity], main: int | None) -> Iterator[LocalRelation]:
    for tail in _indices(entities, role="compared", types=_METHODS):
        if main is not None:
            yield _claim(entities, main, RelationType.COMPARED_WITH, tail, rule="main-compared", confidence=0.6)


def _used_for(entities: Sequence[LocalEntity], main: int | None) -> Iterator[LocalRelation]:
    for tail in _indices(entities, role="addressed", types=frozenset({EntityType.TASK})):
        if main is not None:
            yield _claim(entities, main, RelationType.USED_FOR, tail, rule="main-task", confidence=0.55)


def _based_on(entities: Sequence[LocalEntity], main: int | None, text: str) -> Iterator[LocalRelation]:
    """The main method and a used one in one sentence, with a word of building between or before the used one."""
    if main is None:
        return
    for tail in _indices(entities, role="used", types=_METHODS):
        for mention in entities[tail].mentions:
            sentence = _sentence_of_both(entities[main], mention.span)
            if sentence is not None and _BASED.search(text[sentence.start : mention.span.start]):
                spans = (_at(entities[main], sentence), mention.span)
                yield LocalRelation(main, RelationType.BASED_ON, tail, sentence, spans, "main-based", 0.45)
                break


def _sentence_of_both(main: LocalEntity, span: Span) -> Span | None:
    """The role sentence of the main method if it also holds ``span``."""
    sentence = main.sentence
    return sentence if sentence.start <= span.start < sentence.end else None


def _implemented_in(entities: Sequence[LocalEntity], main: int | None, text: str) -> Iterator[LocalRelation]:
    heads = [main] if main is not None else _indices(entities, role="introduced", types=RESOURCES | _METHODS)[:1]
    for tail, entity in enumerate(entities):
        if entity.type is EntityType.REPOSITORY and entity.kind != "other":
            words = text[entity.sentence.start : entity.mentions[0].span.start]
            if entity.kind in {"code", "hub"} or _CODE.search(words):
                for head in heads:
                    yield _claim(entities, head, RelationType.IMPLEMENTED_IN, tail, rule="code-at", confidence=0.85)


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
            yield _claim(entities, head, RelationType.MEASURED_BY, tail, rule="metric", confidence=0.4)
