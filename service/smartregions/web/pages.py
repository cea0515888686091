"""The front page, the list of problems, and whether the service works."""

from __future__ import annotations

import json

from flask import Blueprint, Response, render_template

from smartregions import __version__
from smartregions.index import Query
from smartregions.web.problems import PROBLEMS
from smartregions.web.service import service
from smartregions.web.summary import EXAMPLE, summary
from smartregions.web.tables import described

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def home() -> str:
    """What this is, what it holds, and what to try."""
    library = service().library
    return render_template(
        "home.html",
        summary=summary(service().index),
        question=next(iter(library), None),
        questions=len(library),
        example=EXAMPLE,
        described=described,
    )


@blueprint.get("/problems")
def problems() -> str:
    """Each type of problem; a problem document's `type` ends in its place here."""
    return render_template("problems.html", problems=PROBLEMS.values())


@blueprint.get("/health")
def health() -> Response:
    """200 when a query has just been answered."""
    service().index.query(Query("ASK {}", ("json",)))
    state = {"status": "ok", "version": __version__, "change": service().index.revision.change}
    response = Response(json.dumps(state), mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
