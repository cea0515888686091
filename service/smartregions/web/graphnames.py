"""The names of graphs in requests."""

from __future__ import annotations

import re

from pyoxigraph import NamedNode

from smartregions.errors import BadRequest

LONGEST = 2_048
"""Characters of the IRI of a graph."""
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")


def named_by(text: str) -> str:
    """The IRI of a graph. Raises BadRequest for a text that is none."""
    if len(text) > LONGEST:
        raise BadRequest(f"The IRI of a graph may have {LONGEST:,} characters.")
    try:
        if _ABSOLUTE.fullmatch(text):
            return NamedNode(text).value
    except ValueError:
        pass
    raise BadRequest(f"{text[:80]!r} is not an absolute IRI, so it names no graph.")
