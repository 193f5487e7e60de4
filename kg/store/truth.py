"""The graph as it is known: one SQLite file, of which every other store is a projection."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

from filelock import FileLock

from kg.store import retract
from kg.store.assigning import Assigning, TermKey
from kg.store.bulk import Bulk
from kg.store.claims import Claims
from kg.store.entities import Entities
from kg.store.intake import Intake
from kg.store.ledger import Counts, Ledger
from kg.store.locking import held
from kg.store.names import Names
from kg.store.opening import open_database
from kg.store.papers import Papers
from kg.store.readings import Readings
from kg.store.scoping import Scoping

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

    from kg.model import Assignment, Entity, EntityType, Extraction, Paper, Reject, RelationType, Statement, Term
    from kg.store.database import Database

LOCK_SECONDS = 5.0


class Truth:
    """A ``GraphStore`` that also keeps everything the graph is made of, so that a build can go on where it stopped.

    The stages of a build: ``put_paper``; for each of ``pending`` ``put_extraction``; ``terms`` to resolve and
    ``assign``; for each of ``unlinked`` ``put_statements``. Each call is a transaction; ``transaction`` groups them.
    """

    def __init__(self, db: Database) -> None:
        """Take over an open database; ``open`` is the usual way in."""
        self.path = db.path
        self._db = db
        self._papers = Papers(db)
        self._intake = Intake(db, self._papers)
        self._readings = Readings(db, self._papers)
        self._scoping = Scoping(db)
        self._entities = Entities(db)
        self._assigning = Assigning(db, self._papers, self._entities)
        self._claims = Claims(db, self._papers)
        self._names = Names(db, self._entities)
        self._ledger = Ledger(db)
        bulk = Bulk(db)
        self.bulk_nodes, self.bulk_claims = bulk.nodes, bulk.claims
        self.bulk_evidence, self.bulk_spans = bulk.evidence, bulk.spans
        self._lock = FileLock(f"{db.path}.lock")

    @classmethod
    def open(cls, path: str | os.PathLike[str], *, create: bool = False) -> Self:
        """Open the graph in this file; a missing one is made only if ``create`` (``NoGraph`` otherwise)."""
        return cls(open_database(path, create=create))

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *exc: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Give the file back; twice is fine."""
        self._db.close()

    @contextmanager
    def writing(self, *, timeout: float = LOCK_SECONDS) -> Iterator[Self]:
        """Hold the file against other builds; ``StoreLocked`` if another one still has it after ``timeout`` seconds."""
        busy = f"{self.path}: another build holds it"
        with held(self._lock, timeout, busy=busy, failed=f"{self.path}: cannot be locked"):
            yield self

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing for the calls inside; one that fails alone inside another leaves the other whole."""
        return self._db.transaction()

    def reading(self) -> AbstractContextManager[None]:
        """What is read inside is of one revision, whatever other processes write meanwhile."""
        return self._db.reading()

    # Papers

    def add_papers(self, papers: Iterable[Paper]) -> None:
        """Keep these papers under their own ids; sources are united."""
        with self._db.transaction():
            for paper in papers:
                self._intake.add(paper)

    def put_paper(self, paper: Paper) -> tuple[str, str]:
        """Take a record in, finding the paper it belongs to: ``new``, ``changed`` or ``same``, and that paper's id."""
        return self._intake.put(paper)

    def paper(self, paper_id: str) -> Paper:
        """The paper of this id; ``NotFound`` otherwise."""
        return self._papers.paper(paper_id)

    def papers(self) -> Iterator[Paper]:
        """All papers, by id."""
        return self._papers.papers()

    def papers_called(self, text: str) -> list[Paper]:
        """The papers that a user may mean: by id or redirect, else by a record's own id, else by title."""
        return self._papers.called(text)

    def find_paper(self, text: str) -> Paper | None:
        """The one paper that a user means; ``None`` if there is none or ``papers_called`` gives several."""
        found = self._papers.called(text)
        return found[0] if len(found) == 1 else None

    def retract(self, name: str) -> retract.RetractSummary:
        """Remove a paper, and what only it supported."""
        return retract.retract(self._db, self._papers, self._intake, self._entities, name)

    # Extractions and terms

    def pending(self, fingerprint: str) -> Iterator[str]:
        """Ids of the papers without an extraction of this fingerprint from their present text, in order."""
        return self._readings.pending(fingerprint)

    def count_pending(self, fingerprint: str) -> int:
        """How many ``pending`` gives."""
        return self._readings.count_pending(fingerprint)

    def put_extraction(self, extraction: Extraction, fingerprint: str) -> None:
        """Replace what was extracted from a paper; it is to be linked again, unless it is as before."""
        self._readings.put(extraction, fingerprint)

    def extraction(self, paper_id: str) -> Extraction:
        """What was extracted from a paper, as it was put."""
        return self._readings.get(paper_id)

    def terms(self) -> Iterator[Term]:
        """The terms that some paper uses, by type, name and surfaces."""
        return self._readings.terms()

    def uses(self, terms: Iterable[int]) -> Iterator[tuple[str, int, int]]:
        """Paper, place among its local entities, and term of every use of these terms."""
        return self._scoping.uses(terms)

    def set_scopes(self, scopes: Mapping[tuple[str, int], str]) -> int:
        """Tell these uses (paper, place) of terms apart, and no others; how many changed."""
        return self._scoping.set(scopes)

    def drop_unused(self) -> int:
        """Remove the terms that no paper uses any more; how many there were."""
        return self._readings.drop_unused()

    # Entities

    def add_entities(self, entities: Iterable[Entity]) -> None:
        """Keep these entities; aliases are united."""
        self._entities.add(entities)

    def assign(
        self,
        entities: Iterable[Entity],
        assignments: Iterable[Assignment],
        redirects: Mapping[str, str] | None = None,
    ) -> int:
        """Make these all the entities, and this what the terms mean; how many terms mean something else than before.

        Entities not listed go with their statements; ``redirects`` says where their ids lead from now on. The papers
        that use a term which means something else must be linked again.
        """
        return self._assigning.assign(entities, assignments, redirects or {})

    def assigned(self) -> dict[TermKey, str]:
        """The entity that each term (type, name, surfaces) means at present."""
        return self._assigning.assigned()

    def reason(self, entity_id: str, name: str) -> str | None:
        """Why this name is this entity: of its terms that are called so, the reason that holds for most papers."""
        return self._assigning.reason(entity_id, name)

    def redirects(self) -> dict[str, str]:
        """The entity to which each former entity id leads."""
        return self._assigning.redirects()

    def entity(self, entity_id: str) -> Entity:
        """The entity of this id; ``NotFound`` otherwise."""
        return self._entities.entity(entity_id)

    def entities_of(self, ids: Iterable[str]) -> list[Entity]:
        """Those of these ids that are entities, by id; much faster than one by one."""
        return self._entities.entities_of(ids)

    def entities(self, type: EntityType | None = None) -> Iterator[Entity]:
        """All entities, or those of one type, by id."""
        return self._entities.entities(type)

    def search(self, text: str, *, type: EntityType | None = None, limit: int | None = None) -> list[Entity]:
        """Entities with a name or alias of these words or beginnings of words: exact ones first, then commonest."""
        return self._names.search(text, type, limit)

    def resolve_name(self, name: str) -> list[Entity]:
        """Entities whose id, former id, name or alias is this, whatever its case; commonest first."""
        return self._names.resolve(name)

    # Statements

    def unlinked(self) -> Iterator[str]:
        """Ids of the papers whose statements are to be made anew, in order."""
        return self._assigning.unlinked()

    def local_entities_of(self, paper_id: str) -> tuple[str, ...]:
        """The entity that each of ``extraction(paper_id).entities`` means, in their order."""
        return self._assigning.entities_of(paper_id)

    def put_statements(self, paper_id: str, statements: Iterable[Statement]) -> None:
        """Make these all that a paper supports; statements that nothing supports any more go."""
        self._claims.put(paper_id, statements)

    def add_statements(self, statements: Iterable[Statement]) -> None:
        """Keep these statements; evidence is united."""
        self._claims.add(statements)

    def statements(
        self, *, subject: str | None = None, relation: RelationType | None = None, object: str | None = None
    ) -> Iterator[Statement]:
        """The statements that agree with what is given, by key."""
        return self._claims.statements(subject=subject, relation=relation, object=object)

    def statements_of(self, paper_id: str) -> Iterator[Statement]:
        """The statements that a paper supports, by key, with its own evidence only."""
        return self._claims.of_paper(paper_id)

    def claims(self) -> Iterator[tuple[str, RelationType, str]]:
        """Subject, relation and object of every statement, by key."""
        return self._claims.claims()

    # Revisions, and what is kept besides the graph

    @property
    def revision(self) -> int:
        """Grows with each transaction that changes papers, entities or statements."""
        return self._db.revision

    @property
    def identity(self) -> str:
        """Tells this file from another one that was made at the same place: projections must not mix them up."""
        return self.meta("identity") or ""

    def changes_since(self, revision: int) -> tuple[list[str], list[str]]:
        """Ids of the papers whose part of the graph changed after a revision, and of those that were removed."""
        return self._papers.changes_since(revision)

    def counts(self) -> Counts:
        """How much the graph holds."""
        return self._ledger.counts()

    def meta(self, key: str) -> str | None:
        """A setting of the file."""
        return self._ledger.meta(key)

    def set_meta(self, key: str, value: str) -> None:
        """Keep a setting of the file."""
        self._ledger.set_meta(key, value)

    def add_rejects(self, rejects: Iterable[Reject]) -> int:
        """Keep these rejects once each; how many were new."""
        return self._ledger.add_rejects(rejects)

    def clear_rejects(self, file: str) -> int:
        """Forget what was rejected in a file; how many records that were."""
        return self._ledger.clear_rejects(file)

    def rejects(self) -> Iterator[Reject]:
        """All rejects, by file, record and reason."""
        return self._ledger.rejects()

    def put_run(self, run_id: str, content: Mapping[str, Any]) -> None:
        """Keep what determined the result of a run; the same run twice is one."""
        self._ledger.put_run(run_id, content)

    def runs(self) -> dict[str, dict[str, Any]]:
        """All runs, by id."""
        return self._ledger.runs()

    def set_decisions(self, decisions: Iterable[Sequence[str]]) -> None:
        """Make these rows all that a person decided, in this order."""
        self._ledger.set_decisions(decisions)

    def decisions(self) -> list[tuple[str, ...]]:
        """The rows of a person's decisions, in order."""
        return self._ledger.decisions()
