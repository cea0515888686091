"""A request's body: all of it, or an error."""

from __future__ import annotations

from flask import Request

from smartregions.errors import BadRequest, RequestTooLarge, UnsupportedMediaType
from smartregions.messages import Message, amount


def read(request: Request, max_bytes: int) -> bytes:
    """The bytes that were sent, never cut.

    A framework that stops at its limit, or a client that goes away, would leave a part of a
    query that may be a query too. Raises RequestTooLarge, BadRequest, UnsupportedMediaType.
    """
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise UnsupportedMediaType(Message("A body is read as it is, without Content-Encoding."))
    declared = request.content_length
    if declared is not None and declared > max_bytes:
        raise _too_large(max_bytes)
    body = _up_to(request, max_bytes + 1)
    if len(body) > max_bytes:
        raise _too_large(max_bytes)
    if declared is not None and len(body) != declared:
        raise BadRequest(
            Message(
                "{n} bytes came of {declared} that Content-Length promised.",
                n=amount(len(body)),
                declared=amount(declared),
            )
        )
    return body


def _up_to(request: Request, count: int) -> bytes:
    parts: list[bytes] = []
    missing = count
    while missing and (part := request.stream.read(missing)):
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def _too_large(max_bytes: int) -> RequestTooLarge:
    return RequestTooLarge(
        Message("A request body may have {most} bytes. Send less.", most=amount(max_bytes))
    )


def refuse_other_charset(request: Request) -> None:
    """Raise UnsupportedMediaType for a body that says to be in another encoding than UTF-8."""
    if request.mimetype_params.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        raise UnsupportedMediaType(Message("A file is read in UTF-8 only."))
