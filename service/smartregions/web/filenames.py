"""What a client calls the text that it sends: the name by which a report speaks of it."""

from __future__ import annotations

import unicodedata
from contextlib import suppress

from flask import Request
from werkzeug.http import parse_options_header

HEADER = "Content-Disposition"
MOST_NAME = 200
"""Characters of the name of a file."""


def filename(request: Request) -> str:
    """The name that the header of a body says (RFC 6266, section 4.3); empty where it says none.

    Some clients send it in UTF-8 as it is, though a header's bytes are Latin-1 to WSGI.
    """
    said = request.headers.get(HEADER, "")
    with suppress(UnicodeError):
        said = said.encode("latin-1").decode("utf-8")
    return plain_name(parse_options_header(said)[1].get("filename"))


def plain_name(given: str | None) -> str:
    """The name of a file without its folders and without what is not to be seen."""
    name = (given or "").replace("\\", "/").rpartition("/")[2][: 10 * MOST_NAME]
    return "".join(c for c in name if unicodedata.category(c)[0] != "C")[:MOST_NAME].strip()
