"""What a route takes and gives, said beside the route; the API's description is read from it.

The vocabulary is that of OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.1).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeVar

from smartregions.formats import FORMATS, GRAPHS, HTML, RESULTS, SPREADSHEET, Format

Schema = Mapping[str, Any]
View = TypeVar("View", bound=Callable[..., Any])

TEXT: Schema = {"type": "string"}
TEXTS: Schema = {"type": "array", "items": TEXT}
SUFFIXES = tuple(dict.fromkeys(["html", *(known.suffix for known in FORMATS)]))
SELECT = "SELECT ?s ?p ?o WHERE { ?s ?p ?o } LIMIT 10"

TOKEN = frozenset({401, 403})
"""Statuses of what only the operator may do."""

_FORMAT_NAMES = ("html", SPREADSHEET, *(known.name for known in FORMATS))
_ATTRIBUTE = "operation"


def or_empty(schema: Schema) -> Schema:
    """The schema of a parameter that counts as not given when it is empty: a form sends all."""
    return {"anyOf": [schema, {"const": ""}]}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an address, by default one behind its question mark."""

    name: str
    help: str
    schema: Schema = field(default_factory=lambda: TEXT)
    place: str = "query"
    example: str | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """A route: its parameters, the media types of its bodies and answers, its errors."""

    parameters: tuple[Parameter, ...] = ()
    bodies: Mapping[str, Schema] = field(default_factory=dict)
    answers: Mapping[str, Schema] = field(default_factory=dict)
    """Schema of the 200 in each media type; empty where it depends on more than the route."""
    statuses: frozenset[int] = frozenset()
    """Beyond those that every route may answer."""
    evaluates: bool = False
    """Whether it asks the index, so that a limit may be reached."""
    is_conditional: bool = False
    """Whether it may answer 304."""
    is_write: bool = False
    """Whether it is judged: 201 and 202 tell what 200 tells, 400 and 422 may be a report."""
    also: Mapping[int, Mapping[str, Schema]] = field(default_factory=dict)
    """What comes with an error, besides a problem, by status: schema in each media type."""


def operation(described: Operation) -> Callable[[View], View]:
    """Say what a view takes and gives."""

    def mark(view: View) -> View:
        view.__dict__[_ATTRIBUTE] = described
        return view

    return mark


def of_view(view: Callable[..., Any]) -> Operation:
    """What a view takes and gives; of one that does not say, nothing is known."""
    found = view.__dict__.get(_ATTRIBUTE, Operation())
    assert isinstance(found, Operation)
    return found


_RESULTS_SCHEMA: Schema = {
    "type": "object",
    "required": ["head"],
    "properties": {
        "head": {"type": "object", "properties": {"vars": TEXTS}},
        "results": {
            "type": "object",
            "required": ["bindings"],
            "properties": {"bindings": {"type": "array", "items": {"type": "object"}}},
        },
        "boolean": {"type": "boolean"},
    },
}
_ANYTHING: Schema = {}


def _schemas(formats: tuple[Format, ...]) -> dict[str, Schema]:
    special = {"json": _RESULTS_SCHEMA, "jsonld": _ANYTHING}
    return {known.media_type: special.get(known.name, TEXT) for known in formats}


PAGE: Mapping[str, Schema] = MappingProxyType({HTML: TEXT})
ANSWERS: Mapping[str, Schema] = MappingProxyType({**_schemas(RESULTS + GRAPHS), **PAGE})

SUFFIX = Parameter(
    "suffix", "The format, as a file name ends.", {"type": "string", "enum": SUFFIXES}, "path"
)
OPTIONS = (
    Parameter(
        "format",
        "The format, which wins over Accept; a media type or the end of a file name will do, too.",
        or_empty({"type": "string", "enum": _FORMAT_NAMES}),
    ),
    Parameter(
        "timeout",
        "The most seconds that the answer may take; the limit of the service, where that is less.",
        or_empty({"type": "number", "minimum": 0.001, "maximum": 999_999_999}),
    ),
    Parameter(
        "at",
        "The state of the data that is asked: the number of a change, or a time (ISO 8601).",
    ),
    Parameter("lang", "The language of a page, such as fr; it wins over Accept-Language."),
)
DATASET = (
    Parameter("default-graph-uri", "A graph of the default graph; more than one merge.", TEXTS),
    Parameter("named-graph-uri", "A graph that GRAPH may name.", TEXTS),
)
QUERY = Parameter("query", "A SPARQL 1.1 query.", example=SELECT)

USING = (
    Parameter("using-graph-uri", "A graph in which an update looks; more than one merge.", TEXTS),
    Parameter("using-named-graph-uri", "A graph that GRAPH may name in an update.", TEXTS),
)
UPDATE = Parameter(
    "update",
    "A SPARQL 1.1 update, for the holder of a token.",
    example="DELETE WHERE { GRAPH <http://example.org/graph> { ?s ?p ?o } }",
)
