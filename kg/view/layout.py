"""Where the nodes of a small drawing go: computed here and not in the browser, so that a page is the same every time.

Springs, a stretch to the shape of the canvas, pushing until no two boxes (a symbol with its label) touch, and moves of
those nodes that a line crosses although it ends elsewhere. Nothing is random and nothing depends on hashes.
"""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

Point = tuple[float, float]
Link = tuple[int, int]


class Box(NamedTuple):
    """Room that a symbol takes with its label; lines end at the symbol, ``rise`` pixels above the middle."""

    width: float
    height: float
    rise: float = 0.0


ASPECT = 1.45  # width of the canvas by its height, beside the panel
STEPS = 220
GAP = 10.0  # pixels that are kept free between two boxes
ROOMY = 1.8  # area of the canvas by that of the boxes
SMALLEST = 240_000.0  # and at least this, in square pixels
MANY = 180  # lines, of which so many cross that moving nodes takes long and helps nobody
REACH = range(-240, 241, 30)  # how far a crossed node may be moved, in pixels
HUB_PULL = 0.08  # the center is tied to nearly all: at full strength its ties would hide every other structure


def place(boxes: Sequence[Box], links: Sequence[Link], center: int) -> list[tuple[int, int]]:
    """Positions of the symbols in whole pixels, the center's at the origin."""
    ties = sorted({(min(a, b), max(a, b)) for a, b in links if a != b})
    points = _spiral(len(boxes), ties, center)
    _springs(points, ties, center)
    _stretch(points, boxes, 0.5 if len(ties) <= MANY else 0.85)
    _push(points, boxes)
    if len(ties) <= MANY:
        _untangle(points, boxes, ties, center)
    x0, y0 = _anchor(points[center], boxes[center])
    return [(round(x - x0), round(y - y0)) for x, y in map(_anchor, points, boxes)]


def _spiral(count: int, ties: Sequence[Link], center: int) -> list[Point]:
    """A start without coincidences: walk from the center, neighbours one after the other, along a sunflower spiral."""
    near: dict[int, list[int]] = {i: [] for i in range(count)}
    for a, b in ties:
        near[a].append(b)
        near[b].append(a)
    order: list[int] = []
    stack = [*range(count - 1, -1, -1), center]
    seen: set[int] = set()
    while stack:
        node = stack.pop()
        if node not in seen:
            seen.add(node)
            order.append(node)
            stack.extend(sorted(near[node], key=lambda i: (-len(near[i]), -i)))
    points: list[Point] = [(0.0, 0.0)] * count
    for rank, node in enumerate(order):
        radius, turn = math.sqrt(rank), rank * 2.399963
        points[node] = (radius * math.cos(turn), radius * math.sin(turn))
    return points


def _springs(points: list[Point], ties: Sequence[Link], center: int) -> None:
    """Fruchterman and Reingold: everything repels, ties attract, the center stays."""
    count = len(points)
    for step in range(STEPS):
        moves = [[0.0, 0.0] for _ in range(count)]
        for a in range(count):
            for b in range(a):
                dx, dy = points[a][0] - points[b][0], points[a][1] - points[b][1]
                _pull(moves, (a, b), (dx, dy), 1.0 / max(dx * dx + dy * dy, 1e-4))
        for a, b in ties:
            dx, dy = points[a][0] - points[b][0], points[a][1] - points[b][1]
            strength = HUB_PULL if center in (a, b) else 0.5
            _pull(moves, (a, b), (dx, dy), -strength * math.hypot(dx, dy))
        reach = 0.6 * (1 - step / STEPS)
        for i, (mx, my) in enumerate(moves):
            mx, my = mx - 0.12 * points[i][0], my - 0.12 * points[i][1]  # gravity holds loose parts together
            length = math.hypot(mx, my)
            if i != center and length > 0:
                scale = min(length, reach) / length
                points[i] = (points[i][0] + mx * scale, points[i][1] + my * scale)


def _pull(moves: list[list[float]], pair: Link, delta: Point, force: float) -> None:
    """Move the first of the pair along delta and the second against it."""
    a, b = pair
    for axis in (0, 1):
        moves[a][axis] += delta[axis] * force
        moves[b][axis] -= delta[axis] * force


def _stretch(points: list[Point], boxes: Sequence[Box], evenness: float) -> None:
    """Fill the canvas: a place comes from the springs and, for its even part, from the rank along each axis."""
    area = max(ROOMY * sum((w + GAP) * (h + GAP) for w, h, _ in boxes), SMALLEST)
    height = math.sqrt(area / ASPECT)
    for axis, size in ((0, height * ASPECT), (1, height)):
        values = [point[axis] for point in points]
        low, span = min(values), max(max(values) - min(values), 1e-9)
        ranks = {i: rank for rank, i in enumerate(sorted(range(len(points)), key=lambda i: (values[i], i)))}
        for i, point in enumerate(points):
            mixed = (1 - evenness) * (values[i] - low) / span + evenness * ranks[i] / max(len(points) - 1, 1)
            points[i] = (mixed * size, point[1]) if axis == 0 else (point[0], mixed * size)


def _push(points: list[Point], boxes: Sequence[Box]) -> None:
    """Part boxes that touch along the axis that needs least, until none does."""
    for _ in range(600):
        moved = False
        for a in range(len(points)):
            for b in range(a):
                moved = _part(points, boxes, a, b) or moved
        if not moved:
            return


def _part(points: list[Point], boxes: Sequence[Box], a: int, b: int) -> bool:
    dx, dy = points[a][0] - points[b][0], points[a][1] - points[b][1]
    over_x = (boxes[a][0] + boxes[b][0]) / 2 + GAP - abs(dx)
    over_y = (boxes[a][1] + boxes[b][1]) / 2 + GAP - abs(dy)
    if over_x <= 0.5 or over_y <= 0.5:
        return False
    x = math.copysign(over_x / 2, dx) if over_x < over_y else 0.0
    y = math.copysign(over_y / 2, dy) if over_x >= over_y else 0.0
    points[a] = (points[a][0] + x, points[a][1] + y)
    points[b] = (points[b][0] - x, points[b][1] - y)
    return True


def _untangle(points: list[Point], boxes: Sequence[Box], ties: Sequence[Link], center: int) -> None:
    """Move what is crossed by a line, or has a line across something, to the best free place near by."""
    bounds = [(min(p[axis] for p in points), max(p[axis] for p in points)) for axis in (0, 1)]
    for _ in range(6):
        better = False
        for i in range(len(points)):
            if i != center:
                better = _improve(i, points, boxes, ties, bounds) or better
        if not better:
            return


def _improve(i: int, points: list[Point], boxes: Sequence[Box], ties: Sequence[Link], bounds: list[Point]) -> bool:
    here = points[i]
    now = _cost(i, points, boxes, ties)
    if now < 1:
        return False
    best, choice = now - 0.5, here
    for dx, dy in product(REACH, REACH):
        points[i] = (here[0] + dx, here[1] + dy)
        inside = all(low <= value <= high for value, (low, high) in zip(points[i], bounds, strict=True))
        if inside and _is_free(i, points, boxes):
            cost = _cost(i, points, boxes, ties, best)
            if cost < best:
                best, choice = cost, points[i]
    points[i] = choice
    return choice != here


def _is_free(i: int, points: Sequence[Point], boxes: Sequence[Box]) -> bool:
    x, y = points[i]
    width, height, _ = boxes[i]
    return not any(
        j != i and abs(x - px) < (width + w) / 2 + GAP - 1 and abs(y - py) < (height + h) / 2 + GAP - 1
        for j, ((px, py), (w, h, _)) in enumerate(zip(points, boxes, strict=True))
    )


def _cost(i: int, points: Sequence[Point], boxes: Sequence[Box], ties: Sequence[Link], most: float = math.inf) -> float:
    """Crossings of boxes that node i takes part in, and a little for the length of its lines; no further than most."""
    cost = 0.0
    for a, b in ties:
        p, q = _anchor(points[a], boxes[a]), _anchor(points[b], boxes[b])
        if i in (a, b):
            cost += math.dist(p, q) / 2000
            cost += sum(_crosses(p, q, points[j], boxes[j]) for j in range(len(points)) if j not in (a, b))
        else:
            cost += _crosses(p, q, points[i], boxes[i])
        if cost >= most:
            break
    return cost


def _anchor(point: Point, box: Box) -> Point:
    return point[0], point[1] - box.rise


def _crosses(p: Point, q: Point, middle: Point, box: Box) -> bool:
    """Whether the line from p to q meets the box: the part of it that is inside along both axes is not empty."""
    if abs(p[0] + q[0] - 2 * middle[0]) > abs(p[0] - q[0]) + box.width:
        return False
    if abs(p[1] + q[1] - 2 * middle[1]) > abs(p[1] - q[1]) + box.height:
        return False
    enter, leave = 0.0, 1.0
    for axis, half in ((0, box.width / 2), (1, box.height / 2)):
        start, step = p[axis] - middle[axis], q[axis] - p[axis]
        if abs(step) < 1e-9:
            continue
        near, far = sorted(((-half - start) / step, (half - start) / step))
        enter, leave = max(enter, near), min(leave, far)
        if enter >= leave:
            return False
    return True
