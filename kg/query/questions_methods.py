"""The book's questions about methods, computed in Python; the texts of the questions are in ``ontology/questions``."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kg.model import EntityType, RelationType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kg.query.facts import Facts

Cell = str | int | float | bool | None
Row = tuple[Cell, ...]
R = RelationType


def methods_compared_with(facts: Facts, method: str) -> Iterable[Row]:
    """Id and name."""
    return {(other, facts.name(other)) for one, other in _compared(facts) if one == method}


def most_compared_methods(facts: Facts) -> Iterable[Row]:
    """Id, name, number of methods."""
    return facts.counted((other, one) for one, other in _compared(facts))


def compared_on_the_same_resource(facts: Facts) -> Iterable[Row]:
    """Both methods, number of resources."""
    on = _resources(facts)
    for a, b in sorted({*_compared(facts)}):
        if a < b and (both := on[a] & on[b]):
            yield a, facts.name(a), b, facts.name(b), len(both)


def methods_behind(facts: Facts, method: str) -> Iterable[Row]:
    """Id, name, number of papers."""
    for claim in facts.claims(R.BASED_ON):
        if claim.subject == method:
            yield claim.object, facts.name(claim.object), claim.support


def ancestors_of_method(facts: Facts, method: str) -> Iterable[Row]:
    """Id and name."""
    return _reached(facts, method, _grouped(facts.ends(R.BASED_ON)))


def descendants_of_method(facts: Facts, method: str) -> Iterable[Row]:
    """Id and name."""
    return _reached(facts, method, _grouped((b, a) for a, b in facts.ends(R.BASED_ON)))


def chains_of_three_methods(facts: Facts) -> Iterable[Row]:
    """The three methods."""
    behind = _grouped(facts.ends(R.BASED_ON))
    for a, b in facts.ends(R.BASED_ON):
        for c in behind.get(b, ()):
            if len({a, b, c}) == 3:
                yield a, facts.name(a), b, facts.name(b), c, facts.name(c)


def foundations(facts: Facts) -> Iterable[Row]:
    """Id, name, number of methods."""
    return facts.counted(facts.ends(R.BASED_ON))


def tasks_of_method(facts: Facts, method: str) -> Iterable[Row]:
    """Id, name, number of papers."""
    for claim in facts.claims(R.USED_FOR):
        if claim.subject == method:
            yield claim.object, facts.name(claim.object), claim.support


def methods_for_task(facts: Facts, task: str) -> Iterable[Row]:
    """Id, name, number of papers."""
    for claim in facts.claims(R.USED_FOR):
        if claim.object == task:
            yield claim.subject, facts.name(claim.subject), claim.support


def code_of_methods(facts: Facts) -> Iterable[Row]:
    """Id, name, repository."""
    for method, repository in facts.ends(R.IMPLEMENTED_IN):
        if facts.is_a(method, EntityType.METHOD):
            yield method, facts.name(method), facts.name(repository)


def introduced_and_evaluated(facts: Facts) -> Iterable[Row]:
    """Paper, method and resource."""
    on = _resources(facts)
    evaluated = _grouped(facts.ends(R.EVALUATES_ON))
    for paper, method in facts.ends(R.INTRODUCES):
        if facts.is_a(method, EntityType.METHOD):
            for resource in on[method] & evaluated.get(paper, set()):
                yield paper, method, facts.name(method), resource, facts.name(resource)


def _compared(facts: Facts) -> Iterator[tuple[str, str]]:
    """Every comparison of two methods, both ways round."""
    for a, b in facts.ends(R.COMPARED_WITH):
        if a != b:
            yield from ((a, b), (b, a))


def _resources(facts: Facts) -> defaultdict[str, set[str]]:
    return _grouped(facts.ends(R.EVALUATED_ON))


def _grouped(pairs: Iterable[tuple[str, str]]) -> defaultdict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for first, second in pairs:
        found[first].add(second)
    return found


def _reached(facts: Facts, start: str, steps: Mapping[str, set[str]]) -> Iterator[Row]:
    seen, waiting = {start}, [start]
    while waiting:
        for node in steps.get(waiting.pop(), set()) - seen:
            seen.add(node)
            waiting.append(node)
            yield node, facts.name(node)
