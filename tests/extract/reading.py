"""Small papers, read: what several tests ask of an extraction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from kg.model import Paper

if TYPE_CHECKING:
    from kg.extract.extractor import Extractor
    from kg.model import Extraction, LocalEntity

FRAGMENTS = (
    'vs.|e.g.|i.e.|et al.|etc.|U.S.|s.t.|3.5|Fig. 2|?|!|.|...|:|,|-|\u2014|(|)|[|]|"We|the|We propose|called|and|'
    "https://github.com/a/b.|(https://x.github.io/)|https://x.github.io/ and|github.com/a/|www.a.org|Code:|at a.org|"
    "FooNet|FooNet (FN)|Foo:|Balanced Averaging (BANG)|BERT|GPT-3.5|LLMs|CIFAR-10/100.|on ImageNet|K-Bench benchmark|"
    "dataset|trained on COCO.|outperforms|accuracy|image classification|results.Our|\\method{}|$x^2$|\u00e9|"
    "\u540d\u524d|\U0001f600"
).split("|")
_texts = st.lists(st.tuples(st.sampled_from(FRAGMENTS), st.sampled_from([" ", " ", " ", ""])), max_size=24).map(
    lambda pieces: " ".join("".join(fragment + blank for fragment, blank in pieces).split())
)
papers = st.builds(lambda title, abstract: Paper("title:1", title, abstract), _texts, _texts)


def paper(abstract: str, title: str = "On pruned trees") -> Paper:
    """A paper whose title names nothing."""
    return Paper("title:1", title, abstract)


def by_name(extraction: Extraction) -> dict[str, LocalEntity]:
    """The things of a paper by the names that it gives them."""
    return {entity.name: entity for entity in extraction.entities}


def named(extractor: Extractor, abstract: str, title: str = "On pruned trees") -> dict[str, str]:
    """Name -> type of all that is found."""
    found = extractor(paper(abstract, title))
    return {entity.name: entity.type.value for entity in found.entities}


def claims(extraction: Extraction) -> set[tuple[str, str, str, str]]:
    """(head, relation, tail, rule) by name."""
    names = [entity.name for entity in extraction.entities]
    return {(names[r.head], r.relation.value, names[r.tail], r.rule) for r in extraction.relations}
