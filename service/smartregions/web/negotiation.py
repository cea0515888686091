"""Which representations a request accepts, best first (RFC 9110, section 12.5.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from smartregions.errors import NotAcceptable
from smartregions.formats import FORMATS, HTML, Format, named, ordered, weight

PROBLEM = "application/problem+json"
PAGE = Format("html", "results", HTML, "html", ("application/xhtml+xml",))

_CHARSET = re.compile(r"\s*;\s*charset=[^;]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Names of formats, best first, and whether a page for people is better than any of them."""

    formats: tuple[str, ...]
    page: bool


class Accept:
    """An Accept header; one that is absent or empty accepts everything alike."""

    def __init__(self, header: str | None) -> None:
        said = header if header and header.strip() else "*/*"
        parsed: MIMEAccept = parse_accept_header(said, MIMEAccept)
        self._ranges = MIMEAccept([(_CHARSET.sub("", item), weight) for item, weight in parsed])
        self._named = {item.lower() for item in self._ranges.values()}

    def quality(self, media_type: str) -> float:
        """The weight of a type; one with a character set is the type itself."""
        return self._ranges.quality(media_type)

    def names(self, media_type: str) -> bool:
        """Whether the type is named, and not only matched by a range."""
        return media_type in self._named


def wanted(accept: str | None, name: str | None) -> Wanted:
    """What a request wants: by `format=`, which wins, or by its Accept header.

    Raises NotAcceptable for a name that is no format and a header that nothing here satisfies.
    """
    if name:
        return _by_name(name)
    said = Accept(accept)
    formats = ordered(said)
    page = weight(said, PAGE)
    if not formats and not page:
        raise NotAcceptable(f"Nothing here is of a type that the client accepts. {_existing()}")
    best = weight(said, formats[0]) if formats else 0.0
    is_asked_for = said.names(HTML) and not (formats and _is_named(said, formats[0]))
    return Wanted(tuple(f.name for f in formats), page > best or (page == best and is_asked_for))


def prefers_page(accept: str | None) -> bool:
    """Whether an error, or what exists only for people and as JSON, is better told as a page."""
    said = Accept(accept)
    machine = max(map(said.quality, (PROBLEM, "application/json")))
    page = weight(said, PAGE)
    return page > machine or (page == machine and said.names(HTML))


def _by_name(name: str) -> Wanted:
    if name.lower() in (PAGE.name, HTML):
        return Wanted((), True)
    formats = tuple(f.name for f in named(name))
    if not formats:
        raise NotAcceptable(f"There is no format {name!r}. {_existing()}")
    return Wanted(formats, False)


def _is_named(said: Accept, known: Format) -> bool:
    return any(map(said.names, (known.media_type, *known.aliases)))


def _existing() -> str:
    return f"There are html, {', '.join(f.name for f in FORMATS)}."
