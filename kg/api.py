"""The graph as one opens and asks it from Python; the command line prints what these methods return."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Unpack

from kg.model import EntityType
from kg.query.names import TypeName, Want, entity_type
from kg.walked import Walked

if TYPE_CHECKING:
    import os

    from kg.query.answers import (
        CooccurAnswer,
        FindAnswer,
        SharedAnswer,
        SharedMatrix,
        SharedPairs,
        ShowAnswer,
        Subgraph,
        TrendAnswer,
    )
    from kg.query.page_answers import ResourcePage
    from kg.query.scope import Options
    from kg.query.trend import Direction


def open(path: str | os.PathLike[str]) -> Graph:  # noqa: A001
    """Open the graph in a file for reading; ``NoGraph`` if there is none.

    >>> with kg.open("docs.kg") as graph:  # made by: kg build SOURCES -g docs.kg
    ...     graph.stats().papers
    5
    """
    from kg.store.truth import Truth

    return Graph(Truth.open(path), path)


def example() -> Graph:
    """A toy graph in memory, of five invented papers about known things, to try the questions on.

    >>> [entity.name for entity in kg.example().find("bert")]
    ['BERT']
    """
    from kg.examples import fill
    from kg.store.memory import MemoryStore

    return Graph(fill(MemoryStore()))


class Graph(Walked):
    """A graph to ask. Results hold their evidence; ``limit=0`` means all of them.

    A NAME is a name, an alias, an id, or the title of a paper; ``as_type`` says which type it has where it stands for
    several things, ``type`` which type the answers have. What was read of the graph is kept until the store changes.
    """

    def find(self, text: str, *, type: TypeName | None = None, limit: int = 20) -> FindAnswer:
        """Entities with a name or alias like this, best first (papers by title if ``type`` is Paper).

        >>> [(entity.id, entity.papers) for entity in kg.example().find("imagenet")]
        [('dataset:imagenet', 1)]
        """
        from kg.query.find import find

        return find(self._scope(), text, type=entity_type(type), limit=limit)

    def show(
        self,
        name: str,
        *,
        as_type: TypeName | None = None,
        type: TypeName | None = None,
        limit: int = 20,
        **options: Unpack[Options],
    ) -> ShowAnswer:
        """One entity or paper, the papers that name it and its relations.

        >>> side = kg.example().show("LoRA").relations[0]
        >>> side.relation.value, side.entity.name, side.support
        ('EVALUATED_ON', 'GLUE', 2)
        >>> side.evidence[0].evidence.sentence
        'LoRA is evaluated on GLUE and SQuAD for question answering.'
        """
        from kg.query.show import show
        from kg.resolve.outside import links

        scope, evidence = self._asked(**options)
        entity = self.resolve(name, as_type=as_type)
        found = show(scope, entity, type=entity_type(type), limit=limit, evidence=evidence)
        return replace(found, links=links(entity))

    def shared(
        self,
        name: str,
        *names: str,
        trained: bool = False,
        as_type: TypeName | None = None,
        limit: int = 20,
        **options: Unpack[Options],
    ) -> SharedAnswer | SharedMatrix:
        """Methods run on the same datasets or benchmarks; with several names, these methods against their datasets.

        >>> kg.example().shared("LoRA", limit=2)
        SharedAnswer of LoRA (method:lora): 2 results
        id               name      score   p_value  shared  datasets     papers
        method:bert      BERT      1.427   0.5      2       SQuAD; GLUE  3
        method:adapters  Adapters  0.5108  0.75     1       GLUE         2
        >>> kg.example().shared("LoRA", "BERT").to_dicts()[1]
        {'method': 'BERT', 'SQuAD': 1, 'GLUE': 1, 'CIFAR-10': 0}
        """
        from kg.query.shared import Runs, matrix, shared

        scope, evidence = self._asked(**options)
        want = Want(entity_type(as_type), prefer=EntityType.METHOD)
        methods = [self._resolve(each, want) for each in (name, *names)]
        runs = Runs.of(scope, trained=trained)
        if names:
            return matrix(runs, methods, limit=limit, evidence=evidence)
        return shared(runs, methods[0], limit=limit, evidence=evidence)

    def shared_all(self, *, trained: bool = False, limit: int = 20, **options: Unpack[Options]) -> SharedPairs:
        """Every pair of methods that share a dataset or benchmark, best first.

        >>> [(pair.a.name, pair.b.name) for pair in kg.example().shared_all(limit=2)]
        [('BERT', 'LoRA'), ('ResNet', 'ViT')]
        """
        from kg.query.answers import SharedPairs
        from kg.query.shared import Runs, shared_all

        scope, _ = self._asked(**options)
        runs = Runs.of(scope, trained=trained)
        return SharedPairs(shared_all(runs, limit=limit))

    def cooccur(
        self,
        name: str,
        *,
        type: TypeName | None = None,
        as_type: TypeName | None = None,
        via: str = "paper",
        limit: int = 20,
        **options: Unpack[Options],
    ) -> CooccurAnswer:
        """What is named in the same papers, or in the same sentences (``via="sentence"``), most significant first.

        >>> [(found.entity.name, found.count) for found in kg.example().cooccur("GLUE", type="Method")][:2]
        [('BERT', 3), ('Adapters', 1)]
        """
        from kg.query.cooccur import Units, cooccur

        scope, evidence = self._asked(**options)
        entity = self.resolve(name, as_type=as_type)
        return cooccur(Units(scope, via=via), entity, type=entity_type(type), limit=limit, evidence=evidence)

    def trend(
        self,
        name: str | None = None,
        *,
        type: TypeName | None = None,
        as_type: TypeName | None = None,
        direction: Direction | None = None,
        share: bool = False,
        limit: int = 20,
        **options: Unpack[Options],
    ) -> TrendAnswer:
        """Papers a month that name something; without a name, the steepest trends of the graph.

        ``direction`` keeps what surely rises or falls; with ``share`` slopes are those of the part of all papers.

        >>> [trend] = kg.example().trend("GLUE")
        >>> trend.months
        (('2026-01', 1), ('2026-02', 2), ('2026-03', 0))
        """
        from kg.query.trend import trend, trends

        scope, _ = self._asked(**options)
        if name is None:
            return trends(scope, type=entity_type(type), direction=direction, share=share, limit=limit)
        return trend(scope, self.resolve(name, as_type=as_type), share=share)

    def page(
        self, name: str, *, as_type: TypeName | None = None, limit: int = 20, **options: Unpack[Options]
    ) -> ResourcePage:
        """The methods of a dataset, benchmark or task by year, with the papers that say so and their repositories.

        ``limit`` cuts the methods of each year, and the papers that name it without a method.

        >>> [year] = kg.example().page("SQuAD")
        >>> [(method.entity.name, [paper.title for paper in method.papers]) for method in year.methods]
        [('BERT', ['Reading Twice']), ('LoRA', ['Low-Rank Updates Are Enough'])]
        """
        from kg.query.page import PAGES, page

        scope, evidence = self._asked(**options)
        wanted = Want(entity_type(as_type), among=PAGES)
        return page(scope, self._resolve(name, wanted), limit=limit, evidence=evidence)

    def subgraph(
        self, name: str, *, as_type: TypeName | None = None, limit: int = 60, **options: Unpack[Options]
    ) -> Subgraph:
        """The most significant neighbourhood of a node, ready to be drawn.

        >>> graph = kg.example().subgraph("SQuAD").to_networkx()
        >>> graph["method:bert"]["dataset:squad"]["EVALUATED_ON"]["support"]
        1
        """
        from kg.query.subgraph import subgraph

        scope, evidence = self._asked(**options)
        return subgraph(scope, self.resolve(name, as_type=as_type), limit=limit, evidence=evidence)
