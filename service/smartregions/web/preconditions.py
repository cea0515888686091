"""What a request demands of the state of a graph before it is written (RFC 9110, section 13.1).

An entity tag of a graph begins with the number of its last change; what follows tells one
representation of that state from another, so that all of them name the state that was read.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from werkzeug.datastructures import ETags
from werkzeug.http import parse_etags

from smartregions.errors import BadRequest, PreconditionFailed
from smartregions.messages import Message
from smartregions.registry.change import Change

_TAG = re.compile(r"([0-9]+)(?:-[A-Za-z0-9.+-]+)?")
_LIST = re.compile(r'\s*(?:\*|(?:,\s*)*(?:W/)?"[^"]*"(?:\s*,\s*(?:(?:W/)?"[^"]*")?)*)\s*')


def tag(change: Change, representation: str = "") -> str:
    """The entity tag of the graph after its last change, without the quotation marks."""
    return f"{change.sequence}-{representation}" if representation else str(change.sequence)


def refuse(if_match: str | None, if_none_match: str | None, last: Change | None) -> None:
    """Return when both conditions hold for a graph with this last change.

    A weak tag proves nothing to If-Match (section 8.8.3.2). Raises BadRequest for what is no list
    of tags, PreconditionFailed.
    """
    stands = last is not None and last.stands
    if if_match is not None:
        tags = _tags("If-Match", if_match)
        if not (stands and (tags.star_tag or _names(tags.as_set(), last))):
            raise PreconditionFailed(_told("If-Match", if_match, last))
    if if_none_match is not None:
        tags = _tags("If-None-Match", if_none_match)
        if stands and (tags.star_tag or _names(tags.as_set(include_weak=True), last)):
            raise PreconditionFailed(_told("If-None-Match", if_none_match, last))


def _tags(name: str, header: str) -> ETags:
    if not _LIST.fullmatch(header):
        raise BadRequest(Message('{name} is a list of entity tags, such as "17", or *.', name=name))
    return parse_etags(header)


def _names(tags: Collection[str], last: Change | None) -> bool:
    found = (_TAG.fullmatch(each) for each in tags)
    return last is not None and any(each and int(each[1]) == last.sequence for each in found)


def _told(name: str, header: str, last: Change | None) -> Message:
    state = (
        Message('its last change is "{n}"', n=last.sequence)
        if last is not None and last.stands
        else Message("there is no such graph")
    )
    return Message(
        "{name}: {tags} does not hold: {state}. Nothing was written; read it anew.",
        name=name,
        tags=header[:80],
        state=state,
    )
