"""An index in this process that does the one task that pages lead to."""

from __future__ import annotations

from smartregions.index import Done, Started, Task
from smartregions.index.evaluation import Limits
from smartregions.index.memory import MemoryIndex
from smartregions.things.describing import describing


class DescribingIndex(MemoryIndex):
    """One whose default graph merges all others."""

    def do(self, task: Task, started: Started | None = None) -> Done:
        return describing(True, Limits())(self._snapshot.store, self.revision, task)
