"""Which records are one paper: a function of the ids and titles under which they came, not of their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_BEST = {"arxiv": 0, "doi": 1, "title": 3}


def kind(paper_id: str) -> str:
    """What sort of id it is: ``arxiv``, ``doi``, ``title`` ..."""
    return paper_id.partition(":")[0] if ":" in paper_id else ""


def rank(paper_id: str) -> tuple[int, str]:
    """Smaller is the better id for a paper: arXiv before DOI before others, a title's hash last."""
    return (_BEST.get(kind(paper_id), 2), paper_id)


def partition(titles: Mapping[str, frozenset[str]]) -> dict[str, str]:
    """The paper of each id, given the title keys under which each id was seen.

    Ids of different kinds with one title are one paper, unless the title belongs to two of one kind (two arXiv papers
    may share a title). An id made from a title goes to the only paper of that title, or stands alone.
    """
    strong = sorted(paper_id for paper_id in titles if kind(paper_id) != "title")
    by_title = _by_title(strong, titles)
    home: dict[str, str] = {}
    for group in _components(strong, by_title.values()):
        apart = not _distinct_kinds(group)
        home |= {paper_id: paper_id if apart else min(group, key=rank) for paper_id in group}
    for paper_id in titles:
        if kind(paper_id) == "title":
            known = {home[other] for key in titles[paper_id] for other in by_title.get(key, ())}
            home[paper_id] = known.pop() if len(known) == 1 else paper_id
    return home


def _by_title(paper_ids: Iterable[str], titles: Mapping[str, frozenset[str]]) -> dict[str, list[str]]:
    by_title: dict[str, list[str]] = {}
    for paper_id in paper_ids:
        for key in titles[paper_id] - {""}:  # a title without letters or digits tells nothing
            by_title.setdefault(key, []).append(paper_id)
    return by_title


def _components(paper_ids: Iterable[str], groups: Iterable[list[str]]) -> list[set[str]]:
    component = {paper_id: {paper_id} for paper_id in paper_ids}
    for group in groups:
        if not _distinct_kinds(group):
            continue
        joined = set[str]().union(*(component[paper_id] for paper_id in group))
        component |= dict.fromkeys(joined, joined)
    return list({id(members): members for members in component.values()}.values())


def _distinct_kinds(paper_ids: Iterable[str]) -> bool:
    kinds = [kind(paper_id) for paper_id in paper_ids]
    return len(kinds) == len(set(kinds))
