"""The representations of an answer: their names, media types and file endings.

The first of a list is what a client gets that states no preference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

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


def ordered(quality: Callable[[str], float], known: Sequence[Format] = FORMATS) -> list[Format]:
    """The formats of which the client accepts a media type, best first.

    `quality` gives the weight of a media type (RFC 9110, section 12.5.1); 0 excludes it.
    """
    weights = {f.name: best_quality(quality, (f.media_type, *f.aliases)) for f in known}
    accepted = [f for f in known if weights[f.name] > 0]
    return sorted(accepted, key=lambda f: -weights[f.name])


def best_quality(quality: Callable[[str], float], media_types: Iterable[str]) -> float:
    """The highest weight; a media type with its character set counts as the type itself."""
    return max(max(quality(t), quality(t + ";charset=utf-8")) for t in media_types)
