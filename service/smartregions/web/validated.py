"""A verdict as it is told over HTTP: in the formats of a report, and as a page beside the text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import render_template

from smartregions.index import Done
from smartregions.messages import Message
from smartregions.publication import telling
from smartregions.publication.linked import Linked
from smartregions.publication.trial import Text, Trial
from smartregions.web.boxes import EMPTY, PASTED, boxes, sent_again
from smartregions.web.corrections import MOST_CHARACTERS, corrected, corrections
from smartregions.web.languages import gettext, language
from smartregions.web.multipart import ACCEPTED
from smartregions.web.service import service
from smartregions.web.validate_formats import RECEIPT
from smartregions.web.validate_page import WHOLE, WHOLE_TOGETHER, advice, rows

REPORTS = "validate/reports/"
"""Where linked reports are."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What was tried, what came of it, and what it would change, where that was asked."""

    trial: Trial
    done: Done
    preview: Mapping[str, Any] | None = None

    @property
    def content(self) -> Mapping[str, Any]:
        """All of it as JSON can hold it."""
        texts = [(t.name, t.media_type, _written(t.data)) for t in self.trial.texts]
        return {
            "texts": texts,
            "graph": self.trial.graph,
            "extends": self.trial.extends,
            "values": dict(self.done.values),
            "report": _written(self.done.body),
            "preview": self.preview,
        }


def judged_of(content: Mapping[str, Any]) -> Judged:
    """What `Judged.content` told."""
    texts = tuple(Text(name, kind, _bytes(text)) for name, kind, text in content["texts"])
    trial = Trial(texts, content["graph"], content["extends"])
    return Judged(trial, Done(content["values"], _bytes(content["report"])), content["preview"])


def _written(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def written(form: str, judged: Judged, linked: Linked | Message | None = None) -> str | bytes:
    """The verdict in a format; JSON and pages tell where it is linked, or why it is not."""
    if form == RECEIPT:
        return str(judged.done.values["receipt"])
    if form == "json":
        return telling.tried(judged.done, judged.preview, _told(linked))
    return _page(judged, linked) if form == "html" else judged.done.body


def address(linked: Linked) -> str:
    """Where a linked report is."""
    return f"{service().settings.address}{REPORTS}{linked.key}"


def _told(linked: Linked | Message | None) -> Mapping[str, str]:
    if linked is None:
        return {}
    if isinstance(linked, Message):
        return {"notLinked": linked.told(language().tag)}
    return {"link": address(linked), "linkedUntil": f"{linked.until:%Y-%m-%dT%H:%M:%SZ}"}


def _page(judged: Judged, linked: Linked | Message | None) -> str:
    report = json.loads(judged.done.body)
    is_linked = isinstance(linked, Linked)
    mended = _mended(judged.trial, report)
    shown = boxes(judged.trial, mended["text"] if mended else None)
    return render_template(
        "validated.html",
        done=judged.done.values,
        files=list(_files(judged.trial, report)),
        told_in=report["language"],
        advice=partial(advice, language=report["language"]),
        preview=judged.preview,
        mended=mended,
        boxes=shown.each or (EMPTY,),
        no_boxes=shown.why.told(language().tag) if shown.why else None,
        again=sent_again(judged.trial).each,
        trial=judged.trial,
        formats=ACCEPTED,
        receipt=json.dumps(json.loads(judged.done.values["receipt"]), ensure_ascii=False, indent=2),
        link=address(linked) if isinstance(linked, Linked) else None,
        until=linked.until if isinstance(linked, Linked) else None,
        not_linked=None if linked is None or is_linked else _told(linked)["notLinked"],
    )


def _mended(trial: Trial, report: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The text of the one file with its certain corrections; None where there are none."""
    if len(trial.texts) != 1 or trial.texts[0].media_type != ACCEPTED[0].media_type:
        return None
    if len(trial.texts[0].data) > 4 * MOST_CHARACTERS:
        return None
    text = trial.texts[0].data.decode("utf-8", "replace")
    found = corrections(text, report["files"][0]["findings"], report["language"])
    name = trial.texts[0].name if "." in trial.texts[0].name else gettext("corrected.ttl")
    return {"name": name, "text": corrected(text, found), "corrections": found} if found else None


def _files(trial: Trial, report: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    texts = {text.name: text.data for text in trial.texts}
    whole = min(WHOLE, WHOLE_TOGETHER // len(texts))
    for file in report["files"]:
        shown = gettext("Pasted text") if file["file"] == PASTED else file["file"]
        yield {**file, "shown": shown, "rows": rows(texts[file["file"]], file["findings"], whole)}
