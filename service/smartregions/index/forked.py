"""The index in processes of its own: a keeper that holds it and workers that evaluate and may die.

See `keeper` for why. Here is what goes over the wire: a query as JSON and text, its answer, or the
error that the evaluation raised.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

from pyoxigraph import Quad, Store

from smartregions import errors
from smartregions.errors import PositionedError, ServiceError, SmartRegionsError
from smartregions.index import Answer, Query, Revision, Started
from smartregions.index.dataset import with_merge
from smartregions.index.evaluation import Limits, evaluate
from smartregions.index.keeper import Keeper
from smartregions.index.pool import Pool
from smartregions.index.wire import Frame
from smartregions.index.worker import Snapshot, WorkerLimits

Load = Callable[[], AbstractContextManager[tuple[Revision, Iterable[Quad]]]]
"""Opens a state of the data and its quads."""


def keep(
    load: Load, directory: Path, limits: Limits, workers: WorkerLimits, count: int
) -> NoReturn:
    """Be the keeper of what `load` gives; never returns."""

    def snapshot() -> Snapshot:
        store = Store()
        with load() as (revision, quads):
            store.bulk_extend(with_merge(quads))
        return Snapshot(store, revision)

    def answer(store: Store, head: Mapping[str, Any], body: bytes) -> Frame:
        return _answered(store, _query(head, body), limits)

    Keeper(snapshot, directory, {"query": answer}, workers, count).run()


class ForkedIndex:
    """Answers from the workers of the keeper in `directory`, each query within `seconds`."""

    def __init__(
        self, directory: Path, seconds: float, at_once: int, waiting: int, patience: float
    ) -> None:
        self._pool = Pool(directory, at_once, waiting, patience)
        self._seconds = seconds
        self._revision: Revision | None = None

    @property
    def revision(self) -> Revision:
        """The state of the data that the answers come from. Raises Busy while there is none."""
        if self._revision is None:
            self._revision = self._told("state")
        return self._revision

    def check(self) -> None:
        """Return when the keeper stands, which sees to the workers. Raises Busy."""
        self._told("state")

    def refresh(self) -> None:
        """Have the keeper load anew; queries that run go on with what they see."""
        self._revision = self._told("refresh")

    def close(self) -> None:
        """Give up the connections to the workers."""
        self._pool.close()

    def _told(self, command: str) -> Revision:
        state = self._pool.command({"ask": command})
        return Revision(int(state["change"]), str(state["hash"]))

    def query(self, query: Query, started: Started | None = None) -> Answer:
        """Answer whole or not at all.

        Raises as `evaluate` does, and DeadlineReached, MemoryReached, EngineCrashed, Busy.
        """
        seconds = min(query.seconds or self._seconds, self._seconds)
        head = {
            **asdict(query),
            "job": "query",
            "timeout": seconds,
            "least": self.revision.change,
        }
        text = head.pop("text").encode()
        frame = self._pool.run(Frame(head, text), seconds, started)
        if "error" in frame.head:
            raise _raised(frame.head)
        return Answer(frame.body, frame.head["format"], frame.head["form"])


def _query(head: Mapping[str, Any], body: bytes) -> Query:
    return Query(
        body.decode(),
        tuple(head["formats"]),
        tuple(head["default_graphs"]),
        tuple(head["named_graphs"]),
    )


def _answered(store: Store, query: Query, limits: Limits) -> Frame:
    try:
        answer = evaluate(store, query, limits)
    except SmartRegionsError as error:
        return Frame(_error(error))
    return Frame({"format": answer.format, "form": answer.form}, answer.body)


def _error(error: SmartRegionsError) -> dict[str, Any]:
    told: dict[str, Any] = {"error": type(error).__name__, "message": str(error)}
    if isinstance(error, PositionedError):
        told["place"] = (error.line, error.column)
    return told


def _raised(head: Mapping[str, Any]) -> SmartRegionsError:
    kind = getattr(errors, head["error"], ServiceError)
    return kind(head["message"], *head.get("place", ()))
