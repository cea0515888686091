"""Where the pages of a region are."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from smartregions.namespaces import PREFIXES

_REGION = PREFIXES["region"]


def matches_of(region: str) -> str:
    """The matches of a region, by the end of its IRI where that is enough."""
    name = region.removeprefix(_REGION)
    return "/matches/" + quote(name, safe="")


def behind(region: str, by: str, concept: str, at: int | None = None) -> str:
    """What a region offers or needs in a segment, or in a field with those narrower than it."""
    given = {"region": region, "within" if by == "field" else by: concept}
    return "/matrix/cell?" + urlencode(given | ({} if at is None else {"at": str(at)}))
