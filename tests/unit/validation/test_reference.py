"""The reference engine reads a query of a shape once, and asks it of each node and of all data."""

from __future__ import annotations

from typing import Any

import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple
from rdflib.plugins.sparql.parser import parseQuery

from smartregions.validation.engines import reference
from smartregions.validation.judge import results
from smartregions.validation.shapes import Shapes

HEADER = "@prefix ex: <http://ex/> . @prefix sh: <http://www.w3.org/ns/shacl#> .\n"
ABOVE_ONE = """ex:S a sh:NodeShape ; sh:targetClass ex:Once ; sh:sparql [ sh:select
    "SELECT $this ?value WHERE { $this <http://ex/once> ?value . FILTER(?value > 1) }" ] ."""


def triples(text: str) -> tuple[Triple, ...]:
    return tuple(quad.triple for quad in pyoxigraph.parse(HEADER + text, format=RdfFormat.TURTLE))


def test_each_node_and_all_data_are_asked_by_a_query_that_is_read_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[str] = []

    def noted(text: str) -> Any:
        read.append(text)
        return parseQuery(text)

    monkeypatch.setattr(reference, "parseQuery", noted)
    for values in ({"a": 1, "b": 2, "c": 3}, {"b": 1, "c": 2, "d": 0}):
        data = " ".join(f"ex:{name} a ex:Once ; ex:once {n} ." for name, n in values.items())
        told = results([triples(data)], Shapes(triples(ABOVE_ONE)), "reference")
        above = {
            (NamedNode(f"http://ex/{name}"), Literal(n)) for name, n in values.items() if n > 1
        }
        assert {(each.focus_node, each.value) for each in told} == above
    assert len(read) == 1
