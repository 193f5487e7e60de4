"""Build the tables by which resolution knows aliases (``python -m kg.train.known_names``).

``aliases.tsv``: what annotators called the thing that a paper names so; ``short_forms.tsv``: the definitions of short
forms in abstracts, counted; ``senses.tsv``: which words tell the meanings of a short form apart. No text is kept.
"""

from __future__ import annotations

import argparse
import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.extract.abbreviations import find_abbreviations
from kg.extract.lexicon_build import read_records
from kg.model import EntityType
from kg.resolve.known import ALIASES, SENSES, SHORT_FORMS, Key, Known, key_of, known
from kg.resolve.normal import is_joint, numbers
from kg.resolve.senses import context
from kg.resolve.wording import loose
from kg.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SHARE = 0.5  # of the papers that use a surface for some thing of a type, so many must mean the same one
ONCE, POPULAR = 2, 3  # a surface is listed from so many papers on; from one if its thing is met in so many
FEWEST = 4  # abstracts that define a short form so
SENSE_PAPERS, SETTLED = 6, 0.97  # a sense has so many; a short form with one sense above that share is settled
TELLING = 30  # words a sense
_KEPT = {"Method", "Dataset", "Benchmark", "Task", "Metric"}
# A name with such a word is another thing than the name without it.
CHANGING = frozenset(
    "zero few one top k micro macro weighted balanced robust clean mean average best worst multi unsupervised "
    "supervised semi self weakly long short large small".split()
)
# Words that may be left out of a name or put into it without changing what it names.
OPTIONAL = frozenset(
    "neural deep machine automatic natural model based learning task training method the of for in and a network "
    "algorithm score classification test loss".split()
)
Row = tuple[str, str, str, int]


def alias_rows(records: Iterable[dict[str, Any]]) -> list[Row]:
    """(type, surface, name, papers) for surfaces that mostly mean one thing, by the names that annotators gave it."""
    votes: dict[Key, Counter[Key]] = defaultdict(Counter)
    written: dict[Key, Counter[str]] = defaultdict(Counter)
    types: dict[Key, Counter[str]] = defaultdict(Counter)
    for record in records:
        for entity in record["entities"]:
            if entity["type"] in _KEPT:
                kind = EntityType(entity["type"])
                target = key_of(entity["name"], kind)
                written[target][plain(entity["name"])] += 2  # a name that annotators chose is the better spelling
                types[target][entity["type"]] += 1
                texts = {key_of(s, kind): plain(s) for s in entity["surface"] if not is_joint(s)}
                for form, text in {**texts, target: plain(entity["name"])}.items():
                    votes[form][target] += 1
                    written[form][text] += 1
    rows = []
    for form, names in sorted(votes.items()):
        target, papers = min(names.items(), key=lambda item: (-item[1], item[0]))
        popular = votes[target].total() >= POPULAR
        surface, name = _commonest(written[form]), _commonest(written[target])
        if form == target:
            if popular:
                rows.append((_commonest(types[target]), surface, name, papers))
        elif (
            papers >= SHARE * names.total()
            and (papers >= ONCE or popular)
            and not changes(surface, name)
            and not special(surface, name)
        ):
            rows.append((_commonest(types[target]), surface, name, papers))
    return rows


def special(surface: str, name: str) -> bool:
    """Whether a surface is a name with more words that say something: a special case is not the thing itself."""
    more, less = (frozenset(_singular(word) for word in _split(text) if word) for text in (surface, name))
    return less < more and not more - less <= OPTIONAL


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _split(text: str) -> list[str]:
    return re.split(r"[-/\s]+", plain(text).casefold())


def changes(surface: str, name: str) -> bool:
    """Whether what a surface says more than a name makes it another thing; whoever wrote the name had it left out."""
    more = set(_split(surface)) - set(_split(name))
    return bool(CHANGING & more) or (
        numbers(surface) != numbers(name) and bool(numbers(surface)) and bool(numbers(name))
    )


Pair = tuple[Key, Key]  # short form, long form


@dataclass
class Definitions:
    """What abstracts define: how many define a pair, how it is written, and which words stand in those abstracts."""

    papers: Counter[Pair] = field(default_factory=Counter)
    written: dict[Pair, Counter[tuple[str, str]]] = field(default_factory=lambda: defaultdict(Counter))
    words: dict[Pair, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    @classmethod
    def of(cls, records: Iterable[dict[str, Any]]) -> Definitions:
        """Count over abstracts; each counts once for a pair."""
        found = cls()
        for record in records:
            text = f"{record['title']}\n{record['abstract']}"
            pairs: dict[Pair, tuple[str, str]] = {}
            for p in find_abbreviations(text):
                short, long = plain(text[p.short.start : p.short.end]), plain(text[p.long.start : p.long.end])
                pair = key_of(short, EntityType.METHOD), key_of(long, EntityType.METHOD)
                if pair[0][1] and pair[1][1] and (len(_split(long)) > 1 or short.isalpha()):
                    pairs.setdefault(pair, (short, long))
            words = context(text) if pairs else frozenset()
            for pair, spelling in pairs.items():
                found.papers[pair] += 1
                found.written[pair][spelling] += 1
                found.words[pair].update(words)
        return found

    def spelled(self, pair: Pair) -> tuple[str, str]:
        """The commonest spelling of a pair; capitals that every word begins with are left out."""
        short, long = min(self.written[pair], key=lambda each: (-self.written[pair][each], each))
        return short, long.casefold() if long.istitle() else long

    def short_forms(self) -> list[tuple[str, str, int]]:
        """(short form, long form, abstracts that define it so)."""
        return sorted((*self.spelled(pair), n) for pair, n in self.papers.items() if n >= FEWEST)

    def senses(self, known: Known) -> list[tuple[str, str, int, str]]:
        """(short form, long form, abstracts, words) of those that stand for several things."""
        by_short: dict[Key, dict[tuple[str, ...], list[Pair]]] = defaultdict(lambda: defaultdict(list))
        for pair in self.papers:
            long = self.spelled(pair)[1]
            thing = loose(long) or (known.name(pair[1])[1],)
            by_short[pair[0]][thing].append(pair)
        rows: list[tuple[str, str, int, str]] = []
        for things in by_short.values():
            heard = {thing: sum(self.papers[pair] for pair in pairs) for thing, pairs in things.items()}
            kept = {thing: n for thing, n in heard.items() if n >= SENSE_PAPERS}
            if len(kept) > 1 and max(kept.values()) < SETTLED * sum(heard.values()):
                rows.extend(self._senses({thing: things[thing] for thing in kept}))
        return sorted(rows)

    def _senses(self, things: dict[tuple[str, ...], list[Pair]]) -> Iterator[tuple[str, str, int, str]]:
        total: Counter[str] = Counter()
        papers = sum(self.papers[pair] for pairs in things.values() for pair in pairs)
        for pairs in things.values():
            for pair in pairs:
                total.update(self.words[pair])
        for pairs in things.values():
            best = min(pairs, key=lambda pair: (-self.papers[pair], pair))
            own, n = sum((self.words[pair] for pair in pairs), Counter()), sum(self.papers[pair] for pair in pairs)
            odds = {
                word: math.log((count + 0.5) / (n + 1)) - math.log((total[word] - count + 0.5) / (papers - n + 1))
                for word, count in own.items()
                if count >= max(3, 0.05 * n)
            }
            told = sorted(odds, key=lambda word: (-odds[word], word))[:TELLING]
            yield (*self.spelled(best), n, " ".join(f"{word}:{odds[word]:.1f}" for word in told if odds[word] >= 1))


def _commonest(counts: Counter[str]) -> str:
    return min(counts, key=lambda text: (-counts[text], text))


def write(path: Path, header: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    """A table as text; a cell never holds a tabulator."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for row in (header, *rows):
            out.write("\t".join(str(cell).replace("\t", " ") for cell in row) + "\n")


def main() -> None:
    """Count and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--abstracts", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, default=Path("ontology/lexicons"))
    arguments = parser.parse_args()
    write(arguments.out / ALIASES, ("type", "surface", "name", "papers"), alias_rows(read_records(arguments.gold)))
    found = Definitions.of(record for path in arguments.abstracts for record in read_records(path))
    write(arguments.out / SHORT_FORMS, ("short", "long", "papers"), found.short_forms())
    write(arguments.out / SENSES, ("short", "long", "papers", "words"), found.senses(known()))


if __name__ == "__main__":
    main()
