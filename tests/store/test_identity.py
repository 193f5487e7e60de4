"""Which ids are one paper."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.store.identity import partition

T = frozenset({"t"})


@pytest.mark.parametrize(
    ("titles", "home"),
    [
        ({}, {}),
        ({"arxiv:1": T}, {"arxiv:1": "arxiv:1"}),
        ({"title:t": T}, {"title:t": "title:t"}),
        # the better id stands for both
        ({"arxiv:1": T, "title:t": T}, {"arxiv:1": "arxiv:1", "title:t": "arxiv:1"}),
        ({"doi:1": T, "arxiv:9": T}, {"doi:1": "arxiv:9", "arxiv:9": "arxiv:9"}),
        ({"acl:1": T, "doi:1": T}, {"acl:1": "doi:1", "doi:1": "doi:1"}),
        ({"b": T, "title:t": T}, {"b": "b", "title:t": "b"}),
        # two of one kind are two papers, and nobody knows which of them the title means
        (
            {"arxiv:1": T, "arxiv:2": T, "doi:3": T, "title:t": T},
            {"arxiv:1": "arxiv:1", "arxiv:2": "arxiv:2", "doi:3": "doi:3", "title:t": "title:t"},
        ),
        # a paper whose title changed
        (
            {"arxiv:1": frozenset({"t", "u"}), "title:t": T, "doi:1": frozenset({"u"})},
            {"arxiv:1": "arxiv:1", "title:t": "arxiv:1", "doi:1": "arxiv:1"},
        ),
        # two titles lead to two DOIs: a conflict, so all stand apart
        (
            {"arxiv:1": frozenset({"t", "u"}), "doi:1": T, "doi:2": frozenset({"u"})},
            {"arxiv:1": "arxiv:1", "doi:1": "doi:1", "doi:2": "doi:2"},
        ),
        # titles without letters or digits say nothing
        ({"arxiv:1": frozenset({""}), "doi:1": frozenset({""})}, {"arxiv:1": "arxiv:1", "doi:1": "doi:1"}),
    ],
)
def test_partition(titles, home):
    assert partition(titles) == home


IDS = st.sampled_from(["arxiv:1", "arxiv:2", "doi:1", "doi:2", "acl:1", "title:t", "title:u"])
TITLES = st.dictionaries(IDS, st.frozensets(st.sampled_from(["t", "u", "v"]), min_size=1), max_size=7)


@given(TITLES, st.randoms())
def test_the_order_does_not_matter(titles, random):
    shuffled = list(titles.items())
    random.shuffle(shuffled)
    assert partition(dict(shuffled)) == partition(titles)


@given(TITLES)
def test_every_id_has_a_home_that_is_its_own(titles):
    home = partition(titles)
    assert home.keys() == titles.keys()
    assert all(home[paper_id] == paper_id for paper_id in home.values())
    for paper_id in set(home.values()):
        kinds = [other.split(":")[0] for other in home if home[other] == paper_id and not other.startswith("title:")]
        assert len(kinds) == len(set(kinds))
