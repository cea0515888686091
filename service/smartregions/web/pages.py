"""The front page, the list of problems, and whether the service works."""

from __future__ import annotations

import hashlib
import json

from flask import Blueprint, Response, render_template, request

from smartregions import __version__
from smartregions.web.answers import AnsweringIndex
from smartregions.web.cache import keep_response
from smartregions.web.languages import language
from smartregions.web.operations import PAGE, TEXT, Operation, Schema, operation
from smartregions.web.problems import PROBLEMS
from smartregions.web.service import service
from smartregions.web.summary import EXAMPLE, summary
from smartregions.web.tables import described

blueprint = Blueprint("pages", __name__)

_HEALTH: Schema = {
    "type": "object",
    "required": ["status", "version", "change"],
    "properties": {"status": {"const": "ok"}, "version": TEXT, "change": {"type": "integer"}},
}


@blueprint.get("/")
@operation(Operation(answers=PAGE, evaluates=True, is_conditional=True))
def home() -> Response:
    """What this is, what it holds, and what to try; 304 while the data are as they were."""
    library = service().library
    state = service().index.revision
    keep_response(state)
    parts = f"{__version__} {state.hash} {service().dataset} {language().tag}"
    tag = hashlib.sha256(parts.encode()).hexdigest()
    if request.if_none_match.contains_weak(tag):
        response = Response(status=304)
    else:
        page = render_template(
            "home.html",
            summary=summary(AnsweringIndex()),
            question=next(iter(library), None),
            questions=len(library),
            example=EXAMPLE,
            described=described,
        )
        response = Response(page, mimetype="text/html")
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/problems")
@operation(Operation(answers=PAGE))
def problems() -> str:
    """Each type of problem; a problem document's `type` ends in its place here."""
    return render_template("problems.html", problems=PROBLEMS.values())


@blueprint.get("/health")
@operation(Operation(answers={"application/json": _HEALTH}, statuses=frozenset({503})))
def health() -> Response:
    """200 when queries can be answered."""
    service().index.check()
    state = {"status": "ok", "version": __version__, "change": service().index.revision.change}
    response = Response(json.dumps(state), mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
