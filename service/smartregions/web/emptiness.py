"""`/sparql/explain`: why a query has no answer, pattern by pattern, and what was probably meant."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from flask import Blueprint, Response, g, render_template, request

from smartregions.errors import BadRequest, LimitReached
from smartregions.index import Query
from smartregions.messages import Message
from smartregions.sparql.emptiness import Outline, outline
from smartregions.sparql.patterns import Pattern
from smartregions.web import past, protocol
from smartregions.web.answers import labelled, repeated
from smartregions.web.languages import gettext
from smartregions.web.meant import Wording, mended
from smartregions.web.negotiation import JSON, wanted_document
from smartregions.web.operations import DATASET, OPTIONS, PAGE, QUERY, Operation, operation
from smartregions.web.protocol import Asked
from smartregions.web.service import service
from smartregions.web.tried import Tried, absent_graphs

blueprint = Blueprint("emptiness", __name__)

MOST_PATTERNS = 20
SECONDS = 10
"""Working time of one explanation; what is not found out by then is told to be unknown."""
SECONDS_EACH = 2.0

_OPTIONS = [each for each in OPTIONS if each.name in ("format", "at")]
_EXPLAIN = Operation(
    (QUERY, *DATASET, *_OPTIONS),
    answers={JSON.media_type: {"type": "object"}, **PAGE},
    evaluates=True,
)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an answer is empty."""

    summary: str
    patterns: tuple[Tried, ...] = ()
    together: tuple[str, ...] = ()
    """Patterns that match one by one and nothing together; without any of them there would be."""


class _Asking:
    """Asks about patterns until the time is up."""

    def __init__(self, asked: Asked, known: Outline) -> None:
        self._asked = asked
        self._known = known
        self._at = past.change_at(asked.options.at) if asked.options.at else None
        self._until = time.monotonic() + SECONDS

    def matches(self, patterns: Sequence[Pattern]) -> bool | None:
        """Whether the patterns match anything together; None when it is not found out."""
        if time.monotonic() > self._until:
            return None
        try:
            return bool(self._answer(self._known.ask(patterns))["boolean"])
        except LimitReached:
            return None

    def values(self, variable: str, body: str) -> list[dict[str, str]]:
        """The values of a variable, as SPARQL JSON has them; none when the time is up."""
        if time.monotonic() > self._until:
            return []
        try:
            answer = self._answer(self._known.select(variable, body))
        except LimitReached:
            return []
        name = variable.lstrip("?")
        return [row[name] for row in answer["results"]["bindings"] if name in row]

    def anywhere(self, text: str) -> dict[str, Any]:
        """The answer over all data; nothing when the time is up."""
        try:
            return self._answer(text, whole=True) if time.monotonic() <= self._until else {}
        except LimitReached:
            return {}

    def _answer(self, text: str, *, whole: bool = False) -> dict[str, Any]:
        asked = self._asked
        dataset = ((), ()) if whole else (asked.default_graphs, asked.named_graphs)
        query = Query(text, ("json",), *dataset, seconds=SECONDS_EACH)
        found = repeated(query, service().index.revision, self._at)
        answer: dict[str, Any] = json.loads(found.body)
        return answer


@blueprint.get("/sparql/explain")
@operation(_EXPLAIN)
def explain() -> Response:
    """Which pattern of a query leaves its answer empty, and what was probably meant."""
    asked = protocol.by_get(request.query_string)
    if asked.query is None:
        raise BadRequest(Message("There is no query: send it as the parameter query."))
    g.source = protocol.source(asked)
    accept = request.headers.get("Accept")
    wanted = wanted_document(accept, asked.options.format, [JSON], Message("The explanation"))
    found = explained(asked, asked.query)
    if wanted.page:
        page = render_template(
            "emptiness.html", explanation=found, query=asked.query, mended=mended
        )
        return labelled(Response(page, mimetype="text/html"), None)
    content = json.dumps(asdict(found), ensure_ascii=False)
    return labelled(Response(content, mimetype=JSON.media_type), None)


def explained(asked: Asked, text: str) -> Explanation:
    """Why the query has no answer. Raises what the index raises for a query that is none."""
    known = outline(text)
    asking = _Asking(asked, known or Outline("", "", (), has_more=True))
    if absent := tuple(absent_graphs(text, asking.anywhere)):
        return Explanation(gettext("The query names a graph that is not here."), absent)
    if known is None:
        return Explanation(
            gettext("Only triple patterns in the outermost group are explained; there are none.")
        )
    if len(known.patterns) > MOST_PATTERNS:
        return Explanation(gettext("There are too many patterns to try each of them."))
    wording = Wording(text, asking.values)
    tried = tuple(_tried(pattern, asking, wording) for pattern in known.patterns)
    if any(one.matches is False for one in tried):
        return Explanation(gettext("One pattern alone matches nothing."), tried)
    together = tuple(str(pattern) for pattern in _conflict(known.patterns, asking))
    return Explanation(_summary(tried, together, known), tried, together)


def _tried(pattern: Pattern, asking: _Asking, wording: Wording) -> Tried:
    matches = asking.matches([pattern])
    found = tuple(wording.meant(pattern)) if matches is False else ()
    return Tried(str(pattern), matches, found)


def _summary(tried: Sequence[Tried], together: Sequence[str], known: Outline) -> str:
    if together:
        return gettext("Each pattern matches something, and these match nothing together.")
    if any(one.matches is None for one in tried):
        return gettext("It was not found out in the time that there is for it.")
    if known.has_more:
        return gettext(
            "All patterns of the outermost group match together: what else the query holds, "
            "a filter or values or an inner group, leaves nothing."
        )
    return gettext("All patterns match together: there is an answer.")


def _conflict(patterns: Sequence[Pattern], asking: _Asking) -> Iterator[Pattern]:
    """A smallest set of patterns that match nothing together, by leaving out one after another."""
    if asking.matches(patterns) is not False:
        return
    kept = list(patterns)
    for pattern in patterns:
        without = [each for each in kept if each is not pattern]
        if without and asking.matches(without) is False:
            kept = without
    yield from kept
