"""What an extraction depends on changes its fingerprint, nothing else does."""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib import import_module

import pytest

from kg.extract import fingerprint
from kg.extract.names import lexicon_folder
from kg.resolve.known import ALIASES, SENSES, SHORT_FORMS, THINGS

MODULE = import_module("kg.extract.fingerprint")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A copy of the lexicons that is read in place of the shipped ones."""
    copied = tmp_path / "lexicons"
    shutil.copytree(str(lexicon_folder()), copied)
    monkeypatch.setattr(MODULE, "lexicon_folder", lambda: copied)
    return copied


def computed() -> str:
    return MODULE.fingerprint.__wrapped__()


def test_it_is_one_short_word_each_time(folder):
    assert computed() == computed() == fingerprint()
    assert fingerprint().isalnum()


def test_every_file_of_the_lexicons_counts(folder):
    of_resolution = {THINGS, ALIASES, SHORT_FORMS, SENSES}  # what is found does not depend on them
    files = sorted(p for p in folder.iterdir() if p.suffix in {".tsv", ".txt"} and p.name not in of_resolution)
    assert len(files) >= 7
    seen = {computed()}
    for path in files:
        path.write_text(path.read_text(encoding="utf-8") + "x\n", encoding="utf-8")
        assert computed() not in seen, path.name
        seen.add(computed())


def test_other_files_do_not_count(folder):
    (folder / "notes.md").write_text("Trees.", encoding="utf-8")
    assert computed() == fingerprint()


def test_the_version_of_the_rules_and_of_spacy_count(monkeypatch):
    monkeypatch.setattr(MODULE, "version", lambda name: "0.0")
    assert computed() != fingerprint()
    monkeypatch.undo()
    monkeypatch.setattr(MODULE, "RULES_VERSION", "none")
    assert computed() != fingerprint()


def test_it_is_told_without_loading_spacy():
    """``kg build`` with nothing new to read must not pay for it."""
    code = "import sys, kg.extract as e; e.fingerprint(); sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
