"""Judging a contributed text, in a worker of the index: the task `judge`.

The worker's copy of the index is read only; what comes back is what may be committed, or why not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pyoxigraph import Store

from smartregions.contribution import Received, receive
from smartregions.errors import BadRequest, TurtleSyntaxError
from smartregions.index import Done, Revision, Task
from smartregions.messages import SOURCE, Message
from smartregions.publication import parts
from smartregions.publication.description import described, undescribed
from smartregions.publication.verdict import Edit, Verdict, logged, packed
from smartregions.registry.change import Rules as Made
from smartregions.registry.triples import Delta, sha256
from smartregions.validation.bounded import bounded
from smartregions.validation.change import Change, Rules, delete, judge_change, post, put
from smartregions.validation.change.judgement import Judgement, rejects
from smartregions.validation.change.state import held
from smartregions.validation.judge import Unread, judge
from smartregions.validation.receipt import receipt
from smartregions.validation.render import render, told_in
from smartregions.validation.report import FileReport, Report

JUDGE = "judge"
PLAIN, TEXT = "json", "text"


@dataclass(frozen=True, slots=True)
class Asked:
    """What one request wants done to a graph: the values of the task."""

    graph: str
    kind: str
    """`put`, `post` or `delete`."""
    media_type: str = "text/turtle"
    name: str = ""
    """What the text is called."""
    spaces: Sequence[str] | None = None
    """Of the IRIs that may be described; None for all."""
    known: Sequence[Sequence[str]] = ()
    """Names of `description.FIELDS` with what the token says of the graph."""
    form: str = PLAIN
    """Format of the report when the text is rejected; `text` is given of what is accepted, too."""
    language: str = SOURCE
    """In which the report is told."""
    parts: Sequence[Mapping[str, Any]] = ()
    """The values of each `Part` of a text that is several, which are posted together."""


@dataclass(frozen=True)
class Found:
    """What a judgement works with, beside the changes themselves."""

    store: Store
    revision: Revision
    rules: Rules
    spaces: Sequence[str] | None
    form: str
    language: str
    sha256: str
    """Of the bytes as received."""
    of_parts: Mapping[str, str] = field(default_factory=dict)
    """Of each part of them, by its name."""


def judging(rules: Rules) -> Any:
    """The task, for the table of tasks."""

    def do(store: Store, revision: Revision, task: Task) -> Done:
        asked = Asked(**task.values)
        found = Found(
            store, revision, rules, asked.spaces, asked.form, asked.language, sha256(task.body)
        )
        if asked.parts:
            return packed(_on_parts(asked, task.body, found))
        try:
            change = _change(asked, task.body, store, revision)
        except TurtleSyntaxError as error:
            unread = Unread(asked.name, task.body.decode("utf-8", "replace"), error)
            return packed(_unread([unread], found))
        if change.contribution:
            change = described(change, store, rules, {name: text for name, text in asked.known})
        return packed(verdict_on([change], found))

    return do


def verdict_on(changes: Sequence[Change], found: Found) -> Verdict:
    """The verdict on changes that are made together. Raises CannotJudge and LimitReached."""
    rules = found.rules
    if not changes or not rules.rejecting:
        return _unjudged(changes, found)
    judgement = judge_change(changes, found.store, rules, spaces=found.spaces)
    more = [
        finding
        for change in parts.together(changes)
        if not is_deletion(change, found.store)
        for finding in undescribed(change, found.store, rules)
    ]
    first, *rest = judgement.report.files
    files = (replace(first, findings=(*first.findings, *more)), *rest)
    refused = any(rejects(finding, rules) for finding in more)
    accepted = judgement.accepted and judgement.judged and not refused
    told = replace(judgement, report=replace(judgement.report, files=files), accepted=accepted)
    return _verdict(changes, told, found)


def is_deletion(change: Change, store: Store) -> bool:
    """Whether nothing is left of the graph."""
    edit = change.edit
    if edit.added or change.contribution:
        return False
    return sum(1 for _ in held(store, edit.graph)) == len(edit.removed)


def _change(asked: Asked, text: bytes, store: Store, revision: Revision) -> Change:
    if asked.kind == "delete":
        return delete(store, asked.graph)
    received = receive(text, asked.media_type, asked.name)
    refuse_another(asked.graph, received)
    if asked.kind == "put":
        return put(store, asked.graph, received.contribution)
    return post(store, asked.graph, received.contribution, revision.change)


def refuse_another(graph: str | None, received: Received) -> None:
    """Raise BadRequest when a text that is for a graph names another one."""
    if graph and received.graph not in (None, graph):
        raise BadRequest(
            Message(
                "The text is about the graph <{graph}>, and was sent to <{other}>. Send it to "
                "the graph that it names, or without a name.",
                graph=received.graph,
                other=graph,
            )
        )


def _on_parts(asked: Asked, body: bytes, found: Found) -> Verdict:
    """The verdict on several texts for one graph."""
    sent = [parts.Part(**part) for part in asked.parts]
    digests = {part.name: sha256(text) for part, text in parts.texts(sent, body)}
    found = replace(found, of_parts=digests)
    received, unread = parts.read(sent, body)
    if unread:
        return _unread(unread, found)
    for one in received:
        refuse_another(asked.graph, one)
    changes = parts.posted(found.store, asked.graph, received, found.revision.change)
    known = {name: text for name, text in asked.known}
    return verdict_on(parts.told(changes, found.store, found.rules, known), found)


def _unread(unread: Sequence[Unread], found: Found) -> Verdict:
    report = judge([], found.rules.context, unread=unread)
    return replace(_verdict([], Judgement(report, False, True), found), read=False)


def _unjudged(changes: Sequence[Change], found: Found) -> Verdict:
    shapes = found.rules.context.shapes
    files = tuple(FileReport(change.name, (), len(change.stated)) for change in changes)
    report = Report(files, "fast", shapes.version, shapes.sha256)
    verdict = _verdict(changes, Judgement(report, True, True), found)
    return replace(verdict, judged=not changes)


def _verdict(changes: Sequence[Change], judgement: Judgement, found: Found) -> Verdict:
    rules, report = found.rules, judgement.report
    digests = {file.file: found.of_parts.get(file.file, found.sha256) for file in report.files}
    basis = rules.basis(found.revision.change, found.revision.hash)
    form = PLAIN if judgement.accepted else found.form
    sent = bounded(report, tags=told_in(form, found.language))
    made = parts.together(changes)
    return Verdict(
        accepted=judgement.accepted,
        read=True,
        judged=True,
        edits=tuple(_edit(c, found.store) for c in made) if judgement.accepted else (),
        rules=Made(
            rules.ontology_version,
            rules.ontology_sha256,
            rules.context.shapes.version,
            rules.context.shapes.sha256,
        ),
        receipt=receipt(report, digests, basis, judgement.accepted).text,
        report=render(sent, form, language=found.language).encode(),
        text=render(sent, TEXT, language=found.language)
        if judgement.accepted and found.form == TEXT
        else "",
    )


def _edit(change: Change, store: Store) -> Edit:
    delta = Delta(logged(change.edit.added), logged(change.edit.removed))
    return Edit(change.edit.graph.value, delta, is_deletion(change, store))
