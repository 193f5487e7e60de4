"""From one paper's resolved things to statements with evidence: role edges and relations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.model import ROLE_RELATIONS, SYMMETRIC, Evidence, RelationType, Span, Statement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.model import Extraction, LocalEntity, Paper

__all__ = ["link"]

# Of two roles that one thing has in one paper the telling one stays.
_TELLING = (
    "introduced",
    "trained_on",
    "evaluated_on",
    "compared",
    "used",
    "addressed",
    "reported",
    "released",
    "mentioned",
)


def link(paper: Paper, extraction: Extraction, entity_ids: Sequence[str]) -> list[Statement]:
    """All statements that a paper supports, by key; ``entity_ids[i]`` is what ``extraction.entities[i]`` means."""
    found: dict[tuple[str, RelationType, str], dict[Evidence, None]] = {}
    by_entity: dict[str, list[LocalEntity]] = {}
    for local, entity in zip(extraction.entities, entity_ids, strict=True):
        by_entity.setdefault(entity, []).append(local)
    for entity, locals_ in by_entity.items():
        telling = min(locals_, key=lambda local: _TELLING.index(local.role))
        evidence = found.setdefault((paper.id, ROLE_RELATIONS[telling.role], entity), {})
        evidence.update(dict.fromkeys(_role_evidence(paper, telling, locals_, extraction.sentences)))
    for relation in extraction.relations:
        head, tail = entity_ids[relation.head], entity_ids[relation.tail]
        if head == tail:
            continue
        if relation.relation in SYMMETRIC:
            head, tail = sorted((head, tail))
        evidence = found.setdefault((head, relation.relation, tail), {})
        evidence[_evidence(paper, relation.sentence, relation.spans, relation.rule, relation.confidence)] = None
    return [
        Statement(*key, tuple(sorted(found[key], key=_order)))
        for key in sorted(found, key=lambda k: (k[0], k[1].value, k[2]))
    ]


def _order(evidence: Evidence) -> tuple[str, int, int, tuple[Span, ...], str, float]:
    return evidence.paper_id, evidence.start, evidence.end, evidence.spans, evidence.rule, evidence.confidence


def _role_evidence(
    paper: Paper, telling: LocalEntity, locals_: Sequence[LocalEntity], sentences: Sequence[Span]
) -> list[Evidence]:
    """One evidence for each sentence that names the thing; the one that tells the role carries the role's rule."""
    spans: dict[Span, list[Span]] = {}
    rules: dict[Span, tuple[str, float]] = {}
    for local in locals_:
        for mention in local.mentions:
            for sentence in sentences:
                if sentence.start <= mention.span.start and mention.span.end <= sentence.end:
                    spans.setdefault(sentence, []).append(mention.span)
                    best = rules.get(sentence, ("", 0.0))
                    rules[sentence] = max(best, (mention.rule, mention.confidence), key=lambda rule: (rule[1], rule[0]))
                    break
    found = []
    for sentence, names in spans.items():
        rule, confidence = rules[sentence]
        if sentence == telling.sentence:
            rule, confidence = telling.rule, telling.confidence
        found.append(_evidence(paper, sentence, tuple(sorted(set(names))), rule, confidence))
    if not found:  # a name that runs over the end of its sentence
        found.append(_evidence(paper, telling.sentence, (telling.mentions[0].span,), telling.rule, telling.confidence))
    return found


def _evidence(paper: Paper, sentence: Span, spans: tuple[Span, ...], rule: str, confidence: float) -> Evidence:
    text = paper.text[sentence.start : sentence.end]
    return Evidence(paper.id, text, sentence.start, sentence.end, spans, rule, confidence)
