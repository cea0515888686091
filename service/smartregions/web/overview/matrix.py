"""`/matrix`: which region offers or needs what, and `/matrix/cell`: how that is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from smartregions.errors import ParameterError
from smartregions.messages import Message
from smartregions.web.operations import ANSWERS, OPTIONS, SUFFIX, Operation, Parameter, operation
from smartregions.web.overview.addresses import matches_of
from smartregions.web.overview.evidence import evidence
from smartregions.web.overview.gaps import matrix
from smartregions.web.overview.labels import one_name
from smartregions.web.overview.partnerships import partnerships
from smartregions.web.overview.stored import Row, answered
from smartregions.web.tables import described, shortened

blueprint = Blueprint("matrix", __name__)

AXES = ("segment", "helix", "kind")
"""What the columns may be."""
EVIDENCE = "capabilities/evidence"
ASKS = (*(f"capabilities/matrix-by-{by}" for by in AXES), EVIDENCE)
"""The questions behind the pages."""

_NARROWING = ("region", *AXES, "field", "within", "actor")
"""What a cell may be narrowed down by."""
_SHOWN = 100  # capabilities of a cell that its page lists; each download has all
_BY = Parameter("by", "What the columns are; without it, segments.", {"enum": [*AXES, ""]})
_PARTNERSHIP = Parameter("partnership", "The partnership; without it, each with a value chain.")
_CELL = tuple(
    Parameter(name, f"The {name}: its IRI, or the end of it; without it, every one.")
    for name in _NARROWING
)


def _reading(*own: Parameter) -> Operation:
    parameters = (*own, SUFFIX, *OPTIONS)
    return Operation(parameters, answers=ANSWERS, evaluates=True, is_conditional=True)


@blueprint.get("/matrix")
@blueprint.get("/matrix.<suffix>", endpoint="whole_as")
@operation(_reading(_BY, _PARTNERSHIP))
def whole(suffix: str | None = None) -> Response:
    """What each region offers or needs, by segment of the value chain, helix or kind."""
    by = request.args.get("by") or AXES[0]
    if by not in AXES or len(request.args.getlist("by")) > 1:
        raise ParameterError(
            Message(
                "The matrix is by one of {names}; not by {by}.", names=", ".join(AXES), by=repr(by)
            )
        )

    def view(rows: Sequence[Row], _: Mapping[str, str]) -> Mapping[str, object]:
        axes = {axis: _switched(axis) for axis in AXES}
        shown = {"matrix": matrix(rows, by), "by": by, "axes": axes, "matches_of": matches_of}
        return {**shown, **partnerships(path)}

    path = f"capabilities/matrix-by-{by}"
    return answered(path, suffix, "overview/matrix.html", view, without="by")


def _switched(axis: str) -> str:
    """The address of the same matrix by other columns."""
    given = {"by": axis, **{k: v for k, v in request.args.items() if k == "partnership" and v}}
    return "/matrix?" + urlencode(given)


@blueprint.get("/matrix/cell")
@blueprint.get("/matrix/cell.<suffix>", endpoint="cell_as")
@operation(_reading(*_CELL))
def cell(suffix: str | None = None) -> Response:
    """The capabilities that stand behind a cell of the matrix, with their sources."""
    return answered(EVIDENCE, suffix, "overview/cell.html", _cell)


def _cell(rows: Sequence[Row], given: Mapping[str, str]) -> Mapping[str, object]:
    names = {name: _name(rows, name, given[name]) for name in _NARROWING if name in given}
    known = evidence(rows)
    shown = known[:_SHOWN]
    return {"names": names, "known": shown, "total": len(known), "described": described}


def _name(rows: Sequence[Row], name: str, iri: str) -> str:
    known = (row[name + "Label"] for row in rows if row.get(name + "Label"))
    return next(known, "") or one_name(iri) or shortened(iri)
