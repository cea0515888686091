"""Which representations a request accepts, best first (RFC 9110, section 12.5.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from smartregions.errors import NotAcceptable, UnknownThing
from smartregions.formats import FORMATS, HTML, SPREADSHEET, Format, named, ordered, weight
from smartregions.messages import Message
from smartregions.sparql.nature import Form

PROBLEM = "application/problem+json"
JSON = Format("json", "results", "application/json", "json")
PAGE = Format("html", "results", HTML, "html", ("application/xhtml+xml",))

_HINT = re.compile(
    r'(?<!\s)\s*+;\s*+(?:(?:charset|profile|version)=("[^"]*"|[^;]*)|header="?present"?(?!\w))',
    re.IGNORECASE,
)
"""Parameters that wish for more than a type, and that what we send fulfils or may leave
(JSON-LD 1.1, section C; RDF 1.2 Turtle, section B; RFC 4180, section 3)."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Names of formats, best first, and whether a page for people is better than any of them."""

    formats: tuple[str, ...]
    page: bool
    for_spreadsheets: bool = False
    """Whether the CSV goes to a program that takes some texts for formulas."""


_CSV_FIRST = tuple(f.name for f in sorted(FORMATS, key=lambda known: known.name != "csv"))


class Accept:
    """An Accept header; one that is absent or empty accepts everything alike."""

    def __init__(self, header: str | None) -> None:
        said = " ".join((header or "").split()) or "*/*"  # of many spaces, the framework takes long
        parsed: MIMEAccept = parse_accept_header(said, MIMEAccept)
        self._ranges = MIMEAccept([(_HINT.sub("", item), weight) for item, weight in parsed])
        self._named = {item.lower() for item in self._ranges.values()}

    def quality(self, media_type: str) -> float:
        """The weight of a type."""
        return self._ranges.quality(media_type)

    def names(self, media_type: str) -> bool:
        """Whether the type is named, and not only matched by a range."""
        return media_type in self._named


@lru_cache(maxsize=256)
def wanted(accept: str | None, name: str | None, form: Form = "unknown") -> Wanted:
    """What a request wants: by a name, which wins, or by its Accept header.

    A client that sends no such header accepts anything (RFC 9110, section 12.5.1), so the choice
    is ours: CSV, which what reads tables from an address without a word (pandas, urllib) can read.
    Of the answer to ASK the specification of CSV says nothing; that is JSON.
    Raises NotAcceptable for a name that is no format and a header that nothing here satisfies.
    """
    if name:
        return _by_name(name)
    if not (accept and accept.strip()) and form != "ask":
        return Wanted(_CSV_FIRST, False)
    said = Accept(accept)
    formats = ordered(said)
    page = _page_is_best(said, formats)
    if not formats and not page:
        raise NotAcceptable(
            Message(
                "Nothing here is of a type that the client accepts. {existing}",
                existing=_existing(),
            )
        )
    return Wanted(_names(formats), page)


def wanted_document(
    accept: str | None, name: str | None, existing: Sequence[Format], what: str
) -> Wanted:
    """As `wanted`, for a document of ours that exists in some formats and as a page.

    Raises NotAcceptable, which says in which.
    """
    if name:
        by_name = {known.name for known in named(name)} | {name.lower()}
        formats = [each for each in existing if {each.name, each.media_type} & by_name]
        found = Wanted(_names(formats), name.lower() in (PAGE.name, HTML))
    else:
        said = Accept(accept)
        formats = ordered(said, existing)
        found = Wanted(_names(formats), _page_is_best(said, formats))
    if not found.formats and not found.page:
        types = ", ".join(known.media_type for known in existing)
        raise NotAcceptable(
            Message(
                "{what} exists as {types} and {page}; ask for one of them.",
                what=what,
                types=types,
                page=HTML,
            )
        )
    return found


def _names(formats: Iterable[Format]) -> tuple[str, ...]:
    return tuple(known.name for known in formats)


def refuse_suffix(suffix: str | None) -> None:
    """Raise UnknownThing for an end of an address that asks for no format."""
    if suffix is not None and suffix.lower() != PAGE.name and not named(suffix):
        known = ", ".join(f".{each.suffix}" for each in FORMATS)
        raise UnknownThing(
            Message(
                "No address here ends in .{suffix}. There are .html, {known}.",
                suffix=suffix,
                known=known,
            )
        )


def prefers_page(accept: str | None) -> bool:
    """Whether an error, or what exists only for people and as JSON, is better told as a page."""
    said = Accept(accept)
    machine = max(map(said.quality, (PROBLEM, "application/json")))
    page = weight(said, PAGE)
    return page > machine or (page == machine and said.names(HTML))


def _by_name(name: str) -> Wanted:
    if name.lower() in (PAGE.name, HTML):
        return Wanted((), True)
    if name.lower() == SPREADSHEET:
        return Wanted((SPREADSHEET,), False, True)
    formats = _names(named(name))
    if not formats:
        raise NotAcceptable(
            Message("There is no format {name}. {existing}", name=repr(name), existing=_existing())
        )
    return Wanted(formats, False)


def _page_is_best(said: Accept, formats: Sequence[Format]) -> bool:
    page = weight(said, PAGE)
    best = weight(said, formats[0]) if formats else 0.0
    is_asked_for = said.names(HTML) and not (formats and _is_named(said, formats[0]))
    return page > best or (0 < page == best and is_asked_for)


def _is_named(said: Accept, known: Format) -> bool:
    return any(map(said.names, (known.media_type, *known.aliases)))


def _existing() -> Message:
    names = ", ".join(f.name for f in FORMATS)
    return Message("There are html, {names} and {last}.", names=names, last=SPREADSHEET)
