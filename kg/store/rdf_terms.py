"""IRIs and literals of the graph: every one is made here, from the prefixes of ``ontology/context.jsonld``."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from pyoxigraph import Literal, NamedNode

from kg import vocab
from kg.ids import claim_id
from kg.text import digest

if TYPE_CHECKING:
    from kg.model import Evidence, RelationType

# Kept readable in an id; everything else is percent-encoded, "#" above all: what follows it names a part of the paper.
_READABLE = ":/.-_~"
_SURROGATE = re.compile("[\ud800-\udfff]")


@cache
def term(curie: str) -> NamedNode:
    """The IRI of a known ``prefix:name``."""
    return NamedNode(vocab.expand(curie))


def node(node_id: str) -> NamedNode:
    """The IRI of a paper or an entity."""
    # surrogatepass: an id is made from text that no loader has cleaned in a store that is filled by hand.
    return NamedNode(vocab.prefixes()["id"] + quote(node_id, safe=_READABLE, errors="surrogatepass"))


def id_of(iri: NamedNode) -> str:
    """The id of a paper or an entity: the reverse of ``node``."""
    return id_from(iri.value)


def id_from(iri: str) -> str:
    """The id of a paper or an entity in the text of its IRI."""
    return unquote(iri.removeprefix(vocab.prefixes()["id"]), errors="surrogatepass")


def part(paper_id: str, name: str) -> NamedNode:
    """The IRI of something inside a paper."""
    return NamedNode(f"{node(paper_id).value}#{name}")


def graph(paper_id: str) -> NamedNode:
    """The name of the graph that holds what one paper says."""
    return part(paper_id, "graph")


def owner(iri: NamedNode) -> str:
    """The id of the paper that this graph or other part of a paper belongs to."""
    return id_of(NamedNode(iri.value.partition("#")[0]))


def place(paper_id: str, start: int, end: int) -> NamedNode:
    """A range of characters in a paper, named after RFC 5147 (https://www.rfc-editor.org/rfc/rfc5147)."""
    return part(paper_id, f"char={start},{end}")


def sentence(item: Evidence) -> NamedNode:
    """A sentence of a paper; its text is in the name, so that a text that changed in place is another sentence."""
    return part(item.paper_id, f"sentence={item.start},{item.end}-{digest(item.sentence, size=8)}")


def evidence(key: tuple[str, str, str], item: Evidence) -> NamedNode:
    """An evidence: the hash of the claim it supports and of all its fields."""
    spans = " ".join(f"{span.start},{span.end}" for span in item.spans)
    fields = (item.sentence, str(item.start), str(item.end), spans, item.rule, repr(float(item.confidence)))
    return part(item.paper_id, f"evidence-{digest(*key, *fields, size=24)}")


def claim(subject: str, relation: str, obj: str) -> NamedNode:
    """A claim: the hash of its subject, relation and object."""
    return NamedNode(vocab.prefixes()["claim"] + claim_id(subject, relation, obj))


@cache
def predicate(relation: RelationType) -> NamedNode:
    """The property of a relation."""
    return NamedNode(vocab.relation_iri(relation))


def text(value: str) -> Literal:
    """A plain string; a lone surrogate, which no UTF-8 file can hold, becomes U+FFFD."""
    return Literal(clean(value))


def clean(value: str) -> str:
    """The string without lone surrogates, as long as before."""
    return _SURROGATE.sub("\ufffd", value)


def whole(value: int) -> Literal:
    """A whole number, as ``xsd:integer``."""
    return Literal(str(value), datatype=term("xsd:integer"))


def double(value: float) -> Literal:
    """A float as the shortest ``xsd:double`` without exponent, the form that Oxigraph gives back."""
    digits = f"{Decimal(repr(float(value))):f}"
    short = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return Literal(short, datatype=term("xsd:double"))


def link(value: str) -> Literal:
    """A URL as a source wrote it, which may not be a valid one: ``xsd:anyURI``."""
    return Literal(clean(value), datatype=term("xsd:anyURI"))


def day(value: str) -> Literal:
    """A date of whatever precision: ``xsd:date``, ``xsd:gYearMonth``, ``xsd:gYear``; a plain string if it is none."""
    for pattern, rest, datatype in ((10, "", "xsd:date"), (7, "-01", "xsd:gYearMonth"), (4, "-01-01", "xsd:gYear")):
        if len(value) == pattern and _is_date(value + rest):
            return Literal(value, datatype=term(datatype))
    return text(value)


def _is_date(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
