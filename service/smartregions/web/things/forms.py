"""The representations of what is said of a thing."""

from __future__ import annotations

from dataclasses import dataclass

from smartregions.formats import GRAPHS, Format
from smartregions.web import links
from smartregions.web.negotiation import JSON
from smartregions.web.operations import (
    OPTIONS,
    PAGE,
    TEXT,
    Operation,
    Parameter,
    Schema,
    or_empty,
)

LINKSET = Format("linkset", "results", links.LINKSET, "linkset")
"""The links of a thing as a document (RFC 9264)."""

_BY_NAME = {known.name: known for known in GRAPHS}
FORMATS = (
    *(_BY_NAME[name] for name in ("turtle", "ntriples", "rdfxml")),
    JSON,
    *(_BY_NAME[name] for name in ("jsonld", "trig", "nquads")),
    LINKSET,
)
"""Turtle is for who says nothing; plain JSON comes before JSON-LD, which has its media type too."""
SUFFIXES = ("html", *(known.suffix for known in FORMATS))
RDF = frozenset(_BY_NAME)

_ANSWERS: dict[str, Schema] = {
    known.media_type: {"type": "object"} if known in (JSON, LINKSET) else TEXT for known in FORMATS
} | {_BY_NAME["jsonld"].media_type: {}}
PARAMETERS = (
    Parameter("format", "The format, which wins over Accept.", or_empty({"enum": [*SUFFIXES]})),
    Parameter("page", "The page, from 1.", or_empty({"type": "integer", "minimum": 1})),
)


_AT = next(each for each in OPTIONS if each.name == "at")


def reading(part: str, *, has_past: bool = True) -> Operation:
    """What a route gives that describes the thing of this name, maybe as it was."""
    name = Parameter("name", f"{part}, and maybe the format, as a file name ends.", TEXT, "path")
    return Operation(
        (name, *PARAMETERS, *((_AT,) if has_past else ())),
        answers={**_ANSWERS, **PAGE},
        statuses=frozenset({404, 410}),
        evaluates=True,
        is_conditional=True,
    )


@dataclass(frozen=True, slots=True)
class Named:
    """The name of a thing, as an address has it, without the end that asks for a format."""

    name: str
    suffix: str | None = None


def named(path: str) -> tuple[Named, ...]:
    """What a path may mean: a name with a suffix, or a name that only looks as if it had one."""
    stem, dot, suffix = path.rpartition(".")
    if dot and stem and suffix.lower() in SUFFIXES:
        return Named(stem, suffix.lower()), Named(path)
    return (Named(path),)
