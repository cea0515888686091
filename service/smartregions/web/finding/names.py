"""What things are called, in all languages: read from the index once for each state of the data."""

from __future__ import annotations

import csv
import io
import json
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar, cast

from flask import g

from smartregions.index import Index, Query
from smartregions.namespaces import SR
from smartregions.web.answers import ask
from smartregions.web.cache import kept
from smartregions.web.finding.words import Words, joined
from smartregions.web.languages import SOURCE, language
from smartregions.web.prepared import prepared
from smartregions.web.service import service

T = TypeVar("T")

_PREFIXES = f"""PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX sr: <{SR}>
"""
# As strings: for IRIs with commas all of an answer would be written line by line.
_LABELS = (
    _PREFIXES
    + """SELECT (STR(?thing) AS ?iri) (SUBSTR(STR(?text), 1, 1000) AS ?name)
  (LANG(?text) AS ?language) ?order
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
    + """SELECT (STR(?thing) AS ?iri) (STR(?class) AS ?kind) WHERE {
  ?thing a ?class . FILTER(isIRI(?thing) && isIRI(?class))
}"""
)
_ANY = 2**31 - 1
_SIZE = 400
"""Bytes that the names of a thing take, roughly."""
_SIZE_OF_TYPE = 120
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
    """All things that have a name; each process that answers holds these, so they lie flat."""

    texts: Mapping[str, tuple[str, ...]]
    """By IRI: order, language and text of one name after the other."""
    number: str = ""
    """Which reading of the data this is."""

    def called(self, iri: str) -> Called:
        """The names of a thing, the best first."""
        flat = self.texts.get(iri, ())
        triples = sorted(set(zip(flat[::3], flat[1::3], flat[2::3], strict=True)))
        labels = tuple(Text(text, tag) for order, tag, text in triples if int(order) <= _PREFERRED)
        others = tuple(Text(text, tag) for order, tag, text in triples if int(order) > _PREFERRED)
        return Called(iri, labels, others)

    def label(self, iri: str, tag: str | None = None) -> Text:
        """What to call it in a language, by default that of the request; the end of its IRI if it
        has no name.
        """
        found = self.called(iri).label(tag or language().tag)
        return found or Text(iri.rstrip("/#").replace("#", "/").rpartition("/")[2] or iri)

    @cached_property
    def words(self) -> Words:
        """What the search looks in."""
        named = [(iri, name) for iri, flat in self.texts.items() for name in flat[2::3]]
        return Words.of(named, prepared("words", self.number, lambda: joined(named)))


Types = Mapping[str, frozenset[str]]
"""The classes of things."""


def names() -> Names:
    """The names in the state of now; the requests of one process share them."""
    return _shared("names", _names, lambda found: len(found.texts) * _SIZE)


def types() -> Types:
    """The classes of all things in the state of now; the requests of one process share them."""
    return _shared("types", _types, lambda found: len(found) * _SIZE_OF_TYPE)


def _shared(key: str, read: Callable[[str], T], size: Callable[[T], int]) -> T:
    """A request keeps what it has read, even where that is too large to be kept for the next."""
    state, memory = service().index.revision.hash, kept()
    held = g.setdefault("read", {})
    found: T | None = held.get((state, key)) or memory.get(state, key)
    if found is None:
        found = cast("T", memory.shared.do((state, key), lambda: read(state)))
        memory.put(state, key, found, size(found), share=1)
    held[state, key] = found
    return found


def _names(state: str) -> Names:
    number, texts = prepared("names", state, lambda: (uuid.uuid4().hex, _read()))
    return Names(texts, number)


def _types(state: str) -> Types:
    """IRIs are those that have names, where they do."""
    same = {iri: iri for iri in names().texts}
    found = prepared("types", state, _read_types)
    return {same.get(thing, thing): kinds for thing, kinds in found.items()}


def _rows(body: bytes) -> Iterator[list[str]]:
    csv.field_size_limit(_ANY)  # by default an IRI over 131 072 letters ends the reading of all
    return csv.reader(io.TextIOWrapper(io.BytesIO(body), "utf-8", newline=""))


def _read() -> dict[str, tuple[str, ...]]:
    """Read as CSV, line by line; equal texts are kept once."""
    same: dict[str, str] = {}
    texts: dict[str, tuple[str, ...]] = {}
    for thing, text, tag, order in _lines(_LABELS):
        name = same.setdefault(order, order), same.setdefault(tag, tag), text
        texts[thing] = texts.get(thing, ()) + name
    return texts


def _read_types() -> dict[str, frozenset[str]]:
    """Equal sets of classes are kept once."""
    sets: dict[frozenset[str], frozenset[str]] = {}
    same: dict[str, str] = {}
    found: dict[str, frozenset[str]] = {}
    for thing, kind in _lines(_TYPES):
        own = found.get(thing, frozenset()) | {same.setdefault(kind, kind)}
        found[thing] = sets.setdefault(own, own)
    return found


def _lines(text: str) -> Iterator[list[str]]:
    """The rows of an answer, which itself is not kept beside what is made of it."""
    lines = _rows(ask(Query(text, ("csv",))).body)
    next(lines)
    return lines


def rows(index: Index, text: str) -> Iterator[Mapping[str, Mapping[str, str]]]:
    """The bindings of an answer, in SPARQL JSON."""
    answer = json.loads(index.query(Query(text, ("json",))).body)
    yield from answer["results"]["bindings"]
