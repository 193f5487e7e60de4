import hashlib
import html
import json
import os
import re
import subprocess
import sys
from base64 import b64encode
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from kg.errors import NoEvidence
from kg.model import Entity, EntityType, Evidence, RelationType, Span
from kg.query.answers import Edge, Quote, Subgraph
from kg.view.draw import parts
from kg.view.layout import Box, _crosses
from kg.view.page import render, write
from kg.view.style import LOOKS, label, plain


class Tags(HTMLParser):
    """Start tags with their attributes, and the text of each script and style."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.raw: list[tuple[str, str]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        if self.tags and self.tags[-1][0] in ("script", "style") and self.cdata_elem:
            self.raw.append((self.tags[-1][0], data))
        else:
            self.words.append(data)


def graph(page: str) -> dict:
    return json.loads(re.search(r'id="graph">(.*?)</script>', page, re.DOTALL)[1])


def test_the_same_graph_gives_the_same_bytes(sample, tmp_path):
    first = render(sample)
    assert render(sample) == first
    write(sample, tmp_path / "a.html")
    assert (tmp_path / "a.html").read_bytes() == first.encode("utf-8")


def test_places_do_not_depend_on_the_hash_seed():
    code = (
        "from kg.view.layout import Box, place\n"
        "print(place([Box(80, 40, 9)] * 12, [(0, i) for i in range(12)] + [(3, 5), (5, 7), (1, 9)], 0))"
    )
    outs = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, check=True, capture_output=True
        ).stdout
        for seed in ("0", "1")
    }
    assert len(outs) == 1


def test_importing_costs_no_pyvis():
    code = "import sys, kg.view.page; assert not {'pyvis', 'IPython', 'jinja2'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("which", ["sample", "hostile"])
def test_nothing_is_loaded_from_elsewhere(which, request):
    tags = Tags(render(request.getfixturevalue(which)))
    for tag, attributes in tags.tags:
        assert tag not in {"link", "img", "iframe", "object", "embed", "base", "a"}, tag
        assert not {"src", "href", "srcset", "data", "action", "style", "background"} & set(attributes), (
            tag,
            attributes,
        )
        assert not any(name.startswith("on") for name in attributes), (tag, attributes)
    styles = "".join(text for tag, text in tags.raw if tag == "style")
    assert "url(" not in styles
    assert "@import" not in styles


def test_the_policy_admits_only_what_the_page_brings(sample):
    tags = Tags(render(sample))
    policy = next(a["content"] for tag, a in tags.tags if a.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    admitted = set(re.findall(r"'sha256-([^']+)'", policy))
    blocks = [text for tag, text in tags.raw if not text.lstrip().startswith("{")]
    assert {b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in blocks} == admitted


def test_a_hostile_graph_adds_no_tag(hostile):
    def calm(quote: Quote) -> Quote:
        return Quote(replace(quote.evidence, sentence="x", rule="r"), "t", quote.date and "d")

    nodes = tuple(replace(node, name="calm", aliases=()) for node in hostile.nodes)
    edges = tuple(replace(edge, evidence=tuple(map(calm, edge.evidence))) for edge in hostile.edges)
    harmless = Subgraph(replace(hostile.center, name="calm"), nodes, edges)
    wanted = [tag for tag, _ in Tags(render(harmless)).tags]
    assert [tag for tag, _ in Tags(render(hostile)).tags] == wanted


def test_data_cannot_end_its_script(hostile):
    block = re.search(r'id="graph">(.*?)</script>', render(hostile), re.DOTALL)[1]
    assert not set("<>&'\u2028\u2029") & set(block)
    names = [thing["name"] for thing in json.loads(block)["things"]]
    assert names == [node.name for node in hostile.nodes]


def test_pyvis_is_given_numbers_and_short_labels_only(crowded):
    data = graph(render(crowded))
    assert [node["id"] for node in data["nodes"]] == list(range(60))
    assert all(len(node["label"]) <= 24 and "title" not in node for node in data["nodes"])
    assert all(isinstance(edge["from"], int) and "title" not in edge and "label" not in edge for edge in data["edges"])
    assert len(data["edges"]) == len(crowded.edges)


@pytest.mark.parametrize("which", ["sample", "crowded"])
def test_symbols_keep_their_distance(which, request):
    nodes = graph(render(request.getfixturevalue(which)))["nodes"]
    for i, a in enumerate(nodes):
        for b in nodes[:i]:
            assert abs(a["x"] - b["x"]) > 40 or abs(a["y"] - b["y"]) > 30, (a["label"], b["label"])
    width = max(n["x"] for n in nodes) - min(n["x"] for n in nodes)
    height = max(n["y"] for n in nodes) - min(n["y"] for n in nodes)
    assert 1.0 < width / height < 2.2


@pytest.mark.parametrize(
    ("p", "q", "met"),
    [
        ((-50, 0), (50, 0), True),
        ((-50, 11), (50, 11), False),
        ((0, -50), (0, 50), True),
        ((21, -50), (21, 50), False),
        ((-50, -50), (50, 50), True),
        ((-50, 20), (20, 90), False),
        ((-90, 0), (-30, 0), False),
    ],
)
def test_a_line_meets_a_box_or_does_not(p, q, met):
    assert _crosses(p, q, (0, 0), Box(40, 20)) is met


def test_the_table_holds_every_sentence(sample):
    page = html.unescape(render(sample))
    body = page[page.index("<tbody>") : page.index("</tbody>")]
    assert body.count("<tr>") == sum(len(edge.evidence) for edge in sample.edges)
    names = {node.id: node.name for node in sample.nodes}
    for edge in sample.edges:
        for quote in edge.evidence:
            for text in (names[edge.subject], names[edge.object], quote.evidence.sentence, quote.title):
                assert text in body
            assert (quote.date or "") in body
            assert f"{quote.evidence.confidence:.2f}" in body
    assert "evaluated on" in body


def test_the_page_says_what_it_is(sample):
    tags = Tags(render(sample))
    assert ("html", {"lang": "en"}) in tags.tags
    words = " ".join(" ".join(tags.words).split())
    assert "LoRA in the knowledge graph" in words
    assert "36 nodes, 51 statements" in words
    assert "The drawing needs JavaScript; the table below does not" in words


def test_the_legend_counts_the_types_that_are_there(sample):
    page = render(sample)
    legend = page[page.index('class="legend"') : page.index("</ul>")]
    assert re.findall(r"</svg> (\w+) <b>(\d+)</b>", legend) == [
        ("Method", "14"), ("Dataset", "6"), ("Benchmark", "4"), ("Task", "5"), ("Metric", "3"), ("Repository", "2"),
        ("Paper", "2"),
    ]  # fmt: skip


def test_each_type_has_its_own_colour_and_shape():
    assert set(LOOKS) == set(EntityType)
    assert len({look.fill for look in LOOKS.values()}) == len({look.shape for look in LOOKS.values()}) == len(LOOKS)


def test_the_center_stands_out_and_lies_in_the_middle(sample):
    data = graph(render(sample))
    center = data["nodes"][data["center"]]
    assert (center["x"], center["y"], center["label"]) == (0, 0, "LoRA")
    assert center["size"] == max(node["size"] for node in data["nodes"])
    assert center["borderWidth"] > 4


def test_only_edges_that_would_hide_each_other_bend(sample):
    data = graph(render(sample))
    bent = [edge for edge in data["edges"] if "smooth" in edge]
    assert {(edge["from"], edge["to"]) for edge in bent} == {(1, 0)}
    assert len(bent) == 2
    assert {edge["arrows"] for edge in bent} == {"to", ""}
    assert len({edge["smooth"]["type"] for edge in bent}) == 2


def test_a_lonely_node_and_a_loop_are_drawn(sample):
    alone = Subgraph(sample.center, (), ())
    assert "1 node, 0 statements" in render(alone)
    loop = replace(sample.edges[0], object=sample.center.id)
    assert "1 node, 1 statement." in render(Subgraph(sample.center, (sample.center,), (loop,)))


def test_what_cannot_be_drawn_is_refused(crowded):
    more = Entity("task:more", EntityType.TASK, "more")
    with pytest.raises(ValueError, match="61 nodes"):
        render(replace(crowded, nodes=(*crowded.nodes, more)))
    with pytest.raises(ValueError, match="not among the nodes"):
        render(replace(crowded, nodes=crowded.nodes[:30]))
    with pytest.raises(NoEvidence):
        render(replace(crowded, edges=(replace(crowded.edges[0], evidence=()),)))
    with pytest.raises(ValueError, match="twice"):
        render(replace(crowded, nodes=crowded.nodes[:3] * 2, edges=()))


def test_text_that_has_no_bytes_is_replaced(sample, tmp_path):
    broken = replace(sample.center, name="half \ud83d nul \0 bell \a")
    write(Subgraph(broken, (broken,), ()), tmp_path / "page.html")
    assert "half \ufffd nul \ufffd bell \ufffd" in (tmp_path / "page.html").read_text("utf-8")
    assert plain("tab\tline\n\N{FIRE}") == "tab\tline\n\N{FIRE}"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("LoRA", "LoRA"),
        ("prefix tuning", "prefix tuning"),
        ("full fine-tuning", "full\nfine-tuning"),
        ("singular value decomposition", "singular value\ndecompos…"),
        ("one-word-that-is-much-too-long", "one-word-that-is-much-t…"),
        ("  spaces \n and  breaks ", "spaces and\nbreaks"),
    ],
)
def test_labels_are_short(name, expected):
    got = label(name)
    assert len(got) <= 24
    assert got.replace("\n", " ") == expected.replace("\n", " ")
    assert max(map(len, got.split("\n"))) <= max(map(len, expected.split("\n")))


def test_the_names_in_a_sentence_are_told_apart():
    sentence = "\N{FIRE} LoRA beats all on GLUE"
    spans = (Span(12, 16), Span(14, 17), Span(30, 99), Span(0, 3))
    proof = Evidence("p", sentence, 10, 10 + len(sentence), spans, "r", 0.5)
    pieces = parts(proof)
    assert "".join(text for text, _ in pieces) == sentence
    assert [text for text, named in pieces if named] == ["LoRA ", sentence[20:]]
    assert parts(replace(proof, sentence="")) == []


def test_the_best_sentence_comes_first(sample):
    quotes = graph(render(sample))["statements"][0]["quotes"]
    assert [quote["confidence"] for quote in quotes] == ["0.61", "0.55"]


def test_edges_grow_with_their_support(sample):
    edge = sample.edges[1]
    wide = Edge(edge.subject, RelationType.USED_FOR, edge.object, 9, edge.evidence)
    data = graph(render(replace(sample, edges=(edge, wide))))
    assert data["edges"][0]["width"] < data["edges"][1]["width"] <= 4
