"""`/network`: regions or actors that share projects; drawn, as tables, and as files."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, render_template, request

from smartregions.errors import ParameterError
from smartregions.web.negotiation import JSON
from smartregions.web.operations import OPTIONS, Operation, Parameter, operation
from smartregions.web.overview.document import (
    CSV,
    GRAPHML,
    as_csv,
    as_json,
    document,
    downloads,
    schemas,
)
from smartregions.web.overview.graphml import graphml
from smartregions.web.overview.links import Network, network, years
from smartregions.web.overview.matches import asked_at
from smartregions.web.overview.stored import asked
from smartregions.web.tables import described

blueprint = Blueprint("network", __name__)

QUESTIONS = {"regions": "projects/shared-by-regions", "actors": "projects/shared-by-actors"}

ASKS = tuple(QUESTIONS.values())
"""The questions behind the page."""

_SHOWN = 300  # links, and nodes, that the page lists; each download has all
_FORMS = (JSON, CSV, GRAPHML)
_ENDINGS = ["json", "csv", "graphml", "html"]
_COLUMNS = ("one", "oneLabel", "two", "twoLabel", "weight", "projects")
_PARAMETERS = (
    Parameter("of", "Regions or actors; without it, regions.", {"enum": [*QUESTIONS, ""]}),
    Parameter("year", "A year in which the projects run; without it, any, unknown ones too."),
    Parameter("suffix", "json, csv, graphml or html.", {"enum": _ENDINGS}, "path"),
    *OPTIONS,
)


@blueprint.get("/network")
@blueprint.get("/network.<suffix>", endpoint="network_as")
@operation(Operation(_PARAMETERS, answers=schemas(*_FORMS), evaluates=True, is_conditional=True))
def whole(suffix: str | None = None) -> Response:
    """Regions or actors that share projects, in a year or ever; JSON is that of Cytoscape."""
    of = request.args.get("of") or "regions"
    if of not in QUESTIONS:
        raise ParameterError(f"The network is of {' or '.join(QUESTIONS)}; not of {of!r}.")
    year, at = request.args.get("year", ""), asked_at()
    given = {"year": year} if year else {}
    found = asked(QUESTIONS[of], at, **given)

    def page() -> str:
        return render_template(
            "overview/network.html",
            network=network(found.told.rows),
            of=of,
            year=year,
            years=years(asked(QUESTIONS[of], at).rows),
            source=found.source,
            most=_SHOWN,
            described=described,
            downloads=downloads("/network", _FORMS),
        )

    forms = {
        JSON: lambda: as_json(elements(network(found.rows))),
        CSV: lambda: as_csv(_COLUMNS, table(network(found.rows))),
        GRAPHML: lambda: graphml(network(found.rows)),
    }
    return document("The network", suffix, page, forms)


def elements(known: Network) -> Mapping[str, object]:
    """As Cytoscape takes it (https://js.cytoscape.org/#notation/elements-json)."""
    nodes = [
        {"data": {"id": node.iri, "label": node.label, "href": described(node.iri)}}
        for node in known.nodes
    ]
    edges = [
        {
            "data": {
                "id": f"{link.one} {link.two}",
                "source": link.one,
                "target": link.two,
                "weight": link.weight,
                "projects": [project.label for project in link.projects],
            }
        }
        for link in known.links
    ]
    return {"elements": {"nodes": nodes, "edges": edges}}


def table(known: Network) -> list[dict[str, object]]:
    """Each link as a row of the CSV."""
    return [
        {
            "one": link.one,
            "oneLabel": known.label(link.one),
            "two": link.two,
            "twoLabel": known.label(link.two),
            "weight": link.weight,
            "projects": "; ".join(project.label for project in link.projects),
        }
        for link in known.links
    ]
