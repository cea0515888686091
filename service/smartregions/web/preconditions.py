"""What a request demands of the state of a graph before it is written (RFC 9110, section 13.1),
and of what it reads, wherever that is.

An entity tag of a graph begins with the number of its last change; what follows tells one
representation of that state from another, so that all of them name the state that was read.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from flask import Flask, Response, current_app, request
from werkzeug.datastructures import ETags
from werkzeug.http import http_date, parse_etags, quote_etag

from smartregions.errors import BadRequest, PreconditionFailed
from smartregions.messages import Message
from smartregions.registry.change import Change

_TAG = re.compile(r"([0-9]+)(?:-[A-Za-z0-9.+-]+)?")
_LIST = re.compile(r'\s*+(?:\*|(?:,\s*+)*+(?:W/)?"[^"]*+"(?:\s*+,\s*+(?:(?:W/)?"[^"]*+")?)*+)\s*+')


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


def install(app: Flask) -> None:
    """Answer 412 where a representation is not the one that a reader demands.

    To be installed last, so that the error is told as every other one is.
    """
    app.after_request(_demanded)


def _demanded(response: Response) -> Response:
    is_read = request.method in ("GET", "HEAD") and response.status_code in (200, 206, 304)
    if not is_read:  # an error stays one: section 13.2.1
        return response
    try:
        _refuse_another(response)
    except (BadRequest, PreconditionFailed) as error:
        response.close()
        return current_app.make_response(current_app.handle_user_exception(error))
    return response


def _refuse_another(response: Response) -> None:
    """Return when the conditions hold, in the order of section 13.2.2.

    Raises BadRequest for what is no list of tags, PreconditionFailed.
    """
    header, since = request.headers.get("If-Match"), request.if_unmodified_since
    if header is not None:
        tags, (tag, is_weak) = _tags("If-Match", header), response.get_etag()
        if not (tags.star_tag or (not is_weak and tag in tags.as_set())):
            raise PreconditionFailed(_not_so("If-Match", header, _tagged(tag, is_weak)))
    elif since is not None and response.last_modified and response.last_modified > since:
        state = Message("it was last changed on {time}", time=http_date(response.last_modified))
        raise PreconditionFailed(_not_so("If-Unmodified-Since", http_date(since), state))


def _tagged(tag: str | None, is_weak: bool | None) -> Message:
    if tag is None:
        return Message("what is here has no entity tag")
    told = quote_etag(tag, bool(is_weak))
    if is_weak:
        return Message("the entity tag {tag} is weak, and holds for If-None-Match only", tag=told)
    return Message("the entity tag is {tag}", tag=told)


def _not_so(name: str, header: str, state: Message) -> Message:
    return Message(
        "{name}: {tags} does not hold: {state}.", name=name, tags=header[:80], state=state
    )


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
