"""Answers of every kind: with hostile names, and too long to be drawn whole."""

from __future__ import annotations

from kg.model import Entity, EntityType, Evidence, RelationType, Span
from kg.query.answers import (
    CooccurAnswer,
    CooccurResult,
    Edge,
    FindAnswer,
    Hop,
    Neighbour,
    PaperRole,
    Path,
    PathAnswer,
    Quote,
    Rows,
    SharedAnswer,
    SharedMatrix,
    SharedPair,
    SharedPairs,
    SharedResult,
    ShowAnswer,
    Subgraph,
    TrendAnswer,
    TrendResult,
    Violation,
    Violations,
)
from kg.query.page_answers import PageCode, PageMethod, PagePaper, PageYear, ResourcePage

T, R = EntityType, RelationType
ATTACKS = [
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "</svg></details></table><script>alert(2)</script>",
    "a & b &lt;b&gt; &amp; ]]> <!-- -- > <![CDATA[",
    "line\nbreak\r\n\ttab \u2028 separator \x00 \x1b[31m null",
    "javascript:alert(3)",
    "half \ud800 of a pair",
    "\u202eright to left \u0645\u062c",
    "",
]


def entity(name: str, type: EntityType = T.METHOD, number: int = 0) -> Entity:
    return Entity(f"{type.value.lower()}:{number}:{name}", type, name, (name,), 3)


def quote(name: str) -> Quote:
    told = f"We show that {name} helps."
    return Quote(Evidence(name, told, 9, 9 + len(told), (Span(22, 22 + len(name)),), name, 0.5), name, name)


def hostile(name: str) -> list[object]:
    """One answer of each kind that says this wherever a paper may say something."""
    method, data, said = entity(name), entity(name, T.DATASET, 1), (quote(name),)
    relation = R.EVALUATED_ON
    edge = Edge(method.id, relation, data.id, 2, said)
    code = PageCode(entity(name, T.REPOSITORY), R.RELEASES, (name,))
    listed = PageMethod(method, (relation,), (PagePaper(name, name, name, (relation,)),), (code,), said)
    shown = ShowAnswer(
        method, (PaperRole(name, name, name, "introduced"),), (Neighbour(relation, "out", data, 2, said),), (name,)
    )
    return [
        FindAnswer((method,)),
        shown,
        SharedAnswer(method, (SharedResult(entity(name, number=2), (data,), (name,), 1.0, 0.5, said),)),
        SharedPairs([SharedPair(method, entity(name, number=2), (data,), (name,), 1.0)]),
        SharedMatrix((method, entity(name, number=2)), (data,), (((name,),), ((),)), said),
        PathAnswer((Path(1.0, (method, data), (Hop(relation, True, said),)),)),
        CooccurAnswer(method, (CooccurResult(data, 1, (name,), said, 0.5, 2.0, 1.0, 0.5, 1.0, 0.5),)),
        TrendAnswer((TrendResult(method, (("2026-01", 1), ("2026-02", 3)), 2.0, (-1.0, 5.0)),)),
        Subgraph(method, (method, data), (edge,)),
        ResourcePage(data, (PageYear("2026", 1, (listed,)),), (PaperRole(name, name, name, "used"),)),
        Rows((name, name), ((name, None), (1, True))),
        Violations([Violation(name, name, name, name)]),
    ]


def long_answers() -> dict[str, tuple[object, str]]:
    """Answers too long to be drawn whole, each with the line that says so."""
    nodes = [entity(f"method number {i}", list(T)[i % 7], i) for i in range(60)]
    hub, rest = nodes[0], nodes[1:]
    hop = Hop(R.BASED_ON, False, ())
    path = Path(2.0, tuple(nodes[:9]), (hop,) * 8)
    months = tuple((f"{2015 + i // 12}-{i % 12 + 1:02}", i % 5) for i in range(130))
    data = tuple(entity(f"dataset of many words {i}", T.DATASET, i) for i in range(20))
    return {
        "path": (PathAnswer((path,) * 8), "and 3 more paths that are not drawn"),
        "subgraph": (
            Subgraph(hub, tuple(nodes), tuple(Edge(hub.id, R.BASED_ON, each.id, 1, ()) for each in rest)),
            "and 31 more nodes that are not drawn",
        ),
        "shared": (
            SharedAnswer(hub, tuple(SharedResult(each, data[:3], (), 1.0, 0.1, ()) for each in rest)),
            "and 43 more methods that are not drawn",
        ),
        "matrix": (SharedMatrix(tuple(nodes), data, ((("p",),) * 20,) * 60, ()), "and 6 more columns"),
        "pairs": (SharedPairs([SharedPair(hub, each, data, (), 2.0) for each in rest]), "and 47 more pairs"),
        "trend": (TrendAnswer((TrendResult(hub, months, -0.01, (-1.0, 1.0)),) * 9), "and 3 more trends"),
        "months": (TrendAnswer((TrendResult(hub, months, -0.01, (-1.0, 1.0)),)), "and 130 more months"),
        "rows": (Rows(("a",), ((1,),) * 99), "and 69 more rows"),
        "wide": (Rows(tuple("abcdefghijklmnopqrst"), ((1,) * 20,)), "and 6 more columns"),
    }
