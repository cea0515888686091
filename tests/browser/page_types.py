"""One address for each type of page: every one is looked at in a browser by `test_pages.py`.

Add yours here, one line for each type (not for each page): a name, which its screenshots get, and
its path. Then nothing more is to do: the test checks it in light and dark, at 320 px, in French and
without JavaScript (`looking.py` says what is checked). The service has the packaged data.
"""

from __future__ import annotations

from urllib.parse import quote

_SELECT = quote("SELECT ?s ?p ?o WHERE { ?s ?p ?o } LIMIT 20")
_COUNTS = quote("SELECT ?class (COUNT(?s) AS ?n) WHERE { ?s a ?class } GROUP BY ?class LIMIT 9")
_SEATS = quote(
    "SELECT ?region { ?region a <https://w3id.org/smart-regions/ontology#Region> } LIMIT 60"
)
_EMPTY = quote("SELECT * { ?s a <https://w3id.org/smart-regions/ontology#Aktor> }")
_NOT_SPARQL = quote("# 😀\nSELECT ?s {\n  # é\n  ?s rdfs:label '😀é' . ?s rdfs:labell ?o .\n}\n")

PAGE_TYPES = {
    "home": "/",
    "home-crowded": "/?partnership=high-tech-farming",
    "search": "/search?q=leon",
    "list": "/regions",
    "list-narrowed": "/actors?helix=academia&sort=-country",
    "questions": "/queries",
    "question": "/queries/partnerships/platforms",
    "sparql": "/sparql",
    "answer": f"/sparql?query={_SELECT}",
    "chart": f"/sparql?query={_COUNTS}",
    "answer-on-map": f"/sparql?query={_SEATS}",
    "not-sparql": f"/sparql?query={_NOT_SPARQL}",
    "explanation": f"/sparql/explain?query={_EMPTY}",
    "ontology": "/ontology",
    "shapes": "/shapes",
    "validate": "/validate",
    "history": "/history",
    "history-of-graph": "/graph/regions/history",
    "difference": "/graph/sources/diff?from=0",
    "graph": "/graph/regions",
    "graph-as-it-was": "/graph/regions?at=17",
    "thing-as-it-was": "/doc/region/bretagne?at=17",
    "feed": "/feed",
    "feed-page": "/feed/newest",
    "problems": "/problems",
    "api": "/docs",
    "catalogue": "/catalog",
    "files": "/dumps/",
    "matrix": "/matrix",
    "matrix-by-helix": "/matrix?by=helix",
    "cell": "/matrix/cell?region=bretagne&segment=segment:demand",
    "cell-unknown": "/matrix/cell?region=wallonia&segment=segment:product-development",
    "matches": "/matches",
    "matches-of-region": "/matches/bretagne",
    "consortia": "/consortia",
    "network": "/network",
    "network-of-actors": "/network?of=actors&year=2019",
    "monitoring": "/monitoring",
    "monitoring-of-partnership": "/monitoring?partnership=cybersecurity",
    "thing": "/doc/region/bretagne",
    "thing-near-a-place": "/doc/actor/bretagne-next",
    "actor": "/doc/actor/jamk",
    "project": "/doc/project/cybersec4europe",
    "concept": "/scheme/helix/academia",
    "segment": "/scheme/value-chain/education-training",
    "ontology-module": "/ontology/region",
    "thing-classified": "/doc/capability/c001",
    "thing-of-several-pages": "/scheme/partnership-role/participating",
    "partnership": "/doc/partnership/cybersecurity",
    "partnership-crowded": "/doc/partnership/high-tech-farming",
    "scheme": "/scheme/nist-csf",
    "dataset": "/dataset/actors",
    "distribution": "/dataset/actors/turtle",
    "change": "/doc/change/1",
    "module": "/shapes/region",
    "not-found": "/nowhere",
    "refused": "/regions?contry=FR",
    "forbidden": "/queries/running",
}
STATUSES = {"not-found": 404, "not-sparql": 400, "refused": 400, "forbidden": 403}
"""Of those pages that are no 200."""
