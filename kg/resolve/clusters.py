"""Which terms mean one thing: normal forms joined, short forms carried by their long forms, homonyms kept apart."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.model import EntityType
from kg.resolve.known import Known
from kg.resolve.normal import group_of, is_joint, is_short, normal, numbers, stems
from kg.resolve.wording import loose

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from kg.model import Term
    from kg.resolve.known import Key

# Of the papers that define a short form, this share must agree before it stands alone for that long form.
_AGREE = 0.8
SENSE = "sense:"  # begins the scope of a term whose short form is taken, in these papers, for a long form
_NOTHING = Known()


@dataclass(slots=True)
class Cluster:
    """Terms that mean one thing, the key they share and why each is here."""

    key: Key
    terms: list[Term] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    foreign: set[str] = field(default_factory=set)  # surfaces of its terms that are not its names

    @property
    def papers(self) -> int:
        """How many papers speak of it (a paper that uses two terms for it counts twice)."""
        return sum(term.papers for term in self.terms)


def surfaces_of(term: Term) -> list[str]:
    """What a term is called; a joint surface names more things, so there its own name tells which one is meant."""
    return [surface for surface in term.surfaces if not is_joint(surface)] or [term.name]


class _Union:
    """Disjoint sets of keys; a reviewed one stands for its set, else the smallest, so that order does not matter."""

    def __init__(self, reviewed: Collection[Key]) -> None:
        self._parent: dict[Key, Key] = {}
        self._reviewed = reviewed

    def find(self, key: Key) -> Key:
        root = key
        while self._parent.get(root, root) != root:
            root = self._parent[root]
        while self._parent.get(key, key) != root:
            self._parent[key], key = root, self._parent[key]
        return root

    def join(self, a: Key, b: Key) -> None:
        low, high = sorted((self.find(a), self.find(b)), key=lambda key: (key not in self._reviewed, key))
        if low != high:
            self._parent[high] = low


@dataclass(slots=True)
class _Forms:
    """The surfaces of one term as keys: of its short forms, and of the others with how each is written."""

    term: Term
    short: list[Key]
    long: dict[Key, str]

    @classmethod
    def of(cls, term: Term) -> _Forms:
        group = group_of(term.type)
        if term.type is EntityType.REPOSITORY:
            return cls(term, [], {(group, term.name): term.name})
        short: set[Key] = set()
        long: dict[Key, str] = {}
        for surface in sorted(surfaces_of(term)):
            form = normal(surface, term.type)
            if form and is_short(surface):
                short.add((group, form))
            elif form:
                long.setdefault((group, form), surface)
        return cls(term, sorted(short - long.keys()), long)


class Clustering:
    """One pass over all terms: what each key is met in, which keys are one, and what short forms stand for."""

    def __init__(self, terms: Iterable[Term], known: Known) -> None:
        self.known = known
        self.forms = [_Forms.of(term) for term in sorted(terms, key=_content)]
        self.union = _Union(known.reviewed)
        self.met: Counter[Key] = Counter()
        for forms in self.forms:
            for key in {known.named(key, text) for key, text in forms.long.items()}:
                self.met[key] += forms.term.papers
        self._join_wordings()
        self.meanings = self._meanings()

    def _join_wordings(self) -> None:
        """Names of the same words in another order or other forms are one, and so are wordings of one short form.

        Two reviewed things are never joined so: that "retrieval-based generation" has the words of "generative
        retrieval" says nothing where both are known.
        """
        sharing: dict[object, set[Key]] = defaultdict(set)
        for forms in self.forms:
            for key, surface in forms.long.items():
                if forms.term.type is EntityType.REPOSITORY:
                    continue
                name = self.known.named(key, surface)
                for _, short in forms.short:
                    sharing[key[0], short, stems(surface)].add(name)
                words = loose(surface)
                if words:
                    sharing[key[0], "", words, numbers(surface)].add(name)
        for names in sharing.values():
            reviewed = names & self.known.reviewed
            joined = sorted(names if len(reviewed) < 2 else names - reviewed)
            for name in joined[1:]:
                self.union.join(joined[0], name)

    def _meanings(self) -> dict[Key, Key | None]:
        """The thing that each short form stands for across papers; ``None`` where papers disagree."""
        counts: dict[Key, Counter[Key]] = defaultdict(Counter)
        for forms in self.forms:
            if forms.long:
                for short in forms.short:
                    counts[short][self.chosen(forms)] += forms.term.papers
        bare = {key for forms in self.forms if not forms.long for key in forms.short}
        for short in bare | counts.keys():
            for meaning, papers in self.known.meanings(short[1], short[0]).items():
                counts[short][self.root(meaning)] += papers
        return {short: _agreed(found) for short, found in counts.items() if found}

    def root(self, key: Key, surface: str | None = None) -> Key:
        """The key that stands for all keys of a thing."""
        return self.union.find(self.known.name(key) if surface is None else self.known.named(key, surface))

    def chosen(self, forms: _Forms) -> Key:
        """Which of a term's long surfaces says what it is: one with a number, else the one that is met most."""
        exact = {key: text for key, text in forms.long.items() if numbers(text)} or forms.long
        best = max(exact, key=lambda key: (self._weight(key, exact[key]), len(exact[key]), key))
        return self.root(best, exact[best])

    def _weight(self, key: Key, surface: str) -> int:
        name = self.known.named(key, surface)
        return self.met[name] + self.known.met(name)

    def place(self, forms: _Forms) -> tuple[Key, str]:
        """The key of the cluster that a term belongs to, and why."""
        term = forms.term
        if term.scope.startswith(SENSE):
            meant = self.root((group_of(term.type), term.scope.removeprefix(SENSE)))
            return meant, f"short form stands for {meant[1]!r} by the words around it"
        if forms.long:
            key = self.chosen(forms)
            via, name = next(
                (form, self.known.named(form, text))
                for form, text in forms.long.items()
                if self.root(form, text) == key
            )
            return key, _said(via, name, key)
        for short in forms.short:
            if self.known.name(short) != short:
                listed = self.root(short)
                return listed, f"{short[1]!r} is listed for {listed[1]!r}"
            if short in self.meanings:
                meaning = self.meanings[short]
                if meaning is None:
                    return short, f"short form {short[1]!r} stands for several things and is not defined here"
                return meaning, f"short form {short[1]!r} is defined as {meaning[1]!r}"
        key = forms.short[0] if forms.short else (group_of(term.type), term.name)
        return self.root(key), _said(key, self.known.name(key), self.root(key))


def _content(term: Term) -> tuple[str, str, tuple[str, ...], str, int]:
    return term.type.value, term.name, term.surfaces, term.scope, term.id


def _agreed(found: Counter[Key]) -> Key | None:
    best = min(found, key=lambda key: (-found[key], key))
    return best if found[best] >= _AGREE * found.total() else None


def _said(form: Key, name: Key, root: Key) -> str:
    """Why a normal form is the thing of another one."""
    if name != form:
        return f"normal form {form[1]!r} is listed for {name[1]!r}"
    if root != form:
        return f"normal form {form[1]!r} is a wording of {root[1]!r}"
    return f"normal form {form[1]!r}"


def cluster(terms: Iterable[Term], known: Known = _NOTHING) -> list[Cluster]:
    """The things that the terms mean, by key; the same terms in any order give the same clusters.

    ``known`` holds aliases and what short forms stand for outside these terms.
    """
    clustering = Clustering(terms, known)
    clusters: dict[tuple[Key, str], Cluster] = {}
    for forms in clustering.forms:
        key, reason = clustering.place(forms)
        apart = "" if forms.term.scope.startswith(SENSE) else forms.term.scope
        found = clusters.setdefault((key, apart), Cluster(key))
        found.terms.append(forms.term)
        found.reasons.append(reason)
        found.foreign |= {text for own, text in forms.long.items() if clustering.root(own, text) != key}
    keys = {key for key, _ in clusters}
    for found in clusters.values():
        found.foreign = _foreign(found, clustering, keys)
    return [clusters[key] for key in sorted(clusters)]


def _foreign(found: Cluster, clustering: Clustering, keys: set[Key]) -> set[str]:
    """Of the surfaces with another key those that name another thing, or a special case of this one.

    A paper that says "conditional diffusion models" and "diffusion models" may mean one thing by both; others do not.
    """
    if not found.foreign:
        return found.foreign
    own = {s for term in found.terms for s in surfaces_of(term)} - found.foreign
    cores = [words for words in map(_words_of, own) if words]
    group, kind = found.key[0], found.terms[0].type
    return {
        text
        for text in found.foreign
        if clustering.root((group, normal(text, kind)), text) in keys or any(core < _words_of(text) for core in cores)
    }


def _words_of(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.casefold()))
