"""What the front page tells about the data: a few queries like anybody's."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from smartregions.index import Index, Query
from smartregions.namespaces import SR
from smartregions.web.languages import msgid

EXAMPLE = f"""PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX sr: <{SR}>

SELECT ?partnership ?region ?role WHERE {{
  ?participation sr:participatingRegion/rdfs:label ?region ;
    sr:partnership/rdfs:label ?partnership ;
    sr:role/skos:prefLabel ?role .
  FILTER(LANG(?region) = "en" && LANG(?role) = "en")
}}
ORDER BY ?partnership ?role ?region
LIMIT 100
"""

_COUNTS = f"""PREFIX sr: <{SR}>
SELECT ?label (COUNT(DISTINCT ?thing) AS ?count) WHERE {{
  VALUES (?order ?label ?class) {{
    (1 "partnerships" sr:Partnership) (2 "regions" sr:Region) (3 "actors" sr:Actor)
    (4 "capabilities" sr:Capability) (5 "projects" sr:Project) (6 "sources" sr:Source)
  }}
  ?thing a ?class .
}}
GROUP BY ?order ?label
ORDER BY ?order
"""
COUNTED = (
    msgid("partnerships"),
    msgid("regions"),
    msgid("actors"),
    msgid("capabilities"),
    msgid("projects"),
    msgid("sources"),
)
"""The kinds of things that are counted."""

_SIZE = """SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?graph) AS ?graphs)
WHERE { GRAPH ?graph { ?s ?p ?o } }"""

_REGIONS = f"""PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX sr: <{SR}>
SELECT ?partnership (MIN(?partnershipName) AS ?partnershipLabel) ?region
  (COALESCE(MIN(?english), MIN(?any)) AS ?regionLabel) ?role (MIN(?roleName) AS ?roleLabel)
  (MAX(?own) AS ?first)
WHERE {{
  ?participation sr:partnership ?partnership ; sr:participatingRegion ?region ; sr:role ?role .
  ?partnership rdfs:label ?partnershipText . BIND(STR(?partnershipText) AS ?partnershipName)
  OPTIONAL {{ ?region rdfs:label ?englishText . FILTER(LANG(?englishText) = "en")
    BIND(STR(?englishText) AS ?english) }}
  OPTIONAL {{ ?region rdfs:label ?anyText . BIND(STR(?anyText) AS ?any) }}
  OPTIONAL {{ ?role skos:prefLabel ?roleText . FILTER(LANG(?roleText) = "en")
    BIND(STR(?roleText) AS ?roleName) }}
  BIND(EXISTS {{ ?partnership sr:valueChainScheme ?scheme }} AS ?own)
}}
GROUP BY ?partnership ?region ?role
ORDER BY DESC(?first) ?partnershipLabel ?roleLabel ?regionLabel
"""


@dataclass(frozen=True, slots=True)
class Member:
    """A region in a partnership."""

    region: str
    label: str
    role: str


@dataclass(frozen=True, slots=True)
class Partnership:
    """A partnership with its regions; `is_first` when it declares a value chain of its own."""

    iri: str
    label: str
    is_first: bool
    members: Sequence[Member]

    @property
    def size(self) -> int:
        """The regions, each once, whatever roles it has."""
        return len({member.region for member in self.members})


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures and lists of the front page."""

    counts: Sequence[tuple[str, int]]
    triples: int
    graphs: int
    partnerships: Sequence[Partnership]


def summary(index: Index) -> Summary:
    """What the index holds now."""
    (size,) = _rows(index, _SIZE)
    counts = [(row["label"], int(row["count"])) for row in _rows(index, _COUNTS)]
    return Summary(counts, int(size["triples"]), int(size["graphs"]), _partnerships(index))


def _partnerships(index: Index) -> list[Partnership]:
    found: dict[str, Partnership] = {}
    members: dict[str, list[Member]] = {}
    for row in _rows(index, _REGIONS):
        iri = row["partnership"]
        of_one = members.setdefault(iri, [])
        label = row.get("regionLabel", row["region"])
        of_one.append(Member(row["region"], label, row.get("roleLabel", row["role"])))
        found[iri] = Partnership(iri, row["partnershipLabel"], row["first"] == "true", of_one)
    return list(found.values())


def _rows(index: Index, text: str) -> list[dict[str, str]]:
    answer = json.loads(index.query(Query(text, ("json",))).body)
    return [
        {name: term["value"] for name, term in row.items()} for row in answer["results"]["bindings"]
    ]
