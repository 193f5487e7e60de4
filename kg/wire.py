"""Values as JSON documents, exactly as docs and CLI promise them, and answers as flat tables."""

from __future__ import annotations

from dataclasses import asdict
from functools import singledispatch
from typing import TYPE_CHECKING, Any, TypeAlias

from kg.model import Entity, Paper
from kg.query import answers, page_answers
from kg.query.tables import rounded, rows
from kg.query.walk_answers import Pairs, Reach, Reached
from kg.wire_extracted import paper, record

if TYPE_CHECKING:
    from kg.model import RelationType

__all__ = ["record", "rows", "to_json"]

Json: TypeAlias = Any  # what json.dumps takes: a document or a list of documents


@singledispatch
def to_json(value: object) -> Json:
    """The JSON document of a value, or the list of documents of several; floats keep nine digits."""
    raise TypeError(f"no JSON for a {type(value).__name__}")


@to_json.register(tuple)
@to_json.register(list)
def _(value: list[object] | tuple[object, ...]) -> Json:
    return [to_json(each) for each in value]


to_json.register(Paper)(paper)


@to_json.register
def _(value: Entity) -> Json:
    document = {
        "id": value.id,
        "type": value.type.value,
        "name": value.name,
        "aliases": list(value.aliases),
        "papers": value.papers,
    }
    return document if value.kind is None else {**document, "kind": value.kind}


@to_json.register
def _(value: answers.Quote) -> Json:
    item = value.evidence
    return {
        "paper": item.paper_id,
        "title": value.title,
        "date": value.date,
        "sentence": item.sentence,
        "start": item.start,
        "end": item.end,
        "spans": [[span.start, span.end] for span in item.spans],
        "rule": item.rule,
        "confidence": item.confidence,
    }


@to_json.register
def _(value: answers.DupPair) -> Json:
    return {"a": to_json(value.a), "b": to_json(value.b), "reason": value.reason, "score": value.score}


@to_json.register
def _(value: answers.DupsAnswer) -> Json:
    return {"results": to_json(value.results)}


@to_json.register
def _(value: answers.FindAnswer) -> Json:
    return {"results": to_json(value.results)}


@to_json.register
def _(value: answers.PaperRole) -> Json:
    return {"id": value.id, "title": value.title, "date": value.date, "role": value.role}


@to_json.register
def _(value: answers.Neighbour) -> Json:
    return {
        "relation": value.relation.value,
        "direction": value.direction,
        "entity": to_json(value.entity),
        "support": value.support,
        "evidence": to_json(value.evidence),
    }


@to_json.register
def _(value: answers.ShowAnswer) -> Json:
    # the list of papers takes the place of their number, which the list may be cut below
    return {
        **to_json(value.entity),
        "paper_count": value.entity.papers,
        "papers": to_json(value.papers),
        "relations": to_json(value.relations),
        **({"links": list(value.links)} if value.links else {}),
    }


@to_json.register
def _(value: answers.SharedResult) -> Json:
    return {
        "entity": to_json(value.entity),
        "datasets": to_json(value.datasets),
        "papers": list(value.papers),
        "score": rounded(value.score),
        "p_value": rounded(value.p_value),
        "evidence": to_json(value.evidence),
    }


@to_json.register(answers.SharedAnswer)
@to_json.register(answers.CooccurAnswer)
def _(value: answers.SharedAnswer | answers.CooccurAnswer) -> Json:
    return {"entity": to_json(value.entity), "results": [to_json(result) for result in value.results]}


@to_json.register
def _(value: answers.SharedPair) -> Json:
    return {
        "a": to_json(value.a),
        "b": to_json(value.b),
        "datasets": to_json(value.datasets),
        "papers": list(value.papers),
        "score": rounded(value.score),
    }


@to_json.register
def _(value: answers.SharedMatrix) -> Json:
    return {
        "methods": to_json(value.methods),
        "datasets": to_json(value.datasets),
        "papers": [[list(cell) for cell in row] for row in value.papers],
        "evidence": to_json(value.evidence),
    }


@to_json.register
def _(value: answers.Hop) -> Json:
    return {"relation": value.relation.value, "forward": value.forward, "evidence": to_json(value.evidence)}


@to_json.register
def _(value: answers.Path) -> Json:
    return {"cost": rounded(value.cost), "nodes": to_json(value.nodes), "hops": to_json(value.hops)}


@to_json.register
def _(value: answers.PathAnswer) -> Json:
    return {"paths": to_json(value.paths)}


@to_json.register
def _(value: Reached) -> Json:
    ends = {"entity": to_json(value.entity), "hops": value.hops, "over": to_json(value.over)}
    return {**ends, "hop": to_json(value.hop)}


@to_json.register
def _(value: Reach) -> Json:
    return {"entity": to_json(value.entity), "results": to_json(value.results), "total": value.total}


@to_json.register
def _(value: Pairs) -> Json:
    columns, body = rows(value)
    return {"results": [dict(zip(columns, row, strict=True)) for row in body]}


@to_json.register
def _(value: answers.CooccurResult) -> Json:
    return {
        "entity": to_json(value.entity),
        "count": value.count,
        "papers": list(value.papers),
        "evidence": to_json(value.evidence),
        "expected": rounded(value.expected),
        "lift": rounded(value.lift),
        "pmi": rounded(value.pmi),
        "jaccard": rounded(value.jaccard),
        "llr": rounded(value.llr),
        "p_value": rounded(value.p_value),
    }


@to_json.register
def _(value: answers.TrendResult) -> Json:
    return {
        "entity": to_json(value.entity),
        "months": [[month, count] for month, count in value.months],
        "slope": rounded(value.slope),
        "ci": [rounded(bound) for bound in value.ci],
        "first_seen": value.first_seen,
        "half_life": rounded(value.half_life),
    }


@to_json.register
def _(value: answers.TrendAnswer) -> Json:
    return {"results": to_json(value.results)}


@to_json.register
def _(value: answers.Edge) -> Json:
    return {
        "subject": value.subject,
        "relation": value.relation.value,
        "object": value.object,
        "support": value.support,
        "evidence": to_json(value.evidence),
    }


@to_json.register
def _(value: answers.Subgraph) -> Json:
    return {"center": to_json(value.center), "nodes": to_json(value.nodes), "edges": to_json(value.edges)}


@to_json.register
def _(value: page_answers.PagePaper) -> Json:
    return {"id": value.id, "title": value.title, "date": value.date, "relations": _relations(value.relations)}


@to_json.register
def _(value: page_answers.PageCode) -> Json:
    return {"entity": to_json(value.entity), "relation": value.relation.value, "papers": list(value.papers)}


@to_json.register
def _(value: page_answers.PageMethod) -> Json:
    return {
        "entity": to_json(value.entity),
        "relations": _relations(value.relations),
        "papers": to_json(value.papers),
        "repositories": to_json(value.repositories),
        "evidence": to_json(value.evidence),
    }


@to_json.register
def _(value: page_answers.PageYear) -> Json:
    return {"year": value.year, "count": value.count, "methods": to_json(value.methods)}


@to_json.register
def _(value: page_answers.ResourcePage) -> Json:
    return {"entity": to_json(value.entity), "years": to_json(value.years), "papers": to_json(value.papers)}


@to_json.register
def _(value: answers.Rows) -> Json:
    return {"columns": list(value.columns), "rows": [list(row) for row in value.rows]}


@to_json.register
def _(value: answers.ListedQuestion) -> Json:
    return {"name": value.name, "text": value.text, "params": dict(value.params), "stores": list(value.stores)}


@to_json.register
def _(value: answers.BookAnswer) -> Json:
    return {"questions": to_json(value.questions)}


@to_json.register
def _(value: answers.Loaded) -> Json:
    known = {key: each for key, each in asdict(value).items() if each is not None}
    return {**known, "seconds": rounded(value.seconds)}


@to_json.register
def _(value: answers.Stats) -> Json:
    return {
        "papers": value.papers,
        "entities": dict(value.entities),
        "statements": dict(value.statements),
        "evidence": value.evidence,
        "rejects": value.rejects,
    }


@to_json.register
def _(value: answers.Violation) -> Json:
    return {"check": value.check, "focus": value.focus, "paper": value.paper, "message": value.message}


def _relations(relations: tuple[RelationType, ...]) -> list[str]:
    return [relation.value for relation in relations]
