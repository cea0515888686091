"""The representations of an answer: their names, media types and file endings.

The first of a list is what a client gets that states no preference.
"""

from __future__ import annotations

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

    @property
    def content_type(self) -> str:
        """The media type, with the character set where the type does not fix it."""
        return self.media_type + ("; charset=utf-8" if self.media_type.startswith("text/") else "")


RESULTS = (
    Format("json", "results", "application/sparql-results+json", "srj", ("application/json",)),
    Format(
        "xml", "results", "application/sparql-results+xml", "srx", ("application/xml", "text/xml")
    ),
    Format("csv", "results", "text/csv", "csv"),
    Format("tsv", "results", "text/tab-separated-values", "tsv"),
)
GRAPHS = (
    Format("turtle", "graph", "text/turtle", "ttl", ("application/x-turtle", "text/plain")),
    Format("ntriples", "graph", "application/n-triples", "nt"),
    Format("rdfxml", "graph", "application/rdf+xml", "rdf", ("application/xml", "text/xml")),
    Format("jsonld", "graph", "application/ld+json", "jsonld", ("application/json",)),
    Format("trig", "graph", "application/trig", "trig"),
    Format("nquads", "graph", "application/n-quads", "nq"),
)
FORMATS = RESULTS + GRAPHS
HTML = "text/html"

_SPOKEN = {"ttl": "turtle", "nt": "ntriples", "rdf": "rdfxml", "nq": "nquads"}
_SPOKEN |= {"json-ld": "jsonld", "n-triples": "ntriples", "rdf/xml": "rdfxml", "srj": "json"}


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


def ordered(preferences: Preferences) -> list[Format]:
    """The formats that the client accepts, best first."""
    weights = {known.name: weight(preferences, known) for known in FORMATS}
    accepted = [known for known in FORMATS if weights[known.name] > 0]
    return sorted(accepted, key=lambda known: -weights[known.name])
