"""An index in this process, for a command that works on a registry while no service does.

It has no deadline and no limit of memory: what is judged here is the operator's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import replace

from smartregions.errors import ServiceError
from smartregions.index import Answer, Done, Query, Revision, Started, Task
from smartregions.index.forked import REVISION, Doing
from smartregions.index.holding import Holding, Tell, tell_nobody
from smartregions.publication.following import follow
from smartregions.registry.log import Registry


class LocalIndex:
    """Does tasks on what the registry holds; a copy that a task has changed is loaded anew.

    `tell` is told how far the loading is.
    """

    def __init__(
        self,
        registry: Registry,
        tasks: Mapping[str, Doing],
        merges: bool = True,
        tell: Tell = tell_nobody,
    ) -> None:
        self._tasks = tasks
        self._registry = registry
        self._merges = merges
        self._tell = tell
        self._is_spoilt = False
        self._holding = self._loaded()

    def _loaded(self) -> Holding:
        holding = Holding(lambda after: nullcontext(follow(self._registry, after)), self._merges)
        holding.catch_up(self._tell)
        return holding

    @property
    def revision(self) -> Revision:
        """The state of the data that is worked on."""
        return self._holding.revision

    def refresh(self) -> Revision:
        """Have what was committed shown."""
        self._holding.catch_up()
        return self.revision

    def do(self, task: Task, started: Started | None = None) -> Done:
        """Do a task. Raises what the task raises."""
        if self._is_spoilt:
            self._holding = self._loaded()
        self._is_spoilt = True
        done = self._tasks[task.name](self._holding.store, self.revision, task)
        self._is_spoilt = done.spoils
        return replace(done, values={**done.values, REVISION: self.revision.change})

    def query(self, query: Query, started: Started | None = None) -> Answer:
        """None: a service answers queries."""
        raise ServiceError("This index does tasks only.")

    def stop(self, job: int) -> bool:
        """Never: what this process does ends with it."""
        return False

    def check(self) -> None:
        """Return: there is nothing to wait for."""
