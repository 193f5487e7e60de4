"""What ``kg page`` answers: the methods of a dataset, benchmark or task by year, with their papers and code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.query.frames import Frames

if TYPE_CHECKING:
    from kg.model import Entity, RelationType
    from kg.query.answers import PaperRole, Quote


@dataclass(frozen=True, slots=True)
class PagePaper:
    """A paper that says of a method that it was evaluated on, trained on or used for something."""

    id: str
    title: str
    date: str | None
    relations: tuple[RelationType, ...]


@dataclass(frozen=True, slots=True)
class PageCode:
    """A repository, and why it is listed: the method is IMPLEMENTED_IN it, or one of its papers RELEASES it.

    ``papers`` are those that say so. What a paper releases need not be the code of every method that it names.
    """

    entity: Entity
    relation: RelationType
    papers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageMethod:
    """A method in one year, with that year's papers (newest first) and the repositories."""

    entity: Entity
    relations: tuple[RelationType, ...]
    papers: tuple[PagePaper, ...]
    repositories: tuple[PageCode, ...]
    evidence: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class PageYear:
    """The methods of one year, those of most papers first; ``count`` is how many there are, listed or not.

    ``year`` is ``None`` for papers without a date.
    """

    year: str | None
    count: int
    methods: tuple[PageMethod, ...]


@dataclass(frozen=True, slots=True, repr=False)
class ResourcePage(Frames[PageYear]):
    """A dataset, benchmark or task: its methods by year, newest first; ``papers`` name it without a method."""

    entity: Entity
    years: tuple[PageYear, ...]
    papers: tuple[PaperRole, ...]

    def __bool__(self) -> bool:
        """Something was found, even if nothing is said of it."""
        return True
