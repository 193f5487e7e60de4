"""Which terms mean one thing: normal forms joined, short forms carried by their long forms, homonyms kept apart."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.model import EntityType
from kg.resolve.normal import abbreviates, group_of, is_joint, is_short, normal, stems

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kg.model import Term

# Of the papers that define a short form, this share must agree before it stands alone for that long form.
_AGREE = 0.8


@dataclass(slots=True)
class Cluster:
    """Terms that mean one thing, the key they share and why each is here."""

    key: tuple[str, str]  # (type group, normal form)
    terms: list[Term] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    @property
    def papers(self) -> int:
        """How many papers speak of it (a paper that uses two terms for it counts twice)."""
        return sum(term.papers for term in self.terms)


def surfaces_of(term: Term) -> list[str]:
    """What a term is called; a joint surface names more things, so there its own name tells which one is meant."""
    return [surface for surface in term.surfaces if not is_joint(surface)] or [term.name]


def _keys(term: Term) -> tuple[list[str], list[str]]:
    """Normal forms of a term's short surfaces and of its other surfaces; of a repository its bare address."""
    if term.type is EntityType.REPOSITORY:
        return [], [term.name]
    own = surfaces_of(term)
    short = {normal(s, term.type) for s in own if is_short(s)}
    long = {normal(s, term.type) for s in own if not is_short(s)}
    return sorted(short - long - {""}), sorted(long - {""})


class _Union:
    """Disjoint sets of normal forms; the smallest name of a set stands for it, so that order does not matter."""

    def __init__(self) -> None:
        self._parent: dict[tuple[str, str], tuple[str, str]] = {}

    def find(self, key: tuple[str, str]) -> tuple[str, str]:
        root = key
        while self._parent.get(root, root) != root:
            root = self._parent[root]
        while self._parent.get(key, key) != root:
            self._parent[key], key = root, self._parent[key]
        return root

    def join(self, a: tuple[str, str], b: tuple[str, str]) -> None:
        low, high = sorted((self.find(a), self.find(b)))
        if low != high:
            self._parent[high] = low


def cluster(terms: Iterable[Term], aliases: Mapping[tuple[str, str], str] | None = None) -> list[Cluster]:
    """The things that the terms mean, by key; the same terms in any order give the same clusters.

    ``aliases`` maps (type group, normal form) of a listed short form to the normal form of its listed name; it decides
    only where no paper defines the short form.
    """
    terms = sorted(terms, key=lambda term: (term.type.value, term.name, term.surfaces, term.id))
    union = _Union()
    meanings: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    roots: dict[tuple[tuple[str, str], tuple[str, ...]], tuple[str, str]] = {}
    for term in terms:
        group, (short, long) = group_of(term.type), _keys(term)
        for other in long[1:]:
            union.join((group, long[0]), (group, other))
        for form in short:
            if long:
                meanings[group, form][long[0]] += term.papers
            for surface in surfaces_of(term) if long else ():
                if not is_short(surface):  # wordings of one long form: "low-rank adaptation", "low-rank adapters"
                    key = (group, normal(surface, term.type))
                    union.join(roots.setdefault(((group, form), stems(surface)), key), key)
    chosen = {key: _meaning(key, counts, union) for key, counts in sorted(meanings.items())}
    clusters: dict[tuple[str, str], Cluster] = {}
    for term in terms:
        key, reason = _place(term, chosen, aliases or {}, union)
        found = clusters.setdefault(key, Cluster(key))
        found.terms.append(term)
        found.reasons.append(reason)
    return [clusters[key] for key in sorted(clusters)]


def _meaning(key: tuple[str, str], counts: Counter[str], union: _Union) -> tuple[str, str] | None:
    """The long form that a short form stands for across papers; ``None`` if papers disagree."""
    group, _ = key
    by_root: Counter[tuple[str, str]] = Counter()
    for long, papers in counts.items():
        by_root[union.find((group, long))] += papers
    best = min(by_root, key=lambda root: (-by_root[root], root))
    return best if by_root[best] >= _AGREE * by_root.total() else None


def _place(
    term: Term,
    chosen: Mapping[tuple[str, str], tuple[str, str] | None],
    aliases: Mapping[tuple[str, str], str],
    union: _Union,
) -> tuple[tuple[str, str], str]:
    """The key of the cluster that a term belongs to, and why."""
    group, (short, long) = group_of(term.type), _keys(term)
    if long:
        root = union.find((group, long[0]))
        return root, f"normal form {long[0]!r}"
    for form in short:
        meaning = chosen.get((group, form))
        if meaning is not None:
            return meaning, f"short form {form!r} is defined as {meaning[1]!r}"
        if (group, form) in chosen:
            return (group, form), f"short form {form!r} stands for several things and is not defined here"
        listed = aliases.get((group, form))
        if listed is not None:
            return union.find((group, listed)), f"short form {form!r} is listed for {listed!r}"
    form = short[0] if short else term.name
    return union.find((group, form)), f"normal form {form!r}"


def listed_aliases(rows: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str], str]:
    """Listed short forms, from (type group, surface, name): kept where the letters agree and one name claims them."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    types = {group_of(kind): kind for kind in EntityType}
    for group, surface, name in rows:
        if is_short(surface) and abbreviates(surface, name):
            found[group, normal(surface, types[group])].add(normal(name, types[group]))
    return {key: next(iter(names)) for key, names in found.items() if len(names) == 1}
