"""The catalogue for people: of the newest edition that there is, or of what the index says.

A program waits until the edition of now is made; a person is shown what stands, which says so.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph
from flask import render_template
from pyoxigraph import RdfFormat, Triple

from smartregions.catalogue import paging
from smartregions.catalogue.documents import FORMATS
from smartregions.catalogue.markup import markup
from smartregions.catalogue.profiles import PROFILES
from smartregions.index import Query
from smartregions.web.answers import AnsweringIndex
from smartregions.web.languages import language
from smartregions.web.listing import datasets
from smartregions.web.tables import described

_DESCRIBED = """PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX dcterms: <http://purl.org/dc/terms/>
CONSTRUCT { ?dataset a dcat:Dataset ; dcterms:title ?title ; dcterms:description ?description }
WHERE {
  ?dataset a dcat:Dataset .
  OPTIONAL { ?dataset dcterms:title ?title }
  OPTIONAL { ?dataset dcterms:description ?description }
}"""


def of_edition(triples: Sequence[Triple], place: paging.Place, behind: int | None) -> str:
    """A page of an edition; `behind` is its change where a newer one is being made."""
    return _page(triples, place, markup=markup(triples, language().tag), behind=behind)


def before_any() -> str:
    """All datasets that the index has a description of, while there is no edition yet.

    Raises what the index raises.
    """
    answer = AnsweringIndex().query(Query(_DESCRIBED, ("ntriples",)))
    found = [quad.triple for quad in pyoxigraph.parse(answer.body, format=RdfFormat.N_TRIPLES)]
    number = len({triple.subject for triple in found})
    return _page(found, paging.Place("", 1, max(1, number), number), markup=None, behind=0)


def _page(triples: Sequence[Triple], place: paging.Place, **more: object) -> str:
    return render_template(
        "catalogue.html",
        datasets=datasets(triples),
        place=place,
        formats=FORMATS,
        profiles=PROFILES,
        described=described,
        **more,
    )
