"""`/monitoring`: periods, reports, what is missing, projects and membership, by date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, Response

from smartregions.web.operations import ANSWERS, OPTIONS, SUFFIX, Operation, Parameter, operation
from smartregions.web.overview.partnerships import partnerships
from smartregions.web.overview.reporting import of_all, of_one, reporting
from smartregions.web.overview.stored import Row, answered
from smartregions.web.overview.timeline import LANE, LEFT, RIGHT, TOP, events
from smartregions.web.tables import described

blueprint = Blueprint("monitoring", __name__)

QUESTION = "monitoring/timeline"
ASKS = (QUESTION,)
"""The question behind the page."""

_PARTNERSHIP = Parameter("partnership", "The partnership; without it, all of them.")


@blueprint.get("/monitoring")
@blueprint.get("/monitoring.<suffix>", endpoint="monitoring_as")
@operation(
    Operation(
        (_PARTNERSHIP, SUFFIX, *OPTIONS), answers=ANSWERS, evaluates=True, is_conditional=True
    )
)
def whole(suffix: str | None = None) -> Response:
    """Monitoring periods, reports and missing ones, projects and membership, by date."""
    return answered(QUESTION, suffix, "overview/monitoring.html", _view)


def _view(rows: Sequence[Row], given: Mapping[str, str]) -> Mapping[str, object]:
    known = reporting(events(rows))
    is_one = "partnership" in given
    return {
        "known": known,
        "one": known[0] if is_one and known else None,
        "is_one": is_one,
        "chart": of_one(known[0]) if is_one and known else of_all(known),
        **partnerships(QUESTION),
        "described": described,
        "left": LEFT,
        "right": RIGHT,
        "top": TOP,
        "lane": LANE,
    }
