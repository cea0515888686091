"""Who may see and do what is the operator's: whoever sends the token that was set (RFC 6750)."""

from __future__ import annotations

import hashlib
import hmac

from flask import request

from smartregions.errors import Forbidden, Unauthorized
from smartregions.messages import Message
from smartregions.web.clients.scope import client
from smartregions.web.service import service

_REALM = 'Bearer realm="operator"'
_FORWARDED = ("X-Forwarded-For", "Forwarded")


def require_operator() -> None:
    """Return when this request is the operator's. Raises Unauthorized and Forbidden."""
    token = service().settings.operator_token
    if not token:
        raise Forbidden(Message("This is off: it starts with a SMARTREGIONS_OPERATOR_TOKEN."))
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise Unauthorized(Message("This needs the operator's token, as a bearer token."), _REALM)
    if not hmac.compare_digest(_digest(given.strip()), _digest(token)):
        raise Unauthorized(
            Message("This is not the operator's token."), f'{_REALM}, error="invalid_token"'
        )


def require_operator_or_this_machine() -> None:
    """Return when the operator asks, or a program on a machine that nobody else reaches.

    Where the service is public, a proxy may stand on the same machine, and what comes through it
    must not count as local. Raises Unauthorized and Forbidden.
    """
    through_proxy = any(name in request.headers for name in _FORWARDED)
    if service().settings.is_public or through_proxy or not client().is_local:
        require_operator()


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
