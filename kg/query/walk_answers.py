"""What walks over a graph answer beside paths, and what counting all pairs does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from kg.query.frames import Found, Frames

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.model import Entity
    from kg.query.answers import Hop
    from kg.snapshot.arrays import Array


@dataclass(frozen=True, slots=True)
class Reached:
    """A thing so many hops away, and the last of them: ``hop`` leads to it from ``over``, which is one hop nearer."""

    entity: Entity
    hops: int
    over: Entity
    hop: Hop


@dataclass(frozen=True, slots=True, repr=False)
class Reach(Found[Reached]):
    """What is within some hops of a thing, nearest first, then what most papers name; ``total`` counts all of it."""

    entity: Entity
    results: tuple[Reached, ...]
    total: int


@dataclass(frozen=True, eq=False, repr=False)
class Pairs(Frames["tuple[str, str, int]"]):
    """Pairs of things in columns (arrays of one length, best first); ids are looked up when they are asked for.

    ``a`` and ``b`` are numbers of nodes (int64), ``count`` how often they meet, ``a_count`` and ``b_count`` how often
    each is met at all, ``total`` the number of places where anything is.
    """

    ids: Sequence[str]
    a: Array
    b: Array
    count: Array
    a_count: Array
    b_count: Array
    total: int

    def __len__(self) -> int:
        """The number of pairs."""
        return len(self.count)

    def __iter__(self) -> Iterator[tuple[str, str, int]]:
        """The ids of each pair, and how often it meets."""
        for a, b, count in zip(self.a.tolist(), self.b.tolist(), self.count.tolist(), strict=True):
            yield self.ids[a], self.ids[b], count

    def first(self, count: int) -> Pairs:
        """The first pairs alone."""
        cut = {name: getattr(self, name)[:count] for name in ("a", "b", "count", "a_count", "b_count")}
        return replace(self, **cut)

    def columns(self) -> dict[str, Array]:
        """All columns by name; ids as objects."""
        numbers = ("count", "a_count", "b_count", "expected", "lift", "pmi", "jaccard", "cosine", "llr", "p_value")
        return {"a": self._named(self.a), "b": self._named(self.b), **{name: getattr(self, name) for name in numbers}}

    def _named(self, nodes: Array) -> Array:
        import numpy as np

        # each id is decoded once: a hundred thousand pairs are of some thousand things
        known, place = np.unique(nodes, return_inverse=True)
        return np.array([self.ids[node] for node in known.tolist()], dtype=object)[place]

    @property
    def expected(self) -> Array:
        """How often they would meet by chance: a_count * b_count / total."""
        return self.a_count * (self.b_count / self.total)

    @property
    def lift(self) -> Array:
        """How many times more often than expected."""
        return self.count / self.expected

    @property
    def pmi(self) -> Array:
        """Pointwise mutual information, in bits: log2(lift)."""
        import numpy as np

        return np.asarray(np.log2(self.lift), dtype=np.float64)

    @property
    def jaccard(self) -> Array:
        """Places with both among those with either."""
        either: Array = self.a_count + self.b_count - self.count
        return self.count / either

    @property
    def cosine(self) -> Array:
        """count / sqrt(a_count * b_count), the Ochiai coefficient."""
        return self.count / (self.a_count * self.b_count) ** 0.5

    @cached_property
    def llr(self) -> Array:
        """Dunning's log-likelihood ratio, negative where the two avoid each other."""
        from kg.query.measures import log_likelihood_ratios

        return log_likelihood_ratios(self.count, self.a_count, self.b_count, self.total)

    @cached_property
    def p_value(self) -> Array:
        """The chance of a ratio so far from zero: chi-square with one degree of freedom."""
        import numpy as np

        from kg.query.measures import chi_square_tail

        return np.fromiter(map(chi_square_tail, np.abs(self.llr).tolist()), dtype=np.float64, count=len(self))
