"""``ontology/shapes.ttl`` compiled to SPARQL, so that a whole store is held to it where the graph lies.

Each constraint of a shape becomes a query for the nodes that break it. What this module cannot compile is an error and
not left out. pySHACL, which holds files to the same shapes, must find the same (a test says so).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import chain, islice
from typing import TYPE_CHECKING, Protocol

import rdflib
from pyoxigraph import Literal, NamedNode, Store
from rdflib.collection import Collection

from kg import vocab
from kg.query.answers import Violation
from kg.store import rdf_terms
from kg.store.oxigraph_graphs import fill
from kg.store.sparql_params import with_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import Quad, QuerySolutions
    from rdflib.term import Node

_SH = rdflib.Namespace(vocab.prefixes()["sh"])
_PAPERS = 500  # whose graphs stand on their own, so that they can be held to the shapes apart from others
_NUMBERS = {rdflib.XSD.integer, rdflib.XSD.double}
_RULE = "SELECT DISTINCT ?focus ?value {{ {target} {test} }}"
_GRAPHS = "SELECT DISTINCT ?g { GRAPH ?g { ?focus ?p ?o } }"
# What of a shape is no constraint, and what is read together with another.
_NO_TEST = {rdflib.RDF.type, _SH.path, _SH.message, _SH.property, _SH.targetClass, _SH.targetSubjectsOf}


class Asks(Protocol):
    """A store, here or on a server, that answers a SELECT."""

    def select(self, text: str) -> QuerySolutions:
        """Its solutions."""


class Embedded:
    """An Oxigraph store as one that answers."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def select(self, text: str) -> QuerySolutions:
        """The solutions of a SELECT."""
        return self._store.query(text)  # type: ignore[return-value]  # a SELECT has solutions


@dataclass(frozen=True, slots=True)
class Rule:
    """A query for what breaks one constraint: nodes, and the values at fault where there are any."""

    message: str
    query: str


def broken(store: Asks) -> list[Violation]:
    """What breaks a shape in the default graph of a store, each with the first paper that says so."""
    found: dict[tuple[str, str], Violation] = {}
    for rule in rules():
        for focus, value in store.select(rule.query):
            if isinstance(focus, NamedNode):
                shown = f"{rule.message}; not {value.value}" if isinstance(value, Literal) else rule.message
                key = (focus.value, shown)
                if key not in found:
                    found[key] = Violation("shape", _name(focus), _paper(store, focus), shown)
    return sorted(found.values(), key=lambda item: (item.paper or "", item.focus, item.message))


def broken_in(graphs: Iterable[Iterable[Quad]]) -> Iterator[Violation]:
    """What breaks a shape in papers' graphs that are in no store, a part of them at a time; each told once."""
    told: set[tuple[str, str]] = set()
    waiting = iter(graphs)
    while part := list(islice(waiting, _PAPERS)):
        store = Store()
        fill(store, chain.from_iterable(part))
        for violation in broken(Embedded(store)):
            # An entity stands in the graph of each paper that names it.
            if (violation.focus, violation.message) not in told:
                told.add((violation.focus, violation.message))
                yield violation


def _paper(store: Asks, focus: NamedNode) -> str | None:
    graphs = [name for (name,) in store.select(with_values(_GRAPHS, {"focus": focus}))]
    papers = [rdf_terms.owner(name) for name in graphs if isinstance(name, NamedNode) and name.value.endswith("#graph")]
    return min(papers, default=None)


def _name(iri: NamedNode) -> str:
    """The id of a paper or entity; the IRI of everything else."""
    ours = iri.value.startswith(vocab.prefixes()["id"]) and "#" not in iri.value
    return rdf_terms.id_of(iri) if ours else iri.value


@cache
def rules() -> tuple[Rule, ...]:
    """The queries of all shapes."""
    shapes = rdflib.Graph().parse(data=vocab.turtle("shapes.ttl"), format="turtle")
    compiler = _Compiler(shapes)
    roots = sorted({*shapes.subjects(_SH.targetClass), *shapes.subjects(_SH.targetSubjectsOf)}, key=str)
    return tuple(rule for root in roots for rule in compiler.rules(root))


class _Compiler:
    """Shapes as queries."""

    def __init__(self, shapes: rdflib.Graph) -> None:
        self._shapes = shapes

    def rules(self, shape: Node) -> Iterator[Rule]:
        """Those of a node shape: its own constraints, then those of its properties."""
        target = self._target(shape)
        alone = self._conforms(shape, "?focus", but={_SH.property})
        if alone != "true":
            yield Rule(self._message(shape), _RULE.format(target=target, test=f"FILTER(!({alone}))"))
        for part in self._shapes.objects(shape, _SH.property):
            path = self._path(part)
            for predicate, value in self._tests(part):
                test = self._broken(path, predicate, value)
                yield Rule(self._message(part), _RULE.format(target=target, test=test))

    def _target(self, shape: Node) -> str:
        classes = " ".join(sorted(term.n3() for term in self._shapes.objects(shape, _SH.targetClass)))
        links = [f"{{ ?focus {link.n3()} ?any }}" for link in self._shapes.objects(shape, _SH.targetSubjectsOf)]
        typed = [f"{{ VALUES ?class {{ {classes} }} ?focus a ?class }}"] if classes else []
        return f"{{ SELECT DISTINCT ?focus {{ {' UNION '.join(typed + links)} }} }}"

    def _message(self, shape: Node) -> str:
        return str(self._shapes.value(shape, _SH.message))

    def _tests(self, shape: Node) -> list[tuple[Node, Node]]:
        tests = [item for item in self._shapes.predicate_objects(shape) if item[0] not in _NO_TEST]
        return sorted(tests, key=str)

    def _path(self, shape: Node) -> str:
        path = self._shapes.value(shape, _SH.path)
        inverse = self._shapes.value(path, _SH.inversePath)
        if isinstance(path, rdflib.URIRef):
            return path.n3()
        if isinstance(inverse, rdflib.URIRef):
            return f"^{inverse.n3()}"
        raise TypeError(f"shapes.ttl: a path that is not compiled: {path}")

    def _broken(self, path: str, predicate: Node, value: Node) -> str:
        """The pattern that finds what breaks a constraint on the values of a path."""
        if predicate == _SH.minCount:
            return f"FILTER NOT EXISTS {{ {_several(path, value)} }}"
        if predicate == _SH.maxCount:
            return f"FILTER EXISTS {{ {_several(path, value, more=1)} }}"
        if predicate == _SH.lessThan:
            return f"?focus {path} ?value ; {_n3(value)} ?other FILTER(!COALESCE(?value < ?other, false))"
        if predicate == _SH.equals:
            one, other = (path, _n3(value)), (_n3(value), path)
            each = (f"{{ ?focus {a} ?value FILTER NOT EXISTS {{ ?focus {b} ?value }} }}" for a, b in (one, other))
            return " UNION ".join(each)
        return f"?focus {path} ?value FILTER(!({self._holds('?value', predicate, value)}))"

    def _conforms(self, shape: Node, variable: str, but: Iterable[Node] = ()) -> str:
        """The expression that is true of a node that keeps to a shape."""
        told = [self._holds(variable, predicate, value) for predicate, value in self._tests(shape)]
        if _SH.property not in but:
            for part in self._shapes.objects(shape, _SH.property):
                each, inner = f"{variable}_", self._conforms(part, f"{variable}_")
                told.append(f"NOT EXISTS {{ {variable} {self._path(part)} {each} FILTER(!({inner})) }}")
        return " && ".join(f"({each})" for each in told) or "true"

    def _holds(self, variable: str, predicate: Node, value: Node) -> str:
        """The expression that is true of a node that keeps to one constraint."""
        if predicate == _SH.node:
            return self._conforms(value, variable)
        if predicate == _SH["or"]:
            return " || ".join(f"({self._conforms(each, variable)})" for each in Collection(self._shapes, value))
        if predicate == _SH["in"]:
            return " || ".join(f"sameTerm({variable}, {_n3(each)})" for each in Collection(self._shapes, value))
        if predicate == _SH["class"]:
            return f"EXISTS {{ {variable} a {_n3(value)} }}"
        if predicate == _SH.nodeKind and value == _SH.IRI:
            return f"isIRI({variable})"
        if predicate == _SH.datatype:
            well_formed = f" && isNumeric({variable})" if value in _NUMBERS else ""
            return f"isLiteral({variable}) && DATATYPE({variable}) = {_n3(value)}{well_formed}"
        if predicate == _SH.minLength:
            return f"STRLEN(STR({variable})) >= {_n3(value)}"
        compared = {_SH.minInclusive: ">=", _SH.maxInclusive: "<="}.get(predicate)  # type: ignore[call-overload]
        if compared is None:
            raise TypeError(f"shapes.ttl: a constraint that is not compiled: {predicate}")
        return f"COALESCE({variable} {compared} {_n3(value)}, false)"


def _several(path: str, count: Node, more: int = 0) -> str:
    """That there are so many different values."""
    names = [f"?v{number}" for number in range(int(str(count)) + more)]
    different = [f"!sameTerm({a}, {b})" for at, a in enumerate(names) for b in names[:at]]
    patterns = " ".join(f"?focus {path} {name} ." for name in names)
    return f"{patterns} FILTER({' && '.join(different)})" if different else patterns


def _n3(term: Node) -> str:
    return str(term.n3())
