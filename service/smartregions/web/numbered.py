"""Which page of a long list is asked for, by the parameter `page`; each parameter is given once."""

from __future__ import annotations

from smartregions.errors import BadRequest
from smartregions.messages import Message
from smartregions.web.operations import Parameter, or_empty
from smartregions.web.protocol import Pairs

PARAMETER = Parameter("page", "The page, from 1.", or_empty({"type": "integer", "minimum": 1}))


def once(given: Pairs, name: str) -> str:
    """The value of the parameter; empty when it is not there. Raises BadRequest."""
    values = [value for known, value in given if known == name]
    if len(values) > 1:
        raise BadRequest(
            Message(
                "The parameter {name} is given {n} times; give it once.", name=name, n=len(values)
            )
        )
    return values[0] if values else ""


def page(given: Pairs) -> int:
    """The number of the page, from 1. Raises BadRequest."""
    text = once(given, "page") or "1"
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and int(text)):
        raise BadRequest(Message("page={text} is no number from 1.", text=text))
    return int(text)
