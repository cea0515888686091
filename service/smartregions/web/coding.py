"""Content codings: gzip and zstd, as far as a client accepts them (RFC 9110, section 12.5.3).

An answer lies whole in memory, so it is coded whole, at levels that cost less than what the answer
itself cost; both libraries let other threads go on meanwhile.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType

import zstandard
from flask import Flask, Response, request
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

from smartregions.errors import NotAcceptable
from smartregions.messages import Message

IDENTITY = "identity"
SHORT = 1_000
"""Bytes below which a coding gains nothing: such a body fits into the packet of its headers."""

_GZIP_LEVEL = 4
_ZSTD_LEVEL = 1


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, _GZIP_LEVEL, mtime=0)


def _zstd(body: bytes) -> bytes:
    return zstandard.compress(body, _ZSTD_LEVEL)


CODINGS: Mapping[str, Callable[[bytes], bytes]] = MappingProxyType({"zstd": _zstd, "gzip": _gzip})
"""By name, the better first."""

_SAME_AS = {"x-gzip": "gzip"}  # RFC 9110, section 8.4.1.3
_WIDELY_READ = "gzip"


def chosen(accept_encoding: str | None, length: int) -> str:
    """The coding for a body of so many bytes: the one that the client weighs most.

    Without the header, and for a short body, it is none, unless the client excludes that.
    Raises NotAcceptable when it excludes all that exist.
    """
    weights = _weights(accept_encoding)
    best = max(weights, key=lambda name: weights[name])
    if weights[best] <= 0:
        raise NotAcceptable(
            Message(
                "The client accepts none of the content codings zstd, gzip and identity. Send "
                "no Accept-Encoding, or one that names one of them."
            )
        )
    is_plain_enough = length < SHORT and weights[IDENTITY] > 0
    return IDENTITY if is_plain_enough else best


@lru_cache(maxsize=256)
def _weights(header: str | None) -> Mapping[str, float]:
    """The weight of each coding, those that win at equal weight first."""
    if not header or not header.strip():
        return {IDENTITY: 1.0}
    said = {name.lower(): weight for name, weight in parse_accept_header(header, Accept)}
    said = {_SAME_AS.get(name, name): weight for name, weight in said.items()}
    any_other = said.get("*", 0.0)
    names = sorted(CODINGS, key=lambda name: name not in said and name != _WIDELY_READ)
    weights = {name: said.get(name, any_other) for name in names}
    # one that is not listed is acceptable, and wanted least
    return weights | {IDENTITY: said.get(IDENTITY, 0.0001 if said.get("*") != 0 else 0.0)}


def install(app: Flask) -> None:
    """Code the answers of the app; errors stay as they are, for whoever cannot read the rest."""
    app.before_request(_refuse)
    app.after_request(_coded)


def _refuse() -> None:
    chosen(request.headers.get("Accept-Encoding"), 0)


def _coded(response: Response) -> Response:
    response.vary.add("Accept-Encoding")
    if response.status_code != 200 or response.direct_passthrough or response.is_streamed:
        return response
    if response.content_encoding:
        return response
    body = response.get_data()
    coding = chosen(request.headers.get("Accept-Encoding"), len(body))
    if coding != IDENTITY:
        response.set_data(CODINGS[coding](body))
        response.headers["Content-Encoding"] = coding
    return response
