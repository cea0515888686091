"""Which representations a request accepts, best first (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from smartregions.errors import NotAcceptable
from smartregions.formats import FORMATS, HTML, best_quality, named, ordered

PROBLEM = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Names of formats, best first, and whether a page for people is better than any of them."""

    formats: tuple[str, ...]
    page: bool


def wanted(accept: str | None, name: str | None) -> Wanted:
    """What a request wants: by `format=`, which wins, or by its Accept header.

    Raises NotAcceptable for a name that is no format and a header that nothing here satisfies.
    """
    if name:
        return _by_name(name)
    quality = _quality(accept)
    formats = ordered(quality)
    page = best_quality(quality, (HTML, "application/xhtml+xml"))
    if not formats and not page:
        raise NotAcceptable(f"Nothing here is of a type that the client accepts. {_existing()}")
    best = max((_weight(quality, f.name) for f in formats), default=0.0)
    return Wanted(tuple(f.name for f in formats), page > best)


def prefers_page(accept: str | None) -> bool:
    """Whether an error is better told as a page than as a problem document."""
    quality = _quality(accept)
    machine = best_quality(quality, (PROBLEM, "application/json"))
    return best_quality(quality, (HTML,)) > machine


def _by_name(name: str) -> Wanted:
    if name.lower() in ("html", HTML):
        return Wanted((), True)
    formats = tuple(f.name for f in named(name))
    if not formats:
        raise NotAcceptable(f"There is no format {name!r}. {_existing()}")
    return Wanted(formats, False)


def _existing() -> str:
    return f"There are html, {', '.join(f.name for f in FORMATS)}."


def _quality(accept: str | None) -> Callable[[str], float]:
    header = accept if accept and accept.strip() else "*/*"
    parsed: MIMEAccept = parse_accept_header(header, MIMEAccept)
    return parsed.quality


def _weight(quality: Callable[[str], float], name: str) -> float:
    known = next(f for f in FORMATS if f.name == name)
    return best_quality(quality, (known.media_type, *known.aliases))
