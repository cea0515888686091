"""`/sparql/completions`: what an editor can propose: prefixes, classes and properties.

Those that the data use, with their numbers (the partitions of VoID), and those of the ontology
that nothing uses yet.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from flask import Blueprint, Response

from smartregions.index import Query
from smartregions.namespaces import OWL, PREFIXES, RDFS
from smartregions.web.answers import AnsweringIndex, unchanging
from smartregions.web.negotiation import JSON
from smartregions.web.operations import Operation, operation

blueprint = Blueprint("completions", __name__)

_LABEL = f"OPTIONAL {{ ?iri <{RDFS}label> ?label FILTER(LANGMATCHES(LANG(?label), 'en')) }}"
_CLASSES = f"""SELECT ?iri ?count (SAMPLE(?label) AS ?name) {{
  {{ SELECT ?iri (COUNT(DISTINCT ?s) AS ?count) {{ ?s a ?iri FILTER(isIRI(?iri)) }} GROUP BY ?iri }}
  UNION {{ ?iri a <{OWL}Class> FILTER(isIRI(?iri)) FILTER NOT EXISTS {{ ?any a ?iri }} }}
  {_LABEL}
}} GROUP BY ?iri ?count ORDER BY DESC(?count) ?iri"""
_PROPERTIES = f"""SELECT ?iri ?count (SAMPLE(?label) AS ?name) {{
  {{ SELECT ?iri (COUNT(*) AS ?count) {{ ?s ?iri ?o }} GROUP BY ?iri }}
  UNION {{ VALUES ?kind {{ <{OWL}ObjectProperty> <{OWL}DatatypeProperty> }} ?iri a ?kind
    FILTER NOT EXISTS {{ ?any ?iri ?value }} }}
  {_LABEL}
}} GROUP BY ?iri ?count ORDER BY DESC(?count) ?iri"""


@blueprint.get("/sparql/completions")
@operation(
    Operation(answers={JSON.media_type: {"type": "object"}}, evaluates=True, is_conditional=True)
)
def completions() -> Response:
    """Prefixes, classes and properties, each with its label and how often it is used."""
    content = {
        "prefixes": dict(PREFIXES),
        "classes": list(_listed(_CLASSES)),
        "properties": list(_listed(_PROPERTIES)),
    }
    return unchanging(json.dumps(content, ensure_ascii=False), JSON.media_type)


def _listed(text: str) -> Iterator[Mapping[str, object]]:
    answer = json.loads(AnsweringIndex().query(Query(text, ("json",))).body)
    for row in answer["results"]["bindings"]:
        yield {
            "iri": row["iri"]["value"],
            "label": row.get("name", {}).get("value", ""),
            "count": int(row.get("count", {}).get("value", 0)),
        }
