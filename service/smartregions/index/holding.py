"""What the keeper holds: the store in one state of the data, brought to the next by difference.

The store's default graph holds the merge of all named graphs (decision 0002), so a triple enters
it with the first graph that holds it and leaves it with the last; or it is a graph by itself.
The keeper's has the merge in a store of its own besides, which may be behind (decision 0038).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store

from smartregions.index import Delta, Follow, Revision
from smartregions.index.dataset import graph_of
from smartregions.index.merge import Merge, chunks
from smartregions.index.quads import quads
from smartregions.sparql.statistics import Statistics

CHUNK = 8 * 1024 * 1024
"""Bytes of N-Triples that are given to the engine at once."""
SMALL = 64 * 1024
"""Bytes up to which triples are added one by one, which spares the engine's threads."""
LONG = 500
"""Bytes of a triple, as N-Triples, from which it counts as several of those that wear a keeper."""
STALE = 0.2
"""The part of the triples that may change before statistics are measured anew."""
FEW = 1_000
"""Triples whose change alone is no reason to: new workers would be forked again after each."""

Graph = NamedNode | DefaultGraph

Tell = Callable[[int, int], None]
"""Told how many lines of how many are done."""


def tell_nobody(_done: int, _all: int) -> None:
    """Nobody waits for it."""


class Holding:
    """A store that follows the changes; nothing in it at first, before change 1."""

    def __init__(self, follow: Follow, merges: bool = True, apart: bool = False) -> None:
        self._follow = follow
        self._merges = merges
        self._apart = Merge() if merges and apart else None
        self.store = Store()
        self.revision = Revision(0, "")
        self.statistics: Statistics | None = None
        self.replaced = 0
        """Triples that were removed since the start, long ones as many as have their length; the
        engine keeps what they were made of."""
        self.triples = 0
        self._measured_at: int | None = None
        self._changed = 0

    @property
    def merge(self) -> Store | None:
        """The merge by itself; None where there is none, and while it is behind."""
        return self._apart.store if self._apart else None

    @property
    def is_behind(self) -> bool:
        """Whether the merge by itself waits for `step`."""
        return self._apart is not None and self._apart.store is None

    def step(self) -> bool:
        """Bring the merge by itself nearer to the store, in some 20 ms; whether it is whole now.

        False when it was not behind.
        """
        if self._apart is None or not self.is_behind:
            return False
        self._apart.step()
        return not self.is_behind

    def catch_up(self, tell: Tell = tell_nobody) -> bool:
        """Apply what came since; whether anything did.

        Raises ServiceError while nothing is applied yet; after any other error, throw this away.
        """
        with self._follow(self.revision.change) as following:
            first = self.revision.change == 0
            keeps_up = not first and not self.is_behind
            deltas = following.deltas if first else list(following.deltas)
            done = 0
            for delta in deltas:
                for count in self._apply(delta):
                    done += count
                    tell(done, following.triples)
            changed = following.revision != self.revision
            self.revision = following.revision
        self._changed += done
        if self._apart and keeps_up:
            self._apart.catch_up()
        return changed

    def needs_measuring(self) -> bool:
        """Whether the statistics are of other data; says so once for each state."""
        measured = self._measured_at
        if measured is not None and self._changed <= max(FEW, STALE * measured):
            return False
        self._measured_at, self._changed = self.triples, 0
        return True

    def _apply(self, delta: Delta) -> Iterator[int]:
        """Remove and add; yields how many lines were done in each step."""
        graph = graph_of(delta.graph, self._merges)
        if delta.is_whole:
            delta = self._difference(delta, graph)
        if delta.removed:
            removed = self._remove(delta, graph)
            self.replaced += max(removed, len(delta.removed) // LONG)
            self.triples -= removed
            yield removed
        for chunk in chunks(delta.added, CHUNK):
            self.triples += self._add(chunk, graph)
            yield chunk.count(b"\n")

    def _difference(self, delta: Delta, graph: Graph) -> Delta:
        """What makes the graph as it is held the whole one."""
        text = self.store.dump(format=RdfFormat.N_TRIPLES, from_graph=graph) or b""
        held, wanted = (set(part.splitlines(keepends=True)) for part in (text, delta.added))
        return Delta(delta.graph, b"".join(wanted - held), b"".join(held - wanted))

    def _remove(self, delta: Delta, graph: Graph) -> int:
        removed = 0
        gone = []
        for quad in quads(delta.removed, delta.graph):
            subject, predicate, object_, _ = quad
            self.store.remove(Quad(subject, predicate, object_, graph))
            removed += 1
            if not self._merges:
                continue
            holders = self.store.quads_for_pattern(subject, predicate, object_, None)
            if all(holder.graph_name == DefaultGraph() for holder in holders):
                gone.append(Quad(subject, predicate, object_))
                self.store.remove(gone[-1])
        if self._apart:
            self._apart.remove(gone)
        return removed

    def _add(self, ntriples: bytes, graph: Graph) -> int:
        """To the graph, and to the merge if there is one; how many were not there.

        Only in small parts is something that is there already: what is said of changes may have
        been said before. The engine renames the blank nodes of what it parses.
        """
        if len(ntriples) <= SMALL:
            return self._extend(ntriples, graph)
        if b"_:" not in ntriples:
            self._load(ntriples, graph)
        else:
            parts = ntriples.splitlines(keepends=True)
            self._load(b"".join(line for line in parts if b"_:" not in line), graph)
            self._extend(b"".join(line for line in parts if b"_:" in line), graph)
        return ntriples.count(b"\n")

    def _load(self, ntriples: bytes, graph: Graph) -> None:
        """The engine wrote what is stored, from what was read strictly: IRIs are as they must be,
        and to look at them again is a fifth of the time."""
        for to in {graph, DefaultGraph()} if self._merges else {graph}:
            self.store.bulk_load(ntriples, RdfFormat.N_TRIPLES, to_graph=to, lenient=True)
        if self._apart:
            self._apart.load(ntriples)

    def _extend(self, ntriples: bytes, graph: Graph) -> int:
        found = list(pyoxigraph.parse(ntriples, format=RdfFormat.N_TRIPLES))
        if self._merges:
            self.store.extend(found)
        if self._apart:
            self._apart.extend(found)
        named = [Quad(q.subject, q.predicate, q.object, graph) for q in found]
        new = sum(quad not in self.store for quad in named)
        self.store.extend(named)
        return new
