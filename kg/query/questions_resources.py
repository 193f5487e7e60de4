"""The book's questions about datasets and benchmarks, and what is named together, computed in Python."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from kg.model import RESOURCES, EntityType, RelationType

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.query.facts import Facts
    from kg.query.questions_methods import Row

R = RelationType


def methods_on_resource(facts: Facts, resource: str) -> Iterable[Row]:
    """Id, name, number of papers."""
    for claim in facts.claims(R.EVALUATED_ON):
        if claim.object == resource:
            yield claim.subject, facts.name(claim.subject), claim.support


def resources_of_method(facts: Facts, method: str) -> Iterable[Row]:
    """Id, name, number of papers."""
    for claim in facts.claims(R.EVALUATED_ON):
        if claim.subject == method:
            yield claim.object, facts.name(claim.object), claim.support


def methods_sharing_resources(facts: Facts, method: str) -> Iterable[Row]:
    """Id, name, number of resources."""
    own = {resource for other, resource in facts.ends(R.EVALUATED_ON) if other == method}
    pairs = ((resource, other) for other, resource in facts.ends(R.EVALUATED_ON) if resource in own and other != method)
    return facts.counted(pairs)


def pairs_sharing_resources(facts: Facts, least: int) -> Iterable[Row]:
    """Both methods, number of resources."""
    on = defaultdict(set)
    for method, resource in facts.ends(R.EVALUATED_ON):
        on[resource].add(method)
    pairs = Counter(pair for methods in on.values() for pair in combinations(sorted(methods), 2))
    for (a, b), count in pairs.items():
        if count >= least:
            yield a, facts.name(a), b, facts.name(b), count


def resources_shared_by(facts: Facts, method: str, other: str) -> Iterable[Row]:
    """Id and name."""
    ends = {*facts.ends(R.EVALUATED_ON)}
    return {(resource, facts.name(resource)) for one, resource in ends if one == method and (other, resource) in ends}


def most_used_resources(facts: Facts) -> Iterable[Row]:
    """Id, name, number of papers."""
    return facts.counted(facts.ends(R.EVALUATES_ON))


def metrics_on_resource(facts: Facts, resource: str) -> Iterable[Row]:
    """Id, name, number of papers."""
    for claim in facts.claims(R.MEASURED_BY):
        if claim.subject == resource:
            yield claim.object, facts.name(claim.object), claim.support


def metrics_reported_with_resource(facts: Facts, resource: str) -> Iterable[Row]:
    """Id, name, number of papers."""
    papers = {paper for paper, used in facts.ends(R.EVALUATES_ON) if used == resource}
    return facts.counted(pair for pair in facts.ends(R.REPORTS) if pair[0] in papers)


def resources_for_task(facts: Facts, task: str) -> Iterable[Row]:
    """Id, name, number of methods."""
    methods = {method for method, served in facts.ends(R.USED_FOR) if served == task}
    return facts.counted(pair for pair in facts.ends(R.EVALUATED_ON) if pair[0] in methods)


def what_was_trained_on_what(facts: Facts) -> Iterable[Row]:
    """Method and resource."""
    for method, resource in facts.ends(R.TRAINED_ON):
        yield method, facts.name(method), resource, facts.name(resource)


def trained_and_evaluated_on_the_same(facts: Facts) -> Iterable[Row]:
    """Paper and resource."""
    for paper, resource in {*facts.ends(R.TRAINS_ON)} & {*facts.ends(R.EVALUATES_ON)}:
        yield paper, facts.title(paper), resource, facts.name(resource)


def resources_of_one_paper(facts: Facts) -> Iterable[Row]:
    """Id, name, paper."""
    papers = defaultdict(set)
    for paper, resource in facts.ends(R.EVALUATES_ON):
        papers[resource].add(paper)
    for resource, found in papers.items():
        if len(found) == 1:
            yield resource, facts.name(resource), next(iter(found))


def methods_named_with(facts: Facts, entity: str) -> Iterable[Row]:
    """Id, name, number of papers."""
    papers = facts.naming(entity)
    together = (pair for pair in facts.roles() if pair[0] in papers and pair[1] != entity)
    return facts.counted(pair for pair in together if facts.is_a(pair[1], EntityType.METHOD))


def methods_and_resources_together(facts: Facts, least: int) -> Iterable[Row]:
    """Method, resource, number of papers."""
    named = defaultdict(set)
    for paper, entity in facts.roles():
        named[paper].add(entity)
    together: Counter[tuple[str, str]] = Counter()
    for entities in named.values():
        methods = [each for each in entities if facts.is_a(each, EntityType.METHOD)]
        resources = [each for each in entities if facts.is_a(each, *RESOURCES)]
        together.update((method, resource) for method in methods for resource in resources)
    for (method, resource), count in together.items():
        if count >= least:
            yield method, facts.name(method), resource, facts.name(resource), count


def tasks_together(facts: Facts) -> Iterable[Row]:
    """Both tasks, number of papers."""
    tasks = defaultdict(set)
    for paper, task in facts.ends(R.ADDRESSES):
        tasks[paper].add(task)
    pairs = Counter(pair for found in tasks.values() for pair in combinations(sorted(found), 2))
    return ((a, facts.name(a), b, facts.name(b), count) for (a, b), count in pairs.items())


def most_named(facts: Facts, least: int) -> Iterable[Row]:
    """Type, id, name, number of papers."""
    for entity, name, papers in facts.counted(facts.roles()):
        if papers >= least:
            yield facts.entities[entity].type.value, entity, name, papers


def tools_of_task(facts: Facts, task: str) -> Iterable[Row]:
    """Id, name, number of papers."""
    papers = {paper for paper, addressed in facts.ends(R.ADDRESSES) if addressed == task}
    return facts.counted(pair for pair in facts.ends(R.USES) if pair[0] in papers)
