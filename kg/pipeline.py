"""The whole flow: sources in, a graph with evidence out; incremental, idempotent, resumable at any point."""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import astuple, dataclass
from itertools import groupby, islice
from typing import TYPE_CHECKING, Protocol, TypeVar

from kg.extract import DEFAULT, extract_all, fingerprint
from kg.link import link
from kg.model import Paper, Reject
from kg.resolve import apart, known, resolve
from kg.resolve.applying import splits
from kg.resolve.clusters import surfaces_of
from kg.resolve.known import version as known_version
from kg.resolve.senses import ambiguous, meanings, scope_of
from kg.text import digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kg.model import Term
    from kg.resolve.decisions import Decision
    from kg.store.truth import Truth

BATCH = 200  # papers a transaction: what a killed run can lose
RESOLVER_VERSION = "2"  # raise it with every change of a rule of kg/resolve
T = TypeVar("T")


class Progress(Protocol):
    """Told what is done of a stage; ``total`` is ``None`` while it is not known."""

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        """Take note."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build did; ``papers_reread`` had the same text, but rules or lexicons have changed since."""

    papers_new: int
    papers_changed: int
    papers_same: int
    papers_reread: int
    rejects: int
    entities: int
    statements: int
    seconds: float
    conflicts: tuple[str, ...] = ()


def build(
    truth: Truth,
    records: Iterable[Paper | Reject],
    *,
    jobs: int = 1,
    model: str = DEFAULT,
    progress: Progress,
    decisions: Sequence[Decision] = (),
) -> Summary:
    """Bring a graph up to date with these records; the caller holds ``truth.writing()``.

    ``decisions`` are all that a person decided on what is one thing; what does not fit is in ``Summary.conflicts``.
    """
    begin = time.monotonic()
    status, rejects = take_in(truth, records, progress=progress)
    touched = sum(state != "same" for state in status.values())
    read = read_pending(truth, jobs=jobs, model=model, progress=progress)
    conflicts = settle(truth, progress=progress, decisions=decisions)
    counted, counts = Counter(status.values()), truth.counts()
    return Summary(
        papers_new=counted["new"],
        papers_changed=counted["changed"],
        papers_same=counted["same"],
        papers_reread=max(0, read - touched),
        rejects=rejects,
        entities=sum(number for _, number in counts.entities),
        statements=sum(number for _, number in counts.statements),
        seconds=round(time.monotonic() - begin, 3),
        conflicts=conflicts,
    )


def take_in(truth: Truth, records: Iterable[Paper | Reject], *, progress: Progress) -> tuple[dict[str, str], int]:
    """Keep every record; what became of each paper (``new`` beats ``changed`` beats ``same``), and the rejects."""
    order = ("new", "changed", "same")
    status: dict[str, str] = {}
    rejects = done = 0
    for batch in _batches(records, BATCH):
        with truth.transaction():
            for record in batch:
                if isinstance(record, Reject):
                    truth.add_rejects([record])
                    rejects += 1
                    continue
                state, paper_id = truth.put_paper(record)
                status[paper_id] = min(state, status.get(paper_id, "same"), key=order.index)
        done += len(batch)
        progress("reading", done, None)
    return status, rejects


def read_pending(truth: Truth, *, jobs: int, model: str = DEFAULT, progress: Progress) -> int:
    """Extract from every paper that has no extraction by this model and the present rules; how many there were."""
    code, done = fingerprint(model), 0
    total = truth.count_pending(code)
    pending = list(truth.pending(code)) if total else []
    for batch in _batches((truth.paper(paper_id) for paper_id in pending), BATCH * 10):
        for group in _batches(extract_all(batch, jobs=jobs, model=model), BATCH):
            with truth.transaction():
                for extraction in group:
                    truth.put_extraction(extraction, code)
            done += len(group)
            progress("extracting", done, total)
    return total


def settle(truth: Truth, *, progress: Progress, decisions: Sequence[Decision] = ()) -> tuple[str, ...]:
    """Resolve the terms of the whole corpus and link the papers that this changes; nothing to do costs nothing.

    Gives the decisions that could not be carried out, with the reason.
    """
    rules = digest(RESOLVER_VERSION, known_version(), *(cell for each in decisions for cell in astuple(each)))
    if truth.meta("settled") == digest(rules, str(truth.revision)) and next(truth.unlinked(), None) is None:
        return tuple(json.loads(truth.meta("conflicts") or "[]"))
    truth.drop_unused()
    terms = list(truth.terms())
    moved, conflicts = _tell_apart(truth, terms, decisions)
    if moved:
        terms = list(truth.terms())
    found = resolve(terms, assigned=truth.assigned(), known=known(), decisions=decisions)
    progress("resolving", 1, 1)
    truth.assign(found.entities, found.assignments, found.redirects)
    pending, done = list(truth.unlinked()), 0
    for batch in _batches(pending, BATCH):
        with truth.transaction():
            for paper_id in batch:
                ids = truth.local_entities_of(paper_id)
                truth.put_statements(paper_id, link(truth.paper(paper_id), truth.extraction(paper_id), ids))
        done += len(batch)
        progress("linking", done, len(pending))
    conflicts.extend(found.conflicts)
    truth.set_decisions([astuple(each) for each in decisions])
    truth.set_meta("conflicts", json.dumps(conflicts))
    truth.set_meta("settled", digest(rules, str(truth.revision)))
    return tuple(conflicts)


def _tell_apart(truth: Truth, terms: list[Term], decisions: Sequence[Decision]) -> tuple[int, list[str]]:
    """Scope short forms by the words around them, and what a person took apart.

    Gives the number of uses whose scope changed, and the splits that concern nothing.
    """
    tables, listed = known(), meanings()
    vague = [term.id for term in terms if ambiguous(surfaces_of(term), term.type, listed=listed)]
    of = {term.id: term for term in terms}
    scopes: dict[tuple[str, int], str] = {}
    for paper_id, uses in groupby(truth.uses(vague), key=lambda use: use[0]):
        text = truth.paper(paper_id).text
        scopes |= {(paper_id, place): scope_of(of[t], text, tables) for _, place, t in uses}
    concerned, conflicts = apart(terms, tables, decisions, truth.assigned()) if splits(decisions) else ({}, [])
    for decision in splits(decisions):
        papers = {paper.id for each in decision.papers.split() if (paper := truth.find_paper(each)) is not None}
        used = [use[:2] for use in truth.uses(sorted(concerned.get(decision.scope, ()))) if use[0] in papers]
        scopes |= dict.fromkeys(used, decision.scope)
        if decision.scope in concerned and not used:
            conflicts.append(f"{decision.told()}: none of these papers names it")
    return truth.set_scopes({use: scope for use, scope in scopes.items() if scope}), conflicts


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of up to ``size`` items, in order, read lazily."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
