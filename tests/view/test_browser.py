import pytest

pytestmark = pytest.mark.browser

BLUE = [0x00, 0x72, 0xB2]
PIXELS = """() => {
    const canvas = document.querySelector("#mynetwork canvas");
    const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    const seen = {};
    for (let i = 0; i < data.length; i += 4) {
        const key = `${data[i]},${data[i + 1]},${data[i + 2]},${data[i + 3]}`;
        seen[key] = (seen[key] || 0) + 1;
    }
    return seen;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_draws_without_a_network(visit, sample, scheme):
    seen = visit(sample, color_scheme=scheme)
    assert seen.page.evaluate("paperkg.network.body.nodeIndices.length") == 36
    assert seen.page.evaluate("paperkg.network.body.edgeIndices.length") == 51
    pixels = seen.page.evaluate(PIXELS)
    assert len(pixels) > 100
    assert pixels[f"{BLUE[0]},{BLUE[1]},{BLUE[2]},255"] > 1000
    assert [url for url in seen.requests if not url.startswith("file://")] == []
    assert len(seen.requests) == 1
    assert seen.troubles == []


def test_all_labels_lie_within_the_drawing_and_none_on_another(visit, crowded):
    boxes = visit(crowded).page.evaluate(
        """() => {
            const n = paperkg.network, out = [], {clientWidth: w, clientHeight: h} = n.body.container;
            for (const id of n.body.nodeIndices) {
                const b = n.getBoundingBox(id);
                const [p, q] = [n.canvasToDOM({x: b.left, y: b.top}), n.canvasToDOM({x: b.right, y: b.bottom})];
                out.push([p.x, p.y, q.x, q.y, w, h]);
            }
            return out;
        }"""
    )
    for i, (left, top, right, bottom, width, height) in enumerate(boxes):
        assert left >= 0
        assert top >= 0
        assert right <= width
        assert bottom <= height
        for other in boxes[:i]:
            over_x = min(right, other[2]) - max(left, other[0])
            over_y = min(bottom, other[3]) - max(top, other[1])
            assert over_x <= 6 or over_y <= 6, (boxes[i], other)


def test_clicking_an_edge_shows_its_sentence(visit, sample):
    seen = visit(sample)
    shown = 0
    for k, edge in enumerate(sample.edges):
        spot = seen.edge(k)
        if spot is None:
            continue
        seen.page.mouse.click(*spot)
        wanted = sorted(edge.evidence, key=lambda quote: -quote.evidence.confidence)
        assert seen.page.locator("#panel .sentence").all_text_contents() == [q.evidence.sentence for q in wanted]
        cited = seen.page.locator("#panel cite").first.text_content()
        assert wanted[0].title in cited
        assert (wanted[0].date or "") in cited
        shown += 1
    assert shown >= len(sample.edges) - 3  # a line may lie wholly under others


def test_pointing_at_an_edge_tells_relation_sentence_and_paper(visit, sample):
    seen = visit(sample)
    text = seen.tooltip(seen.edge(1))
    assert "LoRA evaluated on E2E NLG Challenge" in text
    assert sample.edges[1].evidence[0].evidence.sentence in text
    assert "Low-rank updates are enough: adapting large models on a budget (2024-03-11)" in text
    assert "and 1 more" in seen.tooltip(seen.edge(0))


def test_a_node_tells_its_full_name_and_its_sentences(visit, sample):
    seen = visit(sample)
    index = [node.name for node in sample.nodes].index("commonsense reasoning suite")
    assert "commonsense reasoning suite" in seen.tooltip(seen.node(index))
    seen.page.mouse.click(*seen.node(index))
    assert seen.page.locator("#panel h2").text_content() == "commonsense reasoning suite"
    assert seen.page.locator("#panel .sentence").all_text_contents() == ["DoRA leads the commonsense reasoning suite."]
    seen.page.mouse.click(*seen.screen(3, 3))  # the empty ground leads back to the center
    assert seen.page.locator("#panel h2").text_content() == "LoRA"


def test_the_buttons_zoom(visit, sample):
    seen = visit(sample)
    before = seen.page.evaluate("paperkg.network.getScale()")
    seen.page.click("#zoom-in")
    assert seen.page.evaluate("paperkg.network.getScale()") > before
    seen.page.click("#zoom-out")
    seen.page.click("#zoom-out")
    assert seen.page.evaluate("paperkg.network.getScale()") < before
    seen.page.click("#fit")
    assert seen.page.evaluate("paperkg.network.getScale()") == pytest.approx(before)


# Without the policy too: it would hide that a text was parsed as HTML.
@pytest.mark.parametrize("bypass_csp", [False, True])
def test_hostile_names_do_nothing(visit, hostile, bypass_csp):
    seen = visit(hostile, bypass_csp=bypass_csp)
    count = "() => document.querySelectorAll('script, img, svg, a, iframe, style').length"
    before = seen.page.evaluate(count)
    for i, node in enumerate(hostile.nodes):
        assert " ".join(node.name.split()) in " ".join(seen.tooltip(seen.node(i)).split())
        seen.page.mouse.click(*seen.node(i))
        assert seen.page.locator("#panel h2").text_content() == node.name
    clicked = 0
    for k, edge in enumerate(hostile.edges):
        spot = seen.edge(k)
        if spot is not None:
            seen.tooltip(spot)
            seen.page.mouse.click(*spot)
            assert seen.page.locator("#panel .sentence").all_text_contents() == [edge.evidence[0].evidence.sentence]
            clicked += 1
    assert clicked >= len(hostile.edges) * 0.7
    seen.page.wait_for_timeout(200)
    assert seen.page.evaluate(count) == before
    assert seen.page.locator("[onerror], [onload], [onmouseover], [href], [src]").count() == 0
    assert seen.troubles == []
    assert [url for url in seen.requests if not url.startswith("file://")] == []
    assert len(seen.requests) == 1


def test_without_scripts_the_table_says_it_all(visit, sample):
    seen = visit(sample, java_script_enabled=False)
    cells = seen.page.locator("td.sentence").all_text_contents()
    assert cells == [quote.evidence.sentence for edge in sample.edges for quote in edge.evidence]


def test_a_narrow_screen_is_not_scrolled_sideways(visit, sample):
    seen = visit(sample, viewport={"width": 390, "height": 800})
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= 390
    panel, drawing = (seen.page.locator(name).bounding_box() for name in ("#panel", "#mynetwork"))
    assert panel["y"] > drawing["y"] + drawing["height"]
