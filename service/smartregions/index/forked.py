"""The index in processes of its own: a keeper that holds it and workers that evaluate and may die.

See `keeper` for why. Here is what goes over the wire: a query as JSON and text, its answer, or the
error that the evaluation raised.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn

from pyoxigraph import Store

from smartregions import errors, messages
from smartregions.errors import Busy, PositionedError, ServiceError, SmartRegionsError
from smartregions.index import Answer, Done, Follow, Query, Revision, Started, Task
from smartregions.index.evaluation import Limits, evaluate
from smartregions.index.keeper import Keeper, Surroundings
from smartregions.index.pool import Pool
from smartregions.index.post import FEDERATED, JOBS, Published
from smartregions.index.staff import Team
from smartregions.index.wire import Frame
from smartregions.index.worker import SPOILS, Job, Snapshot, WorkerLimits
from smartregions.messages import Message
from smartregions.sparql.facts import facts
from smartregions.sparql.planning import Stored

Doing = Callable[[Store, Revision, Task], Done]
"""How a task is done on a copy of the index in some state. It may raise errors of ours."""

QUERY = "query"
REVISION = "revision"


def keep(
    follow: Follow,
    directory: Path,
    limits: Limits,
    workers: WorkerLimits,
    count: int,
    federated: int,
    surroundings: Surroundings,
    tasks: Mapping[str, Doing] = MappingProxyType({}),
    merges: bool = True,
    stored: Sequence[Stored] = (),
) -> NoReturn:
    """Be the keeper of what `follow` gives; never returns.

    Of `count` workers none has network; `federated` others have, if the limits name endpoints.
    `tasks` are what can be done beside queries; their code is loaded by now, and shared.
    The default graph merges all others, or is a graph by itself. Queries that are `stored` are
    planned before they are asked.
    """
    jobs = {name: _doing(do) for name, do in tasks.items()}
    teams = [Team(JOBS, {**jobs, QUERY: _answering(replace(limits, endpoints=()))}, count)]
    if limits.endpoints:
        teams.append(Team(FEDERATED, {QUERY: _answering(limits)}, federated, network=True))
    Keeper(follow, directory, teams, workers, surroundings, merges=merges, stored=stored).run()


def _answering(limits: Limits) -> Job:
    def answer(snapshot: Snapshot, head: Mapping[str, Any], body: bytes) -> Frame:
        return _answered(snapshot, _query(head, body), limits)

    return answer


def _doing(do: Doing) -> Job:
    def done(snapshot: Snapshot, head: Mapping[str, Any], body: bytes) -> Frame:
        task = Task(head["job"], head["values"], body)
        try:
            found = do(snapshot.store, snapshot.revision, task)
        except SmartRegionsError as error:
            return Frame({**_error(error), SPOILS: True})
        values = {**found.values, REVISION: snapshot.revision.change}
        return Frame({"values": values, SPOILS: found.spoils}, found.body)

    return done


class ForkedIndex:
    """Answers from the workers of the keeper in `directory`, each query within `seconds`.

    With `federated`, that many queries with SERVICE run at once, apart from all others.
    """

    def __init__(
        self,
        directory: Path,
        seconds: float,
        at_once: int,
        waiting: int,
        patience: float,
        federated: int = 0,
    ) -> None:
        self._published = Published(directory)
        self._pool = Pool(directory, at_once, waiting, patience)
        self._federated = (
            Pool(directory, federated, waiting, patience, FEDERATED) if federated else None
        )
        self._seconds = seconds

    @property
    def revision(self) -> Revision:
        """The state of the data that the answers come from. Raises Busy while there is none."""
        revision = self._published.revision()
        if revision is None:
            raise Busy(Message("The index is being loaded. Try again in a few seconds."))
        return revision

    def check(self) -> None:
        """Return when queries can be answered. Raises Busy."""
        _ = self.revision
        self._pool.check()

    def refresh(self) -> Revision:
        """Have the keeper apply what was committed; gives the state that answers come from now.

        Queries that run go on with what they see. Raises Busy, and ServiceError when the changes
        could not be read; the index is as it was then.
        """
        state = self._pool.command({"ask": "refresh"})
        if "error" in state:
            raise ServiceError(state["error"])
        return Revision(int(state["change"]), str(state["hash"]))

    def stop(self, job: int) -> bool:
        """End the job of that number, whoever asked for it, and no other; whether it ran.

        Who waits for its answer gets Stopped.
        """
        return self._pool.stop(job)

    def workers(self) -> list[int]:
        """The process numbers of the workers on the newest state of the data. Raises Busy."""
        return list(self._pool.command({"ask": "state"})["workers"])

    def close(self) -> None:
        """Give up the connections to the workers."""
        self._pool.close()
        if self._federated is not None:
            self._federated.close()

    def query(self, query: Query, started: Started | None = None) -> Answer:
        """Answer whole or not at all.

        Raises as `evaluate` does, and DeadlineReached, MemoryReached, EngineCrashed, Stopped, Busy.
        """
        values = {
            "formats": query.formats,
            "default_graphs": query.default_graphs,
            "named_graphs": query.named_graphs,
            "seconds": query.seconds,
        }
        frame = self._run(self._pool_for(query), QUERY, values, query.text.encode(), started)
        return Answer(frame.body, frame.head["format"], frame.head["form"])

    def do(self, task: Task, started: Started | None = None) -> Done:
        """Do a task whole or not at all. Raises what the task raises, and as `query` does."""
        values = {"values": task.values, "seconds": task.seconds}
        frame = self._run(self._pool, task.name, values, task.body, started)
        return Done(frame.head["values"], frame.body)

    def _run(
        self,
        pool: Pool,
        job: str,
        values: Mapping[str, Any],
        body: bytes,
        started: Started | None,
    ) -> Frame:
        seconds = min(values["seconds"] or self._seconds, self._seconds)
        head = {**values, "job": job, "timeout": seconds, "least": self.revision.change}
        frame = pool.run(Frame(head, body), seconds, started)
        if "error" in frame.head:
            raise _raised(frame.head)
        return frame

    def _pool_for(self, query: Query) -> Pool:
        """The few workers that have network are for queries with SERVICE; they refuse the wrong."""
        if self._federated is None or "service" not in query.text.casefold():
            return self._pool
        return self._pool if facts(query.text).service is None else self._federated


def _query(head: Mapping[str, Any], body: bytes) -> Query:
    return Query(
        body.decode(),
        tuple(head["formats"]),
        tuple(head["default_graphs"]),
        tuple(head["named_graphs"]),
    )


def _answered(snapshot: Snapshot, query: Query, limits: Limits) -> Frame:
    try:
        answer = evaluate(snapshot.store, query, limits, snapshot.statistics, snapshot.merge)
    except SmartRegionsError as error:
        return Frame(_error(error))
    return Frame({"format": answer.format, "form": answer.form}, answer.body)


def _error(error: SmartRegionsError) -> dict[str, Any]:
    told: dict[str, Any] = {"error": type(error).__name__, "message": _message(error.said)}
    if isinstance(error, PositionedError):
        told["place"] = (error.line, error.column)
    return told


def _message(text: str) -> str | Mapping[str, str]:
    """What is told in languages, in all of them: which one the client wants, is not known here."""
    if not isinstance(text, messages.Message):
        return text
    return {language: text.told(language) for language in messages.languages()}


def _raised(head: Mapping[str, Any]) -> SmartRegionsError:
    kind = getattr(errors, head["error"], ServiceError)
    told = head["message"]
    message = told if isinstance(told, str) else messages.Written(told)
    return kind(message, *head.get("place", ()))
