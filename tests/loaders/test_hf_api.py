"""The Daily Papers API and what scripts make of its answers."""

import json

import pytest

from kg.errors import UnreadableInput
from kg.ids import title_id
from kg.model import Paper, Reject, Source
from loaders import hf_api

ITEM = {
    "paper": {
        "id": "2401.01234",
        "authors": [
            {"name": "Ann Lid", "hidden": False},
            {"name": "Bo Spout", "hidden": True},
            {"name": "Cy Handle"},
        ],
        "publishedAt": "2024-01-02T00:00:00.000Z",
        "title": "Cups: A\n  Survey",
        "summary": "They hold\ntea.\nWe  count them.",
        "upvotes": 12,
    },
    "publishedAt": "2024-01-05T03:00:00.000Z",
    "title": "Cups: A Survey",
    "numComments": 3,
}
PAPER = Paper(
    id="arxiv:2401.01234",
    title="Cups: A Survey",
    abstract="They hold tea. We count them.",
    authors=("Ann Lid", "Cy Handle"),
    author_count=2,
    date="2024-01-02",
    comments=3,
    upvotes=12,
    url="https://arxiv.org/abs/2401.01234",
    sources=(Source("day.json", 1),),
    record_id="2401.01234",
)


def parse(document):
    text = document if isinstance(document, str) else json.dumps(document, indent=1)
    assert hf_api.sniff(text)
    return list(hf_api.load(text.splitlines(keepends=True), file="day.json"))


@pytest.mark.parametrize(
    "document",
    [
        [ITEM],
        {"status": "success", "date": "2024-01-05", "count": 1, "data": [ITEM]},
        [repr(ITEM)],
        [json.dumps(ITEM)],
        {"data": [repr(ITEM)]},
    ],
    ids=["list", "wrapped", "python", "json in json", "wrapped python"],
)
def test_every_shape_gives_the_same_paper(document):
    assert parse(document) == [PAPER]


def test_an_odd_escape_in_a_literal_is_data():
    (paper,) = parse([r"{'paper': {'title': 'Cups', 'summary': 'A \d cup.'}}"])
    assert paper.abstract == r"A \d cup."


def test_what_the_inner_paper_lacks_comes_from_outside():
    (paper,) = parse([{"paper": {"id": "x1", "summary": "Tea."}, "title": "Cups", "publishedAt": "2024-05-06"}])
    assert (paper.id, paper.title, paper.date, paper.url) == (title_id("Cups"), "Cups", "2024-05-06", None)


def test_flat_records_are_read_too():
    (paper,) = parse([{"title": "Cups", "abstract": "Tea.", "year": 2020, "numComments": 2}])
    assert (paper.title, paper.date, paper.comments) == ("Cups", "2020", 2)


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ("{'paper': open('x')}", "text that is neither JSON nor a Python literal"),
        ("{'paper': ", "text that is neither JSON nor a Python literal"),
        ("(" * 10_000, "text that is neither JSON nor a Python literal"),
        ("[1]", "not a JSON object"),
        (7, "not a JSON object"),
        (None, "not a JSON object"),
        ({"paper": {"title": "Cups"}}, "no abstract or summary"),
        ({"paper": {"summary": "Tea."}}, "no title"),
        ({"paper": {"title": "Cups", "summary": "Tea.", "authors": [1]}}, "authors holds something that is no name"),
    ],
)
def test_a_broken_item_is_rejected_and_the_next_one_read(item, reason):
    reject, paper = hf_api.load([json.dumps([item, ITEM])], file="day.json")
    assert reject == Reject("day.json", 1, None, reason)
    assert paper.id == PAPER.id


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1", "no list of papers"),
        ('{"data": 3}', "no list of papers"),
        ('[{"paper": ', "not JSON"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_a_file_without_a_list_is_unreadable(text, reason):
    with pytest.raises(UnreadableInput, match=f"day.json: .*{reason}"):
        list(hf_api.load([text], file="day.json"))


@pytest.mark.parametrize(
    "text", ["1", "{}", '{"title": "Cups", "data": [1]}', '{"results": [{"data": [1]}]}', "[cup] tea"]
)
def test_other_json_is_not_recognised(text):
    assert not hf_api.sniff(text)


def test_an_empty_list_has_no_records():
    assert parse("[]") == []
