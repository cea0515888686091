"""Datestamps, to the second, and the days and seconds by which harvesters choose (section 3.3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from smartregions.catalogue.oai.errors import ProtocolError

GRANULARITY = "YYYY-MM-DDThh:mm:ssZ"

_FORMS = {10: ("%Y-%m-%d", timedelta(days=1)), 20: ("%Y-%m-%dT%H:%M:%SZ", timedelta(seconds=1))}
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?", re.ASCII)


def datestamp(time: str) -> str:
    """The time of a change, of which the log knows microseconds, to the second."""
    return f"{time[:19]}Z"


def now() -> str:
    """The time of this answer."""
    return datestamp(datetime.now(UTC).isoformat())


def window(arguments: Mapping[str, str]) -> tuple[str, str]:
    """From which time on, and before which one, records are wanted; empty for no bound.

    Both bounds are part of what is asked for, so the second is that behind `until`.
    Raises ProtocolError.
    """
    start, end = arguments.get("from"), arguments.get("until")
    for name, text in (("from", start), ("until", end)):
        if text is not None:
            _read(name, text)
    if start and end and len(start) != len(end):
        raise ProtocolError("badArgument", "from and until are of different granularity.")
    if start and end and start > end:
        raise ProtocolError("badArgument", f"from={start} is later than until={end}.")
    return (start.removesuffix("Z") if start else "", _behind(end) if end else "")


def _read(name: str, text: str) -> datetime:
    if _MOMENT.fullmatch(text):
        try:
            return datetime.strptime(text, _FORMS[len(text)][0])
        except ValueError:
            pass
    raise ProtocolError(
        "badArgument", f"{name}={text} is no time: write YYYY-MM-DD or {GRANULARITY}."
    )


def _behind(until: str) -> str:
    """The first time behind a day or a second, as texts are compared."""
    form, step = _FORMS[len(until)]
    try:
        return (_read("until", until) + step).strftime(form).removesuffix("Z")
    except OverflowError:
        return ""
