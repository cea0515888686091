"""`/network`: regions or actors that share projects; drawn, as tables, and as files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request

from smartregions.errors import ParameterError
from smartregions.messages import Message
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
from smartregions.web.overview.links import Network, network
from smartregions.web.overview.listed import overview
from smartregions.web.overview.matches import asked_at
from smartregions.web.overview.stored import Found, Source, asked, source
from smartregions.web.overview.strongest import MOST, MOST_PROJECTS
from smartregions.web.protocol import LANGUAGE
from smartregions.web.tables import described

blueprint = Blueprint("network", __name__)

QUESTIONS = {"regions": "projects/shared-by-regions", "actors": "projects/shared-by-actors"}

ASKS = tuple(QUESTIONS.values())
"""The questions behind the page."""

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
    asking = _asked()

    def drawn() -> Network:
        found = asking.found()
        return network((found.told if request.args.get(LANGUAGE) else found).rows)

    forms = {
        JSON: lambda: as_json(elements(drawn())),
        CSV: lambda: as_csv(_COLUMNS, table(network(asking.found().rows))),
        GRAPHML: lambda: graphml(network(asking.found().rows)),
    }
    return document(Message("The network"), suffix, lambda: _page(asking), forms)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Of whom, in which year, and in the state after which change; and the question."""

    of: str
    given: Mapping[str, str]
    at: int | None
    source: Source

    def found(self) -> Found:
        """The answer to the question, which is long."""
        return asked(QUESTIONS[self.of], self.at, **self.given)


def _asked() -> _Asked:
    of = request.args.get("of") or "regions"
    if of not in QUESTIONS:
        raise ParameterError(
            Message(
                "The network is of {names}; not of {of}.", names=" or ".join(QUESTIONS), of=repr(of)
            )
        )
    year, at = request.args.get("year", ""), asked_at()
    given = {"year": year} if year else {}
    return _Asked(of, given, at, source(QUESTIONS[of], **given))


def _page(asking: _Asked) -> str:
    year = asking.given.get("year", "")
    return render_template(
        "overview/network.html",
        network=overview(asking.of, year, asking.at),
        of=asking.of,
        year=year,
        at=asking.at,
        source=asking.source,
        most=MOST,
        most_projects=MOST_PROJECTS,
        described=described,
        downloads=downloads("/network", _FORMS),
    )


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
            "oneLabel": known.labels[link.one],
            "two": link.two,
            "twoLabel": known.labels[link.two],
            "weight": link.weight,
            "projects": "; ".join(project.label for project in link.projects),
        }
        for link in known.links
    ]
