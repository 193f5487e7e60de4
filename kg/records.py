"""Files of records outside a graph: extraction to a file, and resolution of records alone."""

from __future__ import annotations

import gzip
import json
import zlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard

from kg.errors import UnreadableInput
from kg.extract import DEFAULT, extract, find_abbreviations
from kg.model import EntityType, Paper, Term
from kg.resolve import known, resolve
from kg.resolve.normal import normal
from kg.resolve.senses import scope_of
from kg.text import title_key
from kg.wire import record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

Record = dict[str, Any]
_TYPES = {kind.value: kind for kind in EntityType}


def extracted(papers: Iterable[Paper], *, model: str = DEFAULT) -> Iterator[Record]:
    """The extracted record of each paper, lazily; a paper met again (same id or title) is left out."""
    seen: set[str] = set()

    def first() -> Iterator[Paper]:
        for paper in papers:
            keys = {paper.id, "title:" + title_key(paper.title)}
            if seen.isdisjoint(keys):
                yield paper
            seen.update(keys)

    for paper, extraction in extract(first(), model=model):
        found = record(paper, extraction)
        if isinstance(found, dict):
            yield found


def gold_papers(records: Iterable[Record], file: str) -> Iterator[Paper]:
    """Annotated records as papers to extract from; one without a title and an abstract raises ``UnreadableInput``."""
    for number, item in enumerate(records, start=1):
        title, abstract = item.get("title"), item.get("abstract")
        if not isinstance(title, str) or not isinstance(abstract, str):
            raise UnreadableInput(file, f"record {number} has no title and abstract to extract from")
        title, abstract = " ".join(title.split()), " ".join(abstract.split())
        yield Paper(str(item["id"]), title, abstract, record_id=str(item["id"]))


def read_records(path: str) -> list[Record]:
    """The records of a JSON Lines file, each with ``id`` and ``entities``; ``UnreadableInput`` names the bad line."""
    return [
        _told(value) | {"entities": [_told(entity) for entity in value["entities"]]} for value in _read(path, _wrong)
    ]


def read_clusters(path: str) -> list[Record]:
    """Annotated clusters: ``node``, ``type``, and ``members`` as pairs of paper and name."""
    return _read(path, _no_cluster)


def read_nodes(path: str) -> list[Record]:
    """What ``kg resolve`` writes: ``paper``, ``type``, ``name`` and ``node``."""
    return _read(path, lambda value: _lacking(value, ("paper", "type", "name", "node")))


def _read(path: str, wrong: Callable[[Any], str | None]) -> list[Record]:
    try:
        content = Path(path).read_bytes()
        text = (gzip.decompress(content) if path.endswith(".gz") else content).decode("utf-8")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise UnreadableInput(path, getattr(error, "strerror", None) or "not UTF-8 text") from error
    numbered = ((number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip())
    return [_checked(line, path, number, wrong) for number, line in numbered]


def _checked(line: str, path: str, number: int, wrong: Callable[[Any], str | None]) -> Record:
    try:
        value: Record = json.loads(line)
    except ValueError as error:
        raise UnreadableInput(path, f"line {number}: not JSON ({error})") from error
    reason = wrong(value)
    if reason:
        raise UnreadableInput(path, f"line {number}: {reason}")
    return value


def _lacking(value: object, keys: Sequence[str]) -> str | None:
    if isinstance(value, dict) and all(isinstance(value.get(key), str) for key in keys):
        return None
    return f"it needs the texts {', '.join(keys)}"


def _no_cluster(value: object) -> str | None:
    members = value.get("members") if isinstance(value, dict) else None
    if isinstance(members, list) and all(_texts(each) and len(each) == 2 for each in members):
        return _lacking(value, ("node", "type"))
    return "a cluster needs members, each a paper and a name"


def _wrong(value: object) -> str | None:
    """What keeps a value from being a record; what is ``null`` might as well not be there."""
    if not isinstance(value, dict) or not isinstance(value.get("id"), str | int):
        return "a record needs an id and a list of entities"
    entities, relations = value.get("entities"), value.get("relations") or []
    if not isinstance(entities, list):
        return "a record needs an id and a list of entities"
    for entity in entities:
        if not isinstance(entity, dict) or not _texts([entity.get("type"), entity.get("name")]):
            return "an entity needs a type and a name"
        if not _texts(entity.get("surface") or []):
            return "the surfaces of an entity are a list of texts"
    if not isinstance(relations, list) or not all(_texts(each) and len(each) == 3 for each in relations):
        return "a relation is a list of three texts: head, relation, tail"
    return None


def _texts(value: object) -> TypeGuard[list[str]]:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _told(value: Record) -> Record:
    return {key: each for key, each in value.items() if each is not None}


def resolved(records: Iterable[Record]) -> Iterator[Record]:
    """One row for each entity of each record: paper, type and name as given, and the node that it means.

    Surfaces are used where there are any, and the definitions of short forms in title and abstract.
    """
    places: list[tuple[Record, Record]] = []
    terms: list[Term] = []
    for item in records:
        defined, text = _definitions(item), _text(item)
        for entity in item["entities"]:
            places.append((item, entity))
            term = _term(len(terms), entity, defined)
            terms.append(replace(term, scope=scope_of(term, text, known())))
    typed = [term for term, (_, entity) in zip(terms, places, strict=True) if entity["type"] in _TYPES]
    found = resolve(typed, known=known())
    node_of = {assignment.term: assignment.entity for assignment in found.assignments}
    names = {entity.id: entity.name for entity in found.entities}
    for term, (item, entity) in zip(terms, places, strict=True):
        node = node_of.get(term.id)
        if node is None:  # a type that the graph does not keep (Tool): one node for one normal form
            node = f"{entity['type'].lower()}:{normal(term.surfaces[0], term.type)}"
        yield {
            "paper": item["id"],
            "type": entity["type"],
            "name": entity["name"],
            "node": node,
            "node_name": names.get(node, term.surfaces[0]),
        }


def _definitions(item: Record) -> dict[str, str]:
    """Short form -> long form and long form -> short form, as a record's text defines them."""
    text = _text(item)
    found: dict[str, str] = {}
    for pair in find_abbreviations(text):
        short, long = text[pair.short.start : pair.short.end], text[pair.long.start : pair.long.end]
        found.setdefault(short, long)
        found.setdefault(long, short)
    return found


def _text(item: Record) -> str:
    return f"{item.get('title') or ''}\n{item.get('abstract') or ''}"


def _term(number: int, entity: Record, defined: dict[str, str]) -> Term:
    kind = _TYPES.get(entity["type"], EntityType.METHOD)
    written = [text for text in entity.get("surface") or () if isinstance(text, str) and text.strip()]
    surfaces = list(dict.fromkeys(written or [str(entity["name"])]))
    surfaces += [defined[text] for text in surfaces if text in defined and defined[text] not in surfaces]
    name = canonical_name(kind, str(entity["name"]), surfaces)
    return Term(number, kind, name, tuple(surfaces), 1)


def canonical_name(kind: EntityType, name: str, surfaces: list[str]) -> str:
    """The name under which a term is kept: of a repository its address without scheme."""
    from kg.extract.urls import canonical

    return canonical(surfaces[0]) if kind is EntityType.REPOSITORY else name
