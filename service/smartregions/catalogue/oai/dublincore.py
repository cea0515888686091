"""A dataset in unqualified Dublin Core, which every repository must offer (section 2.5)."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from pyoxigraph import Literal, NamedNode

from smartregions.catalogue.oai.xml import DC, OAI_DC, XML, XSI, add, legal, named
from smartregions.catalogue.records import Record
from smartregions.catalogue.statements import Statements
from smartregions.catalogue.terms import AUTHORITY, IANA_TYPES, LABEL, dcat, dct, foaf, skos
from smartregions.validation.graph import Term

SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"

_LABELS = (skos("prefLabel"), LABEL, foaf("name"), dct("title"))

Said = Iterator[tuple[str, Term | str]]


def dublin_core(record: Record) -> Element:
    """The record as an element `oai_dc:dc`."""
    root = Element(named(OAI_DC, "dc"))
    root.set(named(XSI, "schemaLocation"), f"{OAI_DC} {SCHEMA}")
    for name, value in dict.fromkeys(_said(record)):
        child = add(root, named(DC, name), value if isinstance(value, str) else value.value)
        if isinstance(value, Literal) and value.language:
            child.set(named(XML, "lang"), legal(value.language))
    return root


def _said(record: Record) -> Said:
    said, node = Statements(record.triples), NamedNode(record.dataset)

    def values(*names: NamedNode) -> list[Term]:
        return [value for name in names for value in said.objects(node, name)]

    yield from (("title", title) for title in values(dct("title")))
    yield from (("creator", name) for name in _called(said, values(dct("publisher"))))
    yield from (("subject", word) for word in values(dcat("keyword")))
    yield from (("subject", name) for name in _called(said, values(dcat("theme"))))
    yield from (("description", text) for text in values(dct("description")))
    yield from (("publisher", name) for name in _called(said, values(dct("publisher"))))
    yield from (("date", date) for date in values(dct("modified")))
    yield "type", "Dataset"  # https://www.dublincore.org/specifications/dublin-core/dcmi-terms/
    yield "identifier", record.dataset
    yield from _of_distributions(said, values(dcat("distribution")))
    yield from (("language", _code(each)) for each in values(dct("language")))
    yield from (("coverage", name) for name in _called(said, values(dct("spatial"))))
    yield from (
        ("coverage", time) for each in values(dct("temporal")) for time in _time(said, each)
    )
    yield from (("rights", name) for name in _called(said, values(dct("accessRights"))))


def _of_distributions(said: Statements, distributions: list[Term]) -> Said:
    for each in distributions:
        yield from (("identifier", place) for place in said.objects(each, dcat("accessURL")))
        yield from (
            ("format", kind.value.partition(IANA_TYPES)[2])
            for kind in said.objects(each, dcat("mediaType"))
        )
        yield from (("rights", licence) for licence in said.objects(each, dct("license")))
        yield from (("rights", text) for text in _called(said, said.objects(each, dct("rights"))))


def _called(said: Statements, nodes: list[Term]) -> Iterator[Term]:
    """What the nodes are called; one of which nothing is said, by its IRI."""
    for node in nodes:
        labels = [label for name in _LABELS for label in said.objects(node, name)]
        yield from labels or [node]


def _code(language: Term) -> str:
    return language.value.removeprefix(AUTHORITY + "language/").lower()


def _time(said: Statements, period: Term) -> Iterator[str]:
    """A period as DCMI has it (https://www.dublincore.org/specifications/dublin-core/dcmi-period/)."""
    start, end = (said.value(period, dcat(name)) for name in ("startDate", "endDate"))
    if start is not None and end is not None:
        yield f"start={start.value}; end={end.value}; scheme=W3C-DTF;"
