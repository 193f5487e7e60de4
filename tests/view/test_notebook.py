"""Answers as cells of notebooks: what is shown, what is cut, and that nothing from a paper becomes markup."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pytest

from kg.api import example
from kg.model import EntityType, RelationType
from kg.query.answers import (
    Neighbour,
    PathAnswer,
    SharedAnswer,
    SharedMatrix,
    SharedPairs,
    ShowAnswer,
    TrendAnswer,
    TrendResult,
)
from kg.view import chart, network

from .cells import ATTACKS, entity, hostile, long_answers

T, R = EntityType, RelationType


class Reader(HTMLParser):
    """Reads HTML as a browser would and keeps what it is made of; every element must be closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.said: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_comment(self, data):
        raise AssertionError(data)

    def handle_data(self, data):
        self.said.append(data)


TAGS = {
    "div", "p", "strong", "table", "thead", "tbody", "tr", "th", "td", "details", "summary", "b", "span",
    "svg", "text", "tspan", "rect", "line", "circle", "polygon", "title",
}  # fmt: skip
ATTRIBUTES = {
    "style", "title", "xmlns", "role", "aria-label", "width", "height", "viewbox", "x", "y", "x1", "y1", "x2", "y2",
    "cx", "cy", "r", "rx", "points", "fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width", "font-size",
    "font-weight", "text-anchor", "transform",
}  # fmt: skip


def svg_of(text: str) -> ET.Element:
    found = re.search(r"<svg.*</svg>", text, re.DOTALL)
    assert found
    return ET.fromstring(found[0])  # noqa: S314 - made here a moment ago


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_from_a_paper_is_markup(attack):
    for answer in hostile(attack):
        text = answer._repr_html_()
        seen = Reader(text)
        assert seen.tags <= TAGS
        assert seen.attributes <= ATTRIBUTES
        assert not re.search(r"[\x00-\x08\x0b-\x1f\ud800-\udfff]", text)
        assert "url(" not in text
        if "<svg" in text:
            svg_of(text)


def test_what_is_escaped_is_still_told():
    name = 'a "quoted" <name> & more'
    for answer in hostile(name):
        assert name in " ".join("".join(Reader(answer._repr_html_()).said).split())


PICTURED = {
    "path": lambda graph: graph.path("LoRA", "ImageNet"),
    "show": lambda graph: graph.show("LoRA"),
    "subgraph": lambda graph: graph.subgraph("LoRA"),
    "shared": lambda graph: graph.shared("LoRA"),
    "matrix": lambda graph: graph.shared("LoRA", "BERT"),
    "pairs": lambda graph: graph.shared_all(),
    "trend": lambda graph: graph.trend(),
}


@pytest.mark.parametrize("name", PICTURED)
def test_a_picture_is_the_same_every_time_and_asks_for_nothing(name):
    first, second = (PICTURED[name](example())._repr_html_() for _ in range(2))
    assert first == second
    drawn = svg_of(first)
    assert drawn.get("aria-label")
    shown = ("http://www.w3.org/2000/svg", "https://github.com/example/lo")
    assert all(address.startswith(shown) for address in re.findall(r"https?://[^\s\"<]+", first))
    assert " id=" not in first
    assert "href" not in first


def test_sentences_are_folded_in_with_the_names_marked():
    text = example().shared("LoRA", limit=1)._repr_html_()
    assert "<summary" in text
    assert "<b>BERT</b> is evaluated on GLUE and <b>SQuAD</b>" in text
    assert "Reading Twice, 2026-02-03" in text
    assert "<details>" not in example().shared("LoRA", evidence=0)._repr_html_()


def test_nothing_has_no_picture_and_no_table():
    text = PathAnswer(())._repr_html_()
    assert "0 paths" in text
    assert "<svg" not in text
    assert "<table" not in text
    for answer in (TrendAnswer(()), SharedPairs(), SharedMatrix((), (), (), ()), SharedAnswer(entity("a"), ())):
        assert "<svg" not in answer._repr_html_()
    assert "<svg" not in ShowAnswer(entity("a"), (), ())._repr_html_()


@pytest.mark.parametrize("name", long_answers())
def test_what_is_cut_is_told(name):
    answer, line = long_answers()[name]
    text = answer._repr_html_()
    assert line in text
    assert len(text) < 150_000


def test_the_slope_stays_within_the_chart():
    for slope in (-3.0, 0.0, 0.4, 30.0):
        result = TrendResult(entity("a"), (("2026-01", 0), ("2026-02", 9), ("2026-03", 1)), slope, (slope, slope))
        drawn = svg_of(chart.trends(TrendAnswer((result,))).svg)
        (line,) = [each for each in drawn.findall(".//{*}line") if each.get("stroke") == "#d55e00"]
        assert all(24 <= float(line.get(end)) <= 24 + 64 for end in ("y1", "y2"))
        assert float(line.get("x1")) < float(line.get("x2"))


def test_relations_with_one_node_are_told_together():
    data = entity("data", T.DATASET)
    sides = [Neighbour(relation, "out", data, 1, ()) for relation in (R.EVALUATED_ON, R.TRAINED_ON)]
    drawn = network.shown(ShowAnswer(entity("a"), (), tuple(sides)))
    assert "evaluated on, trained on" in drawn.svg


@pytest.mark.browser
@pytest.mark.parametrize(
    "name", [*PICTURED, *(f"long {each}" for each in long_answers() if each not in {"rows", "wide"})]
)
def test_no_two_labels_touch_and_all_are_within(chromium, tmp_path, name):
    answer = long_answers()[name[5:]][0] if name.startswith("long ") else PICTURED[name](example())
    file = tmp_path / "cell.html"
    file.write_text(f"<!doctype html><meta charset=utf-8><body>{answer._repr_html_()}", encoding="utf-8")
    context = chromium.new_context(offline=True, viewport={"width": 1600, "height": 900})
    page = context.new_page()
    asked, troubles = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: troubles.append(message.text))
    page.goto(file.as_uri())
    boxes = page.evaluate(
        """() => [...document.querySelectorAll('svg text')].filter((t) => !t.hasAttribute('transform')).map((t) => {
            const b = t.getBBox(); return [t.textContent, b.x, b.y, b.x + b.width, b.y + b.height];
        })"""
    )
    width, height = page.evaluate(
        "() => { const s = document.querySelector('svg').viewBox.baseVal; return [s.width, s.height] }"
    )
    context.close()
    assert (asked, troubles) == ([file.as_uri()], [])
    assert len(boxes) > 3
    for i, (text, left, top, right, bottom) in enumerate(boxes):
        assert left >= -1, text
        assert top >= -3, text
        assert right <= width + 1, text
        assert bottom <= height + 2, text
        for other, left2, top2, right2, bottom2 in boxes[:i]:
            across = min(right, right2) - max(left, left2)
            down = min(bottom, bottom2) - max(top, top2)
            assert across <= 1 or down <= 4, f"{text!r} lies on {other!r}"


@pytest.mark.browser
def test_a_browser_runs_nothing(chromium, tmp_path):
    cells = "".join(answer._repr_html_() for attack in ATTACKS for answer in hostile(attack))
    file = tmp_path / "cells.html"
    file.write_text(f"<!doctype html><meta charset=utf-8><body>{cells}", encoding="utf-8")
    context = chromium.new_context(offline=True)
    page = context.new_page()
    asked, troubles = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (troubles.append(dialog.message), dialog.dismiss()))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(file.as_uri())
    foreign = page.evaluate("() => document.querySelectorAll('script, img, iframe, a, style, link, object').length")
    context.close()
    assert (asked, troubles, foreign) == ([file.as_uri()], [], 0)
