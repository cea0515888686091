"""What things are called, in all languages: read from the index once for each state of the data."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from io import StringIO

from smartregions.index import Index, Query
from smartregions.namespaces import SR
from smartregions.web.cache import kept
from smartregions.web.finding.words import Words, words
from smartregions.web.languages import SOURCE, language

_PREFIXES = f"""PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX sr: <{SR}>
"""
_LABELS = (
    _PREFIXES
    + """SELECT ?thing (SUBSTR(STR(?text), 1, 1000) AS ?name) (LANG(?text) AS ?language) ?order
WHERE {
  VALUES (?property ?order) {
    (skos:prefLabel 0) (rdfs:label 0) (dcterms:title 1) (foaf:name 1)
    (sr:acronym 2) (skos:altLabel 3) (sr:formerName 3) (sr:newName 3) (sr:nutsCode 3)
  }
  ?thing ?property ?text . FILTER(isIRI(?thing))
}"""
)
_TYPES = (
    _PREFIXES
    + """SELECT ?thing ?class WHERE {
  ?thing a ?class . FILTER(isIRI(?thing) && isIRI(?class))
}"""
)
_SIZE = 1_500
"""Bytes that the names of a thing take, roughly."""
_PREFERRED = 1
"""The last order of properties whose value is what a page calls a thing."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text and its language, which is empty where none is said."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Called:
    """The names of one thing: what it may be called, and what it is known as besides."""

    iri: str
    labels: Sequence[Text] = ()
    others: Sequence[Text] = ()

    def label(self, tag: str) -> Text | None:
        """The label in a language, else in that of the source, else in none, else in any."""
        for wanted in (tag, SOURCE, "", None):
            for label in self.labels:
                if wanted is None or label.language.partition("-")[0] == wanted:
                    return label
        return self.others[0] if self.others else None


@dataclass(frozen=True)
class Names:
    """All things that have a name, with their classes."""

    called: Mapping[str, Called]
    types: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def label(self, iri: str, tag: str | None = None) -> Text:
        """What to call it in a language, by default that of the request; the end of its IRI if it
        has no name.
        """
        known = self.called.get(iri)
        found = known.label(tag or language().tag) if known else None
        return found or Text(iri.rstrip("/#").replace("#", "/").rpartition("/")[2] or iri)

    @cached_property
    def words(self) -> Words:
        """What the search looks in."""
        return words(
            (iri, [each.text for each in (*known.labels, *known.others)])
            for iri, known in self.called.items()
        )


def names(index: Index) -> Names:
    """The names in the state of now; the requests of one process share them."""
    state, memory = index.revision.hash, kept()
    found: Names | None = memory.get(state, "names")
    if found is None:
        found = memory.shared.do((state, "names"), lambda: _read(index))
        assert found is not None
        memory.put(state, "names", found, len(found.called) * _SIZE)
    return found


def _read(index: Index) -> Names:
    """Read as CSV, line by line, and keep equal texts once: each process that answers has these."""
    same: dict[str, str] = {}
    labels: dict[str, list[tuple[int, Text]]] = {}
    for thing, text, tag, order in _lines(index, _LABELS):
        told = Text(text, same.setdefault(tag, tag))
        labels.setdefault(same.setdefault(thing, thing), []).append((int(order), told))
    types: dict[str, set[str]] = {}
    for thing, kind in _lines(index, _TYPES):
        types.setdefault(same.setdefault(thing, thing), set()).add(same.setdefault(kind, kind))
    sets: dict[frozenset[str], frozenset[str]] = {}
    classes = ((iri, frozenset(of_one)) for iri, of_one in types.items())
    called = {iri: _called(iri, found) for iri, found in labels.items()}
    return Names(called, {iri: sets.setdefault(of_one, of_one) for iri, of_one in classes})


def _lines(index: Index, text: str) -> Iterator[list[str]]:
    body = index.query(Query(text, ("csv",))).body
    lines = csv.reader(StringIO(body.decode(), newline=""))
    next(lines)
    return lines


def _called(iri: str, found: Iterable[tuple[int, Text]]) -> Called:
    ordered = sorted(set(found), key=lambda each: (each[0], each[1].language, each[1].text))
    labels = tuple(text for order, text in ordered if order <= _PREFERRED)
    return Called(iri, labels, tuple(text for order, text in ordered if order > _PREFERRED))


def rows(index: Index, text: str) -> Iterator[Mapping[str, Mapping[str, str]]]:
    """The bindings of an answer, in SPARQL JSON."""
    answer = json.loads(index.query(Query(text, ("json",))).body)
    yield from answer["results"]["bindings"]
