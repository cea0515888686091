"""`/search`: things by their names in all languages, as a page and as JSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from smartregions import __version__
from smartregions.errors import BadRequest
from smartregions.messages import Message
from smartregions.namespaces import ID, SR
from smartregions.web import protocol
from smartregions.web.answers import AnsweringIndex, labelled
from smartregions.web.cache import keep_response
from smartregions.web.finding.names import Names, Types, names, types
from smartregions.web.finding.words import Match
from smartregions.web.languages import gettext, language, msgid
from smartregions.web.negotiation import JSON, refuse_suffix, wanted_document
from smartregions.web.operations import OPTIONS, PAGE, TEXT, Operation, Parameter, operation
from smartregions.web.service import service
from smartregions.web.tables import described

blueprint = Blueprint("search", __name__)

MOST_CHARACTERS = 200
"""Of a question."""
PER_PAGE, MOST = 20, 100
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_OWL = "http://www.w3.org/2002/07/owl#"

KINDS: Mapping[str, str] = {
    SR + "Region": msgid("Region"),
    SR + "Partnership": msgid("Partnership"),
    SR + "Project": msgid("Project"),
    SR + "Actor": msgid("Actor"),
    SR + "ThematicPlatform": msgid("Platform"),
    SR + "Capability": msgid("Capability"),
    SR + "Event": msgid("Event"),
    SR + "NewsItem": msgid("News"),
    SR + "Document": msgid("Document"),
    SR + "MonitoringReport": msgid("Report"),
    SR + "MonitoringPeriod": msgid("Period"),
    SR + "PilotAction": msgid("Pilot action"),
    SR + "MappingExercise": msgid("Mapping"),
    _SKOS + "Concept": msgid("Concept"),
    _SKOS + "ConceptScheme": msgid("Scheme"),
    SR + "Source": msgid("Source"),
    SR + "Place": msgid("Place"),
    SR + "NutsUnit": msgid("NUTS unit"),
    _OWL + "Class": msgid("Class"),
    _OWL + "ObjectProperty": msgid("Property"),
    _OWL + "DatatypeProperty": msgid("Property"),
    "http://www.w3.org/ns/dcat#Dataset": msgid("Dataset"),
}
"""The classes whose things are found and what they are called, the first of equal matches first."""


_BEHIND = list(KINDS).index(_SKOS + "Concept")
"""The place of the first class whose things stand behind what people look for."""
_BACK = 2
"""Ranks by which they do."""


@dataclass(frozen=True, slots=True)
class Result:
    """A thing that was found; `also` is another name: the one that fits, or a first one."""

    iri: str
    address: str
    label: str
    language: str
    kind: str
    also: str


@dataclass(frozen=True, slots=True)
class Found:
    """A part of the results."""

    query: str
    total: int
    start: int
    results: Sequence[Result]

    def page(self, start: int) -> str:
        """The address of another part."""
        return "/search?" + urlencode(
            {"q": self.query, "start": start} if start else {"q": self.query}
        )


_SEARCH = Operation(
    (
        Parameter("q", "Words, or beginnings of words, of a name in any language.", TEXT),
        Parameter("start", "Results that are left out at the beginning.", {"type": "integer"}),
        Parameter("limit", f"The most results, up to {MOST}.", {"type": "integer"}),
        OPTIONS[0],
        OPTIONS[3],
    ),
    answers={JSON.media_type: {"type": "object"}, **PAGE},
    evaluates=True,
    is_conditional=True,
)


@blueprint.get("/search")
@blueprint.get("/search.<suffix>", endpoint="search_as")
@operation(_SEARCH)
def search(suffix: str | None = None) -> Response:
    """The things whose name has all the words; best first."""
    refuse_suffix(suffix)
    given = dict(protocol.pairs(request.query_string))
    options = protocol.options(list(given.items()), suffix)
    accept = request.headers.get("Accept")
    wanted = wanted_document(accept, options.format, [JSON], Message("The results"))
    question = given.get("q", "").strip()
    if len(question) > MOST_CHARACTERS:
        raise BadRequest(
            Message(
                "q= may have {most} characters; this has {n}.",
                most=MOST_CHARACTERS,
                n=len(question),
            )
        )
    start, limit = number(given, "start", 0, 1_000_000), number(given, "limit", PER_PAGE, MOST)
    index = AnsweringIndex()
    keep_response(index.revision)
    tag = _tag(index.revision.hash, question, start, limit, wanted.page)
    if request.if_none_match.contains_weak(tag):
        return labelled(Response(status=304), tag)
    found = _found(names(), types(), question, start, limit)
    if wanted.page:
        page = render_template("search.html", found=found, size=limit)
        return labelled(Response(page, mimetype="text/html"), tag)
    return labelled(Response(_json(found), mimetype=JSON.media_type), tag)


def number(given: Mapping[str, str], name: str, default: int, most: int) -> int:
    """A number from 0 in a parameter. Raises BadRequest."""
    text = given.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 9 and int(text) <= most):
        raise BadRequest(
            Message(
                "{name}={text} is no whole number from 0 to {most}.",
                name=name,
                text=text,
                most=most,
            )
        )
    return int(text)


def _found(known: Names, classes: Types, question: str, start: int, limit: int) -> Found:
    ranked = [
        (match.rank + (_BACK if place >= _BEHIND else 0), place, match, kind)
        for match in known.words.matching(question)
        for place, kind in _kind(classes.get(match.thing, frozenset()), match.thing)
    ]
    ranked.sort(key=lambda each: each[:2])
    shown = ranked[start : start + limit]
    results = [_result(known, match, kind) for _, _, match, kind in shown]
    return Found(question, len(ranked), start, results)


def _kind(classes: frozenset[str], thing: str) -> list[tuple[int, str]]:
    """The first of its classes in the order of `KINDS`; of a thing of another, that, and last."""
    places = [(place, iri) for place, iri in enumerate(KINDS) if iri in classes]
    if thing.startswith(ID) and not places:
        places = [(len(KINDS), iri) for iri in sorted(classes)]
    return places[:1]


def _result(known: Names, match: Match, kind: str) -> Result:
    label = known.label(match.thing)
    others = known.called(match.thing).others
    also = match.text if match.text != label.text else next((each.text for each in others), "")
    told = gettext(KINDS[kind]) if kind in KINDS else known.label(kind).text
    return Result(match.thing, described(match.thing), label.text, label.language, told, also)


def _tag(*parts: object) -> str:
    told = json.dumps([__version__, language().tag, service().settings.address, *parts])
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def _json(found: Found) -> str:
    following = found.start + len(found.results)
    told: dict[str, object] = {
        "query": found.query,
        "total": found.total,
        "start": found.start,
        "results": [asdict(result) for result in found.results],
    }
    if found.results and following < found.total:
        told["next"] = found.page(following).replace("/search?", "/search.json?", 1)
    return json.dumps(told, ensure_ascii=False)
