"""A person's merges and splits: read, written, carried out, and told where they do not fit."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import UnreadableInput
from kg.model import EntityType
from kg.resolve import Known, apart, resolve
from kg.resolve.decisions import Decision, read, same, settles, written

from .terms import contents, method, numbered

MERGE = Decision("merge", "Method", "ash", "elm")
SPLIT = Decision("split", "Method", "SAM", "Sharpness", "arxiv:1 arxiv:2", "read them")


def things(*terms, decisions=(), **options):
    found = resolve(numbered(*terms), decisions=decisions, **options)
    home = {each.term: each.entity for each in found.assignments}
    return [home[i] for i in range(1, len(terms) + 1)], found


def test_a_file_is_read_as_it_was_written(tmp_path):
    path = tmp_path / "decisions.tsv"
    assert read(path) == []
    path.write_text("# by hand\n" + written([MERGE, SPLIT]), encoding="utf-8")
    assert read(path) == [MERGE, SPLIT]


cells = st.text(st.characters(blacklist_categories=("Cs",)), max_size=8)


@given(st.lists(st.builds(Decision, st.just("merge"), st.just("Task"), cells, cells, st.just(""), cells), max_size=4))
def test_no_cell_breaks_the_table(rows):
    lines = written(rows).splitlines()
    assert len(written(rows).split("\n")) == len(rows) + 2
    assert len(lines) >= len(rows) + 1
    assert all(line.count("\t") == 5 for line in written(rows).split("\n")[:-1])


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("join\tMethod\ta\tb", "'join' is none of"),
        ("merge\tThing\ta\tb", "'Thing' is no entity type"),
        ("merge\tMethod\ta", "two names"),
        ("split\tMethod\t", "two names"),
        ("split\tMethod\ta\tb", "needs papers"),
    ],
)
def test_half_a_row_is_refused_with_its_place(tmp_path, line, why):
    path = tmp_path / "decisions.tsv"
    path.write_text(f"action\ttype\ta\tb\tpapers\tnote\n{line}\n", encoding="utf-8")
    with pytest.raises(UnreadableInput, match=rf"line 2: .*{why}"):
        read(path)


def test_which_rows_say_the_same():
    assert same(MERGE, replace(MERGE, a="elm", b="ash", note="again"))
    assert same(SPLIT, replace(SPLIT, papers="arxiv:2 arxiv:1"))
    assert not same(MERGE, replace(MERGE, action="differ"))
    assert not same(SPLIT, replace(SPLIT, papers="arxiv:1"))
    assert settles(MERGE, "Elms", "ASH")
    assert not settles(MERGE, "ash", "oak")
    assert not settles(SPLIT, "SAM", "Sharpness")


def test_a_merge_makes_one_of_two():
    terms = (method("ash", papers=2), method("elm"), method("oak"))
    (ash, elm, oak), found = things(*terms, decisions=[MERGE])
    assert ash == elm == "method:ash" != oak
    assert found.conflicts == ()
    assert "a person decided: merge 'ash' and 'elm'" in {each.reason for each in found.assignments}


def test_merges_are_transitive_and_may_name_ids():
    rows = [MERGE, Decision("merge", "Method", "method:elm", "method:oak")]
    (ash, elm, oak), _ = things(method("ash"), method("elm"), method("oak"), decisions=rows)
    assert ash == elm == oak


def test_an_undone_merge_leaves_what_was():
    terms = (method("ash", papers=2), method("elm"))
    before, first = things(*terms)
    _, merged = things(*terms, decisions=[MERGE])
    assert merged.redirects == {}
    assigned = {
        (term.type, term.name, term.surfaces, ""): entity
        for term, entity in zip(numbered(*terms), things(*terms, decisions=[MERGE])[0], strict=True)
    }
    after, again = things(*terms, assigned=assigned)
    assert after == before
    assert again.entities == first.entities


def test_what_cannot_be_done_is_told():
    sam = (method("segment anything", "SAM", papers=1), method("sharpness aware", "SAM", papers=1))
    rows = [Decision("merge", "Method", "ash", "gone"), Decision("merge", "Method", "SAM", "ash")]
    _, found = things(method("ash"), *sam, decisions=rows)
    assert found.conflicts == (
        "merge 'ash' and 'gone': nothing is called 'gone'",
        "merge 'SAM' and 'ash': 'SAM' stands for 2 things",
    )


def test_a_type_keeps_to_itself():
    _, found = things(method("ash"), method("elm", type=EntityType.TASK), decisions=[MERGE])
    assert found.conflicts == ("merge 'ash' and 'elm': nothing is called 'elm'",)


def test_a_split_concerns_the_terms_of_its_thing():
    terms = numbered(method("SAM"), method("segment anything", "SAM"), method("oak"))
    found, conflicts = apart(terms, Known(), [SPLIT], {})
    assert found == {SPLIT.scope: {1, 2}}
    assert conflicts == []
    taken = [replace(terms[0], id=4, scope=SPLIT.scope), *terms]
    assert apart(taken, Known(), [SPLIT], {})[0] == {SPLIT.scope: {1, 2, 4}}, "what was split before is found again"
    resolved = resolve(taken, decisions=[SPLIT])
    home = {each.term: each.entity for each in resolved.assignments}
    assert home[4] == "method:sharpness" != home[1] == home[2]
    assert apart(terms, Known(), [replace(SPLIT, a="gone")], {}) == (
        {},
        ["split 'gone' in arxiv:1 arxiv:2: nothing is called 'gone'"],
    )


@given(contents, st.randoms(use_true_random=False))
def test_decisions_do_not_depend_on_the_order_of_terms(found, chance):
    rows = [Decision("merge", "Method", "BERT", "LoRA"), Decision("merge", "Task", "CNN", "GPT-3")]

    def partition(order):
        terms = numbered(*(method(*content[2], type=content[0], name=content[1]) for content in order))
        resolved = resolve(terms, decisions=rows)
        home = {each.term: each.entity for each in resolved.assignments}
        return {(term.type, term.name, term.surfaces): home[term.id] for term in terms}, set(resolved.conflicts)

    order = list(found)
    before = partition(order)
    chance.shuffle(order)
    assert partition(order) == before
