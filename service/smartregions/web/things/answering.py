"""From an address to the description of its thing, in the representation that the client wants.

The answer holds for one state of the data; which one is an argument, and never "now".
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from flask import Response, request

from smartregions import __version__
from smartregions.catalogue.writing import written
from smartregions.errors import BadRequest, UnknownThing
from smartregions.index import Done, Revision
from smartregions.messages import Message
from smartregions.publication import past
from smartregions.things import addresses, describing, parcel
from smartregions.things.describing import Asked
from smartregions.things.description import Description
from smartregions.things.document import Document, graph_of
from smartregions.web import protocol
from smartregions.web.answers import labelled
from smartregions.web.cache import keep_response
from smartregions.web.languages import language
from smartregions.web.negotiation import JSON, PAGE, Wanted, wanted_document
from smartregions.web.service import service
from smartregions.web.things import json as plain_json
from smartregions.web.things import memento, modified
from smartregions.web.things.absent import absent
from smartregions.web.things.forms import FORMATS, LINKSET, RDF, Named, named
from smartregions.web.things.links import links, linkset, suffixed
from smartregions.web.things.offered import Offered

Page = Callable[[Description, Document], str]
"""Makes the page for people."""
Elsewhere = Callable[[Sequence[str], bool], Offered | None]
"""Describes the first of some IRIs that is known elsewhere than in the index, for people or not."""

_DIGITS = 9
_LINKS = 40
"""Links in the header of a response; the linkset has them all."""
_IN_PATH = "!$&'()*+,;=:@/"


@dataclass(frozen=True, slots=True)
class Address:
    """A path under one of the folders of this service, and the IRIs that it may stand for."""

    space: str
    """What their IRIs begin with."""
    folder: str
    name: str

    def asked(self, of: Named, page: int, at: int | None = None) -> Asked:
        """What one of its meanings asks for, now or after a change; the likeliest IRI first."""
        address = service().settings.address + self.folder + quote(of.name, safe=_IN_PATH)
        return Asked(addresses.candidates(self.space, of.name), Document(address, at), page)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a request may ask for, and how."""

    asked: Asked
    accepted: Wanted

    @property
    def form(self) -> str:
        """The name of the best format; `html` for a page."""
        return "html" if self.accepted.page else self.accepted.formats[0]

    @property
    def rdf(self) -> list[str]:
        """The formats in which a worker is to write; none where it is not to."""
        return [name for name in self.accepted.formats if name in RDF] if self.form in RDF else []


def of_thing(address: Address, page: Page, elsewhere: Elsewhere | None = None) -> Response:
    """The description of the thing at an address, now or as it was; or the way to that.

    Raises as `respond` does, and as `past.change_at`, TooFarBack and Busy for what was.
    """
    number, at = page_number(), memento.at()
    names = named(address.name)
    meanings = [Meaning(address.asked(each, number, at), accepted(each.suffix)) for each in names]
    if at is not None:
        return _then(meanings, page, at, elsewhere)
    if (header := request.headers.get("Accept-Datetime")) is not None and memento.has_past():
        asked = [each.asked for each in meanings]
        if (led := memento.negotiated(header, asked, names[0].suffix)) is not None:
            return led
    return respond(meanings, page, elsewhere)


def accepted(suffix: str | None) -> Wanted:
    """The formats that the request wants. Raises BadRequest and NotAcceptable."""
    options = protocol.options(protocol.pairs(request.query_string), suffix)
    accept = request.headers.get("Accept")
    return wanted_document(accept, options.format, FORMATS, Message("What is known of a thing"))


def respond(
    meanings: Sequence[Meaning], page: Page, elsewhere: Elsewhere | None = None
) -> Response:
    """The description of the first that is described, or 304.

    `elsewhere` is asked for what the index does not describe.
    Raises UnknownThing, Gone, NotAcceptable, and as the index does.
    """
    state = service().index.revision
    near: list[str] = []
    for each in meanings:
        tag = _tag(state, each)
        if modified.is_known(tag, state):
            return modified.told(labelled(Response(status=304), tag), state)
        done = service().index.do(describing.task(each.asked, each.rdf))
        if "iri" in done.values:
            response = modified.told(labelled(_answer(each, done, page), tag), state)
            if response.last_modified is not None:
                keep_response(state)
            return response
        _refuse_page(each, done)
        if elsewhere and (found := elsewhere(each.asked.iris, each.accepted.page)):
            done = _packed(each, found.description)
            if found.passing_page is not None:
                return _passing(_answer(each, done, found.passing_page))
            return modified.told(labelled(_answer(each, done, page), tag), state)
        near = near or done.values["near"]
    raise absent([iri for each in meanings for iri in each.asked.iris], near)


def _then(
    meanings: Sequence[Meaning], page: Page, at: int, elsewhere: Elsewhere | None
) -> Response:
    """The same as of a change. Nothing alters it but a redaction, so there is no date of it."""
    now, made = service().index.revision, memento.made(at)
    asked = [each.asked for each in meanings]
    if made is None:
        raise memento.absent(asked, ())
    near: list[str] = []
    for each in meanings:
        tag = _tag(Revision(at, memento.state(made)), each)
        if request.if_none_match.contains_weak(tag):
            return memento.told(labelled(Response(status=304), tag), made)
        done = service().index.do(past.description(describing.task(each.asked, each.rdf), at))
        if "iri" in done.values:
            keep_response(now)
            return memento.told(labelled(_answer(each, done, page), tag), made)
        _refuse_page(each, done)
        near = near or done.values["near"]
    is_offered = elsewhere is not None and any(
        elsewhere(each.asked.iris, each.accepted.page) for each in meanings
    )
    raise memento.absent(asked, near, is_offered)


def _passing(response: Response) -> Response:
    """The response that another follows in a moment: nobody keeps it."""
    response = labelled(response, None)
    response.headers["Cache-Control"] = "no-store"
    return response


def _refuse_page(meaning: Meaning, done: Done) -> None:
    if (last := done.values.get("pages")) is not None:
        raise UnknownThing(
            Message(
                "There is no page {n} of this; {last} is last.", n=meaning.asked.page, last=last
            )
        )


def page_number() -> int:
    """The page that the request asks for, from 1. Raises BadRequest."""
    values = [value for name, value in protocol.pairs(request.query_string) if name == "page"]
    if len(values) > 1:
        raise BadRequest(
            Message(
                "The parameter {name} is given {n} times; give it once.", name="page", n=len(values)
            )
        )
    text = "".join(values) or "1"
    if not (text.isascii() and text.isdecimal() and len(text) <= _DIGITS and int(text)):
        raise BadRequest(Message("page={text} is no number from 1.", text=text))
    return int(text)


def _tag(state: Revision, meaning: Meaning) -> str:
    asked = meaning.asked
    what = (asked.iris, asked.document.told, asked.page, asked.graph, meaning.accepted.formats)
    told_in = language().tag if meaning.accepted.page else ""
    parts = (__version__, state.hash, what, meaning.form, told_in)
    digest = hashlib.sha256(json.dumps(parts).encode()).hexdigest()
    return f"{state.change}-{digest[:24]}"


def _packed(meaning: Meaning, found: Description) -> Done:
    """A description from elsewhere, as a worker would give it."""
    if not meaning.rdf:
        return parcel.packed(found)
    text = written(graph_of(found, meaning.asked.document), meaning.rdf[0])
    return Done({"format": meaning.rdf[0], **parcel.outline(found)}, text)


def _answer(meaning: Meaning, done: Done, page: Page) -> Response:
    document, base = meaning.asked.document, service().settings.address
    before = () if meaning.asked.graph else memento.links(done.values, document)
    form = done.values.get("format", meaning.form)
    if form == LINKSET.name:
        done = replace(done, body=linkset(done.values, document, base, before).encode())
    response = _written(document, done, form, page)
    found = links(done.values, document, base, form, before)
    response.headers["Link"] = ", ".join(link.header for link in found[:_LINKS])
    suffix = next((each.suffix for each in FORMATS if each.name == form), form)
    if before and document.at is None:
        response.vary.add("Accept-Datetime")
    response.headers["Content-Location"] = suffixed(document, suffix, done.values)
    return response


def _written(document: Document, done: Done, form: str, page: Page) -> Response:
    if form == PAGE.name:
        return Response(page(parcel.unpacked(done), document), mimetype=PAGE.media_type)
    (known,) = (each for each in FORMATS if each.name == form)
    is_plain = known is JSON
    body = plain_json.written(parcel.unpacked(done), document) if is_plain else done.body
    return Response(body, content_type=known.content_type)
