"""One paper out of the records that describe it; the outcome does not depend on the order of the records."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from kg.ids import arxiv_id, doi, paper_id
from kg.text import title_key

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from kg.model import Paper, Source

_T = TypeVar("_T")


@dataclass(slots=True)
class _Group:
    """Records known to be one paper; ``place`` is where the first of them stood."""

    place: int
    papers: list[Paper]
    arxiv: set[str]
    dois: set[str]
    titles: set[str]

    def take(self, other: _Group) -> None:
        """Make the records of the other group one's own."""
        self.place = min(self.place, other.place)
        self.papers += other.papers
        self.arxiv |= other.arxiv
        self.dois |= other.dois
        self.titles |= other.titles


def merge(papers: Iterable[Paper]) -> list[Paper]:
    """Join the records of one paper: those with one arXiv id or DOI, else with one normalised title.

    A record with only a title joins the paper with an id of the same title, and one with a DOI joins one with an arXiv
    id so, but only where there is a single one to join: two arXiv ids stay two papers, and what could belong to either
    stays apart. The text is one that is not cut, then the longest; what its record lacks comes from the others, and all
    sources are listed. Papers come in the order of their first records.
    """
    singles = [_single(place, paper) for place, paper in enumerate(papers)]
    groups = _united(
        singles, lambda group: {("arxiv", key) for key in group.arxiv} | {("doi", key) for key in group.dois}
    )
    arxiv = [group for group in groups if group.arxiv]
    dois = _unattached([group for group in groups if group.dois and not group.arxiv], arxiv, exclusive=True)
    untold = [group for group in groups if not group.arxiv and not group.dois]
    identified = arxiv + dois
    rest = _unattached(_united(untold, lambda group: group.titles), identified, exclusive=False)
    return [_one(group) for group in sorted(identified + rest, key=lambda group: group.place)]


def _single(place: int, paper: Paper) -> _Group:
    ids = (paper.id, paper.record_id, paper.url)
    return _Group(
        place,
        [paper],
        arxiv=set(filter(None, map(arxiv_id, ids))),
        dois=set(filter(None, map(doi, ids))),
        titles={title_key(paper.title)},
    )


def _united(groups: list[_Group], keys: Callable[[_Group], Iterable[Hashable]]) -> list[_Group]:
    """The groups, those that share a key (or share one with one that does) taken together."""
    owner: dict[Hashable, int] = {}
    parent = list(range(len(groups)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for index, group in enumerate(groups):
        for key in keys(group):
            first, second = sorted((root(owner.setdefault(key, index)), root(index)))
            parent[second] = first
    for index, group in enumerate(groups):
        if root(index) != index:
            groups[root(index)].take(group)
    return [group for index, group in enumerate(groups) if root(index) == index]


def _unattached(guests: list[_Group], hosts: list[_Group], *, exclusive: bool) -> list[_Group]:
    """Add each guest to the only host of its title; give back those that have none, or several.

    ``exclusive``: nor is a guest added where another could be added too, for the two are not one paper.
    """
    by_title = defaultdict(set)
    for index, host in enumerate(hosts):
        for title in host.titles:
            by_title[title].add(index)
    candidates = [set().union(*(by_title.get(title, ()) for title in guest.titles)) for guest in guests]
    wanted = Counter(index for found in candidates for index in found)
    apart = []
    for guest, found in zip(guests, candidates, strict=True):
        if len(found) == 1 and not (exclusive and any(wanted[index] > 1 for index in found)):
            hosts[found.pop()].take(guest)
        else:
            apart.append(guest)
    return apart


def _one(group: _Group) -> Paper:
    """The paper that the records describe together."""
    ordered = sorted(
        group.papers, key=lambda paper: (paper.abstract_truncated, -len(paper.abstract), paper.abstract, repr(paper))
    )
    text = ordered[0]
    credited = next((paper for paper in ordered if paper.authors), text)
    counts = [credited.author_count, *(paper.author_count for paper in ordered)]
    return replace(
        text,
        id=paper_id(title=text.title, arxiv=min(group.arxiv, default=None), doi=min(group.dois, default=None)),
        authors=credited.authors,
        author_count=_known(counts),
        date=min((paper.date for paper in ordered if paper.date), key=lambda date: (-len(date), date), default=None),
        date_text=_known(paper.date_text for paper in ordered),
        comments=_known(paper.comments for paper in ordered),
        upvotes=_known(paper.upvotes for paper in ordered),
        url=_known(paper.url for paper in ordered),
        record_id=_known(paper.record_id for paper in ordered),
        sources=tuple(sorted({source for paper in ordered for source in paper.sources}, key=_place)),
    )


def _place(source: Source) -> tuple[str, int]:
    return (source.file, source.record)


def _known(values: Iterable[_T | None]) -> _T | None:
    """The first value that is there."""
    return next((value for value in values if value is not None), None)
