"""The index: what answers queries. It is disposable; the registry can always fill another one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol


@dataclass(frozen=True, slots=True)
class Work:
    """A job and who has it."""

    job: int
    """The number of the job, which no other has: 63 random bits."""
    pid: int
    """The number of the process, which works on others before and after."""


Started = Callable[[Work], None]
"""Told of a job each time that it is handed to a process."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query and how it is to be answered; plain values, so that it can go to another process."""

    text: str
    formats: tuple[str, ...]
    """Names of formats that the client accepts, best first; `formats.SPREADSHEET` alone is CSV in
    which no cell is a formula."""
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    """The dataset, as the SPARQL Protocol states it (2.1.4): both empty means the query's own FROM,
    or, without one, all graphs with their union as the default graph."""
    seconds: float | None = None
    """Time that the answer may take, where that is less than what the index allows."""
    is_ours: bool = False
    """Whether a page of ours asks: on a busy machine it may be late, and is asked again all the
    same."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer."""

    body: bytes
    format: str
    """Name of the format that `body` is in."""
    form: Literal["select", "ask", "graph"]


@dataclass(frozen=True, slots=True)
class Task:
    """Work on the index that is no query: what `name` stands for, on plain values and a body.

    It is done on a copy of the index that is thrown away: whatever a task does to it is not kept.
    """

    name: str
    values: Mapping[str, Any] = field(default_factory=dict)
    """Values that JSON has."""
    body: bytes = b""
    seconds: float | None = None
    """Time that it may take, where that is less than what the index allows."""


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a task: plain values and a body."""

    values: Mapping[str, Any] = field(default_factory=dict)
    body: bytes = b""
    spoils: bool = False
    """Whether the task changed its copy of the index, so that nothing else may be asked of it."""


@dataclass(frozen=True, slots=True)
class Revision:
    """Which state of the data this is: the last change, by its number and its hash."""

    change: int
    hash: str


@dataclass(frozen=True, slots=True)
class Delta:
    """What one graph gained and lost: N-Triples in the form in which they are stored.

    No line stands in both, and none in `added` that the graph held before.
    """

    graph: str
    added: bytes = b""
    removed: bytes = b""
    is_whole: bool = False
    """Whether `added` is all that the graph holds, and what it held else is gone: nobody can name
    what was redacted. `removed` is empty then."""


@dataclass(frozen=True, slots=True)
class Following:
    """What leads from one state of the data to another."""

    revision: Revision
    """The state that is reached when all deltas are applied, in order."""
    deltas: Iterable[Delta]
    triples: int
    """The lines of all deltas, so that progress can be told."""


Follow = Callable[[int], AbstractContextManager[Following]]
"""Opens what came after the change of that number; after 0 came everything."""


class Index(Protocol):
    """Answers queries from the graphs that it was last given."""

    @property
    def revision(self) -> Revision:
        """The state of the data that the answers come from."""

    def query(self, query: Query, started: Started | None = None) -> Answer:
        """Answer whole or not at all; `started` is told what it is and who has it.

        Raises QuerySyntaxError, QueryRefused, NotAcceptable, LimitReached, ServiceError.
        """

    def stop(self, job: int) -> bool:
        """End the job of that number, and no other; whether it ran.

        `started` was told the number, here or in another process of the service. Who waits for the
        answer gets Stopped.
        """

    def check(self) -> None:
        """Return when queries can be answered. Raises LimitReached."""


class WorkingIndex(Index, Protocol):
    """An index that does tasks, too."""

    def do(self, task: Task, started: Started | None = None) -> Done:
        """Do a task whole or not at all. Raises what the task raises, LimitReached, ServiceError.

        `revision` of the values of what is done is the number of the change that it was done on.
        """

    def refresh(self) -> Revision:
        """Have what was committed shown; gives the state that answers come from now.

        Raises Busy, and ServiceError when the changes could not be read.
        """
