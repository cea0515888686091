"""An index in this process, for a command that works on a registry while no service does."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import replace

from smartregions.errors import ServiceError
from smartregions.index import Answer, Done, Query, Revision, Started, Task
from smartregions.index.forked import REVISION, Doing
from smartregions.index.holding import Holding
from smartregions.publication.following import follow
from smartregions.registry.log import Registry


class LocalIndex:
    """Does tasks on what the registry holds; of a task that changes its copy it is done with."""

    def __init__(self, registry: Registry, tasks: Mapping[str, Doing]) -> None:
        self._tasks = tasks
        self._holding = Holding(lambda after: nullcontext(follow(registry, after)))
        self._holding.catch_up()

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
        done = self._tasks[task.name](self._holding.store, self.revision, task)
        if done.spoils:
            raise ServiceError(f"The task {task.name} needs a copy of the index, and there is one.")
        return replace(done, values={**done.values, REVISION: self.revision.change})

    def query(self, query: Query, started: Started | None = None) -> Answer:
        """None: a service answers queries."""
        raise ServiceError("This index does tasks only.")

    def stop(self, job: int) -> bool:
        """Never: what this process does ends with it."""
        return False

    def check(self) -> None:
        """Return: there is nothing to wait for."""
