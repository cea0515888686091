"""The values that a parameter of a class, a scheme or a property can take, from what is served."""

from __future__ import annotations

import json
from dataclasses import dataclass

from pyoxigraph import NamedNode

from smartregions.index import Index, Query
from smartregions.library.question import Parameter

_LABELLED = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?value (COALESCE(MIN(STR(?english)), MIN(STR(?other)), STR(?value)) AS ?label) WHERE {
  { SELECT DISTINCT ?value WHERE { %s } }
  OPTIONAL { ?value skos:prefLabel|rdfs:label|dcterms:title|foaf:name ?other }
  OPTIONAL {
    ?value skos:prefLabel|rdfs:label|dcterms:title|foaf:name ?english
    FILTER(LANG(?english) IN ("", "en"))
  }
}
GROUP BY ?value
ORDER BY LCASE(?label) ?value
"""
_OF_CLASS = "VALUES ?class { %s } ?kind rdfs:subClassOf* ?class . ?value rdf:type ?kind"
_OF_PROPERTY = """
  { ?any %s ?value } UNION {
    { SELECT DISTINCT ?scheme WHERE { ?any %s ?used . ?used skos:inScheme ?scheme } }
    ?value skos:inScheme ?scheme
  }
"""
"""What the property is said to lead to, and what stands beside that in the same schemes."""
_OF_SCHEME = "VALUES ?scheme { %s } ?value skos:inScheme ?scheme"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value with the name that people know it by."""

    iri: str
    label: str
    language: str = ""
    """Of the label, where that is known."""

    @property
    def short(self) -> str:
        """The last part of the IRI."""
        return self.iri.rstrip("/#").replace("#", "/").rpartition("/")[2]


def choices(index: Index, parameter: Parameter) -> tuple[Choice, ...]:
    """The values by label; empty for a parameter that names none of class, scheme and property."""
    if parameter.class_:
        return _asked(index, _OF_CLASS % NamedNode(parameter.class_))
    if parameter.scheme:
        return _asked(index, _OF_SCHEME % NamedNode(parameter.scheme))
    if parameter.property_:
        return _asked(index, _OF_PROPERTY % ((NamedNode(parameter.property_),) * 2))
    return ()


def _asked(index: Index, pattern: str) -> tuple[Choice, ...]:
    answer = json.loads(index.query(Query(_LABELLED % pattern, ("json",))).body)
    rows = [row for row in answer["results"]["bindings"] if row["value"]["type"] == "uri"]
    return tuple(Choice(row["value"]["value"], row["label"]["value"]) for row in rows)
