"""Build ``ontology/lexicons`` from annotated abstracts and lists of names (``python -m kg.extract.lexicon_build``).

A name enters only if it means the thing more often than not where it occurs: its precision is counted over the
annotated papers. Listed names that the annotations do not know must look like names and occur in a corpus of abstracts.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spacy.matcher import PhraseMatcher

from kg.extract.names import COLUMNS, FILES, distinctive, fold, never
from kg.extract.tokens import blank

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MIN_PRECISION = 0.5
MIN_UNNAMED, RARELY = 3, 0.2
MIN_WORD_PAPERS = 20  # a lower-case word of this many papers is a common word
_WORD = re.compile(r"[A-Za-z]+")
_KINDS = {"dataset": "Dataset", "benchmark": "Dataset", "method": "Method", "metric": "Metric", "task": "Task"}
_GENERIC = re.compile(r"^(?:image|text|video|speech|data|model|learning|classification|detection|recognition)s?$", re.I)


@dataclass
class Counts:
    """What the annotated papers say of one surface: papers by type, optional, unannotated; and preferred names."""

    types: Counter[str] = field(default_factory=Counter)
    names: Counter[str] = field(default_factory=Counter)
    optional: int = 0
    unannotated: int = 0

    @property
    def precision(self) -> float:
        """Share of the papers in which the surface is annotated as its commonest type."""
        best = max(self.types.values(), default=0)
        total = sum(self.types.values()) + self.unannotated + self.optional
        return best / total if total else 0.0


def read_records(path: Path) -> Iterator[dict[str, Any]]:
    """The JSON objects of a JSON Lines file, gzipped or not."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def count_surfaces(records: list[dict[str, Any]]) -> tuple[dict[str, Counts], dict[str, Counts]]:
    """Counts by exact surface and by folded surface, over the papers in which the surface occurs as whole tokens."""
    nlp = blank()
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    surfaces = {s for r in records for e in r["entities"] for s in e["surface"] if e["type"] != "Repository"}
    matcher.add("s", [nlp.make_doc(surface) for surface in sorted(surfaces)])
    exact: dict[str, Counts] = defaultdict(Counts)
    folded: dict[str, Counts] = defaultdict(Counts)
    for record in records:
        doc = nlp.make_doc(f"{record['title']}\n{record['abstract']}")
        gold = {s: e for e in record["entities"] for s in e["surface"]}
        by_fold = {fold(surface): entity for surface, entity in gold.items()}
        covered = [doc[start:end] for _, start, end in matcher(doc)]
        inside = {i for span in covered if span.text in gold for i in range(span.start, span.end) if len(span) > 1}
        seen_exact, seen_fold = set(), set()
        for span in covered:
            surface, key = span.text, fold(span.text)
            if surface not in gold and all(i in inside for i in range(span.start, span.end)):
                continue  # only part of a longer annotated name
            if surface not in seen_exact:
                seen_exact.add(surface)
                _count(exact[surface], gold.get(surface) or by_fold.get(key))
            if key not in seen_fold:
                seen_fold.add(key)
                _count(folded[key], by_fold.get(key))
    return exact, folded


def _count(counts: Counts, entity: dict[str, Any] | None) -> None:
    if entity is None:
        counts.unannotated += 1
    elif entity.get("optional"):
        counts.optional += 1
        counts.names[entity["name"]] += 1
    else:
        counts.types[entity["type"]] += 1
        counts.names[entity["name"]] += 1


def gold_rows(records: list[dict[str, Any]], words: set[str]) -> dict[tuple[str, str], dict[str, str]]:
    """Rows for the annotated names that mean what they mean often enough, by (match, surface)."""
    exact, folded = count_surfaces(records)
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for key, counts in folded.items():
        common = _needs_case(key, words) and not (_papers(counts) >= 8 and len(key) >= 5)
        if counts.precision >= _threshold(key, counts) and not common:
            rows["fold", key] = _row(key, "fold", counts)
    for surface, counts in exact.items():
        common = surface.islower() and surface in words
        if ("fold", fold(surface)) in rows or len(surface) < 2 or common:
            continue
        capital = surface[0].isupper() and counts.precision >= 0.7 and _papers(counts) >= 3
        if capital or (distinctive(surface) and counts.precision >= _threshold(surface, counts)):
            rows["case", surface] = _row(surface, "case", counts)
    return rows


def _papers(counts: Counts) -> int:
    return sum(counts.types.values())


def _threshold(surface: str, counts: Counts) -> float:
    """A lower-case phrase seen once or twice proves less than one seen often."""
    return MIN_PRECISION if distinctive(surface) or _papers(counts) >= 3 else 0.65


def _needs_case(key: str, words: set[str]) -> bool:
    """Whether a folded key would match common words: one token that is short or a word of the language."""
    return " " not in key and (len(key) < 5 or key in words)


def _row(surface: str, match: str, counts: Counts) -> dict[str, str]:
    kind = counts.types.most_common(1)[0][0]
    name = min(counts.names, key=lambda name: (-counts.names[name], name))
    source = {"source": "paperkg-gold", "licence": "MIT"}
    return {"type": kind, "surface": surface, "name": name, "match": match, **source}


def gazetteer_rows(
    path: Path, taken: set[str], seen: Counter[str], words: set[str]
) -> dict[tuple[str, str], dict[str, str]]:
    """Rows for listed names that look like names, are not known from the annotations and occur in the corpus."""
    rows: dict[tuple[str, str], dict[str, str]] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for entry in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            kind, name = _KINDS.get(entry["kind"]), entry["name"].strip()
            if kind is None or not entry["licence"].startswith("CC-BY-SA") or fold(name) in taken:
                continue
            fits = _fits_task(name, kind) if kind in ("Task", "Metric") else _fits_name(name, words)
            if fits and seen[name if kind in ("Dataset", "Method") else fold(name)] >= (3 if kind == "Task" else 2):
                match = "fold" if kind == "Task" else "case"
                surface = fold(name) if match == "fold" else name
                rows.setdefault(
                    (match, surface),
                    {
                        "type": kind,
                        "surface": surface,
                        "name": name.lower() if match == "fold" else name,
                        "match": match,
                        "source": entry["source"],
                        "licence": "CC-BY-SA-4.0",
                    },
                )
    return rows


def _fits_name(name: str, words: set[str]) -> bool:
    tokens = _WORD.findall(name)
    return 3 <= len(name) <= 40 and distinctive(name) and not all(token.lower() in words for token in tokens)


def _fits_task(name: str, kind: str) -> bool:
    return kind == "Task" and len(name.split()) >= 2 and len(name) <= 45 and not re.search(r"[^\w\s-]|\d", name)


def count_corpus(paths: Iterable[Path], names: set[str], folds: set[str]) -> tuple[Counter[str], Counter[str]]:
    """Papers that hold each name (exact, or folded) and papers that hold each lower-case word."""
    nlp = blank()
    cased, lowered = PhraseMatcher(nlp.vocab, attr="ORTH"), PhraseMatcher(nlp.vocab, attr="LOWER")
    cased.add("n", [nlp.make_doc(name) for name in sorted(names)])
    lowered.add("n", [nlp.make_doc(name) for name in sorted(folds)])
    seen: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for path in paths:
        for record in read_records(path):
            doc = nlp.make_doc(record["abstract"])
            words.update({token.text for token in doc if token.is_lower and token.is_alpha})
            seen.update({doc[start:end].text for _, start, end in cased(doc)})
            seen.update({fold(doc[start:end].text) for _, start, end in lowered(doc)})
    return seen, words


def unnamed(records: Iterable[dict[str, Any]]) -> list[str]:
    """Folded words that look like names in at least three papers, but are hardly ever annotated there, sorted."""
    nlp = blank()
    papers: Counter[str] = Counter()
    named: Counter[str] = Counter()
    for record in records:
        doc = nlp.make_doc(f"{record['title']}\n{record['abstract']}")
        core: set[str] = set()
        inside: set[str] = set()
        for entity in record["entities"]:
            for surface in map(fold, entity["surface"]):
                inside.update(surface.split() if " " in surface else ())
                if entity["type"] in FILES and not entity.get("optional"):
                    core.add(surface)
        for key in {fold(token.text) for token in doc if distinctive(token.text)} - (inside - core):
            papers[key] += 1
            named[key] += key in core
    return sorted(key for key, number in papers.items() if number >= MIN_UNNAMED and named[key] < number * RARELY)


def write(rows: Iterable[dict[str, str]], folder: Path) -> None:
    """One sorted TSV a type."""
    by_type: dict[str, list[dict[str, str]]] = {kind: [] for kind in FILES}
    for row in rows:
        by_type[row["type"]].append(row)
    for kind, file in FILES.items():
        with (folder / file).open("w", encoding="utf-8", newline="\n") as out:
            out.write("\t".join(COLUMNS) + "\n")
            for row in sorted(by_type[kind], key=lambda row: (row["surface"], row["match"])):
                out.write("\t".join(row[column] for column in COLUMNS) + "\n")


def main() -> None:
    """Read the arguments, build, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--gazetteer", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, action="append", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--hold-out", type=int, default=0, help="leave out every N-th gold paper")
    arguments = parser.parse_args()
    gold = list(read_records(arguments.gold))
    if arguments.hold_out:
        gold = [record for i, record in enumerate(gold) if i % arguments.hold_out]
    with arguments.gazetteer.open(encoding="utf-8", newline="") as lines:
        listed = [r for r in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE) if r["kind"] in _KINDS]
    names = {r["name"].strip() for r in listed if r["kind"] != "task" and distinctive(r["name"].strip())}
    folds = {r["name"].strip() for r in listed if r["kind"] == "task"}
    seen, word_counts = count_corpus(arguments.corpus, names, folds)
    words = {word for word, papers in word_counts.items() if papers >= MIN_WORD_PAPERS}
    rows = gold_rows(gold, words)
    gold_folds = {fold(s) for r in gold for e in r["entities"] for s in e["surface"]}
    rows.update(gazetteer_rows(arguments.gazetteer, gold_folds, seen, words))
    arguments.out.mkdir(parents=True, exist_ok=True)
    kept = [row for row in rows.values() if row["type"] in FILES and fold(row["name"]) not in never()]
    write(kept, arguments.out)
    (arguments.out / "unnamed.txt").write_text("\n".join(unnamed(gold)) + "\n", encoding="utf-8")
    (arguments.out / "words.txt").write_text("\n".join(sorted(words)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
