"""Where the things lie that graphs name: their countries and NUTS units, as any graph tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode

from smartregions.catalogue.counts import Found
from smartregions.catalogue.coverage import COUNTRY, codes
from smartregions.catalogue.statements import About

_COUNTRY = str(COUNTRY).encode()

Values = tuple[bytes, ...]


class Located:
    """What all graphs say of it. Things are told apart by `hash` of their N-Triples."""

    def __init__(self) -> None:
        self._countries: dict[int, Values] = {}
        self._units: dict[int, Values] = {}
        self._terms: dict[bytes, bytes] = {}
        self._alike: dict[Values, Values] = {}

    def add(self, predicate: bytes, thing: bytes, value: bytes) -> None:
        """Take in a country or a NUTS unit of a thing; equal values are held once."""
        place = self._countries if predicate == _COUNTRY else self._units
        found = (*place.get(hash(thing), ()), self._terms.setdefault(value, value))
        place[hash(thing)] = self._alike.setdefault(found, found)

    def countries(self, named: Iterable[int]) -> set[bytes]:
        """Those of the things."""
        return {value for values in _of(named, self._countries) for value in values}

    def units(self, named: Iterable[int]) -> set[Values]:
        """Those of each thing that has any."""
        return _of(named, self._units)


def places(found: Found, located: Located, facts: About) -> list[NamedNode]:
    """Countries and NUTS codes of what a graph names, sorted."""
    countries = found.countries | located.countries(found.named)
    iris = set(_iris(countries))
    for units in located.units(found.named):
        codes_of = codes(facts, _iris(units))
        iris.update(code for code in codes_of if isinstance(code, NamedNode))
    return sorted(iris, key=lambda iri: iri.value)


def _of(named: Iterable[int], known: dict[int, Values]) -> set[Values]:
    return {known[thing] for thing in named if thing in known} if known else set()


def _iris(terms: Iterable[bytes]) -> Iterator[NamedNode]:
    return (NamedNode(term[1:-1].decode()) for term in terms if term.startswith(b"<"))
