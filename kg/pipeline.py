"""The whole flow: sources in, a graph with evidence out; incremental, idempotent, resumable at any point."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Protocol, TypeVar

from kg.extract import DEFAULT, extract_all, fingerprint, lexicon_rows
from kg.link import link
from kg.model import EntityType, Paper, Reject
from kg.resolve import listed_aliases, resolve
from kg.resolve.normal import group_of
from kg.text import digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.store.truth import Truth

BATCH = 200  # papers a transaction: what a killed run can lose
RESOLVER_VERSION = "1"  # raise it with every change of a rule of kg/resolve
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


def build(
    truth: Truth, records: Iterable[Paper | Reject], *, jobs: int = 1, model: str = DEFAULT, progress: Progress
) -> Summary:
    """Bring a graph up to date with these records; the caller holds ``truth.writing()``."""
    begin = time.monotonic()
    status, rejects = take_in(truth, records, progress=progress)
    touched = sum(state != "same" for state in status.values())
    read = read_pending(truth, jobs=jobs, model=model, progress=progress)
    settle(truth, progress=progress)
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


def settle(truth: Truth, *, progress: Progress) -> None:
    """Resolve the terms of the whole corpus and link the papers that this changes; nothing to do costs nothing."""
    code = digest(RESOLVER_VERSION, fingerprint(), str(truth.revision))
    if truth.meta("settled") == code and next(truth.unlinked(), None) is None:
        return
    truth.drop_unused()
    found = resolve(truth.terms(), assigned=truth.assigned(), aliases=known_aliases())
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
    truth.set_meta("settled", digest(RESOLVER_VERSION, fingerprint(), str(truth.revision)))


def known_aliases() -> dict[tuple[str, str], str]:
    """The short forms that the lexicons list, as resolution wants them."""
    names = ((group_of(EntityType(row.type)), row.surface, row.name) for row in lexicon_rows())
    return listed_aliases(names)


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of up to ``size`` items, in order, read lazily."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
