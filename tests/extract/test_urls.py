"""Addresses in running text: where they end, what they serve, when two are one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.urls import canonical, find_urls, kind_of

from .reading import papers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Code: https://github.com/a/b.", ["https://github.com/a/b"]),
        ("Code: https://github.com/a/b...", ["https://github.com/a/b"]),
        ("Code: https://github.com/a/b/.", ["https://github.com/a/b/"]),
        ("Code: https://github.com/a/b .", ["https://github.com/a/b"]),
        ("(https://github.com/a/b)", ["https://github.com/a/b"]),
        ("(see https://github.com/a/b).", ["https://github.com/a/b"]),
        ("[https://github.com/a/b]", ["https://github.com/a/b"]),
        ('"https://github.com/a/b"', ["https://github.com/a/b"]),
        ("<https://github.com/a/b>", ["https://github.com/a/b"]),
        (r"\url{https://github.com/a/b}", ["https://github.com/a/b"]),
        ("https://github.com/a/b, and more", ["https://github.com/a/b"]),
        ("https://a.org/x_(y)", ["https://a.org/x_(y)"]),
        ("(https://a.org/x_(y)).", ["https://a.org/x_(y)"]),
        ("at https: //github.com/a/b .", ["https: //github.com/a/b"]),
        ("at https:// github.com/a/b.", ["https:// github.com/a/b"]),
        ("at github.com/Owner/ name.", ["github.com/Owner/ name"]),
        ("at https://some- name.github.io/.", ["https://some- name.github.io/"]),
        ("at https://x.github.io/ and there", ["https://x.github.io/"]),
        ("at https://x.github.io/ for all", ["https://x.github.io/"]),
        ("at github.com/a/ We go on", ["github.com/a/"]),
        ("at github.com/a/b for trees", ["github.com/a/b"]),
        ("www.example.org/page has it", ["www.example.org/page"]),
        ("it is at example.org", ["example.org"]),
        ("huggingface.co/a/b, https://x.github.io", ["huggingface.co/a/b", "https://x.github.io"]),
        ("write to someone@github.com", []),
        ("the file name.github.company", []),
        ("nothing at all, not even e.g. this", []),
        ("", []),
    ],
)
def test_table(text, expected):
    assert [url.text for url in find_urls(text)] == expected


def test_no_address_runs_from_the_title_into_the_abstract():
    text = "Trees at github.com/a/\nforest."
    assert [url.text for url in find_urls(text)] == ["github.com/a/"]
    assert find_urls("Trees at https:\n//github.com/a") == []


@pytest.mark.parametrize(
    "written",
    [
        "https://github.com/a/b",
        "http://github.com/a/b",
        "https://www.github.com/a/b",
        "www.github.com/a/b",
        "github.com/a/b",
        "https://GitHub.com/A/B",
        "HTTPS://GITHUB.COM/a/b",
        "https://github.com/a/b.git",
        "https://github.com/a/b/",
        "https://github.com/a/b.",
        "https: //github.com/a/b",
        "github.com/a/ b",
    ],
)
def test_one_repository(written):
    assert canonical(written) == "github.com/a/b"


@pytest.mark.parametrize("other", ["https://github.com/a/b2", "https://gitlab.com/a/b", "https://github.com/a/b/c"])
def test_other_repositories(other):
    assert canonical(other) != "github.com/a/b"


def test_case_counts_where_the_host_says_so():
    assert canonical("https://HuggingFace.co/Org/Model") == "huggingface.co/Org/Model"
    assert canonical("https://X.github.io/Page/") == "x.github.io/Page"


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://github.com/a/b", "code"),
        ("https://anonymous.4open.science/r/x", "code"),
        ("https://gitlab.com/a/b", "code"),
        ("https://huggingface.co/a", "hub"),
        ("https://www.kaggle.com/a", "hub"),
        ("https://x.github.io/", "project"),
        ("https://example.org", "project"),
        ("https://youtu.be/x", "other"),
        ("https://m.youtube.com/x", "other"),
        ("https://notgithub.com/x", "project"),
    ],
)
def test_kind(url, kind):
    assert kind_of(url) == kind
    assert find_urls(f"See {url} here")[0].kind == kind


@given(papers)
def test_addresses_are_literal_apart_and_closed(paper):
    last = 0
    for url in find_urls(paper.text):
        assert paper.text[url.span.start : url.span.end] == url.text
        assert url.span.start >= last
        assert url.text[-1] not in ".,;:!?]}'\"\\ "
        assert "\n" not in url.text
        last = url.span.end


@given(st.text(alphabet="abA/.:- w?()", max_size=20))
def test_canonical_is_settled_by_itself(text):
    once = canonical("https://github.com/" + text)
    assert canonical("https://" + once) == once
