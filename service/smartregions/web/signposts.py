"""What leads programs from the catalogue to its descriptions, files and licence, unread.

FAIR Signposting (https://signposting.org/FAIR/): typed links in the header (level 1), and for every
file a set of links (level 2, RFC 9264).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pyoxigraph import Triple

from smartregions import formats
from smartregions.catalogue.dcatap import CATALOG, LICENCE
from smartregions.catalogue.paging import Place
from smartregions.catalogue.statements import Statements
from smartregions.catalogue.terms import DISTRIBUTION, IANA_TYPES, SCHEMA, dcat, dct

LINKSET = "application/linkset+json"

Link = tuple[str, str, str]
"""Relation, target and media type; empty for none."""

_TYPES = ("DataCatalog", "CollectionPage")
_METADATA = tuple(known for known in formats.GRAPHS if known.name not in ("trig", "nquads"))


def of_page(base: str, page: int) -> Iterator[Link]:
    """The links of a page for people; `base` is the address of the service."""
    yield "cite-as", CATALOG.value, ""
    yield from (("type", SCHEMA + name, "") for name in _TYPES)
    yield "license", LICENCE.value, ""
    for known in _METADATA:
        yield "describedby", _numbered(f"{base}catalog.{known.suffix}", page), known.media_type
    yield "linkset", _numbered(f"{base}catalog.linkset", page), LINKSET


def of_description(base: str, page: int) -> Iterator[Link]:
    """The links of the page in a format for programs."""
    yield "describes", _numbered(f"{base}catalog", page), "text/html"
    yield "license", LICENCE.value, ""
    yield "linkset", _numbered(f"{base}catalog.linkset", page), LINKSET


def of_neighbours(place: Place) -> Iterator[Link]:
    """The links to other pages (RFC 5988, section 6.2.2)."""
    for relation, number in (
        ("first", 1),
        ("prev", place.number - 1),
        ("next", place.number + 1),
        ("last", place.last),
    ):
        if place.last > 1 and 1 <= number <= place.last:
            yield relation, place.page(number).value, ""


def header(link: Link) -> str:
    """The link as a header field has it (RFC 8288)."""
    relation, target, kind = link
    return f'<{target}>; rel="{relation}"' + (f'; type="{kind}"' if kind else "")


def linkset(base: str, page: int, triples: Sequence[Triple]) -> dict[str, Any]:
    """The links of a page, of its descriptions and of each file that it names."""
    landing = _numbered(f"{base}catalog", page)
    files = list(_files(Statements(triples)))
    found = [_anchored(landing, [*of_page(base, page), *(("item", a, k) for a, k, _ in files)])]
    for known in _METADATA:
        address = _numbered(f"{base}catalog.{known.suffix}", page)
        found.append(_anchored(address, of_description(base, page)))
    for address, _, licences in files:
        of_file = [("collection", landing, "text/html")]
        found.append(_anchored(address, [*of_file, *(("license", each, "") for each in licences)]))
    return {"linkset": found}


def _numbered(address: str, page: int) -> str:
    return address if page == 1 else f"{address}?page={page}"


def _anchored(anchor: str, links: Sequence[Link] | Iterator[Link]) -> dict[str, Any]:
    found: dict[str, Any] = {"anchor": anchor}
    for relation, target, kind in links:
        found.setdefault(relation, []).append({"href": target} | ({"type": kind} if kind else {}))
    return found


def _files(said: Statements) -> Iterator[tuple[str, str, list[str]]]:
    """Address, media type and licences of each file."""
    for node in said.typed(DISTRIBUTION):
        kind = said.value(node, dcat("compressFormat")) or said.value(node, dcat("mediaType"))
        address = said.value(node, dcat("downloadURL"))
        if address is not None and kind is not None:
            licences = [licence.value for licence in said.objects(node, dct("license"))]
            yield address.value, kind.value.partition(f"{IANA_TYPES}")[2], licences
