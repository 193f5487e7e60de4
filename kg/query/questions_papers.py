"""The book's questions about papers and about evidence, computed in Python."""

from __future__ import annotations

from collections import Counter, defaultdict
from statistics import fmean
from typing import TYPE_CHECKING

from kg.model import RelationType
from kg.query.index import ROLES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.model import Statement
    from kg.query.facts import Facts
    from kg.query.questions_methods import Row

R = RelationType


def papers_introducing(facts: Facts, entity: str) -> Iterable[Row]:
    """Paper, title, date, repository."""
    released: defaultdict[str, list[str | None]] = defaultdict(list)
    for paper, repository in facts.ends(R.RELEASES):
        released[paper].append(facts.name(repository))
    for paper, introduced in facts.ends(R.INTRODUCES):
        if introduced == entity:
            for name in released.get(paper) or [None]:
                yield paper, facts.title(paper), facts.papers[paper].date, name


def papers_on_resource(facts: Facts, resource: str) -> Iterable[Row]:
    """Id and title."""
    return ((paper, facts.title(paper)) for paper, used in facts.ends(R.EVALUATES_ON) if used == resource)


def papers_without_repository(facts: Facts) -> Iterable[Row]:
    """Id and title."""
    introducing = {paper for paper, _ in facts.ends(R.INTRODUCES)}
    return ((paper, facts.title(paper)) for paper in introducing - {paper for paper, _ in facts.ends(R.RELEASES)})


def papers_with_repository(facts: Facts, kind: str) -> Iterable[Row]:
    """Id, title, repository."""
    for paper, repository in facts.ends(R.RELEASES):
        if facts.entities[repository].kind == kind:
            yield paper, facts.title(paper), facts.name(repository)


def papers_naming_both(facts: Facts, entity: str, other: str) -> Iterable[Row]:
    """Id and title."""
    return ((paper, facts.title(paper)) for paper in facts.naming(entity) & facts.naming(other))


def papers_like(facts: Facts, paper: str) -> Iterable[Row]:
    """Id, title, number of things."""
    own = {entity for naming, entity in facts.roles() if naming == paper}
    shared = Counter(naming for naming, entity in {*facts.roles()} if entity in own and naming != paper)
    return ((other, facts.title(other), count) for other, count in shared.items())


def what_a_paper_names(facts: Facts, paper: str) -> Iterable[Row]:
    """Relation, id, name."""
    for claim in facts.claims(*ROLES):
        if claim.subject == paper:
            yield claim.relation.value, claim.object, facts.name(claim.object)


def papers_of_author(facts: Facts, author: str) -> Iterable[Row]:
    """Id and title."""
    return ((paper.id, paper.title) for paper in facts.papers.values() if author in (paper.authors or ()))


def papers_between(facts: Facts, since: str, until: str) -> Iterable[Row]:
    """Date, id, title."""
    for paper in facts.papers.values():
        if paper.date is not None and since <= paper.date[:4] <= until:
            yield paper.date, paper.id, paper.title


def papers_a_year(facts: Facts) -> Iterable[Row]:
    """Year, number of papers."""
    return Counter(year for paper in facts.papers if (year := facts.year(paper))).items()


def first_and_last_year(facts: Facts, entity: str) -> Iterable[Row]:
    """Id, first year, last year, number of papers."""
    years = [year for paper in facts.naming(entity) if (year := facts.year(paper))]
    if years:
        yield entity, min(years), max(years), len(years)


def years_of_entity(facts: Facts, entity: str) -> Iterable[Row]:
    """Year, number of papers."""
    return Counter(year for paper in facts.naming(entity) if (year := facts.year(paper))).items()


def introductions_between(facts: Facts, since: str, until: str) -> Iterable[Row]:
    """Date, id, name, paper."""
    for paper, entity in facts.ends(R.INTRODUCES):
        date = facts.papers[paper].date
        if date is not None and since <= date[:4] <= until:
            yield date, entity, facts.name(entity), paper


def evidence_of_evaluation(facts: Facts, method: str, resource: str) -> Iterable[Row]:
    """Paper, start, sentence, confidence."""
    best: dict[tuple[str, int, str], float] = {}
    for claim in facts.claims(R.EVALUATED_ON):
        if (claim.subject, claim.object) == (method, resource):
            for item in claim.evidence:
                key = (item.paper_id, item.start, item.sentence)
                best[key] = max(item.confidence, best.get(key, 0.0))
    return ((*key, confidence) for key, confidence in best.items())


def evidence_of_comparison(facts: Facts, method: str, other: str) -> Iterable[Row]:
    """Paper, start, sentence."""
    for claim in facts.claims(R.COMPARED_WITH):
        if {claim.subject, claim.object} == {method, other}:
            yield from {(item.paper_id, item.start, item.sentence) for item in claim.evidence}


def sentences_about(facts: Facts, entity: str) -> Iterable[Row]:
    """Paper, start, sentence, relation."""
    for claim in facts.claims(*ROLES):
        if claim.object == entity:
            own = [item for item in claim.evidence if item.paper_id == claim.subject]
            yield from {(item.paper_id, item.start, item.sentence, claim.relation.value) for item in own}


def sure_evaluations(facts: Facts, sure: float) -> Iterable[Row]:
    """Method, resource, confidence."""
    for claim in facts.claims(R.EVALUATED_ON):
        if _sure(claim) >= sure:
            yield claim.subject, facts.name(claim.subject), claim.object, facts.name(claim.object), _sure(claim)


def doubtful_comparisons(facts: Facts, sure: float) -> Iterable[Row]:
    """Both methods, confidence."""
    for claim in facts.claims(R.COMPARED_WITH):
        if _sure(claim) < sure:
            yield claim.subject, facts.name(claim.subject), claim.object, facts.name(claim.object), _sure(claim)


def agreed_claims(facts: Facts, least: int) -> Iterable[Row]:
    """Subject, relation, object, number of papers."""
    for claim in facts.claims(*(relation for relation in RelationType if relation not in ROLES)):
        if claim.support >= least:
            yield claim.subject, claim.relation.value, claim.object, claim.support


def rules(facts: Facts) -> Iterable[Row]:
    """Rule, number of evidences, mean confidence."""
    by_rule = defaultdict(list)
    for claim in facts.claims(*RelationType):
        for item in claim.evidence:
            by_rule[item.rule].append(item.confidence)
    return ((rule, len(found), fmean(found)) for rule, found in by_rule.items())


def claims_by_relation(facts: Facts) -> Iterable[Row]:
    """Relation, number of claims."""
    return ((relation.value, len(found)) for relation, found in facts.by_relation.items() if found)


def _sure(claim: Statement) -> float:
    return max(item.confidence for item in claim.evidence)
