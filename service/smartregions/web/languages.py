"""The languages of the pages: a catalogue of messages for each, and which one a request is told in.

`locales/<tag>.po` adds a language. It is chosen by `lang=` in the address, else by what that chose
before (a cookie, set only where it differs from what the browser asks for), else by
Accept-Language, else it is English, in which the messages are written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import cast
from wsgiref.types import WSGIEnvironment

from babel import Locale
from babel.numbers import format_decimal
from babel.support import NullTranslations
from flask import Flask, Response, g, request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header, parse_cookie

from smartregions import catalogues
from smartregions.web.parameters import readdressed
from smartregions.web.protocol import LANGUAGE
from smartregions.web.service import service

COOKIE = "lang"
FOLDER = Path(__file__).parent / "locales"
SOURCE = "en"
"""The language in which the messages are written."""

_YEAR = 31_536_000  # seconds


@dataclass(frozen=True, slots=True)
class Language:
    """A language with its own name and its messages."""

    tag: str
    name: str
    messages: NullTranslations
    locale: Locale


@lru_cache(maxsize=8)
def languages(folder: Path = FOLDER) -> Mapping[str, Language]:
    """All languages by tag, the one of the source first."""
    found = {SOURCE: NullTranslations()}
    for file in sorted(folder.glob("*.po")):
        found[file.stem] = catalogues.read(file)
    return {tag: _language(tag, messages) for tag, messages in found.items()}


def _language(tag: str, messages: NullTranslations) -> Language:
    locale = Locale.parse(tag, sep="-")
    return Language(tag, locale.get_display_name(locale) or tag, messages, locale)


def install(app: Flask) -> None:
    """Have the app's templates speak the language of each request."""
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext,
        ngettext,
        newstyle=True,
        pgettext=lambda context, text: _known().pgettext(context, text),
        npgettext=lambda context, one, many, n: _known().npgettext(context, one, many, n),
    )
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.filters.update(number=number, told=told)
    app.jinja_env.globals.update(language=language, languages=languages(), switched=switched)
    app.after_request(_labelled)


def language() -> Language:
    """That of the request; the response then says to caches that it depends on that."""
    if "language" not in g:
        g.language = _chosen(request.args.get(LANGUAGE))
    return cast("Language", g.language)


def gettext(text: str) -> str:
    """The message in the language of the request."""
    return _known().gettext(text)


def ngettext(one: str, many: str, number_of: int) -> str:
    """The message for so many, in the language of the request."""
    return _known().ngettext(one, many, number_of)


def msgid(text: str) -> str:
    """The text as it is: it is translated where it is told, and marked as a message here."""
    return text


def told(text: str) -> str:
    """A message that is no constant, in the language of the request; a template escapes it."""
    return str(_known().gettext(text))


def elsewhere(tag: str) -> str:
    """A language, where that is not the one of the request; else nothing, for a page says that."""
    return "" if tag.partition("-")[0].lower() == language().tag else tag


def number(value: int | float) -> str:
    """A number as the language of the request writes it."""
    return format_decimal(value, locale=language().locale)


def switched(tag: str) -> str:
    """The address of this page in another language; of the form, where this was sent by POST."""
    return readdressed({LANGUAGE: tag})


def remembered(environ: WSGIEnvironment) -> str:
    """What the cookie of a request says, before the framework sees it."""
    cookies = environ.get("HTTP_COOKIE", "")
    return parse_cookie(cookies).get(COOKIE, "") if COOKIE in cookies else ""


def _known() -> NullTranslations:
    return language().messages


def _chosen(said: str | None) -> Language:
    """That which the address names, else the cookie, else the browser."""
    known = languages()
    for tag in (said, request.cookies.get(COOKIE)):
        if tag and (found := _match(tag)):
            return known[found]
    return known[_match(request.headers.get("Accept-Language", "")) or SOURCE]


@lru_cache(maxsize=256)
def _match(header: str) -> str | None:
    """The language that serves best who accepts those (RFC 4647, section 3.4); None for none."""
    for wanted, quality in parse_accept_header(header, LanguageAccept):
        parts = wanted.lower().replace("_", "-").split("-") if quality > 0 else []
        for length in range(len(parts), 0, -1):
            tag = "-".join(parts[:length])
            if tag == "*" or tag in languages():
                return SOURCE if tag == "*" else tag
    return None


def _labelled(response: Response) -> Response:
    if "language" not in g:
        return response
    response.vary.update(("Accept-Language", "Cookie"))
    if response.mimetype == "text/html":
        response.headers["Content-Language"] = language().tag
        _remember(response)
    return response


def _remember(response: Response) -> None:
    """Set the cookie where the next request would not be told in this language without it."""
    if _match(request.args.get(LANGUAGE, "")) is None:
        return
    tag, asked = language().tag, request.headers.get("Accept-Language", "")
    if (_match(asked) or SOURCE) != tag:
        is_secure = service().settings.address.startswith("https:")
        response.set_cookie(COOKIE, tag, _YEAR, secure=is_secure, httponly=True, samesite="Lax")
    elif request.cookies.get(COOKIE):
        response.delete_cookie(COOKIE)
