"""Pictures of connections: paths as boxes and arrows, a neighbourhood as a fan around what was asked for."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from kg.model import ROLE_RELATIONS, SYMMETRIC, EntityType
from kg.view.chart import Drawn
from kg.view.style import LOOKS, words
from kg.view.svg import SMALL, Spot, arrow, cut, frame, line, picture, symbol, width_of, write, write_two

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.model import Entity
    from kg.query.answers import Hop, Path, PathAnswer, ShowAnswer, Subgraph

PATHS, AROUND = 5, 28
_WIDE, _BOX, _LANE = 880.0, 38.0, 62.0
_STEP = 23.0  # between the nodes of one side
_NAME = 30
_HEAD = 20.0  # room for the name of the centre


def paths(answer: PathAnswer) -> Drawn | None:
    """A lane a path; one that is too long goes on in the next lane."""
    if not answer.paths:
        return None
    parts: list[str] = []
    y = width = 0.0
    for rank, path in enumerate(answer.paths[:PATHS], start=1):
        parts.append(write(Spot(0, y + 12), f"{rank}. cost {path.cost:.2f}", size=SMALL, faint=True))
        y, reached = _lanes(path, y + 20, parts)
        width = max(width, reached)
    return Drawn(picture(width + 4, y, parts, "paths"), len(answer.paths) - PATHS, "paths")


def _lanes(path: Path, y: float, parts: list[str]) -> tuple[float, float]:
    """Draw a path from this height on; the height below it, and how far to the right it went."""
    x, reached = 2.0, 0.0
    x = reached = _box(path.nodes[0], Spot(x, y), parts)
    for hop, node in zip(path.hops, path.nodes[1:], strict=True):
        name = words(hop.relation)
        gap = max(width_of(name, SMALL) + 26, 64)
        if x + gap + _size(node) > _WIDE and x > 0:
            x, y = 22.0, y + _LANE
        _hop(hop, name, (Spot(x + 4, y + _BOX / 2), Spot(x + gap - 4, y + _BOX / 2)), parts)
        x = _box(node, Spot(x + gap, y), parts)
        reached = max(reached, x)
    return y + _LANE, reached


def _hop(hop: Hop, name: str, ends: tuple[Spot, Spot], parts: list[str]) -> None:
    a, b = ends
    if hop.relation in SYMMETRIC:
        parts.append(line(a, b))
    else:
        parts.append(arrow(a, b) if hop.forward else arrow(b, a))
    parts.append(write(Spot((a.x + b.x) / 2, a.y - 6), name, size=SMALL, anchor="middle"))


def _size(node: Entity) -> float:
    return max(width_of(cut(node.name, _NAME), bold=True), width_of(node.type.value, SMALL)) + 18


def _box(node: Entity, at: Spot, parts: list[str]) -> float:
    """Draw a node; where its right side is."""
    look, wide = LOOKS[node.type], _size(node)
    told = f"{node.name} ({node.type.value}, {node.papers} {'paper' if node.papers == 1 else 'papers'})"
    parts.append(frame(at, Spot(wide, _BOX), look.fill, told))
    middle = at.x + wide / 2
    parts.append(write(Spot(middle, at.y + 17), cut(node.name, _NAME), anchor="middle", bold=True))
    parts.append(write(Spot(middle, at.y + 31), node.type.value, size=SMALL, anchor="middle", faint=True))
    return at.x + wide


class _Tie(NamedTuple):
    """A node around the centre, and what ties it to the centre, if anything does."""

    node: Entity
    said: str = ""
    outward: bool | None = None  # None: no direction
    support: int = 0


def shown(answer: ShowAnswer) -> Drawn | None:
    """The relations of an entity around it, then the papers that name it."""
    ties: dict[str, _Tie] = {}
    for side in answer.relations:
        outward = None if side.relation in SYMMETRIC else side.direction == "out"
        _add(ties, _Tie(side.entity, words(side.relation), outward, side.support))
    for paper in answer.papers:
        if paper.id != answer.entity.id:
            node = type(answer.entity)(paper.id, EntityType.PAPER, paper.title, papers=1)
            _add(ties, _Tie(node, words(ROLE_RELATIONS[paper.role]), outward=False, support=1))
    return _fan(answer.entity, list(ties.values()), [])


def neighbourhood(answer: Subgraph) -> Drawn | None:
    """The nodes of a subgraph around its centre: what is tied to it first; thin lines between the others."""
    nodes = {node.id: node for node in answer.nodes}
    ties: dict[str, _Tie] = {}
    for edge in sorted(answer.edges, key=lambda edge: (-edge.support, edge.subject, edge.object, edge.relation)):
        ends = {edge.subject, edge.object}
        if answer.center.id in ends and len(ends) == 2:
            (other,) = ends - {answer.center.id}
            outward = None if edge.relation in SYMMETRIC else edge.subject == answer.center.id
            _add(ties, _Tie(nodes[other], words(edge.relation), outward, edge.support))
    for node in answer.nodes:
        if node.id != answer.center.id:
            ties.setdefault(node.id, _Tie(node))
    return _fan(answer.center, list(ties.values()), [(edge.subject, edge.object) for edge in answer.edges])


def _add(ties: dict[str, _Tie], tie: _Tie) -> None:
    """Several relations with one node are told together, the first one gives the direction."""
    known = ties.get(tie.node.id)
    if known is None:
        ties[tie.node.id] = tie
    elif tie.said not in known.said.split(", "):
        ties[tie.node.id] = known._replace(said=f"{known.said}, {tie.said}")


def _fan(center: Entity, ties: list[_Tie], links: Sequence[tuple[str, str]]) -> Drawn | None:
    """Two half circles: types lie together, labels stand outside, so that none can touch another."""
    if not ties:
        return None
    drawn = sorted(ties[:AROUND], key=lambda tie: (list(EntityType).index(tie.node.type), tie.said, tie.node.id))
    half = (len(drawn) + 1) // 2
    sides = (drawn[:half], drawn[half:])
    height = max(_STEP * half + 20, 120)
    wings = [max((_wide(tie) for tie in side), default=0.0) for side in sides]
    radius = min(60 + 6.0 * half, 150)
    left = max(wings[1] + radius, width_of(cut(center.name, _NAME), 14, bold=True) / 2)
    middle = Spot(left + 14, _HEAD + height / 2)
    places: dict[str, Spot] = {}
    for side, sign in zip(sides, (1, -1), strict=True):
        for rank, tie in enumerate(side):
            y = (rank - (len(side) - 1) / 2) * _STEP
            bend = math.sqrt(max(1 - (y / (height / 2)) ** 2, 0))
            places[tie.node.id] = Spot(middle.x + sign * radius * (0.62 + 0.38 * bend), middle.y + y)
    parts = [
        line(places[a], places[b], opacity=0.16, width=1) for a, b in links if a in places and b in places and a != b
    ]
    parts += [_tie(middle, places[tie.node.id], tie) for tie in drawn if tie.said]
    for tie in drawn:
        parts += _node(tie, places[tie.node.id], right=places[tie.node.id].x > middle.x)
    parts += _hub(center, middle)
    width = middle.x + max(radius + wings[0], width_of(cut(center.name, _NAME), 14, bold=True) / 2) + 14
    return Drawn(picture(width, _HEAD + height, parts, f"around {center.name}"), len(ties) - len(drawn), "nodes")


def _wide(tie: _Tie) -> float:
    return width_of(cut(tie.node.name, _NAME)) + width_of(_said(tie), SMALL) + 34


def _said(tie: _Tie) -> str:
    if not tie.said:
        return ""
    papers = f" ({tie.support})" if tie.support > 1 else ""
    return cut(tie.said, 34) + papers


def _tie(middle: Spot, at: Spot, tie: _Tie) -> str:
    length = math.dist(middle, at) or 1.0
    ux, uy = (at.x - middle.x) / length, (at.y - middle.y) / length
    near, far = Spot(middle.x + 13 * ux, middle.y + 13 * uy), Spot(at.x - 9 * ux, at.y - 9 * uy)
    width = min(1 + 0.6 * math.log2(max(tie.support, 1)), 3)
    if tie.outward is None:
        return line(near, far, opacity=0.5, width=width)
    if tie.outward:
        return arrow(near, far, opacity=0.5, width=width)
    # the head lies beside the other node: at the centre there would be no room for all of them
    return arrow(far, near, back=max(math.dist(far, near) - 16, 0), opacity=0.5, width=width)


def _node(tie: _Tie, at: Spot, *, right: bool) -> list[str]:
    """The symbol of a node with its name outside, and after it how it is related."""
    name, said = cut(tie.node.name, _NAME), _said(tie)
    told = f"{tie.node.name} ({tie.node.type.value})"
    here = Spot(at.x + (11 if right else -11), at.y + 4)
    return [symbol(at, tie.node.type, title=told), write_two(here, name, said, before=not right)]


def _hub(center: Entity, middle: Spot) -> list[str]:
    """The centre, and its name above everything: beside it lines would cross the letters."""
    told = f"{center.name} ({center.type.value})"
    name = write(Spot(middle.x, 14), cut(center.name, _NAME), anchor="middle", bold=True, size=14)
    return [symbol(middle, center.type, size=22, title=told), name]
