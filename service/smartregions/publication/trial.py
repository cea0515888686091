"""A contribution tried out: a worker judges it as if it were published now, and keeps nothing.

What it would change is another matter (`previewing`): the verdict stands, whatever becomes of that.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from pyoxigraph import Store

from smartregions import namespaces as ns
from smartregions.contribution import receive
from smartregions.errors import TurtleSyntaxError
from smartregions.index import Done, Revision, Task
from smartregions.messages import SOURCE
from smartregions.publication.description import kept, undescribed
from smartregions.publication.judging import refuse_another
from smartregions.publication.previewing import told_beside
from smartregions.publication.reserved import OWN_GRAPHS
from smartregions.turtle.read import Contribution
from smartregions.validation import Unread, judge
from smartregions.validation.bounded import bounded
from smartregions.validation.change import Change, Rules, judge_change, post, put
from smartregions.validation.receipt import receipt
from smartregions.validation.render import render, told_in
from smartregions.validation.render.fields import summary
from smartregions.validation.report import FileReport, Report

VERDICT = "trial"
"""Name of the task."""

_SOURCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True, slots=True)
class Text:
    """One text as it was received."""

    name: str
    """Another one for each text of a trial."""
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Trial:
    """Texts that are judged together, and what would be done with them."""

    texts: tuple[Text, ...]
    graph: str | None = None
    """The graph that the one text would fill; None: what the text says, or the name of its file."""
    extends: bool = False
    """Whether the text would be added to its graph (POST), and not stand in its place (PUT)."""

    def verdict(
        self, form: str, has_text: bool = False, language: str = SOURCE, states: bool = False
    ) -> Task:
        """The task that judges: `accepted`, `read`, `judged`, `summary` and `receipt`, and the
        report in that format and language; besides as `text` for people, and what the texts state
        (`previewing.divided`), where that is wanted."""
        asked = {"form": form, "text": has_text, "language": language, "states": states}
        return Task(VERDICT, {**self._values(), **asked}, self._body())

    def _values(self) -> dict[str, object]:
        files = [
            {"name": text.name, "type": text.media_type, "bytes": len(text.data)}
            for text in self.texts
        ]
        return {"files": files, "graph": self.graph, "extends": self.extends}

    def _body(self) -> bytes:
        return b"".join(text.data for text in self.texts)


def tried(rules: Rules, store: Store, revision: Revision, task: Task) -> Done:
    """Do the task `Trial.verdict`.

    Raises as `judge_change` and `receive` do, but for syntax, and BadRequest for a text that names
    another graph.
    """
    trial = _trial(task)
    texts, unread = _read(trial)
    changes: list[Change] = []
    files = list(judge((), rules.context, unread=unread).files)
    accepted = not unread
    if texts:
        changes = [kept(one, store, rules) for one in _changes(trial, texts, store, revision)]
        judgement = judge_change(changes, store, rules)
        files += judgement.report.files
        if trial.graph:
            files[-1] = _with_what_a_token_may_say(files[-1], changes[0], store, rules)
        accepted = accepted and judgement.accepted and judgement.judged
    report = _report(files, rules)
    digests = {text.name: hashlib.sha256(text.data).hexdigest() for text in trial.texts}
    basis = rules.basis(revision.change, revision.hash)
    issued = receipt(report, digests, basis, accepted)
    form, language = task.values["form"], task.values["language"]
    sent = bounded(report, tags=told_in(form, language))
    values = {
        "accepted": accepted,
        "read": not unread,
        "judged": report.exit_code != 2,
        "summary": summary(sent).told(language),
        "receipt": issued.text,
        "text": render(sent, "text", language=language) if task.values["text"] else "",
    }
    done = Done(values, render(sent, form, language=language).encode())
    return told_beside(done, changes) if task.values["states"] and not unread else done


def _report(files: Sequence[FileReport], rules: Rules) -> Report:
    shapes, ordered = rules.context.shapes, sorted(files, key=lambda file: file.file)
    return Report(tuple(ordered), "fast", shapes.version, shapes.sha256)


def _with_what_a_token_may_say(
    file: FileReport, change: Change, store: Store, rules: Rules
) -> FileReport:
    """The report with what the catalogue lacks as warnings: who publishes may hold a token that
    says it."""
    more = (replace(one, severity="warning") for one in undescribed(change, store, rules))
    return replace(file, findings=(*file.findings, *more))


def _trial(task: Task) -> Trial:
    files = task.values["files"]
    ends = list(accumulate(file["bytes"] for file in files))
    texts = (
        Text(file["name"], file["type"], task.body[end - file["bytes"] : end])
        for file, end in zip(files, ends, strict=True)
    )
    return Trial(tuple(texts), task.values["graph"], task.values["extends"])


@dataclass(frozen=True, slots=True)
class _Read:
    contribution: Contribution
    graph: str | None


def _read(trial: Trial) -> tuple[list[_Read], list[Unread]]:
    """The texts that are what they are sent as, and those that are not."""
    texts: list[_Read] = []
    unread: list[Unread] = []
    for text in trial.texts:
        try:
            received = receive(text.data, text.media_type, text.name)
        except TurtleSyntaxError as error:
            unread.append(Unread(text.name, text.data.decode(errors="replace"), error))
        else:
            refuse_another(trial.graph, received)
            texts.append(_Read(received.contribution, received.graph))
    return texts, unread


def _changes(
    trial: Trial, texts: Sequence[_Read], store: Store, revision: Revision
) -> list[Change]:
    graphs = list(_graphs(trial, texts))
    if trial.extends:
        number = revision.change
        return [
            post(store, graph, text.contribution, number)
            for graph, text in zip(graphs, texts, strict=True)
        ]
    return [put(store, graph, text.contribution) for graph, text in zip(graphs, texts, strict=True)]


def _graphs(trial: Trial, texts: Sequence[_Read]) -> Iterator[str]:
    """Another graph for each text: the one that is asked for, or says itself, or bears its name."""
    taken: set[str] = set()
    for number, text in enumerate(texts):
        stem = text.contribution.name.rpartition(".")[0]
        named = ns.GRAPH + stem if _SOURCE.fullmatch(stem) else None
        wanted = trial.graph or text.graph or named
        if wanted is None or wanted in taken or wanted in OWN_GRAPHS:
            wanted = f"urn:smart-regions:trial:{number}"
        taken.add(wanted)
        yield wanted
