"""What is found in the text of a graph, line by line: what descriptions are made from, and counts.

The text is N-Triples as the log has it: a triple a line, one space between its terms, lines sorted,
so that a subject comes once.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from urllib.parse import urlsplit

from pyoxigraph import Literal, NamedNode

from smartregions import namespaces as ns
from smartregions.catalogue.counts import Counts, Found, Totals, count
from smartregions.catalogue.coverage import (
    COUNTRIES,
    COUNTRY,
    DATES,
    EXACT_MATCH,
    NUTS_UNIT,
    Period,
)
from smartregions.catalogue.locating import Located
from smartregions.catalogue.mapped import OURS
from smartregions.catalogue.offered import CATALOGUE_GRAPH, dataset_of
from smartregions.catalogue.said import FACTS, Row, Said
from smartregions.catalogue.terms import TYPE, dct, skos
from smartregions.registry.triples import lines

LINKS = frozenset(
    {
        f"<{ns.OWL}sameAs>".encode(),
        f"<{ns.RDFS}seeAlso>".encode(),
        *(
            str(skos(f"{kind}Match")).encode()
            for kind in ("exact", "close", "broad", "narrow", "related")
        ),
    }
)
"""Properties that say how a thing of ours relates to a thing of others."""

_TYPE, _COUNTRY, _UNIT, _MATCH = (
    str(term).encode() for term in (TYPE, COUNTRY, NUTS_UNIT, EXACT_MATCH)
)
_PLACES = (_COUNTRY, _UNIT)
_FACTS = frozenset(str(term).encode() for term in FACTS)
_OF_DATASETS = frozenset(str(dct(name)).encode() for name in ("source", "spatial"))
_DATASETS, _OURS, _IDS = (f"<{iri}".encode() for iri in (ns.DATASET, ns.BASE, ns.ID))
_COUNTRIES = f"<{COUNTRIES}".encode()
_YEAR = 4
_DATES = tuple(f'"^^<{iri}>'.encode() for iri in sorted(DATES))


def _nothing(_: Iterable[bytes]) -> None:
    """Nobody wants to know."""


class Reader:
    """Reads one graph after the other; keeps what descriptions need, and sums up the rest."""

    def __init__(self, said: Said) -> None:
        self.totals = Totals()
        self.located = Located()
        self._said = said

    def read(
        self,
        graph: str,
        number: int,
        text: Iterable[bytes],
        described: Callable[[Iterable[bytes]], None] = _nothing,
    ) -> tuple[Found, Counts]:
        """Read one graph, in blocks of whole lines, which is told apart by its number.

        `described` takes the things of ours that are of some class, each once.
        """
        reading = _Reading(graph, number, self.located)
        for block in text:
            taken = lines(block)
            self.totals.triples.add(map(hash, taken))
            self._said.add(reading.take(taken))
            described(reading.described)
            reading.described.clear()
        found, counts = reading.done()
        self.totals.add(counts, reading.subjects, reading.entities, reading.objects)
        return found, counts


class _Reading:
    """One graph while it is read."""

    def __init__(self, graph: str, number: int, located: Located) -> None:
        self._named, self._countries = array("q"), set[bytes]()
        self._properties, self._classes = Counter[bytes](), Counter[bytes]()
        self._links = Counter[tuple[bytes, str]]()
        self.subjects, self.entities, self.objects = array("q"), array("q"), array("q")
        self._number, self._located = number, located
        self._takes_all = graph == CATALOGUE_GRAPH
        self._dataset = f"<{dataset_of(graph)}>".encode()
        self._first = self._last = (b"", b"")
        self._subject = b""
        self.described: list[bytes] = []
        """Things of ours that are of some class, since it was emptied."""

    def take(self, text: Sequence[bytes]) -> list[Row]:
        """Read some lines; those that descriptions are made from."""
        kept: list[Row] = []
        counted = self._properties
        for line in text:
            subject, predicate, rest = line.split(b" ", 2)
            value = rest[:-3]
            if subject != self._subject:
                self._begin(subject)
            counted[predicate] += 1
            self.objects.append(hash(value))
            if value.startswith(b"<"):
                self._link(subject, predicate, value)
            elif value.endswith(_DATES):
                self._date(value)
            if predicate in _FACTS or self._takes(subject, predicate):
                if predicate in _PLACES:
                    self._located.add(predicate, subject, value)
                key = hash(value) if predicate == _MATCH else None
                kept.append((self._number, hash(subject), key, line))
            if predicate == _TYPE:
                self._class(subject, value)
        return kept

    def done(self) -> tuple[Found, Counts]:
        """What was found in all of it."""
        period = Period(_literal(*self._first), _literal(*self._last)) if self._first[0] else None
        return Found(period, self._named, self._countries), Counts(
            *(len(self.objects), len(self.subjects), len(self.entities), count(self.objects)),
            *(self._properties, self._classes, self._links),
        )

    def _class(self, subject: bytes, value: bytes) -> None:
        self._classes[value] += 1
        if subject.startswith(OURS) and self.described[-1:] != [subject]:
            self.described.append(subject)

    def _takes(self, subject: bytes, predicate: bytes) -> bool:
        """Whether it may be said of a dataset."""
        is_dataset = predicate in _OF_DATASETS and subject.startswith(_DATASETS)
        return self._takes_all or is_dataset or subject == self._dataset

    def _begin(self, subject: bytes) -> None:
        self._subject = subject
        self.subjects.append(hash(subject))
        if subject.startswith(_IDS):
            self.entities.append(hash(subject))
        if subject.startswith(b"<"):
            self._name(subject)

    def _name(self, iri: bytes) -> None:
        self._named.append(hash(iri))
        if iri.startswith(_COUNTRIES):
            self._countries.add(iri)

    def _link(self, subject: bytes, predicate: bytes, value: bytes) -> None:
        self._name(value)
        if predicate in LINKS and subject.startswith(_OURS) and (space := _space(value)):
            self._links[predicate, space] += 1

    def _date(self, value: bytes) -> None:
        text, _, kind = value[1:].partition(b'"^^')
        if text[:4].isdigit() and len(text) >= _YEAR:
            self._first = min(self._first, (text, kind)) if self._first[0] else (text, kind)
            self._last = max(self._last, (text, kind))


def _literal(text: bytes, kind: bytes) -> Literal:
    return Literal(text.decode(), datatype=NamedNode(kind[1:-1].decode()))


def _space(iri: bytes) -> str:
    """Scheme and host of a thing of others; empty for ours."""
    if iri.startswith(_OURS):
        return ""
    parts = urlsplit(iri[1:-1].decode())
    return f"{parts.scheme}://{parts.netloc}/" if parts.netloc else ""
