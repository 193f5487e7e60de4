"""The lists of names as data, and what a name in them looks like."""

from __future__ import annotations

import csv
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.names import COLUMNS, FILES, common_words, distinctive, fold, lexicon_folder, never, rows, unnamed
from kg.ids import entity_id
from kg.model import EntityType

LICENCES = {"paperkg-gold": "MIT"}  # the others are dumps of Papers with Code and of what was made from it


def table(file: str) -> list[dict[str, str]]:
    with (lexicon_folder() / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.fixture(params=sorted(FILES))
def kind(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def lexicon(kind: str) -> list[dict[str, str]]:
    return table(FILES[kind])


def test_columns_and_cells(kind, lexicon):
    text = (lexicon_folder() / FILES[kind]).read_text(encoding="utf-8")
    assert text.startswith("\t".join(COLUMNS) + "\n")
    assert text.endswith("\n")
    assert "\r" not in text
    assert len(lexicon) > 500
    for row in lexicon:
        assert tuple(row) == COLUMNS
        assert all(cell and cell == cell.strip() for cell in row.values()), row


def test_rows_are_sorted_and_unique(lexicon):
    keys = [(row["surface"], row["match"]) for row in lexicon]
    assert keys == sorted(set(keys))


def test_every_row_has_a_source_and_its_licence(lexicon):
    for row in lexicon:
        assert re.fullmatch(r"[a-z]+[\w-]*", row["source"])
        assert row["licence"] == LICENCES.get(row["source"], "CC-BY-SA-4.0")


def test_surfaces_fit_their_way_of_matching(lexicon):
    for row in lexicon:
        assert row["match"] in {"fold", "case"}
        assert len(row["surface"]) > 1
        if row["match"] == "fold":
            assert row["surface"] == fold(row["surface"]), "folded names are listed folded"


def test_ids_are_well_formed(kind, lexicon):
    for row in lexicon:
        assert re.fullmatch(rf"{kind.lower()}:[\w.+#-]+", entity_id(EntityType(kind), row["name"])), row


def test_no_name_is_an_umbrella_term(lexicon):
    """A surface may be one ("QA" is never extracted): then it serves as a known short form of a longer name."""
    for row in lexicon:
        assert fold(row["name"]) not in never(), row
        if fold(row["surface"]) in never():
            assert row["match"] == "case", row


def test_no_surface_is_listed_for_two_types():
    seen: dict[tuple[str, str], str] = {}
    for row in rows():
        assert seen.setdefault((row.match, row.surface), row.type) == row.type, row


def test_no_exact_name_repeats_a_folded_one():
    listed = list(rows())
    folded = {row.surface for row in listed if row.match == "fold"}
    assert [row.surface for row in listed if row.match == "case" and fold(row.surface) in folded] == []


def test_rows_of_a_folder(tmp_path):
    for kind, file in FILES.items():
        (tmp_path / file).write_text(f'{chr(9).join(COLUMNS)}\n"{kind}" x\tX\tcase\tmine\tMIT\n', encoding="utf-8")
    assert [(row.type, row.surface, row.name, row.match) for row in rows(tmp_path)] == [
        (kind, f'"{kind}" x', "X", "case") for kind in FILES
    ]


def test_words_and_umbrella_terms():
    assert list(common_words()) != []
    assert all(word == word.lower() for word in common_words())
    words = (lexicon_folder() / "words.txt").read_text(encoding="utf-8").split()
    assert words == sorted(set(words))
    assert {"and", "tree", "method"} <= common_words()
    assert {"large language model", "llm", "deep learning", "loss function"} <= never()
    assert not any(term.startswith("#") for term in never())


def test_words_that_hardly_ever_name_anything():
    lines = [line for line in (lexicon_folder() / "unnamed.txt").read_text(encoding="utf-8").splitlines() if line]
    words = [line for line in lines if not line.startswith("#")]
    assert words == sorted(set(words))
    assert all(word == fold(word) for word in words)
    assert set(words) == unnamed()


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Low-Rank  Adaptation", "low rank adaptation"),
        ("low\u2011rank adaptations", "low rank adaptation"),
        ("Trees", "tree"),
        ("LLMs", "llm"),
        ("RAG", "rag"),
        ("loss", "loss"),
        ("corpus", "corpus"),
        ("analysis", "analysis"),
        ("gas", "gas"),
        ("", ""),
    ],
)
def test_fold(written, folded):
    assert fold(written) == folded


@given(st.text(alphabet="aBs5- \u2010us", max_size=12))
def test_fold_is_settled_and_forgets_hyphens(name):
    assert fold(fold(name)) == fold(name)
    assert fold(name.replace("-", " ")) == fold(name)


@pytest.mark.parametrize("name", ["BERT", "LoRA", "GPT-4", "mT5", "Llama 3b", "iPhone"])
def test_distinctive(name):
    assert distinctive(name)


@pytest.mark.parametrize("name", ["Adam", "dropout", "Random Forest", "A", "2019", ""])
def test_not_distinctive(name):
    assert not distinctive(name)
