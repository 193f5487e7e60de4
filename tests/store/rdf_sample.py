"""A small graph with everything that can go wrong in a file format."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from kg.model import Entity, EntityType, Evidence, Paper, RelationType, Source, Span, Statement
from kg.store.memory import MemoryStore

if TYPE_CHECKING:
    from kg.store.base import GraphStore

NASTY = "a'b\"c\\u0027 \\ <script>&amp; {}\t\U0001f600 \u202e \u0085 ]]> --> ;"
# Every line ending, a NUL and other characters that XML forbids.
NASTIER = "x\x00\x01\x0b\ufffe\uffff y\n z"

LORA = Paper(
    "arxiv:2106.09685",
    "LoRA: low-rank adaptation",
    "We propose LoRA. We evaluate LoRA on GLUE. Code: github.com/microsoft/LoRA. LoRA is part of PEFT.",
    authors=("Edward Hu", "Yelong Shen", "Edward Hu"),
    author_count=8,
    date="2021-06-17",
    comments=3,
    upvotes=0,
    url="https://arxiv.org/abs/2106.09685",
    sources=(Source("/home/somebody/secret.jsonl", 1),),
    record_id="17",
)
BERT = Paper(
    "doi:10.1000/a(b)<c>#d", f"BERT {NASTY}", f"BERT is evaluated on GLUE. {NASTIER}", date="2018-10", sources=()
)
ODD = Paper("title:é ü/..%20", "No statements", "", date="Jul 14", url="not a url", abstract_truncated=True)
PAPERS = (LORA, BERT, ODD)
ENTITIES = (
    Entity("method:lora", EntityType.METHOD, "LoRA", ("LoRA", "low-rank adaptation")),
    Entity("method:peft", EntityType.METHOD, "PEFT"),
    Entity("method:bert", EntityType.METHOD, NASTY, (NASTIER, "BERT")),
    Entity("benchmark:glue", EntityType.BENCHMARK, "GLUE"),
    Entity("repository:github.com-microsoft-lora", EntityType.REPOSITORY, "github.com/microsoft/LoRA", kind="code"),
)


def quote(paper: Paper, sentence: str, *names: str, rule: str = "test", confidence: float = 0.9) -> Evidence:
    """Evidence from the first place where a paper says this."""
    start = paper.text.index(sentence)
    spans = tuple(Span(paper.text.index(name), paper.text.index(name) + len(name)) for name in names)
    return Evidence(paper.id, sentence, start, start + len(sentence), spans, rule, confidence)


R = RelationType
ON_GLUE = "We evaluate LoRA on GLUE."
BERT_ON_GLUE = quote(BERT, "BERT is evaluated on GLUE.", "GLUE", "BERT", rule=NASTY, confidence=1 / 3)
CODE = quote(LORA, "Code: github.com/microsoft/LoRA.", "github.com/microsoft/LoRA")
STATEMENTS = (
    Statement(LORA.id, R.INTRODUCES, "method:lora", (quote(LORA, "We propose LoRA.", "LoRA"), quote(LORA, LORA.title))),
    Statement(LORA.id, R.MENTIONS, "method:peft", (quote(LORA, "LoRA is part of PEFT.", "PEFT", confidence=1.0),)),
    Statement(LORA.id, R.EVALUATES_ON, "benchmark:glue", (quote(LORA, ON_GLUE, "GLUE"),)),
    Statement(LORA.id, R.RELEASES, "repository:github.com-microsoft-lora", (CODE,)),
    Statement(BERT.id, R.USES, "method:bert", (quote(BERT, BERT.title, "BERT", confidence=1e-7),)),
    Statement(BERT.id, R.EVALUATES_ON, "benchmark:glue", (BERT_ON_GLUE,)),
    Statement(BERT.id, R.MENTIONS, "method:lora", (quote(BERT, BERT.title),)),
    Statement("method:lora", R.EVALUATED_ON, "benchmark:glue", (quote(LORA, ON_GLUE, "LoRA", "GLUE"), BERT_ON_GLUE)),
    Statement("method:bert", R.EVALUATED_ON, "benchmark:glue", (BERT_ON_GLUE,)),
    Statement("method:lora", R.PART_OF, "method:peft", (quote(LORA, "LoRA is part of PEFT.", "LoRA", "PEFT"),)),
    Statement("method:lora", R.IMPLEMENTED_IN, "repository:github.com-microsoft-lora", (CODE,)),
)


def fill(store: GraphStore, *, seed: int = 0) -> GraphStore:
    """The store with the sample in it, put there in an order that depends on the seed."""
    shuffle = random.Random(seed)  # noqa: S311
    for add, values in (
        (store.add_papers, PAPERS),
        (store.add_entities, ENTITIES),
        (store.add_statements, STATEMENTS),
    ):
        add(shuffle.sample(values, len(values)))
    return store


def sample(seed: int = 0) -> MemoryStore:
    """The sample in memory."""
    store = MemoryStore()
    fill(store, seed=seed)
    return store
