"""When the data last changed, as far as a second can tell (RFC 9110, section 8.8.2).

Changes of one second have one date. So it is told only when the second is over: who has an answer
with that date has all of them.
"""

from __future__ import annotations

import math
import time
from datetime import UTC, datetime

from flask import Response, request

from smartregions.index import Revision
from smartregions.registry import past as log
from smartregions.web.service import service


def is_known(tag: str, state: Revision) -> bool:
    """Whether the client has what the tag stands for, or what was there at its date."""
    if request.if_none_match:
        return request.if_none_match.contains_weak(tag)
    since, last = request.if_modified_since, _moment(state)
    return since is not None and last is not None and since >= last


def told(response: Response, state: Revision) -> Response:
    """The response with the date of the last change, where it can be told."""
    if (moment := _moment(state)) is not None:  # None would be written as now
        response.last_modified = moment
    return response


def _moment(state: Revision) -> datetime | None:
    """The second by whose end the state was reached; None while it lasts, and without a log."""
    registry = service().registry
    last = log.last_by(registry, None, state.change) if registry else None
    if last is None:
        return None
    second = math.ceil(datetime.fromisoformat(last.time).timestamp())
    return datetime.fromtimestamp(second, UTC) if second <= time.time() else None
