"""The parameters that an address has: another one, or one given twice, would be passed over.

So it is refused, for the answer would be to another question. What others hang on links for their
own counting is taken off before (`protocol.pairs`). Passed over is the rest by `/sparql`, as its
protocol has it, and by what portals harvest: an answer is whole without it, and a refusal would
cost a portal the catalogue.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from urllib.parse import urlencode

from flask import Flask, current_app, request

from smartregions.errors import BadRequest, ParameterError
from smartregions.library.offering import meant, near
from smartregions.messages import Message
from smartregions.web import protocol
from smartregions.web.operations import of_view

_BLUEPRINTS = frozenset(
    {
        *("matches", "consortia", "network", "search", "history", "differences"),
        *("timemaps", "things", "terms"),
    }
)
"""Whose operations tell of all that they take, and which read it by name alone."""
_ENDPOINTS = frozenset({"pages.home", "pages.problems"})
_REFUSED_THERE = {"terms": ("at",)}
"""By blueprint, what its routes refuse in better words."""
_LED = "things.thing"
"""Leads on with all parameters, to where they are read."""


def install(app: Flask) -> None:
    """Have the app refuse parameters that these routes do not tell of."""
    app.before_request(_refuse_others)


def _refuse_others() -> None:
    endpoint, blueprint = request.endpoint or "", request.blueprint or ""
    refuses = blueprint in _BLUEPRINTS or endpoint in _ENDPOINTS
    if not refuses or endpoint == _LED or request.method not in ("GET", "HEAD"):
        return
    described = of_view(current_app.view_functions[endpoint])
    own = [each.name for each in described.parameters if each.place == "query"]
    given = protocol.pairs(request.query_string)
    there = _REFUSED_THERE.get(blueprint, ())
    once(request.path, [pair for pair in given if pair[0] not in there], own)


def once(path: str, given: protocol.Pairs, own: Collection[str]) -> dict[str, str]:
    """The parameters of an address by name, options apart, each with its one value.

    `own` are those that it has; its options may be among them. Raises ParameterError.
    """
    said = [(name, text) for name, text in given if name not in {*own, protocol.LANGUAGE}]
    if said:
        raise ParameterError(_unknown(path, said[0][0], own))
    said = [(name, text) for name, text in given if name not in protocol.OPTIONS]
    times = Counter(name for name, text in said if text)
    for name, n in times.items():
        if n > 1:
            raise ParameterError(
                Message("The parameter {name} is given {n} times; give it once.", name=name, n=n)
            )
    return {name: text for name, text in said if text or name not in times}


def readdressed(instead: Mapping[str, str | None]) -> str:
    """The address of this page, with these parameters as they are here; without those of None."""
    try:
        given = [pair for pair in protocol.pairs(request.query_string) if pair[0] not in instead]
    except BadRequest:  # of which this page tells
        given = []
    query = urlencode([*given, *((name, text) for name, text in instead.items() if text)])
    return f"{request.path}?{query}" if query else request.path


def _unknown(path: str, name: str, own: Collection[str]) -> Message:
    return Message(
        "{path} has no parameter {unknown}.{meant} It has {known}.",
        path=path,
        unknown=name,
        meant=meant(near(name, own)),
        known=", ".join(dict.fromkeys([*own, protocol.LANGUAGE])),
    )
