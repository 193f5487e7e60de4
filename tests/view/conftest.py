"""A neighbourhood as a reader would meet it (real names, sentences of our own), hostile ones, and a browser."""

import os
import re
import shutil
from pathlib import Path

import pytest

from kg.model import Entity, EntityType, Evidence, RelationType, Span
from kg.query.answers import Edge, Quote, Subgraph

T, R = EntityType, RelationType

PAPERS = {
    "p1": ("Low-rank updates are enough: adapting large models on a budget", "2024-03-11"),
    "p2": ("Four bits and a low-rank update", "2024-05-02"),
    "p3": ("Where should the rank go? Budget allocation for adapters", "2024-09"),
    "p4": ("A fair comparison of parameter-efficient fine-tuning", "2025-01-20"),
    "p5": ("Adapters for text-to-image diffusion", None),
}

NODES: list[tuple[str, EntityType, int]] = [
    ("LoRA", T.METHOD, 214), ("QLoRA", T.METHOD, 88), ("DoRA", T.METHOD, 31), ("AdaLoRA", T.METHOD, 24),
    ("prefix tuning", T.METHOD, 40), ("prompt tuning", T.METHOD, 37), ("adapter layers", T.METHOD, 29),
    ("full fine-tuning", T.METHOD, 95), ("LLaMA 2", T.METHOD, 120), ("RoBERTa", T.METHOD, 66),
    ("Stable Diffusion", T.METHOD, 58), ("ControlNet", T.METHOD, 41), ("singular value decomposition", T.METHOD, 12),
    ("NormalFloat quantization", T.METHOD, 9), ("GLUE", T.BENCHMARK, 73), ("MMLU", T.BENCHMARK, 91),
    ("commonsense reasoning suite", T.BENCHMARK, 14), ("VTAB", T.BENCHMARK, 8), ("Alpaca", T.DATASET, 47),
    ("GSM8K", T.DATASET, 83), ("OASST1", T.DATASET, 11), ("E2E NLG Challenge", T.DATASET, 6),
    ("LAION-5B", T.DATASET, 35), ("SQuAD", T.DATASET, 52), ("instruction tuning", T.TASK, 64),
    ("natural language understanding", T.TASK, 49), ("image generation", T.TASK, 77),
    ("mathematical reasoning", T.TASK, 59), ("question answering", T.TASK, 81), ("accuracy", T.METRIC, 190),
    ("BLEU", T.METRIC, 44), ("FID", T.METRIC, 38), ("huggingface/peft", T.REPOSITORY, 17),
    ("microsoft/LoRA", T.REPOSITORY, 5), (PAPERS["p4"][0], T.PAPER, 1), (PAPERS["p3"][0], T.PAPER, 1),
]  # fmt: skip

EDGES: list[tuple[str, RelationType, str, str, str]] = [
    ("LoRA", R.EVALUATED_ON, "GLUE", "p1", "We test LoRA on GLUE and lose less than half a point."),
    ("LoRA", R.EVALUATED_ON, "E2E NLG Challenge", "p1", "On the E2E NLG Challenge, LoRA matches tuning all weights."),
    ("LoRA", R.COMPARED_WITH, "full fine-tuning", "p1", "LoRA is as good as full fine-tuning at a hundredth of cost."),
    ("LoRA", R.COMPARED_WITH, "prefix tuning", "p4", "With long inputs LoRA is ahead of prefix tuning."),
    ("LoRA", R.COMPARED_WITH, "adapter layers", "p4", "Unlike adapter layers, LoRA adds no latency."),
    ("LoRA", R.IMPLEMENTED_IN, "microsoft/LoRA", "p1", "The code of LoRA is at microsoft/LoRA."),
    ("LoRA", R.IMPLEMENTED_IN, "huggingface/peft", "p4", "We run LoRA as found in huggingface/peft."),
    ("LoRA", R.USED_FOR, "instruction tuning", "p2", "LoRA makes instruction tuning possible on one card."),
    ("LoRA", R.USED_FOR, "image generation", "p5", "For image generation, LoRA files of a few megabytes are shared."),
    ("LoRA", R.BASED_ON, "singular value decomposition", "p3", "LoRA can be read as a truncated singular value "
     "decomposition of the update."),
    ("LoRA", R.EVALUATED_ON, "MMLU", "p2", "Tuned by LoRA, the model reaches 61.2 on MMLU."),
    ("LoRA", R.TRAINED_ON, "Alpaca", "p2", "LoRA was trained on Alpaca for three epochs."),
    ("LoRA", R.COMPARED_WITH, "RoBERTa", "p1", "Starting from RoBERTa, LoRA touches 0.3 M weights."),
    ("QLoRA", R.BASED_ON, "LoRA", "p2", "QLoRA puts LoRA on top of a model frozen in four bits."),
    ("QLoRA", R.COMPARED_WITH, "LoRA", "p2", "QLoRA and LoRA are within noise of each other."),
    ("QLoRA", R.BASED_ON, "NormalFloat quantization", "p2", "QLoRA stores weights by NormalFloat quantization."),
    ("QLoRA", R.EVALUATED_ON, "MMLU", "p2", "QLoRA loses nothing on MMLU."),
    ("QLoRA", R.TRAINED_ON, "OASST1", "p2", "The best QLoRA model saw only OASST1."),
    ("QLoRA", R.TRAINED_ON, "Alpaca", "p2", "We train QLoRA on Alpaca as well."),
    ("DoRA", R.BASED_ON, "LoRA", "p4", "DoRA splits the weight into size and direction and gives LoRA the latter."),
    ("DoRA", R.EVALUATED_ON, "commonsense reasoning suite", "p4", "DoRA leads the commonsense reasoning suite."),
    ("DoRA", R.COMPARED_WITH, "AdaLoRA", "p4", "DoRA and AdaLoRA use the same budget here."),
    ("AdaLoRA", R.BASED_ON, "LoRA", "p3", "AdaLoRA lets LoRA choose the rank for each layer."),
    ("AdaLoRA", R.BASED_ON, "singular value decomposition", "p3", "AdaLoRA prunes by singular value decomposition."),
    ("AdaLoRA", R.EVALUATED_ON, "SQuAD", "p3", "AdaLoRA gains 1.2 F1 on SQuAD."),
    ("AdaLoRA", R.EVALUATED_ON, "GLUE", "p3", "On GLUE the gain of AdaLoRA is small."),
    ("prompt tuning", R.COMPARED_WITH, "prefix tuning", "p4", "Next to prefix tuning, prompt tuning is unstable."),
    ("prompt tuning", R.COMPARED_WITH, "LoRA", "p4", "At equal size prompt tuning is behind LoRA."),
    ("ControlNet", R.BASED_ON, "Stable Diffusion", "p5", "ControlNet copies the encoder of Stable Diffusion."),
    ("LoRA", R.COMPARED_WITH, "Stable Diffusion", "p5", "We add LoRA to every attention of Stable Diffusion."),
    ("Stable Diffusion", R.TRAINED_ON, "LAION-5B", "p5", "Stable Diffusion learnt from LAION-5B."),
    ("Stable Diffusion", R.USED_FOR, "image generation", "p5", "Stable Diffusion is a base of image generation."),
    ("ControlNet", R.USED_FOR, "image generation", "p5", "ControlNet steers image generation by edges."),
    ("image generation", R.MEASURED_BY, "FID", "p5", "We score image generation by FID."),
    ("LLaMA 2", R.EVALUATED_ON, "MMLU", "p4", "LLaMA 2 stands at 54.8 on MMLU."),
    ("LLaMA 2", R.EVALUATED_ON, "GSM8K", "p4", "On GSM8K, LLaMA 2 gains most from LoRA."),
    ("LoRA", R.EVALUATED_ON, "GSM8K", "p4", "On GSM8K, LLaMA 2 gains most from LoRA."),
    ("mathematical reasoning", R.MEASURED_BY, "accuracy", "p4", "For mathematical reasoning we count accuracy."),
    ("GSM8K", R.USED_FOR, "mathematical reasoning", "p4", "GSM8K asks for mathematical reasoning in small steps."),
    ("GLUE", R.USED_FOR, "natural language understanding", "p1", "GLUE covers natural language understanding."),
    ("RoBERTa", R.EVALUATED_ON, "GLUE", "p1", "RoBERTa on GLUE is our base line."),
    ("RoBERTa", R.EVALUATED_ON, "SQuAD", "p3", "RoBERTa on SQuAD is listed in the appendix."),
    ("SQuAD", R.USED_FOR, "question answering", "p3", "SQuAD is question answering over paragraphs."),
    ("question answering", R.SUBTASK_OF, "natural language understanding", "p3", "We take question answering as a part "
     "of natural language understanding."),
    ("E2E NLG Challenge", R.MEASURED_BY, "BLEU", "p1", "The E2E NLG Challenge is scored by BLEU."),
    ("adapter layers", R.EVALUATED_ON, "VTAB", "p4", "For vision, adapter layers are tested on VTAB."),
    ("LoRA", R.EVALUATED_ON, "VTAB", "p4", "LoRA comes second on VTAB."),
    (PAPERS["p4"][0], R.COMPARES, "LoRA", "p4", "A fair comparison needs the same budget: we give LoRA rank eight."),
    (PAPERS["p4"][0], R.COMPARES, "DoRA", "p4", "We include DoRA, the newest of the family."),
    (PAPERS["p3"][0], R.INTRODUCES, "AdaLoRA", "p3", "We introduce AdaLoRA, which gives rank where it pays."),
    (PAPERS["p3"][0], R.USES, "LoRA", "p3", "All our variants use LoRA underneath."),
]  # fmt: skip


def ident(name: str, type: EntityType) -> str:
    return f"{type.value.lower()}:{name.lower().replace(' ', '-')}"


def evidence(paper: str, title: str, sentence: str, names: tuple[str, ...], confidence: float = 0.8) -> Evidence:
    start = len(title) + 1
    found = [re.search(rf"(?<!\w){re.escape(name)}(?!\w)", sentence) for name in names]
    spans = tuple(Span(start + match.start(), start + match.end()) for match in found if match)
    return Evidence(paper, sentence, start, start + len(sentence), spans, "pattern", confidence)


def entity(name: str, type: EntityType, papers: int = 1, aliases: tuple[str, ...] = ()) -> Entity:
    return Entity(ident(name, type), type, name, aliases, papers)


def graph_of(nodes: list[Entity], triples: list[tuple[int, RelationType, int, Quote]]) -> Subgraph:
    edges = [Edge(nodes[a].id, relation, nodes[b].id, 1, (quote,)) for a, relation, b, quote in triples]
    return Subgraph(nodes[0], tuple(nodes), tuple(edges))


@pytest.fixture
def sample() -> Subgraph:
    nodes = {name: entity(name, kind, papers) for name, kind, papers in NODES}
    nodes["LoRA"] = entity("LoRA", T.METHOD, 214, ("low-rank adaptation", "Lora"))
    edges = []
    for number, (head, relation, tail, paper, sentence) in enumerate(EDGES):
        title, date = PAPERS[paper]
        confidence = round(0.55 + (number * 7 % 40) / 100, 2)
        quotes = [Quote(evidence(paper, title, sentence, (head, tail), confidence), title, date)]
        if number == 0:
            more = "Again on GLUE, a rank of four suffices for LoRA."
            quotes.append(Quote(evidence("p3", PAPERS["p3"][0], more, (head, tail), 0.61), *PAPERS["p3"]))
        edges.append(Edge(nodes[head].id, relation, nodes[tail].id, len(quotes), tuple(quotes)))
    return Subgraph(nodes["LoRA"], tuple(nodes.values()), tuple(edges))


@pytest.fixture
def crowded(sample: Subgraph) -> Subgraph:
    """As many nodes as are drawn, most with long names."""
    heads = ["contrastive", "hierarchical", "self-supervised", "sparse", "multi-view", "gated"] * 4
    tails = ["pretraining", "alignment", "distillation", "routing"] * 6
    types = [T.METHOD, T.DATASET, T.TASK, T.BENCHMARK, T.METRIC, T.METHOD] * 4
    words = enumerate(zip(heads, tails, types, strict=True))
    extra = [entity(f"{head} {tail} number {i}", kind, i) for i, (head, tail, kind) in words]
    quote = sample.edges[0].evidence
    edges = list(sample.edges)
    for i, node in enumerate(extra):
        edges.append(Edge(sample.center.id if i % 3 else extra[i - 1].id, list(R)[9 + i % 9], node.id, 1, quote))
        edges.append(Edge(node.id, R.USED_FOR, sample.nodes[i * 5 % 36].id, 1, quote))
    return Subgraph(sample.center, (*sample.nodes, *extra), tuple(edges))


ATTACKS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</script><script>alert(2)</script>",
    '<a href="javascript:alert(3)" onmouseover="alert(3)">href</a>',
    "href <img src=x onerror=alert(4)>",
    "<!--<script>",
    "]]></style><svg onload=alert(5)>",
    "{{ 7 * 7 }}{% raw %}${alert(6)}",
    "back\\slash \\u003cimg src=x onerror=alert(7)\\u003e",
    "quotes ' \" ` &lt;b&gt; &amp;",
    "line\u2028separator\u2029and\nbreak",
    "\N{FIRE}\N{ZERO WIDTH JOINER}\N{WHITE HEAVY CHECK MARK} emoji",
    "\u0645\u062c\u0645\u0648\u0639\u0629 \u202eright to left",
    "https://example.invalid/x.png",
    "__proto__",
    "",
]


@pytest.fixture
def hostile() -> Subgraph:
    """Every attack as a name, an alias, a title, a date, a rule and within a sentence."""
    nodes = [Entity(f"{T.METHOD}:{text}", list(T)[i % 7], text, (text,), 3) for i, text in enumerate(ATTACKS)]
    triples = []
    for i, text in enumerate(ATTACKS):
        told = f"We show that {text} helps."
        proof = Evidence(text, told, len(text) + 1, len(text) + 1 + len(told), (Span(0, 99),), text, 0.5)
        triples.append((0, R.COMPARED_WITH, i, Quote(proof, text, text)))
        triples.append((i, R.BASED_ON, (i + 1) % len(ATTACKS), Quote(proof, text, None)))
    return graph_of(nodes, triples)


ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="module")
def chromium():
    # One a module and not one a session: while it runs, asyncio cannot be used by other tests.
    found = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")
    if found is None:
        message = "no Chromium or Chrome on the PATH"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGS)
        yield browser
        browser.close()


class Visit:
    """A page opened from a file without a network, and everything that it did unasked."""

    def __init__(self, browser, file: Path, **context) -> None:
        self.requests: list[str] = []
        self.troubles: list[str] = []
        options = {"viewport": {"width": 1280, "height": 900}, "offline": True, **context}
        self.context = browser.new_context(**options)
        self.context.route(lambda url: not url.startswith("file://"), lambda route: route.abort())
        self.page = self.context.new_page()
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("dialog", self._dialog)
        self.page.on("pageerror", lambda error: self.troubles.append(f"error: {error}"))
        self.page.on("console", lambda message: self.troubles.append(f"console: {message.text}"))
        self.page.goto(file.as_uri())
        if context.get("java_script_enabled", True):
            self.page.wait_for_function("window.paperkg !== undefined")
            frames = (
                "() => new Promise((done) => { let left = 4; const step = () => left-- ? requestAnimationFrame(step) "
            )
            self.page.evaluate(frames + ": done(); step(); })")  # fitted to its size, and drawn

    def _dialog(self, dialog) -> None:
        self.troubles.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def screen(self, x: float, y: float) -> tuple[float, float]:
        box = self.page.locator("#mynetwork").bounding_box()
        return box["x"] + x, box["y"] + y

    def node(self, index: int) -> tuple[float, float]:
        spot = self.page.evaluate("i => paperkg.network.canvasToDOM(paperkg.network.getPositions([i])[i])", index)
        return self.screen(spot["x"], spot["y"])

    def edge(self, index: int) -> tuple[float, float] | None:
        """A point where the pointer meets this edge and nothing else, if there is one."""
        spot = self.page.evaluate(
            """k => {
                const n = paperkg.network, {from: a, to: b} = paperkg.edges.get(k), at = n.getPositions([a, b]);
                const p = n.canvasToDOM(at[a]), q = n.canvasToDOM(at[b]);
                for (let side = 0; side <= 60; side += 3) for (const sign of [1, -1])
                    for (let t = 0.1; t < 0.95; t += 0.05) {
                        const d = Math.hypot(q.x - p.x, q.y - p.y) || 1;
                        const x = p.x + t * (q.x - p.x) + sign * side * (q.y - p.y) / d;
                        const y = p.y + t * (q.y - p.y) - sign * side * (q.x - p.x) / d;
                        const near = [[0, 0], [2, 2], [2, -2], [-2, 2], [-2, -2]];
                        const spots = near.map(([i, j]) => ({x: x + i, y: y + j}));
                        if (spots.every((at) => n.getNodeAt(at) === undefined && n.getEdgeAt(at) === k)) return {x, y};
                    }
                return null;
            }""",
            index,
        )
        return self.screen(spot["x"], spot["y"]) if spot else None

    def tooltip(self, spot: tuple[float, float]) -> str:
        """What is shown for a point; the pointer comes from an empty corner, so that an old tooltip is gone."""
        self.page.mouse.move(*self.screen(3, 3))
        self.page.wait_for_selector("#tip", state="hidden")
        self.page.mouse.move(*spot)
        self.page.wait_for_selector("#tip", state="visible")
        return self.page.locator("#tip").inner_text()


@pytest.fixture
def visit(chromium, tmp_path: Path):
    """Open a graph's page; ``visit(subgraph, color_scheme="dark")`` passes on to the browser's context."""
    from kg.view.page import write

    visits: list[Visit] = []

    def open_page(subgraph: Subgraph, **context) -> Visit:
        write(subgraph, tmp_path / "page.html")
        visits.append(Visit(chromium, tmp_path / "page.html", **context))
        return visits[-1]

    yield open_page
    for each in visits:
        each.context.close()
