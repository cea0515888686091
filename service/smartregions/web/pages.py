"""The front page, the list of problems, and whether the service works."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from flask import Blueprint, Response, render_template, request

from smartregions import __version__
from smartregions.library.offering import unknown
from smartregions.messages import Message
from smartregions.web.answers import AnsweringIndex
from smartregions.web.beginning import example
from smartregions.web.cache import keep_response
from smartregions.web.languages import language
from smartregions.web.operations import PAGE, TEXT, Operation, Parameter, Schema, operation
from smartregions.web.plotting import HEIGHT, WIDTH, outline
from smartregions.web.problem_types import PROBLEMS
from smartregions.web.service import service
from smartregions.web.summary import ROLES, Partnership, summary

blueprint = Blueprint("pages", __name__)

_HEALTH: Schema = {
    "type": "object",
    "required": ["status", "version", "change"],
    "properties": {"status": {"const": "ok"}, "version": TEXT, "change": {"type": "integer"}},
}


@blueprint.get("/")
@operation(
    Operation(
        (Parameter("partnership", "The partnership on the map: its IRI, or the end of it.", TEXT),),
        answers=PAGE,
        evaluates=True,
        is_conditional=True,
    )
)
def home() -> Response:
    """What this is, what it holds, and what to try; 304 while the data are as they were."""
    state = service().index.revision
    keep_response(state)
    parts = f"{__version__} {state.hash} {service().dataset} {language().tag} {request.full_path}"
    tag = hashlib.sha256(parts.encode()).hexdigest()
    if request.if_none_match.contains_weak(tag):
        response = Response(status=304)
    else:
        page = _home()
        response = Response(page, mimetype="text/html")
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "no-cache"
    return response


def _home() -> str:
    library = service().library
    found = summary(AnsweringIndex())
    return render_template(
        "home.html",
        summary=found,
        shown=_chosen(found.partnerships),
        outline=outline(),
        frame=(WIDTH, HEIGHT),
        library=library,
        question=next(iter(library), None),
        questions=len(library),
        example=example(),
        roles=ROLES,
    )


def _chosen(partnerships: Sequence[Partnership]) -> Partnership | None:
    """The one that is asked for, by its IRI or the end of it; else the first."""
    named = request.args.get("partnership")
    if not named:
        return next(iter(partnerships), None)
    for each in partnerships:
        if named in (each.iri, each.short):
            return each
    said = Message("there is no {named} with regions.", named=repr(named))
    raise unknown("partnership", said, named, [each.short for each in partnerships])


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
