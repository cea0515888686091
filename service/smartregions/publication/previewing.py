"""What a contribution would change, found out from what it was found to state when it was judged.

Two tasks of a worker: what would change stands, whatever becomes of a stored question. Nothing is
kept, and no text is read again.
"""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import pyoxigraph
from pyoxigraph import NamedNode, RdfFormat, Store

from smartregions.index import Done, Revision, Task
from smartregions.library.question import Question
from smartregions.messages import SOURCE
from smartregions.preview import what_would_change
from smartregions.preview.answers import differing
from smartregions.publication.foreseen import differing_told, sentences, things_told
from smartregions.registry.triples import packed, unpacked
from smartregions.validation.change import Change, Rules
from smartregions.validation.change.state import extended, replaced

PREVIEW, ANSWERS = "preview", "answers"
"""Names of the tasks."""
_STATED = "stated"


@dataclass(frozen=True, slots=True)
class Stated:
    """What becomes of graphs: of each, how many of the bytes are what it would hold, or would hold
    besides. They are N-Triples as a store keeps them, packed."""

    graphs: Sequence[tuple[str, int]]
    body: bytes
    extends: bool
    """Whether that is added to the graphs, and does not stand in their place."""

    def preview(self, seconds: float, language: str = SOURCE) -> Task:
        """The task that finds out what would change, as JSON, in about that many seconds."""
        return self._timed(PREVIEW, seconds, language)

    def answers(self, seconds: float, language: str = SOURCE) -> Task:
        """The task that finds out which stored questions would be answered otherwise, likewise."""
        return self._timed(ANSWERS, seconds, language)

    def _timed(self, name: str, seconds: float, language: str) -> Task:
        asked = {"seconds": 0.8 * seconds, "language": language}
        values = {"graphs": list(self.graphs), "extends": self.extends}
        return Task(name, {**values, **asked}, self.body, seconds)


def told_beside(done: Done, changes: Sequence[Change]) -> Done:
    """The verdict with what the changes state and leave; `divided` takes them apart."""
    texts = [packed(change.ntriples) for change in changes]
    sizes = [
        (change.edit.graph.value, len(text)) for change, text in zip(changes, texts, strict=True)
    ]
    return replace(done, values={**done.values, _STATED: sizes}, body=b"".join([done.body, *texts]))


def divided(done: Done, extends: bool) -> tuple[Done, Stated | None]:
    """The verdict, whose body is the report, and what was stated, if that was told."""
    if _STATED not in done.values:
        return done, None
    graphs = done.values[_STATED]
    end = len(done.body) - sum(size for _, size in graphs)
    return replace(done, body=done.body[:end]), Stated(graphs, done.body[end:], extends)


def previewed(rules: Rules, store: Store, _revision: Revision, task: Task) -> Done:
    """Do the task `Stated.preview`."""
    changes = _changes(store, task)
    found = what_would_change(changes, store, rules, (), task.values["seconds"])
    told = {
        "graphs": [change.edit.graph.value for change in changes],
        **things_told(found, task.values["language"]),
    }
    return Done(body=json.dumps(told, ensure_ascii=False).encode(), spoils=True)


def answered(
    questions: Collection[Question], store: Store, _revision: Revision, task: Task
) -> Done:
    """Do the task `Stated.answers`."""
    edits = [change.edit for change in _changes(store, task)]
    until = time.monotonic() + task.values["seconds"]
    found = differing(questions, store, edits, lambda: time.monotonic() > until)
    told = {
        "questions": list(map(differing_told, found.differing)),
        "unknown": sentences(found.unknown, task.values["language"]),
    }
    return Done(body=json.dumps(told, ensure_ascii=False).encode(), spoils=True)


def _changes(store: Store, task: Task) -> list[Change]:
    """What the texts do to the store of this worker, which may be a later one."""
    edited = extended if task.values["extends"] else replaced
    changes, start = [], 0
    for graph, size in task.values["graphs"]:
        text = unpacked(task.body[start : start + size])
        triples = {quad.triple for quad in pyoxigraph.parse(text, format=RdfFormat.N_TRIPLES)}
        changes.append(Change(edited(store, NamedNode(graph), triples)))
        start += size
    return changes
