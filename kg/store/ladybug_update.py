"""What changed in a graph since a revision, into a ladybug database that shows that revision."""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby
from typing import TYPE_CHECKING

from kg.errors import NotFound
from kg.ids import claim_id
from kg.model import RelationType
from kg.store import ladybug_rows as rows
from kg.store.ladybug import ANY_CLAIM, ANY_ENTITY, Ladybug, Pair
from kg.store.ladybug_load import MERGE_PAPERS, PAPER, Claims, merge_entities

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from kg.model import Entity, Statement
    from kg.store.base import Revised
    from kg.store.ladybug_rows import Claim

# Names in these texts come from the enums of the model.
_COUNT = "MATCH (p:Paper) RETURN count(p)"
_KNOWN = "LOAD FROM $rows MATCH (p:Paper {id: key}) RETURN p.id"
_SUPPORTED = "LOAD FROM $rows MATCH (e:Evidence)-[:`IN`]->(p:Paper {id: key}) RETURN DISTINCT e.claim"
_LOCATE = (
    f"LOAD FROM $rows MATCH (a)-[r:{ANY_CLAIM}]->(b) WHERE r.id = key RETURN a.id, label(r), b.id, label(a), label(b)"
)
_LABELS = f"LOAD FROM $rows MATCH (n:{ANY_ENTITY}) WHERE n.id = key RETURN n.id, label(n)"
_DROP_EVIDENCE = "LOAD FROM $rows MATCH (e:Evidence)-[:`IN`]->(p:Paper {id: key}) DETACH DELETE e"
_DROP_PAPERS = "LOAD FROM $rows MATCH (p:Paper {id: key}) DETACH DELETE p"


def count_papers(db: Ladybug) -> int:
    """How many papers the database holds."""
    return int(db.run(_COUNT)[0][0])


def update(truth: Revised, db: Ladybug, changed: Collection[str], gone: Collection[str]) -> bool:
    """Make the database show what the graph says of these papers; ``False`` if it has to be made anew instead."""
    return _Update(truth, db).run(changed, gone)


class _Update:
    def __init__(self, truth: Revised, db: Ladybug) -> None:
        self.truth = truth
        self.db = db
        self.claims = Claims(db)
        self.labels: dict[str, str] = {}  # of the nodes that the claims join

    def run(self, changed: Collection[str], gone: Collection[str]) -> bool:
        known = [paper_id for (paper_id,) in self.db.run(_KNOWN, rows=rows.keys([*changed, *gone]))]
        before = self._located(self._supported(known))
        own = [statement for paper_id in changed for statement in self._statements(paper_id)]
        after = {claim_id(*statement.key): statement.key for statement in own}
        entities = self._entities(_ends(before.values()), _ends(after.values()))
        if not self._same_labels(entities):
            return False
        self._put_papers(changed, gone, known)
        self._put_entities(entities)
        self._put_claims({**before, **after}.values())
        for statement in own:
            for item in statement.evidence:
                self.claims.add_evidence(rows.evidence(statement.key, item))
        self.claims.write(merge=True)
        return True

    def _statements(self, paper_id: str) -> Iterator[Statement]:
        try:
            yield from self.truth.statements_of(paper_id)
        except NotFound:  # removed meanwhile: that is of a later revision
            return

    def _supported(self, papers: Collection[str]) -> list[str]:
        return [claim for (claim,) in self.db.run(_SUPPORTED, rows=rows.keys(papers))] if papers else []

    def _located(self, claims: Collection[str]) -> dict[str, Claim]:
        if not claims:
            return {}
        found: dict[str, Claim] = {}
        for subject, relation, obj, start, end in self.db.run(_LOCATE, rows=rows.keys(claims)):
            found[claim_id(subject, relation, obj)] = (subject, relation, obj)
            self.labels[subject], self.labels[obj] = start, end
        return found

    def _entities(self, before: set[str], after: set[str]) -> dict[str, Entity | None]:
        """The entities among these ends of claims as they are now; none where they are gone."""
        found: dict[str, Entity | None] = {}
        nodes = sorted(before | after)
        known = {entity.id: entity for entity in self.truth.entities_of(nodes)}
        for node in nodes:
            if node in known:
                found[node] = known[node] if node in after or self._spoken_of(node) else None
            elif self.labels.setdefault(node, PAPER) != PAPER:
                found[node] = None
        return found

    def _spoken_of(self, node: str) -> bool:
        as_object = next(self.truth.statements(object=node), None)
        return as_object is not None or next(self.truth.statements(subject=node), None) is not None

    def _same_labels(self, entities: dict[str, Entity | None]) -> bool:
        """Whether no entity is of another type than the database knows it as."""
        if entities:
            self.labels.update(dict(self.db.run(_LABELS, rows=rows.keys(entities))))
        for node, entity in entities.items():
            if entity is not None and self.labels.setdefault(node, entity.type.value) != entity.type.value:
                return False
        return True

    def _put_papers(self, changed: Collection[str], gone: Collection[str], known: Collection[str]) -> None:
        if known:
            self.db.run(_DROP_EVIDENCE, rows=rows.keys(known))
        if gone:
            self.db.run(_DROP_PAPERS, rows=rows.keys(gone))
        if changed:
            papers = [rows.paper(self.truth.paper(paper_id)) for paper_id in changed]
            self.db.run(MERGE_PAPERS, rows=rows.table(rows.PAPER, papers))

    def _put_entities(self, entities: dict[str, Entity | None]) -> None:
        kept: dict[str, list[rows.Record]] = defaultdict(list)
        gone: dict[str, list[str]] = defaultdict(list)
        for node, entity in entities.items():
            if entity is not None:
                kept[entity.type.value].append(rows.entity(entity))
            elif node in self.labels:
                gone[self.labels[node]].append(node)
        for label, items in kept.items():
            self.db.run(merge_entities(label), rows=rows.table(rows.ENTITY, items))
        for label, nodes in gone.items():
            self.db.run(_drop_entities(label), rows=rows.keys(nodes))

    def _put_claims(self, keys: Iterable[Claim]) -> None:
        gone: dict[tuple[RelationType, Pair], list[rows.Record]] = defaultdict(list)
        for key, found in self._present(keys):
            relation, pair = RelationType(key[1]), (self.labels[key[0]], self.labels[key[2]])
            if found is not None:
                self.claims.add_claim(relation, pair, rows.claim(found))
            else:
                gone[relation, pair].append((key[0], key[2]))
        for (relation, pair), ends in gone.items():
            self.db.run(_drop_claims(relation, pair), rows=rows.table(rows.ENDS, ends))

    def _present(self, keys: Iterable[Claim]) -> Iterator[tuple[Claim, Statement | None]]:
        """These claims with all their evidence; those that join what is of a later revision are left out."""
        sorted_keys = sorted(key for key in keys if key[0] in self.labels and key[2] in self.labels)
        for subject, group in groupby(sorted_keys, key=lambda key: key[0]):
            if self.labels[subject] == PAPER:  # most claims are: one question for all of a paper's
                known = {statement.key: statement for statement in self.truth.statements(subject=subject)}
                yield from ((key, known.get(key)) for key in group)
                continue
            for key in group:
                found = self.truth.statements(subject=subject, relation=RelationType(key[1]), object=key[2])
                yield key, next(found, None)


def _ends(claims: Iterable[Claim]) -> set[str]:
    return {node for subject, _, obj in claims for node in (subject, obj)}


def _drop_entities(label: str) -> str:
    return f"LOAD FROM $rows MATCH (n:{label} {{id: key}}) DETACH DELETE n"


def _drop_claims(relation: RelationType, pair: Pair) -> str:
    ends = (f"(a:{pair[0]} {{id: subject}})", f"(b:{pair[1]} {{id: object}})")
    return f"LOAD FROM $rows MATCH {ends[0]}-[r:{relation.value}]->{ends[1]} DELETE r"
