"""The request that a thread answers, whether the framework has it or what stands before it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from wsgiref.types import WSGIEnvironment

from flask import has_request_context, request

_BEFORE: ContextVar[WSGIEnvironment | None] = ContextVar("before", default=None)


def current() -> WSGIEnvironment | None:
    """Its environment (PEP 3333); None while no request is answered."""
    before = _BEFORE.get()
    if before is None and has_request_context():
        return request.environ
    return before


@contextmanager
def before_framework(environ: WSGIEnvironment) -> Iterator[None]:
    """While this request is answered without the framework."""
    token = _BEFORE.set(environ)
    try:
        yield
    finally:
        _BEFORE.reset(token)
