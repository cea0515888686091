"""The corpus of an installation enters the registry, whose index follows; see `following`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from pyoxigraph import NamedNode, Quad, Triple

from smartregions import corpus as corpora
from smartregions.corpus import Corpus, Source
from smartregions.errors import Conflict, ServiceError, TurtleSyntaxError
from smartregions.index import Revision
from smartregions.index.memory import MemoryIndex
from smartregions.index.quads import quads, stored_form
from smartregions.messages import Message, joined
from smartregions.namespaces import SH
from smartregions.publication.reserved import refuse_name
from smartregions.registry import triples
from smartregions.registry.change import REPOSITORY, Change, Proposal, Received, Rules
from smartregions.registry.log import Registry
from smartregions.registry.triples import difference, sha256
from smartregions.turtle.read import read
from smartregions.validation.shapes import version_of

_NODE_SHAPE = NamedNode(SH + "NodeShape")


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of the graphs of a corpus."""

    changes: tuple[Change, ...]
    conflicts: tuple[str, ...]
    """Graphs that the corpus has a new text for and somebody else changed since; they stay."""


def is_entered(corpus: Corpus, registry: Registry) -> bool:
    """Whether `enter` would find nothing to do. Raises ServiceError."""
    wanted = _by_graph(corpus.sources())
    return not _left(registry, wanted) and not _differing(registry, wanted)


def has_shapes(corpus: Corpus) -> bool:
    """Whether there is a shape to judge by. Raises ServiceError for shapes that cannot be read."""
    files = (source for source in corpus.sources() if source.kind == "shapes")
    return any(t.object == _NODE_SHAPE for source in files for t in _triples(source))


def enter(corpus: Corpus, registry: Registry) -> Entry:
    """Bring the corpus into the registry: a change for each graph that is new or differs.

    A graph that left the corpus is deleted. What another agent changed last is left alone. All
    changes are made, or none. Raises ServiceError.
    """
    wanted = _by_graph(corpus.sources())
    left, differing = _left(registry, wanted), _differing(registry, wanted)
    for graph, files in differing.items():
        _refuse_name(graph, files, registry, set(wanted) - {graph})
    conflicts = [graph for graph in differing if not _is_ours(registry.last_of(graph))]
    rules = _rules(wanted) if differing or left else Rules("", "", "", "")
    proposals = [
        _replacement(registry, graph, files, rules)
        for graph, files in differing.items()
        if graph not in conflicts
    ]
    proposals += [_deletion(registry, graph, rules) for graph in sorted(left)]
    changes = registry.commit(*proposals)
    registry.settle()
    return Entry(changes, tuple(conflicts))


def _refuse_name(graph: str, files: list[Source], registry: Registry, beside: set[str]) -> None:
    try:
        refuse_name(graph, registry.last_of(graph), registry, beside)
    except Conflict as error:
        raise ServiceError(
            Message(
                "{path}: {error} A file gives its graph its name.",
                path=files[0].path,
                error=error.said,
            )
        ) from error


def _left(registry: Registry, wanted: Mapping[str, list[Source]]) -> set[str]:
    """Graphs that the corpus brought and has no more."""
    standing = registry.standing()
    return {name for name, change in standing.items() if change.agent == REPOSITORY} - set(wanted)


def _differing(registry: Registry, wanted: Mapping[str, list[Source]]) -> dict[str, list[Source]]:
    """Graphs that the corpus has another text of than it brought last."""
    return {graph: files for graph, files in wanted.items() if _differs(registry, graph, files)}


def gather(corpus: Corpus, index: MemoryIndex) -> None:
    """Give the index what the corpus holds, without a registry.

    Raises ServiceError.
    """
    index.refresh(Revision(0, ""), _gathered(corpus))


def _gathered(corpus: Corpus) -> Iterator[Quad]:
    for graph, files in _by_graph(corpus.sources()).items():
        yield from quads(_stored(graph, files), graph)


def _by_graph(sources: Iterable[Source]) -> dict[str, list[Source]]:
    return {graph: list(files) for graph, files in groupby(sources, lambda source: source.graph)}


def _differs(registry: Registry, graph: str, files: Iterable[Source]) -> bool:
    """Whether the repository has another text of the graph than the one that it brought last."""
    ours = registry.last_of(graph, REPOSITORY)
    return ours is None or ours.kind == "delete" or ours.source_sha256 != sha256(_text(files))


def _is_ours(last: Change | None) -> bool:
    return last is None or last.agent == REPOSITORY


def _replacement(registry: Registry, graph: str, files: list[Source], rules: Rules) -> Proposal:
    found, last = registry.graph(graph), registry.last_of(graph)
    return Proposal(
        graph=graph,
        base=last.sequence if last else 0,
        agent=REPOSITORY,
        received=Received(_text(files), title=_title(files)),
        delta=difference(found.quads if found else b"", _stored(graph, files)),
        rules=rules,
        verdict="unjudged",
    )


def _deletion(registry: Registry, graph: str, rules: Rules) -> Proposal:
    found = registry.graph(graph)
    assert found is not None
    gone = triples.Delta(added=b"", removed=found.quads)
    return Proposal(
        graph, found.change.sequence, REPOSITORY, Received(b""), gone, rules, "unjudged", True
    )


def _title(files: list[Source]) -> str:
    return files[0].path.name if len(files) == 1 else f"{len(files)} files"


def _rules(wanted: Mapping[str, list[Source]]) -> Rules:
    """Versions and digests of ontology and shapes, under which a change was made."""
    kinds = [source for files in wanted.values() for source in files]
    ontology = [source for source in kinds if source.kind in ("ontology", "schemes")]
    shapes = [source for source in kinds if source.kind == "shapes"]
    return Rules(
        _version(ontology), corpora.digest(ontology), _version(shapes), corpora.digest(shapes)
    )


def _version(sources: Iterable[Source]) -> str:
    return version_of(triple for source in sources for triple in _triples(source))


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
        raise ServiceError(joined((place, error.said), between=": ")) from error
