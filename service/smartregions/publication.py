"""From texts to what is served: the corpus enters the registry, the registry fills the index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from pyoxigraph import Quad, Triple

from smartregions import corpus as corpora
from smartregions.corpus import Corpus, Source
from smartregions.errors import ServiceError, TurtleSyntaxError
from smartregions.index import Delta, Following, Revision
from smartregions.index.memory import MemoryIndex
from smartregions.index.quads import quads, stored_form
from smartregions.registry.change import REPOSITORY, Change, Proposal, lines, sha256
from smartregions.registry.log import Registry
from smartregions.turtle.read import read


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of the graphs of a corpus."""

    changes: tuple[Change, ...]
    conflicts: tuple[str, ...]
    """Graphs that the corpus has a new text for and somebody else changed since; they stay."""


def enter(corpus: Corpus, registry: Registry) -> Entry:
    """Bring the corpus into the registry: a change for each graph that is new or differs.

    A graph that left the corpus is deleted. What another agent changed last is left alone.
    Raises ServiceError.
    """
    wanted = _by_graph(corpus.sources())
    standing = {graph.change.graph: graph.change for graph in registry.graphs()}
    left = {name for name, change in standing.items() if change.agent == REPOSITORY} - set(wanted)
    versions = _versions(wanted)
    changes: list[Change] = []
    conflicts: list[str] = []
    for graph, files in wanted.items():
        source = _text(files)
        ours = registry.last_of(graph, REPOSITORY)
        if ours is not None and ours.kind != "delete" and ours.source_sha256 == sha256(source):
            continue
        last = registry.last_of(graph)
        if last is not None and last.agent != REPOSITORY:
            conflicts.append(graph)
        else:
            stored = _stored(graph, files)
            changes.append(registry.commit(Proposal(graph, REPOSITORY, source, stored, *versions)))
    for graph in sorted(left):
        changes.append(registry.commit(Proposal(graph, REPOSITORY, b"", None, *versions)))
    return Entry(tuple(changes), tuple(conflicts))


def follow(registry: Registry, after: int) -> Following:
    """What the registry holds since the change of that number; since 0, all that stands now.

    What is committed while this is read belongs to the next state. Raises ServiceError.
    """
    last = registry.last()
    revision = Revision(last.sequence, last.hash) if last else Revision(0, "")
    if after == 0:
        newest = (registry.last_of(graph) for graph in registry.changed_since(0))
        triples = sum(change.triples for change in newest if change is not None)
        standing = (Delta(graph.change.graph, graph.quads) for graph in registry.graphs())
        return Following(revision, standing, triples)
    deltas = [
        _delta(graph, registry.as_of(graph, after), registry.as_of(graph, revision.change))
        for graph in registry.changed_since(after)
    ]
    return Following(revision, deltas, sum(_lines(delta) for delta in deltas))


def gather(corpus: Corpus, index: MemoryIndex) -> None:
    """Give the index what the corpus holds, without a registry.

    Raises ServiceError.
    """
    index.refresh(Revision(0, ""), _gathered(corpus))


def _gathered(corpus: Corpus) -> Iterator[Quad]:
    for graph, files in _by_graph(corpus.sources()).items():
        yield from quads(_stored(graph, files), graph)


def _delta(graph: str, before: bytes, after: bytes) -> Delta:
    old, new = lines(before), lines(after)
    return Delta(graph, _joined(new - old), _joined(old - new))


def _joined(triples: Iterable[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in sorted(triples))


def _lines(delta: Delta) -> int:
    return delta.added.count(b"\n") + delta.removed.count(b"\n")


def _by_graph(sources: Iterable[Source]) -> dict[str, list[Source]]:
    return {graph: list(files) for graph, files in groupby(sources, lambda source: source.graph)}


def _versions(wanted: Mapping[str, list[Source]]) -> tuple[str, str]:
    """The digests of ontology and shapes, under which a change was made."""
    kinds = [source for files in wanted.values() for source in files]
    ontology = corpora.digest(s for s in kinds if s.kind in ("ontology", "schemes"))
    return ontology, corpora.digest(s for s in kinds if s.kind == "shapes")


def _text(files: Iterable[Source]) -> bytes:
    """The files one after the other, which is Turtle again: a prefix may be declared anew."""
    return b"\n".join(source.path.read_bytes() for source in files)


def _stored(graph: str, files: Iterable[Source]) -> bytes:
    """The graph in N-Triples as stored; a blank node belongs to its file.

    Raises ServiceError that names file, line and column of a syntax error.
    """
    found: set[bytes] = set()
    for source in files:
        label = f"{graph} {source.path.name}"
        found.update(stored_form(_triples(source), label).splitlines(keepends=True))
    return b"".join(sorted(found))


def _triples(source: Source) -> Iterable[Triple]:
    try:
        return read(source.path.read_bytes(), str(source.path)).triples
    except TurtleSyntaxError as error:
        place = f"{source.path}:{error.line}:{error.column}"
        raise ServiceError(f"{place}: {error}") from error
