"""Publishing: judged by a worker, committed, acknowledged when the index shows it.

A verdict depends on more than its own graph: another change may take away what it refers to. So a
commit fails when anything at all was committed since the state that was judged, and then it is
judged again, a bounded number of times.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from smartregions.catalogue.offered import record
from smartregions.errors import Busy, Conflict, SmartRegionsError, StaleProposal
from smartregions.index import Task, WorkingIndex
from smartregions.messages import Message
from smartregions.publication.judging import JUDGE, Asked
from smartregions.publication.reserved import refuse_name
from smartregions.publication.turns import turn
from smartregions.publication.verdict import Edit, Verdict, unpacked
from smartregions.registry.change import Change, Proposal, Received
from smartregions.registry.log import Registry
from smartregions.registry.triples import sha256

ATTEMPTS = 12
_PAUSE = 0.02
"""Seconds, of which a random part is waited after each attempt, and more after each."""
_TRIALS, _BETWEEN_TRIALS = 60, 5.0
"""How often, and after how many seconds, the index is asked again to show what it did not."""
_LOG = logging.getLogger(__name__)

Allowed = Callable[[str, Change | None], None]
"""Told a graph and its last change; raises what forbids to change the graph in that state."""


@dataclass(frozen=True, slots=True)
class Published:
    """What was accepted: it is in the registry."""

    verdict: Verdict
    changes: tuple[Change, ...]
    """One for each graph that changed, or the last one of a graph that was so already."""
    shown: bool
    """Whether answers come from it already; if not, they will once the index can follow."""
    anew: bool = True
    """Whether anything was committed; not when the graph came from this very text before."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """What was not accepted: nothing was stored."""

    verdict: Verdict


class Publisher:
    """Publishes to one registry and its index, in turn with all who share the directory."""

    def __init__(
        self, registry: Registry, index: WorkingIndex, directory: Path | None = None
    ) -> None:
        self._registry = registry
        self._index = index
        self._directory = directory

    def write(
        self,
        asked: Asked,
        received: Received,
        agent: str,
        allowed: Allowed,
        text: bytes | None = None,
    ) -> Published | Rejected:
        """Replace, extend or delete one graph; `text` is what was received less its wrapping.

        Raises what `allowed` raises; BadRequest, UnsupportedMediaType, CannotJudge, LimitReached,
        StorageFull, ServiceError: nothing is written then.
        """
        task = Task(JUDGE, asdict(asked), received.source if text is None else text)

        def look() -> None:
            allowed(asked.graph, self._registry.last_of(asked.graph))

        look()
        with turn(self._directory, asked.graph):
            return self.publish(task, received, agent, allowed, look)

    def publish(
        self,
        task: Task,
        received: Received,
        agent: str,
        allowed: Allowed,
        before: Callable[[], None] = lambda: None,
    ) -> Published | Rejected:
        """Commit what a task gives, a verdict; `before` each trial. Raises as `write`."""
        for attempt in range(ATTEMPTS):
            before()
            verdict = unpacked(self._index.do(task))
            if not verdict.accepted:
                return Rejected(verdict)
            try:
                return self._committed(verdict, received, agent, allowed)
            except StaleProposal:
                self._index.refresh()
                time.sleep(random.uniform(0, _PAUSE * (attempt + 1)))  # noqa: S311 - no secret
        raise Busy(
            Message(
                "Others were faster {n} times: each time something was published while "
                "this was judged. Nothing was written; try again in a moment.",
                n=ATTEMPTS,
            )
        )

    def _committed(
        self, verdict: Verdict, received: Received, agent: str, allowed: Allowed
    ) -> Published:
        last = {edit.graph: self._registry.last_of(edit.graph) for edit in verdict.edits}
        if any(change and change.sequence > verdict.revision for change in last.values()):
            raise StaleProposal(
                Message("A graph was changed while this was judged. Nothing was written.")
            )
        for graph, change in last.items():
            allowed(graph, change)
            refuse_name(graph, change, self._registry)
        self._refuse_alike(graph for graph, c in last.items() if not (c and c.stands))
        proposals = [
            _proposal(edit, last[edit.graph], verdict, received, agent)
            for edit in verdict.edits
            if not _is_known(edit, last[edit.graph], received)
        ]
        if not proposals:
            return Published(verdict, tuple(c for c in last.values() if c), True, False)
        changes = self._registry.commit(*proposals, known=verdict.revision)
        return Published(verdict, changes, self._is_shown(changes[-1]))

    def _refuse_alike(self, made: Iterable[str]) -> None:
        """A portal tells records apart by letters and digits: two of one name would be one there.

        Raises Conflict.
        """
        if not (wanted := {record(graph): graph for graph in made}):
            return
        for other in self._registry.standing():
            graph = wanted.get(record(other), other)
            if graph != other:
                raise Conflict(
                    Message(
                        "<{graph}> and <{other}> would be one record to open-data portals, which "
                        "tell names apart by letters and digits only. Choose another name.",
                        graph=graph,
                        other=other,
                    )
                )

    def _is_shown(self, change: Change) -> bool:
        if self._shows(change):
            return True
        threading.Thread(target=self._insist, args=(change,), daemon=True).start()
        return False

    def _shows(self, change: Change) -> bool:
        try:
            return self._index.refresh().change >= change.sequence
        except SmartRegionsError as error:
            _LOG.warning("change %d is kept and not shown yet: %s", change.sequence, error)
            return False

    def _insist(self, change: Change) -> None:
        """Have it shown as soon as that can be: who sent it was told that it is kept."""
        for _ in range(_TRIALS):
            time.sleep(_BETWEEN_TRIALS)
            if self._shows(change):
                return


def _is_known(edit: Edit, last: Change | None, received: Received) -> bool:
    """Whether the graph came from this very text and is as it was: that is no change."""
    if last is None or not last.stands or edit.deletes or edit.delta.added or edit.delta.removed:
        return False
    return last.source_sha256 == sha256(received.source)


def _proposal(
    edit: Edit, last: Change | None, verdict: Verdict, received: Received, agent: str
) -> Proposal:
    return Proposal(
        graph=edit.graph,
        base=last.sequence if last else 0,
        agent=agent,
        received=received,
        delta=edit.delta,
        rules=verdict.rules,
        verdict="accepted" if verdict.judged else "unjudged",
        deletes=edit.deletes,
    )
