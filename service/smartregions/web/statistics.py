"""How much the data are, by query: the statistics of VoID (https://www.w3.org/TR/void/)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from smartregions.index import Index, Query

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
