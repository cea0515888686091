"""Where the values of a parameter are that exist, for a request with one that does not."""

from __future__ import annotations

from collections.abc import Mapping

from smartregions.errors import ParameterError
from smartregions.library.offering import Instead
from smartregions.things import addresses
from smartregions.web.lists.kinds import list_of
from smartregions.web.parameters import readdressed
from smartregions.web.service import service


def offered(error: ParameterError) -> Mapping[str, object]:
    """The address of this request with each value that may be meant, and that of all values."""
    instead = error.instead
    if not isinstance(instead, Instead):
        return {}
    base = service().settings.address.rstrip("/")
    near = [f"{base}{readdressed({instead.parameter: each})}" for each in instead.near]
    return ({"near": near} if near else {}) | {"all": f"{base}{_all(instead)}"}


def _all(instead: Instead) -> str:
    """A list of the class, a page of the scheme, or what this page shows without the parameter."""
    if found := list_of(instead.among):
        return f"/{found}"
    path = addresses.path(instead.among) if instead.among else None
    return f"/{path}" if path else readdressed({instead.parameter: None})
