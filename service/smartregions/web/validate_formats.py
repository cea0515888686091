"""The representations of a report over HTTP, and which of them a request wants."""

from __future__ import annotations

from smartregions.errors import NotAcceptable
from smartregions.formats import HTML, Format
from smartregions.messages import Message
from smartregions.validation.render import MEDIA_TYPES
from smartregions.web.negotiation import PAGE, wanted_document

RECEIPT = "receipt"
"""The receipt alone, as the command line writes it."""

NAMES = (*MEDIA_TYPES, RECEIPT)
"""What `format=` takes."""

REPORTS = tuple(
    Format(name, "results", MEDIA_TYPES[name], name) for name in ("text", "json", "sarif", "turtle")
)
"""What Accept can ask for besides a page, the first for who has no wish."""

_SPOKEN = {"ttl": "turtle", "txt": "text"} | {known.media_type: known.name for known in REPORTS}


def wanted_report(accept: str | None, name: str | None) -> str:
    """One of `NAMES`. Raises NotAcceptable."""
    if name:
        said = name.strip().lower()
        found = _SPOKEN.get(said, PAGE.name if said == HTML else said)
        if found not in NAMES:
            raise NotAcceptable(
                Message(
                    "There is no format {name}. There are {names}.",
                    name=repr(name),
                    names=", ".join(NAMES),
                )
            )
        return found
    wanted = wanted_document(accept, None, REPORTS, Message("A report"))
    return PAGE.name if wanted.page else wanted.formats[0]


def media_type(name: str) -> str:
    """The value of Content-Type for one of `NAMES`."""
    kind = "application/json" if name == RECEIPT else MEDIA_TYPES[name]
    return kind + ("; charset=utf-8" if kind.startswith("text/") else "")
