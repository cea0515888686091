"""From a query to a response: conditional requests, the best representation, the page."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode, urlsplit

from flask import Response, g, render_template, request

from smartregions.formats import FORMATS, SPREADSHEET
from smartregions.index import Answer, Query, Revision, Started
from smartregions.sparql.facts import refuse_long
from smartregions.sparql.nature import nature
from smartregions.web import past, repeating
from smartregions.web.cache import keep_response, kept
from smartregions.web.languages import language
from smartregions.web.negotiation import Wanted, wanted
from smartregions.web.protocol import LANGUAGE, Asked, pairs, source
from smartregions.web.service import service
from smartregions.web.tables import table

_CONTENT_TYPES = {known.name: known.content_type for known in FORMATS}
PAGE_FORMATS = ("json", "turtle")
MOST_TURTLE = 1_000_000
"""Bytes of a graph that a page shows."""
_SUFFIX = "suffix"
_FILE = "answer.csv"


@dataclass(frozen=True, slots=True)
class Frame:
    """The page around an answer: its template, and what else the template shows."""

    template: str
    values: Callable[[Answer], Mapping[str, object]] = lambda _: {}
    path: str | None = None
    """Where the answer is without an end that asks for a format; None where the route tells."""
    by_name: bool = False
    """Whether formats are asked for by their names, and not by the ends of addresses."""


def respond(asked: Asked, text: str, frame: Frame) -> Response:
    """The answer to a query as the client wants it, or 304 when it has it already.

    Raises NotAcceptable and what the index raises; a part of an answer is never sent.
    """
    g.query, g.source = text, source(asked)
    refuse_long(text, service().settings.max_query_characters)
    at = past.change_at(asked.options.at) if asked.options.at else None
    known = nature(text)
    accepted = wanted(request.headers.get("Accept"), asked.options.format, known.form)
    query = Query(
        text, accepted.formats, asked.default_graphs, asked.named_graphs, asked.options.seconds
    )
    state = service().index.revision
    tag = _tag(state, query, accepted, at) if known.is_lasting else None
    if tag:
        keep_response(state)
    if tag and request.method in ("GET", "HEAD") and request.if_none_match.contains_weak(tag):
        response = Response(status=304)
    elif accepted.page:
        query = replace(query, formats=PAGE_FORMATS)
        response = _page(query, state if known.is_lasting else None, at, frame)
    else:
        answer = _answer(query, state if known.is_lasting else None, at)
        response = Response(answer.body, content_type=_CONTENT_TYPES[answer.format])
        if accepted.for_spreadsheets:
            response.headers["Content-Disposition"] = f"attachment; filename={_FILE}"
    return labelled(response, tag)


def labelled(response: Response, tag: str | None) -> Response:
    """The response with what caches must know of it."""
    if tag:
        response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "no-cache"
    response.vary.add("Accept")
    return response


def unchanging(text: str, media_type: str) -> Response:
    """The text, which a cache asks about before it gives it again, or 304."""
    tag = hashlib.sha256(text.encode()).hexdigest()[:24]
    if request.if_none_match.contains_weak(tag):
        return labelled(Response(status=304), tag)
    return labelled(Response(text, mimetype=media_type), tag)


def ask(query: Query, at: int | None = None) -> Answer:
    """The answer of the index: the one place by which a request's queries go there.

    With a change, it is that of the state which the change left.
    """
    return service().index.query(query) if at is None else past.ask(query, at)


def repeated(query: Query, state: Revision, at: int | None = None) -> Answer:
    """The answer of the index, or the one that it gave to the same query on the same data."""
    return repeating.repeated(kept(), state, query, at, lambda: ask(query, at))


class AnsweringIndex:
    """The index for what pages of ours ask on behalf of a request: the way is that of all queries.

    With a change, it answers from the state which the change left.
    """

    def __init__(self, at: int | None = None) -> None:
        self._at = at

    @property
    def revision(self) -> Revision:
        """The state of the data that the answers come from."""
        return service().index.revision

    def query(self, query: Query, started: Started | None = None) -> Answer:
        """Answer whole or not at all. Raises as `ask` does."""
        return repeated(replace(query, is_ours=True), self.revision, self._at)

    def stop(self, job: int) -> bool:
        """End the job of that number; whether it ran."""
        return service().index.stop(job)

    def check(self) -> None:
        """Return when queries can be answered. Raises LimitReached."""
        service().index.check()


def _answer(query: Query, state: Revision | None, at: int | None) -> Answer:
    """The answer in the best format that can hold it; with a state, one that may be kept."""
    return repeating.best(query, lambda each: repeated(each, state, at) if state else ask(each, at))


def _tag(state: Revision, query: Query, accepted: Wanted, at: int | None) -> str:
    page = (request.full_path, language().tag) if accepted.page else ("", "")
    return repeating.tag(state, query, accepted, at, page)


def _page(query: Query, state: Revision | None, at: int | None, frame: Frame) -> Response:
    answer = _answer(query, state, at)
    shown = render_template(
        frame.template,
        query=query.text,
        form=answer.form,
        grid=_grid(answer),
        boolean=answer.form == "ask" and json.loads(answer.body)["boolean"],
        turtle=beginning(answer.body) if answer.form == "graph" else "",
        is_turtle_cut=answer.form == "graph" and len(answer.body) > MOST_TURTLE,
        downloads=_downloads(answer, frame),
        at=at,
        **frame.values(answer),
    )
    return Response(shown, mimetype="text/html")


def beginning(turtle: bytes) -> str:
    """As much of a graph as a page shows; a character that is cut is left out."""
    return turtle[:MOST_TURTLE].decode(errors="ignore")


def _grid(answer: Answer) -> object:
    if answer.form != "select":
        return None
    settings = service().settings
    return table(answer.body, settings.table_rows, urlsplit(settings.address).path)


def _downloads(answer: Answer, frame: Frame) -> list[tuple[str, str]]:
    """Name and address of each other representation of what this request asked by GET."""
    if request.method != "GET":
        return []
    kind = "graph" if answer.form == "graph" else "results"
    given = urlencode(
        [pair for pair in pairs(request.query_string) if pair[0] not in ("format", LANGUAGE)]
    )
    suffix = (request.view_args or {}).get(_SUFFIX)
    path = frame.path or (request.path.removesuffix(f".{suffix}") if suffix else request.path)
    named = f"{path}?{given}{'&' if given else ''}format="
    found = [
        (
            known.name,
            f"{named}{known.name}"
            if frame.by_name
            else f"{path}.{known.suffix}" + (f"?{given}" if given else ""),
        )
        for known in FORMATS
        if known.answers == kind
    ]
    if answer.form == "select":
        found.append((SPREADSHEET, named + SPREADSHEET))
    return found
