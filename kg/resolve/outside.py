"""Where else a thing has a page: the certain links of ``ontology/mappings`` (SSSOM)."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from kg.resolve.known import key_of

if TYPE_CHECKING:
    from kg.model import Entity
    from kg.resolve.known import Key

# What the prefixes of the mappings stand for.
PREFIXES = {
    "arxiv:": "https://arxiv.org/abs/",
    "pwc.method:": "https://paperswithcode.com/method/",
    "pwc.dataset:": "https://paperswithcode.com/dataset/",
    "hf.dataset:": "https://huggingface.co/datasets/",
}
MAPPINGS = ("arxiv", "huggingface", "paperswithcode")


def links(entity: Entity) -> tuple[str, ...]:
    """Addresses of the paper that introduced a thing and of its pages elsewhere; most things have none."""
    return _table().get(key_of(entity.name, entity.type), ())


@cache
def _table() -> dict[Key, tuple[str, ...]]:
    from kg.model import EntityType

    kinds = {kind.value.lower(): kind for kind in EntityType}
    found: dict[Key, list[str]] = defaultdict(list)
    for name in MAPPINGS:
        text = (files("ontology") / "mappings" / f"{name}.sssom.tsv").read_text(encoding="utf-8")
        for row in csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE):
            kind = kinds[row["subject_id"].partition(":")[0]]
            prefix = next(prefix for prefix in PREFIXES if row["object_id"].startswith(prefix))
            address = PREFIXES[prefix] + row["object_id"].removeprefix(prefix)
            found[key_of(row["subject_label"], kind)].append(address)
    return {key: tuple(addresses) for key, addresses in found.items()}
