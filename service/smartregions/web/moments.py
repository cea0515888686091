"""Times that a request names, as the log of changes writes them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from werkzeug.http import parse_date

from smartregions.errors import BadRequest, NotYet
from smartregions.messages import Message

_REST_OF_DAY = timedelta(days=1, microseconds=-1)
_REST_OF_SECOND = timedelta(seconds=1, microseconds=-1)
_LOST_PLUS = re.compile(r" (?=[0-9]{2}:?[0-9]{2}$)", re.ASCII)  # a form decodes + as a space


def moment(text: str) -> str:
    """A time (ISO 8601; UTC unless it says); the last moment of what the text names.

    A date alone is the end of that day, a time without a fraction the end of that second: whoever
    asks for the time at which HTTP says that a change was made finds that change.
    Raises BadRequest for a text that is none, NotYet for a time that has not come.
    """
    try:
        found, rest = _read(_LOST_PLUS.sub("+", text))
        found = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadRequest(
            Message(
                "at={text} is neither the number of a change nor a time such as "
                "2026-11-26T10:00:00Z or 2026-11-26.",
                text=text,
            )
        ) from None
    if found > datetime.now(UTC):
        raise NotYet(
            Message("{text} has not come yet; leave at= away for what holds now.", text=text)
        )
    return _as_logged(found + rest)


def moment_negotiated(header: str) -> str:
    """The end of the second that Accept-Datetime names (RFC 7089, 2.1.1). Raises BadRequest."""
    try:
        named = parse_date(header)
        if named is not None:
            return _as_logged(named + _REST_OF_SECOND)
    except OverflowError:  # a year that no calendar has
        pass
    raise BadRequest(
        Message(
            "Accept-Datetime: {text} is no time such as Thu, 26 Nov 2026 10:00:00 GMT.",
            text=header,
        )
    )


def _read(text: str) -> tuple[datetime, timedelta]:
    """A time, and how far it is to the end of what the text names. Raises ValueError."""
    try:
        return datetime.combine(date.fromisoformat(text), time()), _REST_OF_DAY
    except ValueError:
        is_exact = "." in text or "," in text
        return datetime.fromisoformat(text), timedelta() if is_exact else _REST_OF_SECOND


def _as_logged(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
