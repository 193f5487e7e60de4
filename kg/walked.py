"""What is asked of a graph by walking over it, and by counting all pairs: the questions that its arrays answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from kg.errors import UsageError
from kg.model import EntityType, RelationType
from kg.opened import Opened
from kg.query.names import TypeName, Want, entity_type
from kg.query.scope import Filter, Options

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.model import Entity
    from kg.query.answers import PathAnswer
    from kg.query.path import Ways
    from kg.query.walk_answers import Pairs, Reach


class WayOptions(Options, total=False):
    """Which ways may be taken: past papers, by these relations alone, past things of these types alone."""

    papers: bool
    relations: Iterable[str]
    through: Iterable[TypeName]
    as_type: TypeName | None


class PairOptions(TypedDict, total=False):
    """Where things meet, by what their pairs are ranked, and which evidence counts."""

    via: str
    by: str
    min_support: int
    since: str | None
    until: str | None
    min_confidence: float


class Walked(Opened):
    """A graph whose ways are asked for.

    ``papers=False`` leaves papers out; ``relations`` are the relations that a way may take, ``through`` the types that
    it may pass between its ends; none given: all.
    """

    def path(self, a: str, b: str, *, k: int = 3, **options: Unpack[WayOptions]) -> PathAnswer:
        """The ``k`` cheapest loopless paths from one thing to another; ``as_type`` settles either name if it can.

        Hubs cost more than other things (see ``kg.snapshot.walker.Walker``).

        >>> [path] = kg.example().path("LoRA", "ImageNet", k=1)
        >>> [node.name for node in path.nodes]
        ['LoRA', 'CIFAR-10', 'ResNet', 'ImageNet']
        >>> [path] = kg.example().path("LoRA", "ImageNet", k=1, relations=["USES", "TRAINED_ON"])
        >>> [hop.relation.value for hop in path.hops]
        ['USES', 'USES', 'TRAINED_ON']
        """
        from kg.query.path import path

        source, target = self._ends(a, b, options.get("as_type"))
        ways, evidence = self._ways(**options)
        return path(ways, source, target, k=k, evidence=evidence)

    def shortest(self, a: str, b: str, *, limit: int = 1, **options: Unpack[WayOptions]) -> PathAnswer:
        """Paths of the fewest hops, whatever they pass: the cost of a path is the number of its hops.

        >>> [[node.name for node in path.nodes] for path in kg.example().shortest("GLUE", "ViT", limit=2)]
        [['GLUE', 'LoRA', 'CIFAR-10', 'ViT'], ['GLUE', 'LoRA', 'Low-Rank Vision', 'ViT']]
        """
        from kg.query.path import shortest

        source, target = self._ends(a, b, options.get("as_type"))
        ways, evidence = self._ways(**options)
        return shortest(ways, source, target, limit=limit, evidence=evidence)

    def route(self, a: str, b: str) -> tuple[str, ...]:
        """The ids along a path of the fewest hops, from one id to another; empty if there is none.

        Nothing is looked up beside the two ids: this is for many pairs, ``shortest`` for one that is to be read.

        >>> kg.example().route("benchmark:glue", "method:vit")
        ('benchmark:glue', 'method:lora', 'dataset:cifar-10', 'method:vit')
        """
        scope = self._scope()
        ids = scope.view.snapshot.ids
        return tuple(ids[node] for node in scope.view.walker().shortest(scope.place(a), scope.place(b)))

    def neighbourhood(
        self,
        name: str,
        *,
        hops: int = 2,
        type: TypeName | None = None,
        limit: int = 20,
        **options: Unpack[WayOptions],
    ) -> Reach:
        """What is within some hops of a thing, nearest first, each with the statement by which it is reached.

        >>> reach = kg.example().neighbourhood("SQuAD", type="Method", papers=False)
        >>> [(found.entity.name, found.hops, found.over.name) for found in reach]
        [('BERT', 1, 'SQuAD'), ('LoRA', 1, 'SQuAD'), ('Adapters', 2, 'LoRA')]
        >>> reach.results[2].hop.relation.value
        'COMPARED_WITH'
        """
        from kg.query.path import neighbourhood

        entity = self.resolve(name, as_type=options.get("as_type"))
        ways, evidence = self._ways(**options)
        return neighbourhood(ways, entity, hops=hops, type=entity_type(type), limit=limit, evidence=evidence)

    def pairs(
        self, row: TypeName, partner: TypeName, *, top: int = 20, overall: bool = False, **options: Unpack[PairOptions]
    ) -> Pairs:
        """How often things of two types meet, all against all, in columns.

        They meet ``via`` a ``paper``, a ``sentence`` or (methods) a ``dataset`` that both were evaluated on. The
        ``top`` partners of each row, or with ``overall`` the best pairs of all (0: all pairs), ``by`` ``count``,
        ``jaccard``, ``cosine``, ``lift``, ``pmi`` or ``llr`` (Dunning's log-likelihood ratio), ties by id; pairs that
        meet less than ``min_support`` times are left out.

        >>> kg.example().pairs("Method", "Dataset", by="llr", top=1).to_dicts()[0]["b"]
        'dataset:squad'
        >>> kg.example().pairs("Method", "Method", via="dataset", overall=True, top=2).count.tolist()
        [2, 2]
        """
        from kg.query.pairs import Meetings, checked

        if unknown := sorted(options.keys() - PairOptions.__annotations__.keys()):
            raise TypeError(f"pairs() got an unexpected keyword argument {unknown[0]!r}")
        by, least = options.get("by", "count"), options.get("min_support", 1)
        checked(by, top, least, overall=overall)
        where = Filter(options.get("since"), options.get("until"), options.get("min_confidence", 0.0))
        met = Meetings(self._scope(where), (_type(row), _type(partner)), via=options.get("via", "paper"))
        if overall:
            return met.best_overall(top, by=by, least=least)
        return met.best_of_each(top, by=by, least=least)

    def _ends(self, a: str, b: str, as_type: TypeName | None) -> tuple[Entity, Entity]:
        want = Want(prefer=entity_type(as_type))
        return self._resolve(a, want), self._resolve(b, want)

    def _ways(
        self,
        *,
        papers: bool = True,
        relations: Iterable[str] = (),
        through: Iterable[TypeName] = (),
        as_type: TypeName | None = None,
        **options: Any,  # noqa: ANN401 - those of _asked, checked there
    ) -> tuple[Ways, int]:
        from kg.query.path import Ways

        del as_type
        scope, evidence = self._asked(**options)
        types = [_type(each) for each in _several(through)]
        links = [_relation(each) for each in _several(relations)]
        return Ways(scope, papers=papers, relations=links, types=types), evidence


def _several(names: Iterable[str]) -> Iterable[str]:
    return (names,) if isinstance(names, str) else names


def _type(name: TypeName) -> EntityType:
    found = entity_type(name)
    if found is None:
        raise UsageError(f"which type? choose from {', '.join(EntityType)}")
    return found


def _relation(name: str) -> RelationType:
    if name.upper() not in RelationType.__members__:
        raise UsageError(f"{name!r} is no relation; choose from {', '.join(RelationType)}")
    return RelationType(name.upper())
