"""The SPARQL 1.1 Protocol (section 2.1): what a request asks, from its bytes, without a framework.

Parameters are decoded once and strictly; a parameter that is not ours is ignored.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from smartregions.errors import BadRequest, UnsupportedMediaType
from smartregions.formats import HTML, SPREADSHEET, named
from smartregions.messages import Message

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
DIRECT_UPDATE = "application/sparql-update"

LANGUAGE = "lang"

OPTIONS = ("format", "timeout", "at", LANGUAGE)
"""The parameters that say how an answer is wanted, and from which state, and not what is asked."""

MAX_FIELDS = 200

_ADDED = re.compile(
    r"(utm|mtm|pk|hsa)_\w+|(fb|g|dc|tw|y)clid|msclkid|[gw]braid|igshid|mc_[ce]id|mkt_tok"
    r"|_g[al]|_hs(enc|mi)",
    re.ASCII,
)
"""Parameters that mailings and networks hang on links for their own counting, and browsers take off
again; `utm_` is Google's, `mtm_` and `pk_` are Matomo's (https://matomo.org/faq/tracking-campaigns/)."""

_BYTE_ORDER_MARK = "\ufeff"  # which some editors put before a file
_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{0,9})?|\.[0-9]{1,9}", re.ASCII)

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Options:
    """How an answer is wanted: the name of a format, and the most seconds that it may take."""

    format: str | None = None
    seconds: float | None = None
    at: str | None = None
    """The change or the time after which the data were as they are to be asked; now, if none."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What one request asks; `query` None when it brings none."""

    query: str | None = None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    options: Options = Options()
    update: str | None = None
    """Its dataset is then that of what the operations look for."""


def source(asked: Asked) -> Mapping[str, Sequence[str]]:
    """The parameters that say what an answer comes from: of which graphs, and in which state."""
    given = {
        "default-graph-uri": asked.default_graphs,
        "named-graph-uri": asked.named_graphs,
        "at": (asked.options.at,) if asked.options.at else (),
    }
    return {name: values for name, values in given.items() if values}


def pairs(raw: bytes) -> Pairs:
    """The parameters of a query string or of a form, in order; without those that others added to
    a link for their own counting. Raises BadRequest."""
    try:
        text = raw.decode("utf-8")
        given = parse_qsl(
            text,
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=MAX_FIELDS,
        )
        return [pair for pair in given if not _ADDED.fullmatch(pair[0])]
    except UnicodeDecodeError:
        raise BadRequest(Message("The parameters are not UTF-8.")) from None
    except ValueError:
        raise BadRequest(
            Message("There are more than {most} parameters.", most=MAX_FIELDS)
        ) from None


def options(given: Pairs, suffix: str | None = None) -> Options:
    """What `format=`, `timeout=` and the suffix of the address say. Raises BadRequest."""
    name = _format(list(_all(given, "format")))
    if name and suffix and _meant(name) != _meant(suffix):
        raise BadRequest(
            Message(
                "The address ends in .{suffix}, and format={name} asks for another format.",
                suffix=suffix,
                name=name,
            )
        )
    return Options(suffix or name, _seconds(_single(given, "timeout")), _single(given, "at"))


def _format(values: Iterable[str]) -> str | None:
    """The one format that all names mean; a common client says a name and a list of media types.

    Names that nobody knows are passed over where there is one that is known.
    """
    names = [name.strip() for value in values for name in value.split(",") if name.strip()]
    names = [name.replace(" ", "+") for name in names]  # a form decodes + as a space
    known = sorted(filter(_is_known, names), key=lambda name: len(_meant(name))) or names[:1]
    if any(not set(_meant(known[0])) <= set(_meant(name)) for name in known):
        raise BadRequest(
            Message(
                "The parameter format asks for {names}; ask for one.", names=" and ".join(names)
            )
        )
    return known[0] if known else None


def by_get(query_string: bytes, suffix: str | None = None) -> Asked:
    """A query by GET. Raises BadRequest."""
    given = pairs(query_string)
    if any(name == "update" for name, _ in given):
        raise BadRequest(Message("An update is sent by POST."))
    return _asked(given, suffix)


def by_post(
    query_string: bytes,
    content_type: str,
    charset: str | None,
    body: bytes,
    suffix: str | None = None,
) -> Asked:
    """A query or an update by POST, as a form or directly.

    Raises BadRequest and UnsupportedMediaType.
    """
    if content_type not in (FORM, DIRECT, DIRECT_UPDATE):
        raise UnsupportedMediaType(
            Message(
                "A body of type {type} is not read here. Send {form} with query=..., or "
                "the query itself as {direct}; an update with update=..., or as "
                "{direct_update}.",
                type=content_type or "(none)",
                form=FORM,
                direct=DIRECT,
                direct_update=DIRECT_UPDATE,
            )
        )
    if (charset or "utf-8").lower() not in ("utf-8", "utf8"):
        raise UnsupportedMediaType(Message("A query or update is read in UTF-8 only."))
    outside = pairs(query_string)
    if content_type == FORM:
        return _asked([*outside, *pairs(body)], suffix)
    try:
        said = "update" if content_type == DIRECT_UPDATE else "query"
        return _asked([*outside, (said, body.decode("utf-8"))], suffix)
    except UnicodeDecodeError:
        raise BadRequest(Message("The query is not UTF-8.")) from None


def _asked(given: Pairs, suffix: str | None) -> Asked:
    update = _single(given, "update")
    if update is not None:
        return _updating(given, update, suffix)
    query = _single(given, "query")
    return Asked(
        query=query and query.removeprefix(_BYTE_ORDER_MARK),
        default_graphs=tuple(_all(given, "default-graph-uri")),
        named_graphs=tuple(_all(given, "named-graph-uri")),
        options=options(given, suffix),
    )


def _updating(given: Pairs, update: str, suffix: str | None) -> Asked:
    others = ("query", "default-graph-uri", "named-graph-uri")
    if wrong := [name for name, _ in given if name in others]:
        raise BadRequest(Message("An update and {wrong} do not go together.", wrong=wrong[0]))
    return Asked(
        default_graphs=tuple(_all(given, "using-graph-uri")),
        named_graphs=tuple(_all(given, "using-named-graph-uri")),
        options=options(given, suffix),
        update=update.removeprefix(_BYTE_ORDER_MARK),
    )


def _seconds(text: str | None) -> float | None:
    if not text:
        return None
    seconds = float(text) if _NUMBER.fullmatch(text) else 0.0
    if not seconds:
        raise BadRequest(
            Message("timeout={text} is no number of seconds above 0, such as 5 or 0.5.", text=text)
        )
    return seconds


def _meant(name: str) -> tuple[str, ...]:
    """The formats that a name asks for; a page, and what is none, by itself."""
    return tuple(known.name for known in named(name)) or (name.lower().removeprefix("text/"),)


def _is_known(name: str) -> bool:
    return bool(named(name)) or _meant(name) in ((HTML.removeprefix("text/"),), (SPREADSHEET,))


def _single(given: Pairs, name: str) -> str | None:
    values = list(_all(given, name))
    if len(values) > 1:
        raise BadRequest(
            Message(
                "The parameter {name} is given {n} times; give it once.", name=name, n=len(values)
            )
        )
    return values[0] if values else None


def _all(given: Pairs, name: str) -> Iterable[str]:
    return (value for key, value in given if key == name)
