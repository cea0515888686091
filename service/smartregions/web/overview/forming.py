"""`/consortia`: who could join for a segment of a value chain, from three countries at least."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request

from smartregions.library.offering import unknown
from smartregions.library.types import expanded
from smartregions.messages import Message
from smartregions.web.negotiation import JSON
from smartregions.web.operations import OPTIONS, Operation, Parameter, operation
from smartregions.web.overview.consortia import (
    COUNTRIES,
    HELICES,
    Composition,
    candidates,
    compose,
)
from smartregions.web.overview.document import CSV, as_csv, as_json, document, downloads, schemas
from smartregions.web.overview.labels import told
from smartregions.web.overview.matches import asked_at
from smartregions.web.overview.stored import Found, Row, asked, rows
from smartregions.web.prepared import prepared
from smartregions.web.service import service
from smartregions.web.tables import described

blueprint = Blueprint("consortia", __name__)

QUESTION = "capabilities/segment-candidates"
ASKS = (QUESTION,)
"""The question behind the page."""

_SEGMENTS = """PREFIX sr: <https://w3id.org/smart-regions/ontology#>
PREFIX kind: <https://w3id.org/smart-regions/scheme/capability-kind/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?segment ?segmentLabel (COUNT(DISTINCT ?actor) AS ?actors)
       (COUNT(DISTINCT ?helix) AS ?helices)
WHERE {
  {
    SELECT DISTINCT ?segment ?actor WHERE {
      ?capability sr:segment ?segment ; sr:holder ?actor ; sr:region ?region ;
        sr:capabilityKind ?kind ; dcterms:source ?cited .
      FILTER(?kind != kind:demand)
      ?region sr:country ?country .
    }
  }
  OPTIONAL { ?actor sr:helix ?helix . FILTER EXISTS { ?helix skos:prefLabel ?named } }
  OPTIONAL {
    SELECT ?segment
           (SUBSTR(MIN(CONCAT(IF(LANG(?l) = "en", "0", "1"), STR(?l))), 2) AS ?segmentLabel)
    WHERE { [] sr:valueChainScheme ?any . ?segment skos:inScheme ?any ; skos:prefLabel ?l }
    GROUP BY ?segment
  }
}
GROUP BY ?segment ?segmentLabel
ORDER BY ?segmentLabel ?segment
"""
"""The segments that have candidates by that question, and how many: not who they are."""

_COLUMNS = (
    "consortium", "helix", "actor", "actorLabel", "region", "regionLabel", "country",
    "countryLabel", "offers", "sources",
)  # fmt: skip
_FORMS = (JSON, CSV)
_SHOWN = 50
"""Candidates that the page lists; the question has all."""
_SEGMENT = Parameter(
    "segment", "The segment: its IRI, or the end of it; without it, that with most helices."
)
_ENDINGS = Parameter("suffix", "json, csv or html.", {"enum": ["json", "csv", "html"]}, "path")


@dataclass(frozen=True, slots=True)
class Formed:
    """The consortia of one segment, among all segments that have candidates."""

    segment: str
    segments: dict[str, str]
    found: Found
    composition: Composition

    def content(self) -> dict[str, object]:
        """What the JSON says."""
        missing, seats = self.composition.missing, self.table()
        return {"segment": self.segment, "missingHelices": missing, "seats": seats}

    def table(self) -> list[dict[str, object]]:
        """Each seat of each consortium as a row of `_COLUMNS`."""
        return [
            {
                "consortium": place,
                "helix": helix,
                "actor": taker.actor,
                "actorLabel": taker.label,
                "region": taker.region,
                "regionLabel": taker.region_label,
                "country": taker.country,
                "countryLabel": taker.country_label,
                "offers": taker.offers,
                "sources": taker.sources,
            }
            for place, consortium in enumerate(self.composition.consortia, 1)
            for helix, taker in consortium.seats.items()
        ]


@blueprint.get("/consortia")
@blueprint.get("/consortia.<suffix>", endpoint="consortia_as")
@operation(
    Operation(
        (_SEGMENT, _ENDINGS, *OPTIONS),
        answers=schemas(*_FORMS),
        evaluates=True,
        is_conditional=True,
    )
)
def consortia(suffix: str | None = None) -> Response:
    """Consortia that could be formed for a segment: four helices, three countries at least."""
    name, at = request.args.get("segment", ""), asked_at()

    def page() -> str:
        return render_template(
            "overview/consortia.html",
            formed=_formed(name, at, is_told=True),
            at=at,
            helices=HELICES,
            least=COUNTRIES,
            most=_SHOWN,
            described=described,
            downloads=downloads("/consortia", _FORMS),
        )

    forms = {
        JSON: lambda: as_json(_formed(name, at).content()),
        CSV: lambda: as_csv(_COLUMNS, _formed(name, at).table()),
    }
    return document(Message("The list of consortia"), suffix, page, forms)


def _formed(name: str, at: int | None, is_told: bool = False) -> Formed:
    """For the segment of that name. Raises ParameterError, which says what there is."""
    every = ahead() if at is None else rows(_SEGMENTS, at)
    named = told(every, _SEGMENTS, at) if is_told else every
    segments = {row["segment"]: row.get("segmentLabel", row["segment"]) for row in named}
    whole = expanded(name)
    fitting = [iri for iri in segments if not name or whole == iri or iri.endswith("/" + name)]
    if not fitting:
        ends = [iri.rpartition("/")[2] for iri in segments]
        said = Message("nobody is known in {name}.", name=repr(name))
        raise unknown("segment", said, name, ends)
    segment = fitting[0] if name else _fullest(every)
    found = asked(QUESTION, at, segment=segment)
    found = found.told if is_told else found
    return Formed(segment, segments, found, compose(candidates(found.rows)))


def ahead() -> Sequence[Row]:
    """The segments of now that have candidates, counted once for each state of the data."""
    return prepared("segments", service().index.revision.hash, lambda: rows(_SEGMENTS))


def _fullest(segments: Iterable[Row]) -> str:
    """The segment with candidates of most helices, then most candidates, then by IRI.

    So the page of every language and its files speak of one segment, whatever the labels' order.
    """
    ranks = [(-int(row["helices"]), -int(row["actors"]), row["segment"]) for row in segments]
    return min(ranks)[2]
