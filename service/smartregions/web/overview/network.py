"""`/network`: regions or actors that share projects; drawn, as tables, and as files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from smartregions.errors import ParameterError
from smartregions.messages import Message
from smartregions.web.languages import SOURCE, language
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
from smartregions.web.overview.stored import Found, asked
from smartregions.web.protocol import LANGUAGE
from smartregions.web.tables import described

blueprint = Blueprint("network", __name__)

QUESTIONS = {"regions": "projects/shared-by-regions", "actors": "projects/shared-by-actors"}

ASKS = tuple(QUESTIONS.values())
"""The questions behind the page."""

_SHOWN = 300  # links, and nodes, that the page lists; each download has all
_PROJECTS = 20  # of one link
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
    found = asking.found

    def drawn() -> Network:
        return network((found.told if request.args.get(LANGUAGE) else found).rows)

    forms = {
        JSON: lambda: as_json(elements(drawn())),
        CSV: lambda: as_csv(_COLUMNS, table(network(found.rows))),
        GRAPHML: lambda: graphml(network(found.rows)),
    }
    return document(Message("The network"), suffix, lambda: _page(asking), forms)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Of whom, in which year, and in the state after which change; and the answer."""

    of: str
    given: Mapping[str, str]
    at: int | None
    found: Found


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
    return _Asked(of, given, at, asked(QUESTIONS[of], at, **given))


def _page(asking: _Asked) -> str:
    in_any = asking.found if not asking.given else asked(QUESTIONS[asking.of], asking.at)
    return render_template(
        "overview/network.html",
        network=network(asking.found.told.rows),
        of=asking.of,
        year=asking.given.get("year", ""),
        years=years(in_any.rows),
        at=asking.at,
        picture=_picture(asking),
        source=asking.found.source,
        most=_SHOWN,
        most_projects=_PROJECTS,
        described=described,
        downloads=downloads("/network", _FORMS),
    )


def _picture(asking: _Asked) -> str:
    """Where a script finds what the page shows: of the same year and state, in its language."""
    state = {} if asking.at is None else {"at": str(asking.at)}
    told = {} if language().tag == SOURCE else {LANGUAGE: language().tag}
    return "/network.json?" + urlencode({"of": asking.of, **asking.given, **state, **told})


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
