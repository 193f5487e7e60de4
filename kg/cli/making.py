"""From sources to a graph: sources, read, extract, build, retract."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from kg.cli.deciding import DecisionsFile, decided_for, tell
from kg.cli.model import Model, Trained
from kg.cli.output import DEFAULT_GRAPH, AsJson, GraphFile, emit_table, line, say, unwritable, write_line
from kg.model import Paper, Reject

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Sources = Annotated[list[str], typer.Argument(metavar="SOURCES...", help="Files, folders, globs, or - for stdin.")]
Format = Annotated[str | None, typer.Option("--format", metavar="NAME", help="Instead of sniffing; see kg sources.")]
Out = Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="Where to write; - for standard output.")]
RejectsFile = Annotated[str | None, typer.Option("--rejects", metavar="FILE", help="Also write rejects here (JSONL).")]
_TOLD = 20  # rejects told one by one; all are counted


@contextmanager
def writing(path: str) -> Iterator[IO[str]]:
    """A text file to write, or standard output; the file appears only when it is whole, so that it may be a source."""
    if path == "-":
        yield sys.stdout
        return
    file = Path(path)
    plain = file.is_file() or not file.exists()  # what is no plain file (/dev/null) is written as it is
    unfinished = file.with_name(f"{file.name}.part") if plain else file
    try:
        stream = unfinished.open("w", encoding="utf-8", newline="\n")
    except OSError as error:
        raise unwritable(path, error) from error
    try:
        with stream:
            yield stream
        unfinished.replace(file)
    finally:
        if plain:
            unfinished.unlink(missing_ok=True)


class Rejects:
    """Counts rejects, tells the first ones and writes all of them to a file if one was named."""

    def __init__(self, path: str | None, *, quiet: bool = False) -> None:
        self.count = 0
        self._path = path
        self._quiet = quiet
        self._seen: list[Reject] = []

    def papers(self, records: Iterable[Paper | Reject]) -> Iterator[Paper]:
        """The papers among the records; the rejects are kept."""
        for record in records:
            if isinstance(record, Reject):
                self.take(record)
            else:
                yield record

    def watch(self, records: Iterable[Paper | Reject]) -> Iterator[Paper | Reject]:
        """All records; the rejects are also kept."""
        for record in records:
            if isinstance(record, Reject):
                self.take(record)
            yield record

    def take(self, reject: Reject) -> None:
        """Count one, and tell it."""
        self.count += 1
        self._seen.append(reject)
        if not self._quiet and self.count <= _TOLD:
            where = f"{reject.file}:{reject.line}" if reject.line else reject.file
            say(f"rejected {where}: record {reject.record}: {reject.reason}")

    def finish(self) -> None:
        """Tell how many more there were, and write the file."""
        if self.count > _TOLD and not self._quiet:
            say(f"... and {self.count - _TOLD} more")
        if self._path is not None:
            with writing(self._path) as stream:
                for reject in self._seen:
                    write_line(line(asdict(reject)), stream)


def sources() -> None:
    """List the formats that can be read, each with an example.

    Example: kg sources
    """
    import loaders

    rows = [(info.name, info.description, info.example) for info in loaders.FORMATS.values()]
    emit_table(("format", "what", "example"), rows)


def read(
    sources: Sources,
    *,
    output: Out = "-",
    format: Format = None,
    unique: Annotated[bool, typer.Option("--unique", help="One line a paper, all its sources listed.")] = False,
    rejects: RejectsFile = None,
    quiet: bool = False,
) -> None:
    """Read papers, nothing else: a line of JSON for each.

    Example: kg read page.txt --unique -o papers.jsonl
    """
    import loaders
    from kg.wire import to_json

    kept = Rejects(rejects, quiet=quiet)
    papers: Iterable[Paper] = kept.papers(loaders.read(sources, format=format))
    with writing(output) as stream:
        for paper in loaders.merge(papers) if unique else papers:
            write_line(line(to_json(paper)), stream)
    kept.finish()


def extract(
    sources: Sources,
    *,
    output: Out = "-",
    format: Format = None,
    model: Model = Trained.ACCURATE,
    rejects: RejectsFile = None,
    quiet: bool = False,
) -> None:
    """Read papers and extract what they name: a record a line.

    Example: kg extract page.txt -o out.jsonl
    """
    import loaders
    from kg.cli.progress import bar
    from kg.records import extracted

    kept = Rejects(rejects, quiet=quiet)
    with writing(output) as stream, bar(quiet=quiet) as progress:
        papers = kept.papers(loaders.read(sources, format=format))
        for done, record in enumerate(extracted(papers, model=model), start=1):
            write_line(line(record), stream)
            progress("extracting", done, None)
    kept.finish()


def build(
    sources: Sources,
    *,
    graph: GraphFile = DEFAULT_GRAPH,
    format: Format = None,
    model: Model = Trained.ACCURATE,
    jobs: Annotated[int, typer.Option("--jobs", min=0, help="Processes; 0 for one a core.")] = 0,
    rejects: RejectsFile = None,
    decisions: DecisionsFile = None,
    quiet: bool = False,
    json: AsJson = False,
) -> None:
    """Bring a graph up to date with these papers; running it twice adds nothing.

    Example: kg build pages/*.txt -g graph.kg
    """
    import loaders
    from kg import pipeline
    from kg.cli.progress import bar
    from kg.store.truth import Truth

    records = loaders.read(sources, format=format)  # unknown files are told before a graph is made
    kept = Rejects(rejects, quiet=quiet)
    decided = decided_for(graph, decisions)
    with Truth.open(graph, create=True) as truth, truth.writing(), bar(quiet=quiet) as progress:
        workers = jobs or os.cpu_count() or 1
        summary = pipeline.build(
            truth, kept.watch(records), jobs=workers, model=model, progress=progress, decisions=decided
        )
    kept.finish()
    if json:
        document = asdict(summary)
        if not summary.conflicts:
            del document["conflicts"]
        write_line(line(document))
        return
    tell(summary.conflicts)
    changed = summary.papers_new or summary.papers_changed or summary.papers_reread
    reread = f"{summary.papers_reread} read again by newer rules, " if summary.papers_reread else ""
    say(
        f"{graph}: {summary.papers_new} new, {summary.papers_changed} changed, {summary.papers_same} unchanged, "
        f"{reread}{summary.rejects} rejected; {summary.entities} entities, {summary.statements} statements "
        f"in {summary.seconds:.1f} s" + ("" if changed else " (nothing to do)")
    )


def retract(
    papers: Annotated[list[str], typer.Argument(metavar="PAPER...", help="Ids or titles.")],
    *,
    graph: GraphFile = DEFAULT_GRAPH,
    decisions: DecisionsFile = None,
    json: AsJson = False,
) -> None:
    """Remove papers, and what only they supported.

    Example: kg retract arxiv:2106.09685
    """
    from kg import pipeline
    from kg.cli.progress import bar
    from kg.store.truth import Truth

    with Truth.open(graph) as truth, truth.writing(), bar(quiet=True) as progress:
        with truth.transaction():
            done = [truth.retract(paper) for paper in papers]
        pipeline.settle(truth, progress=progress, decisions=decided_for(graph, decisions))
    if json:
        write_line(line([asdict(each) for each in done] if len(done) > 1 else asdict(done[0])))
        return
    for each in done:
        say(f"retracted {each.paper}: {each.statements} statements, {each.evidence} evidence, {each.entities} entities")
