"""From texts to what is served: the corpus enters the registry, the registry fills the index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from pyoxigraph import Quad, Triple

from smartregions import corpus as corpora
from smartregions.corpus import Corpus, Source
from smartregions.index import Index, Revision
from smartregions.index.quads import quads, stored_form
from smartregions.registry.change import REPOSITORY, Change, Proposal, sha256
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
    Raises TurtleSyntaxError and ServiceError.
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
            stored = stored_form(_triples(files), _label(graph, source))
            changes.append(registry.commit(Proposal(graph, REPOSITORY, source, stored, *versions)))
    for graph in sorted(left):
        changes.append(registry.commit(Proposal(graph, REPOSITORY, b"", None, *versions)))
    return Entry(tuple(changes), tuple(conflicts))


def fill(index: Index, registry: Registry) -> None:
    """Give the index what the registry holds."""
    last = registry.last()
    revision = Revision(last.sequence, last.hash) if last else Revision(0, "")
    index.refresh(revision, _standing(registry))


def gather(corpus: Corpus, index: Index) -> None:
    """Give the index what the corpus holds, without a registry.

    Raises TurtleSyntaxError and ServiceError.
    """
    index.refresh(Revision(0, ""), _gathered(corpus))


def _gathered(corpus: Corpus) -> Iterator[Quad]:
    for graph, files in _by_graph(corpus.sources()).items():
        stored = stored_form(_triples(files), _label(graph, _text(files)))
        yield from quads(stored, graph)


def _standing(registry: Registry) -> Iterator[Quad]:
    for graph in registry.graphs():
        yield from quads(graph.quads, graph.change.graph)


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


def _triples(files: Iterable[Source]) -> Iterator[Triple]:
    """Read file by file, so that a syntax error names its file."""
    for source in files:
        yield from read(source.path.read_bytes(), str(source.path)).triples


def _label(graph: str, source: bytes) -> str:
    """A start for blank node names that no other graph and no other text of this one has."""
    return "b" + sha256(graph.encode() + b"\n" + source)[:16]
