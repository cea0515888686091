"""One page of a catalogue, fetched as harvesters fetch it, and what would end their run there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from smartregions.catalogue.harvest.fetching import Answer, Client
from smartregions.catalogue.harvest.reading import (
    ENDINGS,
    RDF_TYPES,
    Text,
    Unreadable,
    media_type,
    read,
)
from smartregions.catalogue.harvest.report import Finding, Severity
from smartregions.catalogue.statements import Statements
from smartregions.messages import Message

CKAN_BYTES = 50 * 1024 * 1024
"""What CKAN reads of a page."""
SHOWN = 3
_CONTEXT = (
    "remote-context",
    Message(
        "The JSON-LD context is on another server. "
        "It is not asked here; who harvests depends on it."
    ),
    Message("Write the context into the document."),
)


@dataclass(frozen=True)
class Page:
    """A page that could be read, or why it could not, with what is to be said of either."""

    address: str
    statements: Statements | None
    findings: tuple[Finding, ...]
    body: bytes = b""
    kind: str = ""
    """Its media type."""


def fetched(client: Client, address: str, base: str, accept: str = "*/*") -> Page:
    """The page behind the address; `base` is the address that is registered with the portal."""
    answer = client.get(address, accept)
    if not answer.ok:
        message = Message("GET: {told}. A harvester's run ends here.", told=answer.told)
        help_ = Message("Answer every page with 200, and whole.")
        return _lost(address, "page-fails", message, help_)
    kind = media_type(answer.content_type)
    if kind not in RDF_TYPES:
        return _lost(address, *_wrong_type(answer, kind))
    text = read(answer.body, kind, base, address)
    if isinstance(text, Unreadable):
        if text.elsewhere:
            return _lost(address, *_CONTEXT)
        message = Message("The body is not {kind}: {told}.", kind=kind, told=text.message)
        help_ = Message("Send what the type says: {kind}.", kind=kind)
        return _lost(address, "syntax", message, help_)
    return Page(address, text.statements, tuple(_read(address, answer, text)), answer.body, kind)


def head(client: Client, address: str, kind: str) -> Iterator[Finding]:
    """What CKAN finds, which asks by HEAD before each GET, and uData, which reads the type there.

    `kind` is the media type that GET gave, or nothing where it is not known.
    """
    answer = client.head(address)
    help_ = Message("Answer HEAD as GET, without the body.")
    if answer.status in (400, 405):
        message = Message(
            "HEAD: {told}. CKAN goes on; uData learns no type, and the points for links are lost.",
            told=answer.told,
        )
        yield _finding("warning", "head-refused", address, message, help_)
    elif not answer.ok:
        message = Message(
            "HEAD: {told}. CKAN does not harvest what it cannot ask by HEAD.", told=answer.told
        )
        yield _finding("violation", "head-fails", address, message, help_)
    elif kind and media_type(answer.content_type) != kind:
        message = Message(
            "HEAD says {other}, GET says {kind}: uData parses by what HEAD says.",
            other=answer.content_type or Message("no type"),
            kind=kind,
        )
        help_ = Message("Send the same headers to HEAD as to GET.")
        yield _finding("violation", "head-differs", address, message, help_)


def _wrong_type(answer: Answer, kind: str) -> tuple[str, Message, Message]:
    known = ", ".join(RDF_TYPES)
    if not kind:
        return (
            "type-missing",
            Message("There is no Content-Type: piveau's run ends here."),
            Message("State one of {types}.", types=known),
        )
    if kind in ("application/gzip", "application/x-gzip"):
        return (
            "type-compressed",
            Message("The type is {kind}, which says nothing of what is inside.", kind=kind),
            Message(
                "Register an address that is not compressed; Content-Encoding may compress it."
            ),
        )
    ends = Message("The type is {kind}: piveau's run ends here.", kind=kind)
    return "type-not-rdf", ends, Message("Send one of {types}.", types=known)


def _read(address: str, answer: Answer, text: Text) -> Iterator[Finding]:
    if len(answer.body) > CKAN_BYTES:
        size = len(answer.body) // 1024 // 1024
        message = Message("The page has {n} MB; CKAN reads 50 MB.", n=size)
        help_ = Message("Divide it into pages.")
        yield _finding("violation", "page-too-large", address, message, help_)
    stated, kind = ENDINGS.get(ending(address)), media_type(answer.content_type)
    if stated not in (None, kind):
        message = Message(
            "The address ends like {stated}, by which uData reads it; it is {kind}.",
            stated=stated,
            kind=kind,
        )
        help_ = Message("Let the two agree.")
        yield _finding("violation", "ending-differs", address, message, help_)
    yield from _relative(address, text)


def _relative(address: str, text: Text) -> Iterator[Finding]:
    if text.moves:
        yield _finding(
            "violation",
            "base-iri",
            address,
            Message(
                "Relative IRIs mean something else to piveau, whose base is the registered address "
                "and not this page: {iris}.",
                iris=_some(text.relative),
            ),
            Message("Write absolute IRIs, or state the base in the document."),
        )
    elif text.relative:
        yield _finding(
            "warning",
            "relative-iri",
            address,
            Message(
                "Relative IRIs stand for what the address happens to be: {iris}.",
                iris=_some(text.relative),
            ),
            Message("Write absolute IRIs."),
        )


def _some(iris: tuple[str, ...]) -> str:
    return ", ".join(f"<{iri}>" for iri in iris[:SHOWN]) + (" ..." if len(iris) > SHOWN else "")


def _lost(address: str, code: str, message: Message, help_: Message) -> Page:
    return Page(address, None, (_finding("violation", code, address, message, help_),))


def _finding(severity: Severity, code: str, page: str, message: Message, help_: Message) -> Finding:
    return Finding(severity, code, message, help_, page)


def ending(address: str) -> str:
    """What stands behind the last full stop of the path; empty when there is none."""
    return urlsplit(address).path.rpartition("/")[2].rpartition(".")[2].lower()


def with_ending(address: str, suffix: str) -> str:
    """The address with this suffix before its query, in the place of one that says a format."""
    path, question, query = address.partition("?")
    has_one = ending(path) in ENDINGS
    stem = path.rpartition(".")[0] if has_one else path.rstrip("/")
    return f"{stem}.{suffix}{question}{query}"
