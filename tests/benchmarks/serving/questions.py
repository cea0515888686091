"""The twelve questions, each of a kind that `queries/` holds, as most people would write them.

Each comes in several variants, on things spread over the data, so that no server answers one
request again and again. They keep to what all the servers understand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from serving.data import WORDS, Maker, iri
from smartregions.namespaces import ID, PREFIXES, SCHEME

VARIANTS = 200
REPEATED = "the same look-up again"
TRIPLES_PER_ACTOR = 32
"""No more than this, with all that hangs on an actor: there is one for every so many triples."""
_USED = ("sr", "kind", "foaf", "rdfs", "skos")
_PROLOGUE = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in _USED)
_DOMAINS = ("human_aspects", "cryptology", "identity_management", "network_distributed_systems")
_FIELDS = ("hash_functions", "steganography", "malware_analysis", "digital_signatures", "usability")


@dataclass(frozen=True, slots=True)
class Question:
    """A question in the forms in which it is asked."""

    name: str
    variants: tuple[str, ...]
    is_graph: bool = False
    """Whether the answer is a graph."""
    repeats: bool = False
    """Whether it is sent to the letter again and again; all others are new at each request."""


def _things(kind: str, count: int) -> Callable[[int], str]:
    """One of the things of a kind, far from the one before."""
    return lambda n: f"<{ID}{kind}/{n * 7919 % count}>"


def _fields(names: tuple[str, ...]) -> Callable[[int], str]:
    return lambda n: f"<{PREFIXES['jrc']}{names[n % len(names)]}>"


_QUERIES = {
    "point look-up": """\
SELECT ?label ?page WHERE { %actor% rdfs:label ?label ; foaf:homepage ?page }""",
    "list with labels": """\
SELECT ?region ?regionLabel ?roleLabel ?since WHERE {
  ?participation sr:partnership %partnership% ; sr:participatingRegion ?region ; sr:role ?role ;
    sr:startDate ?since .
  ?region rdfs:label ?regionLabel .
  ?role skos:prefLabel ?roleLabel .
  FILTER(LANG(?regionLabel) = "en" && LANG(?roleLabel) = "en")
}
ORDER BY ?regionLabel ?region""",
    "filter": """\
SELECT ?project ?label ?amount WHERE {
  ?project rdfs:label ?label ; sr:funding ?funding .
  ?funding sr:amount ?amount .
  FILTER(?amount >= %amount%)
}
ORDER BY DESC(?amount) ?project""",
    "optional": """\
SELECT ?actor ?label ?helixLabel ?page WHERE {
  ?actor sr:locatedIn %region% ; rdfs:label ?label .
  OPTIONAL { ?actor sr:helix ?helix . ?helix skos:prefLabel ?helixLabel
    FILTER(LANG(?helixLabel) = "en") }
  OPTIONAL { ?actor foaf:homepage ?page }
}
ORDER BY ?label""",
    "count per region": """\
SELECT ?region ?helix (COUNT(DISTINCT ?actor) AS ?actors) WHERE {
  ?actor a sr:Actor ; sr:locatedIn ?region ; sr:helix ?helix .
}
GROUP BY ?region ?helix
ORDER BY ?region ?helix""",
    "property path": """\
SELECT DISTINCT ?capability ?region WHERE {
  ?field skos:broader* %domain% .
  ?capability sr:field ?field ; sr:region ?region .
}""",
    "gap matrix": """\
SELECT ?region ?segment WHERE {
  ?participation sr:partnership %partnership% ; sr:participatingRegion ?region .
  ?segment skos:inScheme %chain% .
  FILTER NOT EXISTS {
    ?capability sr:region ?region ; sr:segment ?segment ; sr:capabilityKind ?kind .
    FILTER(?kind != kind:demand)
  }
}
ORDER BY ?region ?segment""",
    "complementary pairs": """\
SELECT ?inNeed ?offering (COUNT(DISTINCT ?need) AS ?needs) (COUNT(DISTINCT ?offer) AS ?offers)
WHERE {
  ?need sr:capabilityKind kind:demand ; sr:field %field% ; sr:region ?inNeed .
  ?offer sr:field %field% ; sr:capabilityKind ?kind ; sr:region ?offering .
  FILTER(?kind != kind:demand && ?inNeed != ?offering)
}
GROUP BY ?inNeed ?offering
ORDER BY ?inNeed ?offering""",
    "similar regions": """\
SELECT ?other ?shared (100 * ?shared / (?ours + ?theirs - ?shared) AS ?percent) WHERE {
  { SELECT ?other (COUNT(DISTINCT ?field) AS ?shared) WHERE {
      ?one sr:region %region% ; sr:field ?field .
      ?two sr:field ?field ; sr:region ?other .
      FILTER(?other != %region%)
    } GROUP BY ?other }
  { SELECT (COUNT(DISTINCT ?any) AS ?ours) WHERE { ?all sr:region %region% ; sr:field ?any } }
  { SELECT ?other (COUNT(DISTINCT ?its) AS ?theirs) WHERE {
      ?each sr:region ?other ; sr:field ?its } GROUP BY ?other }
}
ORDER BY DESC(?percent) ?other""",
    "co-operation network": """\
SELECT ?one ?two (COUNT(DISTINCT ?project) AS ?projects) WHERE {
  ?a sr:project ?project ; sr:region ?one .
  ?b sr:project ?project ; sr:region ?two .
  FILTER(STR(?one) < STR(?two))
}
GROUP BY ?one ?two
ORDER BY DESC(?projects) ?one ?two""",
    "text filter": """\
SELECT ?actor ?label WHERE {
  ?actor a sr:Actor ; rdfs:label ?label .
  FILTER(CONTAINS(LCASE(STR(?label)), "%word%"))
}
ORDER BY ?label""",
    "one thing as a graph": """\
CONSTRUCT { %actor% ?property ?value . ?value rdfs:label ?label }
WHERE { %actor% ?property ?value . OPTIONAL { ?value rdfs:label ?label } }""",
}


def questions(maker: Maker, triples: int) -> list[Question]:
    """All twelve, and a look-up that is repeated, for what this maker makes of so many triples."""
    values: dict[str, Callable[[int], str]] = {
        "actor": _things("actor", triples // TRIPLES_PER_ACTOR),
        "region": _things("region", maker.regions),
        "partnership": _things("partnership", maker.partnerships),
        "amount": lambda n: str(4_800_000 + n % 100 * 1_000),
        "domain": _fields(_DOMAINS),
        "field": _fields(_FIELDS),
        "chain": lambda n: iri(SCHEME + "value-chain").text,
        "word": lambda n: f"{WORDS[n % len(WORDS)]} {WORDS[n * 7 % len(WORDS)]}",
    }
    twelve = [
        Question(
            name,
            tuple(_filled(query, values, n) for n in range(VARIANTS)),
            query.startswith("CONSTRUCT"),
        )
        for name, query in _QUERIES.items()
    ]
    return [*twelve, Question(REPEATED, twelve[0].variants[:1], repeats=True)]


def _filled(query: str, values: dict[str, Callable[[int], str]], number: int) -> str:
    for name, value in values.items():
        query = query.replace(f"%{name}%", value(number))
    return _PROLOGUE + query
