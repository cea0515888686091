"""The catalogue in the words of schema.org, as search engines for data read it.

A dataset needs a name and a description of 50 to 5 000 characters
(https://developers.google.com/search/docs/appearance/structured-data/dataset).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode, Triple

from smartregions import namespaces as ns
from smartregions.catalogue.statements import Statements
from smartregions.catalogue.terms import (
    CATALOGUE,
    DATASET,
    DISTRIBUTION,
    SCHEMA,
    TYPE,
    dcat,
    dct,
    foaf,
    skos,
)
from smartregions.messages import SOURCE, Message
from smartregions.validation.graph import Node, Term

SHORTEST, LONGEST = 50, 5_000
IANA = "https://www.iana.org/assignments/media-types/"
BOOLEAN = NamedNode(ns.XSD + "boolean")


def schema(name: str) -> NamedNode:
    """A term of schema.org."""
    return NamedNode(SCHEMA + name)


CLASSES: Mapping[NamedNode, NamedNode] = MappingProxyType(
    {
        CATALOGUE: schema("DataCatalog"),
        DATASET: schema("Dataset"),
        DISTRIBUTION: schema("DataDownload"),
    }
)
SAME: Mapping[NamedNode, NamedNode] = MappingProxyType(
    {
        dct("title"): schema("name"),
        dct("identifier"): schema("identifier"),
        dct("publisher"): schema("publisher"),
        dct("license"): schema("license"),
        dct("issued"): schema("datePublished"),
        dct("modified"): schema("dateModified"),
        dcat("keyword"): schema("keywords"),
        dcat("version"): schema("version"),
        dcat("dataset"): schema("dataset"),
        dcat("distribution"): schema("distribution"),
        dcat("downloadURL"): schema("contentUrl"),
        dcat("landingPage"): schema("url"),
        foaf("homepage"): schema("url"),
        dct("spatial"): schema("spatialCoverage"),
    }
)
"""Properties whose values are taken as they are."""


def schema_org(triples: Sequence[Triple], language: str = SOURCE) -> tuple[Triple, ...]:
    """The triples of the DCAT-AP catalogue, in schema.org; sorted.

    Of texts in several languages those in one: a search engine wants one name of each thing.
    """
    said = Statements(_in(language, triples))
    found: set[Triple] = set()
    for kind, other in CLASSES.items():
        for node in said.typed(kind):
            found.add(Triple(node, TYPE, other))
            found.update(_same(said, node))
            found.update(_particular(said, node, kind))
    found.update(_agents(said))
    found.update(_places(said))
    return tuple(sorted(found, key=str))


def _in(language: str, triples: Sequence[Triple]) -> Iterator[Triple]:
    """The triples without texts in other languages of what is said in this one."""
    tagged = [(triple, getattr(triple.object, "language", None)) for triple in triples]
    here = {(each.subject, each.predicate) for each, tag in tagged if tag == language}
    for triple, tag in tagged:
        if tag in (None, language) or (triple.subject, triple.predicate) not in here:
            yield triple


def _same(said: Statements, node: Node) -> Iterator[Triple]:
    for triple in said.about(node):
        if (name := SAME.get(triple.predicate)) is not None:
            yield Triple(node, name, triple.object)


def _particular(said: Statements, node: Node, kind: NamedNode) -> Iterator[Triple]:
    for text in said.objects(node, dct("description")):
        if isinstance(text, Literal):
            yield Triple(node, schema("description"), _description(said, node, text))
    if kind == DATASET:
        yield from _of_dataset(said, node)
    elif kind == DISTRIBUTION:
        yield from _of_file(said, node)


def _description(said: Statements, node: Node, stated: Literal) -> Literal:
    """Long enough for a search engine: with the title before it where it is not."""
    text, language = stated.value, stated.language or SOURCE
    if len(text) < SHORTEST:
        told = Message(
            "{title}: {text} Published as linked data, with its sources.",
            title=next(iter(said.texts(node, dct("title"))), ""),
            text=text,
        )
        text = told.told(language)
    return Literal(text[:LONGEST], language=language)


def _of_dataset(said: Statements, node: Node) -> Iterator[Triple]:
    yield Triple(node, schema("isAccessibleForFree"), Literal("true", datatype=BOOLEAN))
    for catalogue in said.typed(CATALOGUE):
        yield Triple(node, schema("includedInDataCatalog"), catalogue)
    for publisher in said.objects(node, dct("publisher")):
        yield Triple(node, schema("creator"), publisher)
    licences = {
        licence
        for file in said.objects(node, dcat("distribution"))
        for licence in said.objects(file, dct("license"))
    }
    yield from (Triple(node, schema("license"), licence) for licence in licences)
    if not said.objects(node, dcat("landingPage")):
        yield Triple(node, schema("url"), node)
    for time in said.objects(node, dct("temporal")):
        ends = [said.value(time, dcat(name)) for name in ("startDate", "endDate")]
        span = "/".join(end.value if isinstance(end, Literal) else ".." for end in ends)
        yield Triple(node, schema("temporalCoverage"), Literal(span))


def _of_file(said: Statements, node: Node) -> Iterator[Triple]:
    for kind in said.objects(node, dcat("mediaType")):
        yield Triple(node, schema("encodingFormat"), Literal(kind.value.removeprefix(IANA)))
    for size in said.texts(node, dcat("byteSize")):
        yield Triple(node, schema("contentSize"), Literal(f"{size} B"))


def _agents(said: Statements) -> Iterator[Triple]:
    for agent in said.typed(foaf("Agent")):
        yield Triple(agent, TYPE, schema("Organization"))
        yield from _named(agent, said.objects(agent, foaf("name")))


def _places(said: Statements) -> Iterator[Triple]:
    for place in said.typed(dct("Location")):
        yield Triple(place, TYPE, schema("Place"))
        yield from _named(place, said.objects(place, skos("prefLabel")))


def _named(node: Node, labels: Sequence[Term]) -> Iterator[Triple]:
    yield from (Triple(node, schema("name"), label) for label in labels)
