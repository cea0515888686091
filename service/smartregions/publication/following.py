"""The index follows the registry: what is committed there is what is answered from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from smartregions.index import Delta, Following, Revision
from smartregions.namespaces import PROVENANCE_GRAPH
from smartregions.registry import provenance
from smartregions.registry.change import Change
from smartregions.registry.log import Registry
from smartregions.registry.triples import joined, lines


def follow(registry: Registry, after: int) -> Following:
    """What the registry holds since the change of that number; since 0, all that stands now.

    What is said of the changes themselves comes as the graph of provenance; a part of it, such as
    the name of an agent, may have been said before. What is committed while this is read belongs
    to the next state. A graph of which something was redacted since comes whole. Raises
    ServiceError.
    """
    last = registry.last()
    revision = _revision(last)
    said = _said(registry, after, revision.change)
    if after == 0:
        count = sum(change.triples for change in registry.standing().values())
        standing = (
            Delta(followed.change.graph, followed.delta.added)
            for followed in registry.follow(until=revision.change)
        )
        return Following(revision, chain(said, standing), count + sum(map(_lines, said)))
    deltas = [*_net(registry, after, revision.change), *said]
    return Following(revision, deltas, sum(map(_lines, deltas)))


def _net(registry: Registry, after: int, until: int) -> Iterator[Delta]:
    """What each graph gained and lost by all the changes together."""
    gained: dict[str, dict[bytes, bool]] = {}
    first: dict[str, dict[bytes, bool]] = {}
    redacted: set[str] = set()
    for followed in registry.follow(after, until):
        graph = followed.change.graph
        if followed.replaces:
            redacted.add(graph)
        for text, stands in ((followed.delta.removed, False), (followed.delta.added, True)):
            for line in lines(text):
                first.setdefault(graph, {}).setdefault(line, not stands)
                gained.setdefault(graph, {})[line] = stands
    for graph in sorted(gained.keys() | redacted):
        if graph in redacted:
            found = registry.graph(graph, until)
            yield Delta(graph, found.quads if found else b"", is_whole=True)
        else:
            yield from _differing(graph, first[graph], gained[graph])


def _differing(
    graph: str, before: Mapping[bytes, bool], after: Mapping[bytes, bool]
) -> Iterator[Delta]:
    added = joined(line for line, now in after.items() if now and not before[line])
    removed = joined(line for line, now in after.items() if not now and before[line])
    if added or removed:
        yield Delta(graph, added, removed)


def _said(registry: Registry, after: int, until: int) -> list[Delta]:
    """What is said of the changes themselves."""
    found: set[bytes] = set()
    for change in registry.history(after=after, until=until):
        found.update(lines(provenance.ntriples(change)))
    return [Delta(PROVENANCE_GRAPH, joined(found))] if found else []


def _lines(delta: Delta) -> int:
    return delta.added.count(b"\n") + delta.removed.count(b"\n")


def _revision(change: Change | None) -> Revision:
    return Revision(change.sequence, change.hash) if change else Revision(0, "")
