"""The merge of all named graphs in a store of its own, which follows the store of all at its pace.

A query that names no graph is answered from it. In the store of all, the engine passes the triples
of the named graphs on its way through those of the default graph (decision 0038).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from pyoxigraph import Quad, RdfFormat, Store

STEP = 1024 * 1024
"""Bytes of N-Triples that one step loads, in 20 ms."""
FEW = 10_000
"""Triples that one step adds or removes."""


class Merge:
    """What is due is told in the order in which it was done to the store of all."""

    def __init__(self) -> None:
        self._store = Store()
        self._due: deque[Callable[[], object]] = deque()

    @property
    def store(self) -> Store | None:
        """The whole merge; None while something is due."""
        return None if self._due else self._store

    def load(self, ntriples: bytes) -> None:
        """Lines that name no blank node, as the registry has them."""
        for part in chunks(ntriples, STEP):
            load = partial(self._store.bulk_load, part, RdfFormat.N_TRIPLES, lenient=True)
            self._due.append(load)

    def extend(self, triples: Sequence[Quad]) -> None:
        """Triples with the blank nodes that they have in the store of all."""
        self._due.extend(partial(self._store.extend, some) for some in _few(triples))

    def remove(self, triples: Sequence[Quad]) -> None:
        """Triples that no graph holds any longer."""
        self._due.extend(partial(self._drop, some) for some in _few(triples))

    def step(self) -> None:
        """Do the next of what is due."""
        self._due.popleft()()

    def catch_up(self) -> None:
        """Do all that is due."""
        while self._due:
            self.step()

    def _drop(self, triples: Sequence[Quad]) -> None:
        for triple in triples:
            self._store.remove(triple)


def chunks(ntriples: bytes, most: int) -> Iterator[bytes]:
    """Whole lines, somewhat more than so many bytes of them at a time."""
    start = 0
    while start < len(ntriples):
        end = ntriples.find(b"\n", start + most) + 1 or len(ntriples)
        yield ntriples[start:end]
        start = end


def _few(triples: Sequence[Quad]) -> Iterator[Sequence[Quad]]:
    return (triples[start : start + FEW] for start in range(0, len(triples), FEW))
