"""How much the data are, by query: the statistics of VoID (https://www.w3.org/TR/void/)."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass

from smartregions.errors import Busy, SmartRegionsError
from smartregions.index import Index, Query
from smartregions.messages import Message

WAIT_SECONDS = 5.0
"""How long who wants the statistics waits for them."""

_LOOK_SECONDS = 0.5
_WANTED_SECONDS = 600.0
_ATTEMPTS = 3

_SIZE = """(COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects)
(COUNT(DISTINCT ?p) AS ?properties) (COUNT(DISTINCT ?o) AS ?objects)"""
_MERGE = f"SELECT {_SIZE} {{ ?s ?p ?o }}"
_GRAPHS = f"SELECT ?graph {_SIZE} {{ GRAPH ?graph {{ ?s ?p ?o }} }} GROUP BY ?graph ORDER BY ?graph"
_CLASSES_OF_GRAPHS = """SELECT ?graph (COUNT(DISTINCT ?class) AS ?classes)
{ GRAPH ?graph { ?s a ?class } } GROUP BY ?graph"""
_CLASSES = """SELECT ?iri (COUNT(DISTINCT ?s) AS ?count) { ?s a ?iri FILTER(isIRI(?iri)) }
GROUP BY ?iri ORDER BY DESC(?count) ?iri"""
_PROPERTIES = (
    "SELECT ?iri (COUNT(*) AS ?count) { ?s ?iri ?o } GROUP BY ?iri ORDER BY DESC(?count) ?iri"
)


@dataclass(frozen=True, slots=True)
class Size:
    """The numbers of a graph: its triples, and distinct things in it."""

    triples: int
    subjects: int
    objects: int
    properties: int
    classes: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """The default graph, which merges all others, and each of these by its name."""

    merged: Size
    graphs: Mapping[str, Size]
    classes: Mapping[str, int]
    """Instances of each class in the merge."""
    properties: Mapping[str, int]
    """Triples of each property in the merge."""


class Counted:
    """The statistics of the newest state of an index, counted by a thread of their own.

    Once somebody wanted them, they are counted again after each change, for ten minutes: so who
    asks next need not wait.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._lock = threading.Lock()
        self._state = ""
        self._found: Future[Statistics] = Future()
        self._wanted_until = 0.0
        self._is_counting = False

    def get(self, seconds: float = WAIT_SECONDS) -> Statistics:
        """Those of the newest state. Raises Busy when they are not counted in time, and what the
        index raised when they could not be."""
        found = self._wanted(self._index.revision.hash)
        try:
            return found.result(seconds)
        except TimeoutError:
            raise Busy(
                Message(
                    "The statistics of the newest data are being counted. Try again in a few "
                    "seconds."
                )
            ) from None

    def _wanted(self, state: str) -> Future[Statistics]:
        with self._lock:
            self._wanted_until = time.monotonic() + _WANTED_SECONDS
            if state != self._state or self._has_failed():
                self._state, self._found = state, Future()
            if not self._is_counting:
                self._is_counting = True
                threading.Thread(target=self._count, daemon=True).start()
            return self._found

    def _has_failed(self) -> bool:
        return self._found.done() and self._found.exception() is not None

    def _count(self) -> None:
        """Count what is wanted and look for changes, until nobody has wanted any for long."""
        while (found := self._next()) is not None:
            if found.done():
                time.sleep(_LOOK_SECONDS)
                self._follow()
                continue
            try:
                found.set_result(steadily(self._index))
            except Exception as error:  # noqa: BLE001 - handed to who waits
                found.set_exception(error)

    def _next(self) -> Future[Statistics] | None:
        with self._lock:
            self._is_counting = not self._found.done() or time.monotonic() < self._wanted_until
            return self._found if self._is_counting else None

    def _follow(self) -> None:
        with suppress(SmartRegionsError):
            state = self._index.revision.hash
            with self._lock:
                if state != self._state:
                    self._state, self._found = state, Future()


def steadily(index: Index) -> Statistics:
    """The statistics of one state. Raises what the index raises, and Busy when it changes on."""
    for _ in range(_ATTEMPTS):
        state = index.revision
        found = measure(index)
        if index.revision == state:
            return found
    raise Busy(Message("The data change too often to be counted. Try again in a few seconds."))


def measure(index: Index) -> Statistics:
    """The statistics of what the index holds. Raises what it raises."""
    classes = {row["iri"]: int(row["count"]) for row in _rows(index, _CLASSES)}
    properties = {row["iri"]: int(row["count"]) for row in _rows(index, _PROPERTIES)}
    of_graphs = {row["graph"]: int(row["classes"]) for row in _rows(index, _CLASSES_OF_GRAPHS)}
    (whole,) = _rows(index, _MERGE)
    graphs = {
        row["graph"]: _size(row, of_graphs.get(row["graph"], 0)) for row in _rows(index, _GRAPHS)
    }
    return Statistics(_size(whole, len(classes)), graphs, classes, properties)


def _size(row: Mapping[str, str], classes: int) -> Size:
    return Size(
        int(row["triples"]),
        int(row["subjects"]),
        int(row["objects"]),
        int(row["properties"]),
        classes,
    )


def _rows(index: Index, text: str) -> Iterator[Mapping[str, str]]:
    answer = json.loads(index.query(Query(text, ("json",))).body)
    for row in answer["results"]["bindings"]:
        if row:
            yield {name: term["value"] for name, term in row.items()}
