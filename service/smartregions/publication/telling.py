"""What became of a contribution, as the service and the command line both say it: in JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from smartregions.errors import CannotJudge, LimitReached, SmartRegionsError
from smartregions.index import Done, WorkingIndex
from smartregions.messages import SOURCE, Message
from smartregions.publication.previewing import Stated
from smartregions.publication.writing import Published
from smartregions.registry.change import Change

_CHANGE = Message("What would change")
_QUESTIONS = Message("Which questions would be answered otherwise")


def published(outcome: Published) -> dict[str, Any]:
    """The changes, whether they were made now, the report with its warnings, and the receipt.

    Who asked for the report as text has it so, too.
    """
    verdict = outcome.verdict
    told: dict[str, Any] = {
        "changes": [_change(change) for change in outcome.changes],
        "committed": outcome.anew,
        "report": json.loads(verdict.report),
        "receipt": json.loads(verdict.receipt),
    }
    return {**told, "reportText": verdict.text} if verdict.text else told


def tried(
    done: Done, preview: Mapping[str, Any] | None, beside: Mapping[str, str] = MappingProxyType({})
) -> str:
    """The report of a trial as the command line has it, and what only a service knows."""
    receipt = json.loads(done.values["receipt"])
    more = {"accepted": done.values["accepted"], "receipt": receipt, **beside}
    if done.values["text"]:
        more["reportText"] = done.values["text"]
    if preview is not None:
        more["preview"] = preview
    return f"{done.body.decode().rstrip()[:-1]}, {json.dumps(more, ensure_ascii=False)[1:]}\n"


def preview(
    index: WorkingIndex, stated: Stated, seconds: float, language: str = SOURCE
) -> Mapping[str, Any]:
    """What would change, and then which stored questions would be answered otherwise.

    Each has a part of the time; of what was not found out in it, that it was not.
    """
    told: dict[str, Any] = {"unknown": []}
    for task, what in (
        (stated.preview(0.3 * seconds, language), _CHANGE),
        (stated.answers(0.7 * seconds, language), _QUESTIONS),
    ):
        try:
            done = index.do(task)
        except SmartRegionsError as error:
            if not isinstance(error, LimitReached | CannotJudge):
                raise
            late = Message(
                "{what} was not found out within {seconds} seconds.",
                what=what,
                seconds=f"{task.seconds:.3g}",
            )
            told["unknown"].append(late.told(language))
            continue
        found = json.loads(done.body)
        unknown = [*told["unknown"], *found["unknown"]]
        told = {"change": done.values["revision"], **told, **found, "unknown": unknown}
    return told


def _change(change: Change) -> dict[str, object]:
    return {
        "change": change.sequence,
        "graph": change.graph,
        "kind": change.kind,
        "time": change.time,
        "triples": change.triples,
        "added": change.added,
        "removed": change.removed,
        "sha256": change.source_sha256,
    }
