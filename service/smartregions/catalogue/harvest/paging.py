"""How each harvester finds the next page: three readings of one Hydra description.

piveau (`Hydra.kt`): a PagedCollection first, by hydra:nextPage, with hydra:totalItems on that very
node; else a PartialCollectionView, by hydra:next, with hydra:totalItems anywhere. A missing total
is an exception that ends its run. uData: the view first, then the collection. CKAN: the view first,
and either property of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from smartregions.catalogue.statements import Statements
from smartregions.catalogue.terms import hydra
from smartregions.validation.graph import Node, Term

COLLECTION = hydra("PagedCollection")
VIEW = hydra("PartialCollectionView")
NEXT_PAGE = hydra("nextPage")
NEXT = hydra("next")
TOTAL = hydra("totalItems")


@dataclass(frozen=True, slots=True)
class Step:
    """What a harvester reads of the paging of one page."""

    node: Node | None
    """The paging node it goes by; None for a document that is not paged."""
    next: str | None = None
    total: int | None = None
    """hydra:totalItems, where the harvester looks for it."""


Reading = Callable[[Statements], Step]


def by_piveau(statements: Statements) -> Step:
    """The importer of data.europa.eu."""
    for node in statements.typed(COLLECTION):
        return Step(node, _address(statements, node, NEXT_PAGE), _total(statements.about(node)))
    for node in statements.typed(VIEW):
        return Step(node, _address(statements, node, NEXT), _total(statements))
    return Step(None)


def by_udata(statements: Statements) -> Step:
    """The harvester of uData, which many national portals run."""
    return _first(statements, {VIEW: (NEXT,), COLLECTION: (NEXT_PAGE,)})


def by_ckan(statements: Statements) -> Step:
    """The harvester of ckanext-dcat."""
    return _first(statements, {VIEW: (NEXT, NEXT_PAGE), COLLECTION: (NEXT, NEXT_PAGE)})


READINGS: Mapping[str, Reading] = MappingProxyType(
    {"piveau": by_piveau, "uData": by_udata, "CKAN": by_ckan}
)


def _first(statements: Statements, wanted: Mapping[NamedNode, tuple[NamedNode, ...]]) -> Step:
    for kind, properties in wanted.items():
        for node in statements.typed(kind):
            found = [_address(statements, node, name) for name in properties]
            return Step(node, next(filter(None, found), None), _total(statements.about(node)))
    return Step(None)


def _address(statements: Statements, node: Term, predicate: NamedNode) -> str | None:
    """An IRI or a text: harvesters take both."""
    value = statements.value(node, predicate)
    return None if value is None or isinstance(value, BlankNode) else value.value


def _total(triples: Iterable[Triple]) -> int | None:
    for triple in triples:
        value = triple.object
        if triple.predicate == TOTAL and isinstance(value, Literal) and value.value.isdecimal():
            return int(value.value)
    return None
