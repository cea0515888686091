"""The representations of an answer: their names, media types and file endings.

The first of a list is what a client gets that states no preference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

Answers = Literal["results", "graph"]


@dataclass(frozen=True, slots=True)
class Format:
    """One representation; `name` is what `format=` and `--format` take."""

    name: str
    answers: Answers
    """`results` for SELECT and ASK, `graph` for CONSTRUCT and DESCRIBE."""
    media_type: str
    extension: str
    aliases: tuple[str, ...] = ()
    """Other media types that ask for it; `text/plain` and `*/xml` are what older clients say."""
    local: str = ""
    """The end of its IRI in the W3C's list of formats (https://www.w3.org/ns/formats/)."""

    @property
    def iri(self) -> str:
        """What names the format in a description of a service."""
        return _IRIS + self.local

    @property
    def suffix(self) -> str:
        """The end of an address that asks for it."""
        return self.name if self.answers == "results" else self.extension

    @property
    def content_type(self) -> str:
        """The media type, with the character set where the type does not fix it."""
        return self.media_type + ("; charset=utf-8" if self.media_type.startswith("text/") else "")


_IRIS = "http://www.w3.org/ns/formats/"
_XML = ("application/xml", "text/xml")
_JSON = ("application/json",)
_OLD_TURTLE = ("application/x-turtle", "text/plain")
_SPARQL = "application/sparql-results"

RESULTS = (
    Format("json", "results", _SPARQL + "+json", "srj", _JSON, "SPARQL_Results_JSON"),
    Format("xml", "results", _SPARQL + "+xml", "srx", _XML, "SPARQL_Results_XML"),
    Format("csv", "results", "text/csv", "csv", (), "SPARQL_Results_CSV"),
    Format("tsv", "results", "text/tab-separated-values", "tsv", (), "SPARQL_Results_TSV"),
)
GRAPHS = (
    Format("turtle", "graph", "text/turtle", "ttl", _OLD_TURTLE, "Turtle"),
    Format("ntriples", "graph", "application/n-triples", "nt", (), "N-Triples"),
    Format("rdfxml", "graph", "application/rdf+xml", "rdf", _XML, "RDF_XML"),
    Format("jsonld", "graph", "application/ld+json", "jsonld", _JSON, "JSON-LD"),
    Format("trig", "graph", "application/trig", "trig", (), "TriG"),
    Format("nquads", "graph", "application/n-quads", "nq", (), "N-Quads"),
)
FORMATS = RESULTS + GRAPHS
HTML = "text/html"
SPREADSHEET = "spreadsheet"
"""The name of CSV in which no cell is a formula to a spreadsheet program."""

_SPOKEN = {"ttl": "turtle", "nt": "ntriples", "rdf": "rdfxml", "nq": "nquads"}
_SPOKEN |= {"json-ld": "jsonld", "n-triples": "ntriples", "rdf/xml": "rdfxml", "srj": "json"}
_SPOKEN |= {"rdf+xml": "rdfxml", "n3": "turtle", "srx": "xml"}  # every Turtle file is Notation3


def named(name: str) -> tuple[Format, ...]:
    """The formats that a name, an ending or a media type asks for, best first; maybe none.

    `json` and `xml` are names of result formats; for a graph they give JSON-LD and RDF/XML.
    """
    wanted = name.strip().lower()
    wanted = _SPOKEN.get(wanted, wanted)
    exact = tuple(f for f in FORMATS if wanted in (f.name, f.media_type))
    also = {"json": "jsonld", "xml": "rdfxml"}.get(wanted)
    return exact + tuple(f for f in FORMATS if f.name == also or wanted in f.aliases)


class Preferences(Protocol):
    """What a client says of media types (RFC 9110, section 12.5.1)."""

    def quality(self, media_type: str) -> float:
        """The weight of the most specific range that matches; 0 excludes the type."""

    def names(self, media_type: str) -> bool:
        """Whether the type itself is named, and not only matched by a range."""


def weight(preferences: Preferences, wanted: Format) -> float:
    """How much a client wants a format.

    Its media type decides; an alias counts only where the client names it.
    """
    types = [alias for alias in wanted.aliases if preferences.names(alias)]
    if preferences.names(wanted.media_type) or not types:
        return preferences.quality(wanted.media_type)
    return max(map(preferences.quality, [wanted.media_type, *types]))


def ordered(preferences: Preferences, known: Sequence[Format] = FORMATS) -> list[Format]:
    """The formats that the client accepts, best first."""
    weights = {each.name: weight(preferences, each) for each in known}
    accepted = [each for each in known if weights[each.name] > 0]
    return sorted(accepted, key=lambda each: -weights[each.name])
