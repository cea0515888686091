"""A description on its way from the worker to who asked: values that JSON has, and N-Quads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Triple

from smartregions.index import Done
from smartregions.namespaces import DCTERMS, DEFAULT_GRAPH
from smartregions.things.description import Dataset, Description
from smartregions.things.statements import Statement
from smartregions.validation.graph import TYPE

_HAS_PART = NamedNode(DCTERMS + "hasPart")


def outline(found: Description) -> dict[str, Any]:
    """What a response tells of a description beside its text."""
    return {
        "iri": found.iri,
        "said": found.said,
        "arriving": dict(found.arriving),
        "page": found.page,
        "datasets": [asdict(each) for each in found.datasets],
        "types": _values(found, TYPE),
        "parts": _values(found, _HAS_PART),
    }


def packed(found: Description) -> Done:
    """The description as what a task gives."""
    parts = [
        _text(_quads(found.outgoing)),
        _text(_quads(found.incoming)),
        _text(Quad(t.subject, t.predicate, t.object) for t in found.mentioned),
    ]
    return Done({**outline(found), "sizes": list(map(len, parts))}, b"".join(parts))


def unpacked(done: Done) -> Description:
    """The description that was packed."""
    values, parts = done.values, list(_parts(done))
    return Description(
        values["iri"],
        _statements(parts[0]),
        _statements(parts[1]),
        [quad.triple for quad in parts[2]],
        values["said"],
        values["arriving"],
        datasets(values),
        values["page"],
    )


def datasets(values: Mapping[str, Any]) -> list[Dataset]:
    """The graphs of an outline."""
    return [_dataset(dict(each)) for each in values["datasets"]]


def _dataset(told: dict[str, Any]) -> Dataset:
    licences, publishers = tuple(told.pop("licences")), tuple(told.pop("publishers"))
    return Dataset(**told, licences=licences, publishers=publishers)


def _values(found: Description, predicate: NamedNode) -> list[str]:
    """The IRIs that the thing has as values of a property."""
    node, triples = NamedNode(found.iri), (statement.triple for statement in found.outgoing)
    ends = (t.object for t in triples if t.subject == node and t.predicate == predicate)
    return sorted({value.value for value in ends if isinstance(value, NamedNode)})


def _quads(statements: Iterable[Statement]) -> Iterator[Quad]:
    for each in statements:
        triple = each.triple
        for name in each.graphs:
            yield Quad(triple.subject, triple.predicate, triple.object, NamedNode(name))


def _text(quads: Iterable[Quad]) -> bytes:
    return pyoxigraph.serialize(quads, format=RdfFormat.N_QUADS) or b""


def _parts(done: Done) -> Iterator[list[Quad]]:
    start = 0
    for size in done.values["sizes"]:
        part = done.body[start : start + size]
        yield list(pyoxigraph.parse(part, format=RdfFormat.N_QUADS))
        start += size


def _statements(quads: Iterable[Quad]) -> list[Statement]:
    """One statement for each triple, in the order of the quads."""
    found: dict[Triple, list[str]] = {}
    for quad in quads:
        name = quad.graph_name
        found.setdefault(quad.triple, []).append(
            DEFAULT_GRAPH if isinstance(name, DefaultGraph) else name.value
        )
    return [Statement(triple, tuple(names)) for triple, names in found.items()]
