"""What Schemathesis must be told of this API; read by it, in an environment of its own."""

from __future__ import annotations

from typing import Any

import schemathesis

_AS_THEY_ARE = (
    "application/sparql-query", "application/sparql-update", "text/turtle",
    "application/n-triples", "application/trig", "application/rdf+xml", "application/ld+json",
)  # fmt: skip


@schemathesis.serializer(*_AS_THEY_ARE)
def text(_: Any, value: Any) -> bytes:
    """A query, an update and a graph are sent as they are."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


@schemathesis.serializer(
    "text/turtle",
    "application/n-triples",
    "application/trig",
    "application/ld+json",
    "application/rdf+xml",
)
def contribution(_: Any, value: Any) -> bytes:
    """So is a file."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


@schemathesis.hook
def filter_case(_: Any, case: Any) -> bool:
    """What is no text cannot be sent as one: an object would be written `{}`, which is TriG."""
    is_none = case.body is None or isinstance(case.body, dict | list | int | float)
    return case.media_type not in _AS_THEY_ARE or not is_none


@schemathesis.hook
def before_call(_: Any, case: Any, __: Any) -> None:
    """A deadline of milliseconds is reached now and then, which is no fault of the service."""
    for given in (case.query, case.body):
        if isinstance(given, dict) and _is_short(given.get("timeout")):
            given["timeout"] = "5"


def _is_short(timeout: Any) -> bool:
    try:
        return 0 < float(timeout) < 5
    except (TypeError, ValueError):
        return False
