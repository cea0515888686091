"""What the pages ask: stored questions, as anybody can ask them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from flask import Response, after_this_request, request, url_for

from smartregions.errors import (
    AnswerTooLarge,
    DeadlineReached,
    EngineCrashed,
    MemoryReached,
    QueryBanned,
)
from smartregions.index import Answer, Query
from smartregions.library.shelf import values
from smartregions.web import past, protocol
from smartregions.web.answers import PAGE_FORMATS, AnsweringIndex, Frame, respond
from smartregions.web.cache import let_go
from smartregions.web.negotiation import refuse_suffix
from smartregions.web.overview.labels import told
from smartregions.web.protocol import Asked
from smartregions.web.service import service

TOO_MUCH = (DeadlineReached, MemoryReached, AnswerTooLarge, EngineCrashed, QueryBanned)
"""What is raised where a question asks for more than can be told."""

Row = Mapping[str, str]
"""One row of an answer: the values that are bound, by the names of their columns."""


@dataclass(frozen=True, slots=True)
class Source:
    """A question that a page asked: where it stands, and as a query that runs anywhere."""

    summary: str
    address: str
    query: str

    @property
    def run(self) -> str:
        """Where the query runs as it is."""
        return url_for("sparql.by_get", query=self.query)


@dataclass(frozen=True, slots=True)
class Found:
    """The rows of an answer, and the question."""

    rows: Sequence[Row]
    source: Source
    at: int | None = None

    @property
    def told(self) -> Found:
        """The same with names in the language of the request, for a page."""
        return replace(self, rows=told(self.rows, self.source.query, self.at))


def asked(path: str, at: int | None = None, seconds: float | None = None, /, **given: str) -> Found:
    """The answer to a question with these values, IRIs in full; of the state after a change.

    It may take so many seconds, or those of the service.

    Raises UnknownThing where this service has no such question, and what the index raises.
    """
    behind = source(path, **given)
    return Found(many_rows(behind.query, at, seconds), behind, at)


def source(path: str, **given: str) -> Source:
    """A question with these values, which is not asked yet. Raises UnknownThing."""
    question = service().library.get(path)
    text = question.bound(values(question, given.items(), None))
    return Source(question.summary, address(path, **given), text)


def address(path: str, **given: str) -> str:
    """Where a question is answered with these values."""
    return f"/queries/{path}" + (f"?{urlencode(given)}" if given else "")


def answered(
    path: str,
    suffix: str | None,
    template: str,
    view: Callable[[Sequence[Row], Mapping[str, str]], Mapping[str, object]],
    without: str = "",
) -> Response:
    """The answer to a question that the request gives values to; as a page, a template of ours.

    The template shows what `view` makes of the rows, given the values of the request in full.
    `without` names a parameter of the request that is not one of the question.
    """
    refuse_suffix(suffix)
    question = service().library.get(path)
    given = protocol.pairs(request.query_string)
    options = protocol.options(given, suffix)
    own = [pair for pair in given if pair[0] not in (*protocol.OPTIONS, without)]
    at = past.change_at(options.at) if options.at else None
    terms = values(question, own, AnsweringIndex(at))
    text = question.bound(terms)
    behind = Source(question.summary, address(path, **dict(own)), text)
    meant = {name: term.value for name, term in terms.items()}

    def shown(answer: Answer) -> Mapping[str, object]:
        return {"source": behind, **view(told(_rows(answer), text, at), meant)}

    return respond(Asked(options=options), text, Frame(template, shown))


def many_rows(text: str, at: int | None = None, seconds: float | None = None) -> list[Row]:
    """As `rows`, of an answer that no page shows as it is: CSV has half of the bytes of JSON.

    In it an empty text is like none.
    """
    answer = AnsweringIndex(at).query(Query(text, ("csv",), seconds=seconds))
    names, *lines = csv.reader(io.StringIO(answer.body.decode(), newline=""))
    return [
        {name: value for name, value in zip(names, line, strict=True) if value} for line in lines
    ]


def rows(text: str, at: int | None = None, seconds: float | None = None) -> list[Row]:
    """The rows of an answer, within so many seconds or within those of the service."""
    return _rows(AnsweringIndex(at).query(Query(text, PAGE_FORMATS, seconds=seconds)))


def _rows(answer: Answer) -> list[Row]:
    return [
        {name: term["value"] for name, term in row.items()}
        for row in json.loads(answer.body)["results"]["bindings"]
    ]


def keep_nowhere() -> None:
    """Have nobody show the response to this request again: it lacks something."""
    after_this_request(_unkept)


def _unkept(response: Response) -> Response:
    let_go()
    response.headers["Cache-Control"] = "no-store"
    for name in ("ETag", "Last-Modified"):
        response.headers.pop(name, None)
    return response
