"""What leads programs from the catalogue to its descriptions, files and licence, unread.

FAIR Signposting (https://signposting.org/FAIR/): typed links in the header (level 1), and for every
file a set of links (level 2, RFC 9264). Those of a thing are in `things.links`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pyoxigraph import Triple

from smartregions import formats
from smartregions.catalogue.dcatap import CATALOG, LICENCE
from smartregions.catalogue.paging import Place
from smartregions.catalogue.statements import Statements
from smartregions.catalogue.terms import DISTRIBUTION, IANA_TYPES, SCHEMA, dcat, dct
from smartregions.web import links
from smartregions.web.links import LINKSET, Link

_TYPES = ("DataCatalog", "CollectionPage")
_METADATA = tuple(known for known in formats.GRAPHS if known.name not in ("trig", "nquads"))


def of_page(base: str, page: int) -> Iterator[Link]:
    """The links of a page for people; `base` is the address of the service."""
    yield Link("cite-as", CATALOG.value)
    yield from (Link("type", SCHEMA + name) for name in _TYPES)
    yield Link("license", LICENCE.value)
    for known in _METADATA:
        address = _numbered(f"{base}catalog.{known.suffix}", page)
        yield Link("describedby", address, known.media_type)
    yield Link("linkset", _numbered(f"{base}catalog.linkset", page), LINKSET)


def of_description(base: str, page: int) -> Iterator[Link]:
    """The links of the page in a format for programs."""
    yield Link("describes", _numbered(f"{base}catalog", page), formats.HTML)
    yield Link("license", LICENCE.value)
    yield Link("linkset", _numbered(f"{base}catalog.linkset", page), LINKSET)


def of_neighbours(place: Place) -> Iterator[Link]:
    """The links to other pages (RFC 5988, section 6.2.2)."""
    for relation, number in (
        ("first", 1),
        ("prev", place.number - 1),
        ("next", place.number + 1),
        ("last", place.last),
    ):
        if place.last > 1 and 1 <= number <= place.last:
            yield Link(relation, place.page(number).value)


def linkset(base: str, page: int, triples: Sequence[Triple]) -> str:
    """The links of a page, of its descriptions and of each file that it names."""
    return links.linkset(_contexts(base, page, triples))


def _contexts(
    base: str, page: int, triples: Sequence[Triple]
) -> Iterator[tuple[str, Iterator[Link] | list[Link]]]:
    landing = _numbered(f"{base}catalog", page)
    files = list(_files(Statements(triples)))
    yield landing, [*of_page(base, page), *(Link("item", at, kind) for at, kind, _ in files)]
    for known in _METADATA:
        yield _numbered(f"{base}catalog.{known.suffix}", page), of_description(base, page)
    for address, _, licences in files:
        licensed = (Link("license", each) for each in licences)
        yield address, [Link("collection", landing, formats.HTML), *licensed]


def _numbered(address: str, page: int) -> str:
    return address if page == 1 else f"{address}?page={page}"


def _files(said: Statements) -> Iterator[tuple[str, str, list[str]]]:
    """Address, media type and licences of each file."""
    for node in said.typed(DISTRIBUTION):
        kind = said.value(node, dcat("compressFormat")) or said.value(node, dcat("mediaType"))
        address = said.value(node, dcat("downloadURL"))
        if address is not None and kind is not None:
            licences = [licence.value for licence in said.objects(node, dct("license"))]
            yield address.value, kind.value.partition(f"{IANA_TYPES}")[2], licences
