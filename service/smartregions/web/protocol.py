"""The SPARQL 1.1 Protocol (section 2.1): what a request asks, from its bytes, without a framework.

Parameters are decoded once and strictly; a parameter that is not ours is ignored.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from smartregions.errors import BadRequest, UnsupportedMediaType

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"

MAX_FIELDS = 200

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What one request asks; `query` None when it brings none."""

    query: str | None
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    format: str | None


def pairs(raw: bytes) -> Pairs:
    """The parameters of a query string or of a form, in order. Raises BadRequest."""
    try:
        text = raw.decode("utf-8")
        return parse_qsl(
            text,
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=MAX_FIELDS,
        )
    except UnicodeDecodeError:
        raise BadRequest("The parameters are not UTF-8.") from None
    except ValueError:
        raise BadRequest(f"There are more than {MAX_FIELDS} parameters.") from None


def by_get(query_string: bytes) -> Asked:
    """A query by GET. Raises BadRequest."""
    return _asked(pairs(query_string))


def by_post(query_string: bytes, content_type: str, charset: str | None, body: bytes) -> Asked:
    """A query by POST, as a form or directly. Raises BadRequest and UnsupportedMediaType."""
    if content_type not in (FORM, DIRECT):
        raise UnsupportedMediaType(
            f"A body of type {content_type or '(none)'} is not read here. "
            f"Send {FORM} with query=..., or the query itself as {DIRECT}."
        )
    if (charset or "utf-8").lower() not in ("utf-8", "utf8"):
        raise UnsupportedMediaType("A query is read in UTF-8 only.")
    outside = pairs(query_string)
    if content_type == FORM:
        return _asked([*outside, *pairs(body)])
    try:
        return _asked([*outside, ("query", body.decode("utf-8"))])
    except UnicodeDecodeError:
        raise BadRequest("The query is not UTF-8.") from None


def _asked(given: Pairs) -> Asked:
    if any(name == "update" for name, _ in given):
        raise BadRequest("There is no update here; only queries are answered.")
    return Asked(
        query=_single(given, "query"),
        default_graphs=tuple(_all(given, "default-graph-uri")),
        named_graphs=tuple(_all(given, "named-graph-uri")),
        format=_single(given, "format") or None,
    )


def _single(given: Pairs, name: str) -> str | None:
    values = list(_all(given, name))
    if len(values) > 1:
        raise BadRequest(f"The parameter {name} is given {len(values)} times; give it once.")
    return values[0] if values else None


def _all(given: Pairs, name: str) -> Iterable[str]:
    return (value for key, value in given if key == name)
