"""The log: one line of JSON for each thing that an operator may want to know of.

A line is of plain ASCII, whatever a client sent, and shorter than what a pipe takes in one piece
(PIPE_BUF, 4096 bytes), so that those of several processes do not mix. No line holds a header, a
parameter or a body, apart from the start of a query.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

LOGGER = "smartregions.log"

_LONGEST = 4000
_VALUE = 200


class _ToStandardError(logging.Handler):
    """Writes to what is standard error at the moment, each line in one piece."""

    def emit(self, record: logging.LogRecord) -> None:
        if sys.stderr:
            sys.stderr.write(record.getMessage() + "\n")


def tell(event: str, **values: object) -> None:
    """Write a line; texts are shortened to what fits."""
    logger = logging.getLogger(LOGGER)
    if not logger.handlers:
        logger.addHandler(_ToStandardError())
        logger.setLevel(logging.INFO)
    logger.info("%s", line(event, values))


def line(event: str, values: dict[str, object]) -> str:
    """What is written: the time first, then what happened, then the values."""
    query = values.pop("query", None)
    shown = {"time": _now(), "event": event} | {k: _short(v) for k, v in values.items()}
    if isinstance(query, str):
        room = _LONGEST - len(_json(shown))
        shown["query"] = _fitting(query, room)
    return _json(shown)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _short(value: object) -> object:
    return _fitting(value[:_VALUE], _VALUE) if isinstance(value, str) else value


def _fitting(text: str, room: int) -> str:
    """As much from the start as takes up that room in JSON."""
    while len(_json(text)) > room:
        text = text[: len(text) * room // len(_json(text))]
    return text


def _json(value: object) -> str:
    return json.dumps(value).replace("\x7f", "\\u007f")
