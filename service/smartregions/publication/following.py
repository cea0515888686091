"""The index follows the registry: what is committed there is what is answered from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from smartregions.errors import ServiceError
from smartregions.index import Delta, Following, Revision
from smartregions.namespaces import PROVENANCE_GRAPH
from smartregions.registry import provenance
from smartregions.registry.change import Change
from smartregions.registry.following import Followed
from smartregions.registry.log import Registry
from smartregions.registry.triples import joined, lines


def follow(registry: Registry, after: int) -> Following:
    """What the registry holds since the change of that number; since 0, all that stands now.

    What is said of the changes themselves comes as the graph of provenance; a part of it, such as
    the name of an agent, may have been said before. What is committed while this is read belongs
    to the next state. Raises ServiceError, also when something was redacted since.
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
    deltas = [*_net(registry.follow(after, revision.change)), *said]
    return Following(revision, deltas, sum(map(_lines, deltas)))


def _net(changes: Iterable[Followed]) -> Iterator[Delta]:
    """What each graph gained and lost by all the changes together. Raises ServiceError."""
    before: dict[str, dict[bytes, bool]] = {}
    after: dict[str, dict[bytes, bool]] = {}
    for followed in changes:
        graph = followed.change.graph
        if followed.replaces:
            raise ServiceError(
                f"Change {followed.change.sequence} redacted <{graph}>: start the service anew."
            )
        for text, stands in ((followed.delta.removed, False), (followed.delta.added, True)):
            for line in lines(text):
                before.setdefault(graph, {}).setdefault(line, not stands)
                after.setdefault(graph, {})[line] = stands
    for graph, held in sorted(after.items()):
        added = joined(line for line, now in held.items() if now and not before[graph][line])
        removed = joined(line for line, now in held.items() if not now and before[graph][line])
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
