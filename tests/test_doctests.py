"""The examples of the documentation, run as they stand: docstrings of the API and of the questions, and the guide."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import kg.query
from kg.examples import fill
from kg.store.truth import Truth

GUIDE = Path(__file__).parents[1] / "docs" / "python.md"
HAVE_EXAMPLES = {"kg.api": 14, "kg.exports": 3, "kg.opened": 4, "kg.walked": 10}  # and at least so many
MODULES = [*HAVE_EXAMPLES, *(f"kg.query.{each.name}" for each in pkgutil.iter_modules(kg.query.__path__))]
QUESTIONS = [
    "find",
    "show",
    "shared",
    "shared_all",
    "path",
    "cooccur",
    "trend",
    "page",
    "subgraph",
    "query",
    "stats",
    "shortest",
    "neighbourhood",
    "pairs",
]
_FENCE = re.compile(r"```python\n(.*?)```", re.DOTALL)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Examples run where the toy graph lies in ``docs.kg``; what they write is thrown away."""
    fill(Truth.open(tmp_path / "docs.kg", create=True)).close()
    monkeypatch.chdir(tmp_path)


def run(test):
    """Run one example; what it printed instead is in the failure."""
    told = []
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    failed, tried = runner.run(test, out=told.append)
    assert not failed, "".join(told)
    return tried


@pytest.mark.parametrize("name", MODULES)
def test_docstrings(name):
    module = importlib.import_module(name)
    found = [test for test in doctest.DocTestFinder().find(module, name, extraglobs={"kg": kg}) if test.examples]
    tried = sum(run(test) for test in found)
    assert tried >= HAVE_EXAMPLES.get(name, 0)


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_has_an_example(name):
    assert ">>> " in getattr(kg.Graph, name).__doc__


def guide():
    """The blocks of code of the guide as one session, at the lines where they stand."""
    text = GUIDE.read_text(encoding="utf-8")
    lines = [""] * text.count("\n")
    for block in _FENCE.finditer(text):
        first = text.count("\n", 0, block.start(1))
        code = block[1].splitlines()
        lines[first : first + len(code)] = code
    return doctest.DocTestParser().get_doctest("\n".join(lines), {}, GUIDE.name, str(GUIDE), 0)


def test_the_guide():
    session = guide()
    assert len(session.examples) > 15
    run(session)


def test_all_code_of_the_guide_is_run():
    """A block without prompts would be passed over unseen."""
    for block in _FENCE.findall(GUIDE.read_text(encoding="utf-8")):
        assert block.startswith(">>> ")


def test_an_example_that_is_wrong_is_told():
    wrong = doctest.DocTestParser().get_doctest(">>> 1 + 1\n3\n", {}, "wrong", None, 0)
    with pytest.raises(AssertionError, match="Got"):
        run(wrong)
