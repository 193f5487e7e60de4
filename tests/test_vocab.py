from __future__ import annotations

import itertools
import subprocess
import sys

import pytest

from kg import vocab
from kg.model import EntityType, RelationType

E, R = EntityType, RelationType
ROLES = {
    R.INTRODUCES: {E.METHOD, E.DATASET, E.BENCHMARK},
    R.USES: {E.METHOD},
    R.COMPARES: {E.METHOD},
    R.MENTIONS: set(EntityType) - {E.PAPER},
    R.EVALUATES_ON: {E.DATASET, E.BENCHMARK},
    R.TRAINS_ON: {E.DATASET, E.BENCHMARK},
    R.ADDRESSES: {E.TASK},
    R.REPORTS: {E.METRIC},
    R.RELEASES: {E.REPOSITORY},
}
RELATIONS = {
    R.EVALUATED_ON: {(E.METHOD, E.DATASET), (E.METHOD, E.BENCHMARK)},
    R.TRAINED_ON: {(E.METHOD, E.DATASET), (E.METHOD, E.BENCHMARK)},
    R.COMPARED_WITH: {(E.METHOD, E.METHOD)},
    R.BASED_ON: {(E.METHOD, E.METHOD)},
    R.PART_OF: {
        (E.METHOD, E.METHOD),
        (E.METHOD, E.BENCHMARK),
        (E.DATASET, E.DATASET),
        (E.DATASET, E.BENCHMARK),
        (E.BENCHMARK, E.BENCHMARK),
    },
    R.USED_FOR: {(E.METHOD, E.TASK)},
    R.MEASURED_BY: {(head, E.METRIC) for head in (E.BENCHMARK, E.DATASET, E.TASK, E.METHOD)},
    R.IMPLEMENTED_IN: {(head, E.REPOSITORY) for head in (E.METHOD, E.DATASET, E.BENCHMARK)},
    R.SUBTASK_OF: {(E.TASK, E.TASK)},
}
ALLOWED = {role: {(E.PAPER, tail) for tail in tails} for role, tails in ROLES.items()} | RELATIONS


@pytest.mark.parametrize("relation", RelationType)
def test_allows_what_the_guidelines_say_and_nothing_else(relation):
    allowed = {pair for pair in itertools.product(EntityType, repeat=2) if vocab.allows(pair[0], relation, pair[1])}
    assert allowed == ALLOWED[relation]


def test_iris_come_from_the_prefixes():
    assert vocab.expand("skos:prefLabel") == "http://www.w3.org/2004/02/skos/core#prefLabel"
    assert vocab.relation_iri(R.EVALUATED_ON) == "https://w3id.org/paperkg/ontology#evaluatedOn"
    assert vocab.type_iri(E.DATASET) == "https://w3id.org/paperkg/ontology#Dataset"
    with pytest.raises(KeyError):
        vocab.expand("nobody:knows")


def test_importing_it_is_cheap():
    code = "import sys, kg.vocab; assert not {'rdflib', 'pyoxigraph'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
