"""Links from reviewed things to ids elsewhere, where they are certain (``python -m kg.train.outside_ids``).

Written as SSSOM (Matentzoglu et al. 2022, https://mapping-commons.github.io/sssom/): the arXiv paper whose title says
that it introduces the thing, the Papers with Code page of the same name, the dataset of the same name on the Hugging
Face Hub.
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.extract.lexicon_build import read_records
from kg.ids import arxiv_id, entity_id
from kg.model import RESOURCES, EntityType
from kg.resolve.known import THINGS, Key, key_of, known, table
from kg.text import plain
from kg.train.known_names import write

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

COLUMNS = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
    "confidence",
    "object_source",
)
# Read and refused: a later thing of the same name.
_OTHERS = frozenset("2507.21183 2403.20329 2602.11008 2602.18432 2407.00367 2506.10857".split())
EXACT, INTRODUCED = "skos:exactMatch", "dcterms:source"
LEXICAL, COMPOSITE = "semapv:LexicalMatching", "semapv:CompositeMatching"
Link = tuple[str, ...]
Things = dict[Key, tuple[EntityType, str]]


def reviewed() -> Things:
    """Type and name of each reviewed thing, by key."""
    rows = ((EntityType(row["type"]), row["name"]) for row in table(THINGS))
    return {key_of(name, kind): (kind, name) for kind, name in rows}


def introducing(things: Things, records: Iterable[dict[str, Any]]) -> Iterator[Link]:
    """Papers that introduce a thing by our extraction, whose title begins with its name, and that speak of it first."""
    tables = known()
    found: dict[Key, set[tuple[str, str]]] = defaultdict(set)
    first: dict[Key, str] = {}
    for record in records:
        arxiv, (head, colon, _) = arxiv_id(str(record["id"])), record["title"].partition(":")
        for entity in record["entities"] if arxiv else ():
            if entity["type"] != "Repository":
                kind = EntityType(entity["type"])
                key = tables.name(key_of(entity["name"], kind))
                first[key] = min(arxiv or "", first.get(key, "9"))
                if (
                    colon
                    and entity["role"] == "introduced"
                    and key in things
                    and _letters(head) == _letters(things[key][1])
                ):
                    found[key].add((arxiv or "", record["title"]))
    for key, papers in sorted(found.items()):
        arxiv, title = min(papers)
        if len(papers) == 1 and first[key] == arxiv and arxiv not in _OTHERS:
            yield _link(things[key], INTRODUCED, f"arxiv:{arxiv}", title, (COMPOSITE, "0.95", "https://arxiv.org"))


def same_name(things: Things, names: Path) -> Iterator[Link]:
    """Pages of Papers with Code and datasets of the Hub that bear the name of a thing, if only one does."""
    found: dict[tuple[Key, str], set[tuple[str, str]]] = defaultdict(set)
    with names.open(encoding="utf-8", newline="") as lines:
        for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            kind = {"method": EntityType.METHOD, "dataset": EntityType.DATASET}.get(row[0])
            site = next((site for site in _SITES if len(row) > 5 and row[3].startswith(site)), None)
            for name in {row[1], row[2]} - {""} if kind and site else ():
                thing = things.get(key_of(name, kind)) if kind else None
                page = row[3].removeprefix(site or "")
                # the list writes owner/name of the Hub as owner_name: only names without an owner are ids
                owned = "huggingface" in (site or "") and thing and _letters(page) != _letters(thing[1])
                if thing and site and not owned and _alike(name, thing, kind):
                    found[key_of(name, thing[0]), site].add((page, row[1]))
    for (key, site), pages in sorted(found.items()):
        if len(pages) == 1:
            page, label = next(iter(pages))
            yield _link(things[key], EXACT, _SITES[site] + page, label, (LEXICAL, "0.9", site.rstrip("/")))


_SITES = {
    "https://paperswithcode.com/method/": "pwc.method:",
    "https://paperswithcode.com/dataset/": "pwc.dataset:",
    "https://huggingface.co/datasets/": "hf.dataset:",
}


def _alike(name: str, thing: tuple[EntityType, str], kind: EntityType | None) -> bool:
    """The same letters, and resources with resources."""
    return _letters(name) == _letters(thing[1]) and (thing[0] in RESOURCES) == (kind in RESOURCES)


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, plain(name).casefold()))


def _link(thing: tuple[EntityType, str], predicate: str, target: str, label: str, why: tuple[str, str, str]) -> Link:
    kind, name = thing
    return (entity_id(kind, name), name, predicate, target, label, *why)


def main() -> None:
    """Collect and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=Path, required=True, help="what kg extract made of papers with arXiv ids")
    parser.add_argument("--names", type=Path, required=True, help="kind, name, full name or id, url, source, licence")
    parser.add_argument("--out", type=Path, default=Path("ontology/mappings"))
    arguments = parser.parse_args()
    things = reviewed()
    write(arguments.out / "arxiv.sssom.tsv", COLUMNS, introducing(things, read_records(arguments.records)))
    links = list(same_name(things, arguments.names))
    for file, prefix in (("paperswithcode", "pwc."), ("huggingface", "hf.")):
        write(arguments.out / f"{file}.sssom.tsv", COLUMNS, [row for row in links if row[3].startswith(prefix)])


if __name__ == "__main__":
    main()
