"""How the types look: colours of Okabe and Ito's palette, which the colour-blind tell apart, and a shape for each."""

from __future__ import annotations

from dataclasses import dataclass

from kg.model import EntityType, RelationType

LABEL_LENGTH = 24
LINE_LENGTH = 13
FONT = 13
HUB_FONT = 19


@dataclass(frozen=True, slots=True)
class Look:
    """Colour, vis-network's shape, and the same shape as SVG points in a 20 x 20 box (empty: a circle)."""

    fill: str
    border: str
    shape: str
    points: str


LOOKS: dict[EntityType, Look] = {
    EntityType.METHOD: Look("#0072b2", "#00446b", "dot", ""),
    EntityType.DATASET: Look("#e69f00", "#8a5f00", "square", "3,3 17,3 17,17 3,17"),
    EntityType.BENCHMARK: Look("#d55e00", "#803800", "diamond", "10,1 19,10 10,19 1,10"),
    EntityType.TASK: Look("#009e73", "#005f45", "triangle", "10,2 19,18 1,18"),
    EntityType.METRIC: Look("#f0e442", "#8f8710", "triangleDown", "1,2 19,2 10,18"),
    EntityType.REPOSITORY: Look(
        "#cc79a7", "#7a4864", "star", "10,1 12.3,7 19,7.2 13.7,11.3 15.6,18 10,14 4.4,18 6.3,11.3 1,7.2 7.7,7"
    ),
    EntityType.PAPER: Look("#8fb8d4", "#4a6b80", "hexagon", "5,2 15,2 20,10 15,18 5,18 0,10"),
}


def plain(text: str) -> str:
    """Text that can stand in a page: control characters and halves of surrogate pairs become U+FFFD."""
    return "".join(
        char if char in "\t\n" or (char >= " " and not "\x7f" <= char <= "\x9f" and not "\ud800" <= char <= "\udfff")
        else "\N{REPLACEMENT CHARACTER}"
        for char in text
    )  # fmt: skip


def label(name: str) -> str:
    """At most 24 characters of a name, broken into two lines where that makes it narrower."""
    text = " ".join(plain(name).split())
    if len(text) > LABEL_LENGTH:
        text = text[: LABEL_LENGTH - 1].rstrip() + "…"
    if len(text) <= LINE_LENGTH:
        return text
    breaks = [i for i, char in enumerate(text) if char == " "]
    if not breaks:
        return text
    best = min(breaks, key=lambda i: (max(i, len(text) - i - 1), i))
    return f"{text[:best]}\n{text[best + 1 :]}"


def words(relation: RelationType) -> str:
    """A relation as one reads it: ``evaluated on``."""
    return relation.value.lower().replace("_", " ")
