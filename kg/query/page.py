"""The page of a dataset, benchmark or task: which methods, when, in which papers, with which code."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.model import RESOURCES, ROLE_NAMES, EntityType, RelationType
from kg.query.answers import PaperRole
from kg.query.index import ORDER, ROLES
from kg.query.page_answers import PageCode, PageMethod, PagePaper, PageYear, ResourcePage
from kg.query.scope import first

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kg.model import Entity, Evidence
    from kg.query.scope import Scope

R = RelationType
PAGES = RESOURCES | {EntityType.TASK}  # the types that have a page

Said = dict[RelationType, list["Evidence"]]  # what is said of one method in one year
Years = dict[str, dict[str, Said]]  # year, method; an empty year is that of papers without a date


def page(scope: Scope, entity: Entity, *, limit: int = 20, evidence: int = 3) -> ResourcePage:
    """The methods evaluated on, trained on or used for an entity, by the year of the papers that say so.

    Newest year first, papers without a date last; in a year the methods of most papers first. ``limit`` cuts each
    year's methods and the papers that name the entity without a method.
    """
    if entity.type not in PAGES:
        raise UsageError(f"{entity.name!r} is a {entity.type.value}; only datasets, benchmarks and tasks have a page")
    years = _by_year(scope, entity)
    code = _Code(scope)
    chosen = []
    for year in sorted(years, reverse=True):  # the empty one comes last
        methods = years[year]
        ranked = sorted(methods, key=lambda method: (-len(_papers_of(methods[method])), method))
        listed = tuple(_method(scope, code, method, methods[method], evidence) for method in first(limit, ranked))
        chosen.append(PageYear(year or None, len(methods), listed))
    with_method = {item.paper_id for said in years.values() for one in said.values() for item in _all(one)}
    return ResourcePage(entity, tuple(chosen), tuple(first(limit, _others(scope, entity, with_method))))


def _by_year(scope: Scope, entity: Entity) -> Years:
    relations = (R.USED_FOR,) if entity.type is EntityType.TASK else (R.EVALUATED_ON, R.TRAINED_ON)
    years: Years = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for relation in relations:
        for statement in scope.statements(relation=relation, object=entity.id):
            if scope.node(statement.subject).type is EntityType.METHOD:
                for item in statement.evidence:
                    year = (scope.head(item.paper_id).date or "")[:4]
                    years[year][statement.subject][relation].append(item)
    return years


class _Code:
    """Repositories of methods and of papers, each looked up once."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self._known: dict[tuple[str, RelationType], dict[str, tuple[str, ...]]] = {}

    def of(self, method: str, papers: Sequence[str]) -> tuple[PageCode, ...]:
        """What the method is implemented in, then what else its papers release."""
        own = self._said(method, R.IMPLEMENTED_IN)
        released: dict[str, list[str]] = defaultdict(list)
        for paper in papers:
            for repository in self._said(paper, R.RELEASES):
                if repository not in own:
                    released[repository].append(paper)
        found = [PageCode(self.scope.node(each), R.IMPLEMENTED_IN, own[each]) for each in sorted(own)]
        found += [
            PageCode(self.scope.node(each), R.RELEASES, tuple(sorted(released[each]))) for each in sorted(released)
        ]
        return tuple(found)

    def _said(self, subject: str, relation: RelationType) -> Mapping[str, tuple[str, ...]]:
        """The repositories of a method or paper, with the papers that say so."""
        key = (subject, relation)
        if key not in self._known:
            self._known[key] = {
                statement.object: tuple(sorted({item.paper_id for item in statement.evidence}))
                for statement in self.scope.statements(subject=subject, relation=relation)
                if self.scope.node(statement.object).type is EntityType.REPOSITORY
            }
        return self._known[key]


def _method(scope: Scope, code: _Code, method: str, said: Said, evidence: int) -> PageMethod:
    papers = _newest([_paper(scope, paper, said) for paper in _papers_of(said)])
    return PageMethod(
        entity=scope.node(method),
        relations=_ordered(said),
        papers=papers,
        repositories=code.of(method, [paper.id for paper in papers]),
        evidence=scope.quotes(_all(said), evidence),
    )


def _paper(scope: Scope, paper: str, said: Said) -> PagePaper:
    head = scope.head(paper)
    relations = _ordered(relation for relation, items in said.items() if any(item.paper_id == paper for item in items))
    return PagePaper(paper, head.title, head.date, relations)


def _ordered(relations: Iterable[RelationType]) -> tuple[RelationType, ...]:
    return tuple(sorted(relations, key=ORDER.__getitem__))


def _newest(papers: Iterable[PagePaper]) -> tuple[PagePaper, ...]:
    by_id = sorted(papers, key=lambda paper: paper.id)
    return tuple(sorted(by_id, key=lambda paper: paper.date or "", reverse=True))


def _all(said: Said) -> list[Evidence]:
    return [item for items in said.values() for item in items]


def _papers_of(said: Said) -> set[str]:
    return {item.paper_id for item in _all(said)}


def _others(scope: Scope, entity: Entity, with_method: set[str]) -> list[PaperRole]:
    """The papers that name the entity and say of no method what it has to do with it, newest first, strongest role."""
    roles: dict[str, RelationType] = {}
    for statement in scope.statements(object=entity.id):
        if statement.relation in ROLES and statement.subject not in with_method:
            known = roles.get(statement.subject, statement.relation)
            roles[statement.subject] = min(known, statement.relation, key=ORDER.__getitem__)
    found = []
    for paper in sorted(roles):
        head = scope.head(paper)
        found.append(PaperRole(paper, head.title, head.date, ROLE_NAMES[roles[paper]]))
    return sorted(found, key=lambda paper: paper.date or "", reverse=True)
