"""Which evidence counts and which sentences are quoted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.examples import fill, toy_statements
from kg.query.scope import Filter, Scope
from kg.store.memory import MemoryStore


@pytest.mark.parametrize(
    ("date", "inside"),
    [("2026-03-01", True), ("2026-03", True), ("2026", True), ("2026-02-28", False), ("2027", False), (None, False)],
)
def test_dates_are_compared_as_far_as_both_are_known(date, inside):
    assert Filter(since="2026-03", until="2026-12-31").dated(date) is inside
    assert Filter().dated(date)


def test_a_sentence_of_each_paper_before_a_second_of_any():
    scope = Scope(fill(MemoryStore()))
    glue = next(s for s in toy_statements() if s.key == ("method:lora", "EVALUATED_ON", "benchmark:glue"))
    first, third = glue.evidence
    again = replace(first, start=0, end=4, sentence="Low-", confidence=0.7)
    twin = replace(first, rule="another", confidence=0.1)
    quotes = scope.quotes((first, again, twin, third), 9)
    assert [quote.evidence for quote in quotes] == [first, third, again]
    assert scope.quotes((first, third), 0) == ()
