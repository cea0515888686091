"""What things are called in the language of a page, where the data have a name in it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from pyoxigraph import Literal, NamedNode

from smartregions.index import Query
from smartregions.web.answers import AnsweringIndex
from smartregions.web.languages import SOURCE, language
from smartregions.web.overview.ordering import ordered

_LABEL = "Label"
_AT_ONCE = 500  # names that one query asks for, so that its text stays short
_NAMED = """PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?thing (MIN(STR(?name)) AS ?label) WHERE {
  VALUES ?thing { %s }
  ?thing rdfs:label|skos:prefLabel|dcterms:title ?name
  FILTER(LANGMATCHES(LANG(?name), %s))
}
GROUP BY ?thing
ORDER BY ?thing
"""

Row = Mapping[str, str]


def told(rows: Sequence[Row], text: str, at: int | None = None) -> Sequence[Row]:
    """The rows of a query with the names that things have in the language of the request, in order.

    The stored questions answer with English names first; those stay where there is no other.
    """
    return ordered(named(rows, at), text)


def named(rows: Sequence[Row], at: int | None = None) -> Sequence[Row]:
    """The same as they come."""
    if language().tag == SOURCE or not rows:
        return rows
    things = {row[name] for row in rows for name in _labelled(row)}
    known = names(sorted(things), at)
    return [
        {
            **row,
            **{name + _LABEL: known[row[name]] for name in _labelled(row) if row[name] in known},
        }
        for row in rows
    ]


def names(things: Sequence[str], at: int | None = None) -> Mapping[str, str]:
    """What things are called in the language of the request; without those that have no name."""
    found: dict[str, str] = {}
    for start in range(0, len(things), _AT_ONCE):
        some = " ".join(_terms(things[start : start + _AT_ONCE]))
        text = _NAMED % (some, Literal(language().tag))
        answer = json.loads(AnsweringIndex(at).query(Query(text, ("json",))).body)
        for row in answer["results"]["bindings"]:
            found[row["thing"]["value"]] = row["label"]["value"]
    return found


def _labelled(row: Row) -> list[str]:
    return [name for name in row if name + _LABEL in row]


def _terms(things: Sequence[str]) -> Iterator[str]:
    for thing in things:
        try:
            yield str(NamedNode(thing))
        except ValueError:  # a text, and no IRI
            continue
