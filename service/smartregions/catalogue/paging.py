"""The catalogue in pages: each stands by itself, and is found by every harvester's way of paging.

One node is both of Hydra's kinds of page with all properties of both: piveau reads the one, uData
the other, CKAN either (`harvest.paging`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from smartregions.catalogue.dcatap import CATALOG
from smartregions.catalogue.endpoints import SERVICES
from smartregions.catalogue.records import Record
from smartregions.catalogue.terms import TYPE, dcat, hydra


@dataclass(frozen=True, slots=True)
class Place:
    """Which page this is, of how many, and where they all are."""

    address: str
    """Of all pages, less `?page=`; it may have other parameters."""
    number: int
    """From 1."""
    size: int
    """Datasets on a page, at most."""
    total: int
    """Datasets on all pages."""

    @property
    def last(self) -> int:
        """The number of the last page; there is always one."""
        return max(1, -(-self.total // self.size))

    def page(self, number: int) -> NamedNode:
        """The address of a page; the first is where all begins, as Comunica looks for the next
        only on the address that it asked for."""
        if number == 1:
            return NamedNode(self.address)
        return NamedNode(f"{self.address}{'&' if '?' in self.address else '?'}page={number}")


def page(above: Sequence[Triple], shown: Sequence[Record], place: Place) -> tuple[Triple, ...]:
    """What the page of a catalogue says, whose head is given: its datasets, and all they name."""
    found = {*above, *_paging(place)}
    for record in shown:
        dataset = NamedNode(record.dataset)
        found |= {Triple(CATALOG, dcat("dataset"), dataset), *record.triples}
        found |= {Triple(service, dcat("servesDataset"), dataset) for service in SERVICES}
    return tuple(sorted(found, key=str))


def _paging(place: Place) -> Iterator[Triple]:
    here = place.page(place.number)
    yield Triple(here, TYPE, hydra("PagedCollection"))
    yield Triple(here, TYPE, hydra("PartialCollectionView"))
    yield Triple(here, hydra("totalItems"), Literal(place.total))
    yield Triple(here, hydra("itemsPerPage"), Literal(place.size))
    for name, number in (
        ("first", 1),
        ("last", place.last),
        ("next", place.number + 1),
        ("previous", place.number - 1),
    ):
        if 1 <= number <= place.last:
            yield Triple(here, hydra(name), place.page(number))
            yield Triple(here, hydra(f"{name}Page"), place.page(number))
