"""The question book, ``ontology/questions``: what people ask of such a graph, in SPARQL, Cypher and Python alike."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import yaml

from kg.errors import UsageError
from kg.model import EntityType
from kg.query.answers import BookAnswer, ListedQuestion

if TYPE_CHECKING:
    from collections.abc import Mapping

Value = str | int | float
# What the value of a parameter may name; without any of these it is a plain value.
KINDS: dict[str, tuple[EntityType, ...]] = {
    **{kind.value: (kind,) for kind in EntityType},
    "Resource": (EntityType.DATASET, EntityType.BENCHMARK),
    "Entity": tuple(kind for kind in EntityType if kind is not EntityType.PAPER),
}
# The stores that answer in each language; which text is for which store is in ``Question.text_for``.
LANGUAGES = {"oxigraph": "sparql", "sparql": "sparql", "ladybug": "cypher", "neo4j": "cypher", "python": "python"}
_KEYS = {"name", "text", "params", "columns", "order", "symmetric", "python", "sparql", "cypher"}
_KEYS |= {f"cypher_{store}" for store, language in LANGUAGES.items() if language == "cypher"}


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter: the value it has unless another is given, and what that names if it names something."""

    example: Value
    kind: str | None = None

    @property
    def types(self) -> tuple[EntityType, ...]:
        """The types of what it may name; none for a plain value."""
        return KINDS[self.kind] if self.kind is not None else ()

    def read(self, name: str, given: Value) -> Value:
        """A value as the question needs it; ``UsageError`` if it is of another sort than the example."""
        wanted = type(self.example)
        if isinstance(given, wanted):
            return given
        try:
            return wanted(given)
        except ValueError as error:
            sort = "a whole number" if wanted is int else "a number"
            raise UsageError(f"parameter {name} is {sort}, not {given!r}") from error


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the book; ``texts`` are its queries by the key they have there."""

    name: str
    text: str
    params: dict[str, Param]
    columns: tuple[str, ...]
    order: tuple[str, ...]  # of columns, together unique; "-papers" means that most come first
    texts: dict[str, str]
    symmetric: bool = False  # a and b may be exchanged; the one with the lesser id is a

    @property
    def stores(self) -> tuple[str, ...]:
        """The stores that can answer."""
        return tuple(store for store in LANGUAGES if self.text_for(store) is not None)

    def text_for(self, store: str) -> str | None:
        """The query for a store; the name of a function for ``python``; ``None`` if there is none."""
        return self.texts.get(f"{LANGUAGES[store]}_{store}", self.texts.get(LANGUAGES[store]))

    def values(self, given: Mapping[str, Value]) -> dict[str, Value]:
        """The values of all parameters: as given, else the examples."""
        strange = sorted(given.keys() - self.params.keys())
        if strange:
            known = ", ".join(self.params) or "none"
            raise UsageError(f"{self.name} has no parameter {strange[0]!r}; it has: {known}")
        return {name: param.read(name, given.get(name, param.example)) for name, param in self.params.items()}


def question(name: str) -> Question:
    """The question of this name; ``UsageError`` otherwise."""
    known = {each.name: each for each in book()}
    if name not in known:
        near = ", ".join(get_close_matches(name, known, n=3, cutoff=0.4))
        hint = f"did you mean {near}?" if near else "kg query --list shows them all"
        raise UsageError(f"no question is called {name!r}; {hint}")
    return known[name]


def listed() -> BookAnswer:
    """All questions, for reading."""
    return BookAnswer(
        tuple(
            ListedQuestion(
                each.name, each.text, tuple((name, param.example) for name, param in each.params.items()), each.stores
            )
            for each in book()
        )
    )


@cache
def book() -> tuple[Question, ...]:
    """All questions, by name."""
    found: list[Question] = []
    for file in (files("ontology") / "questions").iterdir():
        if file.name.endswith(".yaml"):
            found.extend(read(file.read_text(encoding="utf-8"), file.name))
    names = [each.name for each in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"the question book has two questions of the name {twice[0]!r}")
    return tuple(sorted(found, key=lambda each: each.name))


def read(text: str, file: str) -> list[Question]:
    """The questions of one file; ``ValueError`` says what is wrong in it."""
    rows = yaml.safe_load(text)
    if not isinstance(rows, list):
        raise ValueError(f"{file}: not a list of questions")  # noqa: TRY004 - the value of the file
    return [_question(row, f"{file}, question {number}") for number, row in enumerate(rows, 1)]


def _question(row: object, where: str) -> Question:
    if not isinstance(row, dict) or not {"name", "text", "columns", "order"} <= row.keys() <= _KEYS:
        raise ValueError(f"{where}: needs name, text, columns and order, and may have {sorted(_KEYS)}")
    made = Question(
        name=str(row["name"]),
        text=str(row["text"]),
        params={name: _param(value, where) for name, value in (row.get("params") or {}).items()},
        columns=tuple(row["columns"]),
        order=tuple(row["order"]),
        texts={key: row[key].strip() for key in sorted(row) if key.partition("_")[0] in LANGUAGES.values()},
        symmetric=bool(row.get("symmetric", False)),
    )
    if not made.texts:
        raise ValueError(f"{where}: no store can answer it")
    if strange := {name.lstrip("-") for name in made.order} - {*made.columns}:
        raise ValueError(f"{where}: ordered by {sorted(strange)}, which are no columns")
    if made.symmetric and not {"a_id", "a", "b_id", "b"} <= {*made.columns}:
        raise ValueError(f"{where}: symmetric without the columns a_id, a, b_id, b")
    return made


def _param(value: Any, where: str) -> Param:  # noqa: ANN401 - whatever the file says
    if not isinstance(value, dict) or not {"example"} <= value.keys() <= {"example", "is"}:
        raise ValueError(f"{where}: a parameter has an example, and may say what it is")
    param = Param(value["example"], value.get("is"))
    if not isinstance(param.example, str | int | float) or param.kind not in {None, *KINDS}:
        raise ValueError(f"{where}: {value} is no parameter")
    return param
