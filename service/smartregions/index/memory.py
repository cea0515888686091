"""The index in this process: a store in memory that is replaced whole at each change.

Each query runs in a thread of its own with a stack deep enough for any text that `Limits` lets
through. The engine can be neither stopped nor bounded from here: a query that passes its deadline
is answered by an error and runs on, and keeps its place among those that may run at once.
"""

from __future__ import annotations

import os
import threading
import traceback
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass

from pyoxigraph import Quad, Store

from smartregions.errors import Busy, DeadlineReached, EngineCrashed
from smartregions.index import Answer, Query, Revision, Started, Work
from smartregions.index.dataset import as_stored
from smartregions.index.evaluation import Limits, evaluate
from smartregions.messages import Message

STACK = 512 * 1024 * 1024
"""Bytes of address space, of which a thread uses what it needs."""

_starting = threading.Lock()


@dataclass(frozen=True, slots=True)
class _Snapshot:
    revision: Revision
    store: Store


class MemoryIndex:
    """Answers at most `at_once` queries at a time, each within `seconds`."""

    def __init__(self, limits: Limits, seconds: float, at_once: int, merges: bool = True) -> None:
        self._limits = limits
        self._merges = merges
        self._seconds = seconds
        self._places = threading.BoundedSemaphore(at_once)
        self._snapshot = _Snapshot(Revision(0, ""), Store())

    @property
    def revision(self) -> Revision:
        """The state of the data that the answers come from."""
        return self._snapshot.revision

    def refresh(self, revision: Revision, quads: Iterable[Quad]) -> None:
        """Replace everything by these quads; a query sees all of it or none."""
        store = Store()
        store.bulk_extend(as_stored(quads, self._merges))
        self._snapshot = _Snapshot(revision, store)

    def check(self) -> None:
        """Return when queries can be answered. Raises DeadlineReached and Busy."""
        self.query(Query("ASK {}", ("json",)))

    def stop(self, job: int) -> bool:
        """Never: a query in this process cannot be ended from here."""
        return False

    def query(self, query: Query, started: Started | None = None) -> Answer:
        """Answer whole or not at all. Raises as `evaluate` does, DeadlineReached and Busy."""
        store = self._snapshot.store
        if started:
            started(Work(0, os.getpid()))
        seconds = min(query.seconds or self._seconds, self._seconds)
        return self._run(lambda: evaluate(store, query, self._limits), seconds)

    def _run(self, work: Callable[[], Answer], seconds: float) -> Answer:
        if not self._places.acquire(timeout=self._seconds):
            raise Busy(Message("Too many queries run already; ask again in a moment."))
        answer: Future[Answer] = Future()
        _start(lambda: self._fulfil(answer, work))
        try:
            return answer.result(seconds)
        except TimeoutError:
            raise DeadlineReached(
                Message(
                    "The query took longer than {seconds} seconds. Put the most selective pattern "
                    "first, ask for less, or add a LIMIT.",
                    seconds=f"{seconds:g}",
                )
            ) from None

    def _fulfil(self, answer: Future[Answer], work: Callable[[], Answer]) -> None:
        try:
            answer.set_result(work())
        except Exception as error:  # noqa: BLE001 - handed to the thread that asked
            _let_go(error)
            answer.set_exception(error)
        except BaseException as panic:  # noqa: BLE001 - a panic of the engine is no Exception
            answer.set_exception(EngineCrashed(Message("The engine did not survive this query.")))
            raise panic
        finally:
            self._places.release()


def _let_go(error: BaseException | None) -> None:
    """Empty the frames behind an error: the engine's results may not leave their thread, even dead.

    (One that does is leaked, with a warning: "unsendable, but is being dropped on another thread".)
    """
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__


def _start(work: Callable[[], None]) -> None:
    """Run in a thread with a deep stack; Python takes its size from a variable of the process."""
    with _starting:
        usual = threading.stack_size(STACK)
        try:
            threading.Thread(target=work, daemon=True).start()
        finally:
            threading.stack_size(usual)
