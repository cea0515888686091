"""Where the pages of a region are."""

from __future__ import annotations

from urllib.parse import quote

from smartregions.namespaces import PREFIXES

_REGION = PREFIXES["region"]


def matches_of(region: str) -> str:
    """The matches of a region, by the end of its IRI where that is enough."""
    name = region.removeprefix(_REGION)
    return "/matches/" + quote(name, safe="")
