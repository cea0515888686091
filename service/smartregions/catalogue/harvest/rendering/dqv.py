"""The report in RDF, by the Data Quality Vocabulary (https://www.w3.org/TR/vocab-dqv/).

A measurement for each metric and dataset, true or false as data.europa.eu states it, with
`pv:scoring` for the points; and an annotation for each finding, with a body for each language
(https://www.w3.org/TR/annotation-model/#embedded-textual-body).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO
from urllib.parse import quote

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from smartregions import namespaces as ns
from smartregions.catalogue.harvest.metrics import METRICS, VOCABULARY
from smartregions.catalogue.harvest.mqa import Score
from smartregions.catalogue.harvest.report import Finding, Report
from smartregions.catalogue.terms import TYPE
from smartregions.messages import joined, languages
from smartregions.validation.graph import Node, Term

DQV = "http://www.w3.org/ns/dqv#"
OA = "http://www.w3.org/ns/oa#"
SEVERITY = NamedNode(ns.SH + "resultSeverity")
DC = "http://purl.org/dc/elements/1.1/"
PREFIXES = {
    "dc": DC,
    "dcterms": ns.DCTERMS,
    "dqv": DQV,
    "oa": OA,
    "pv": VOCABULARY,
    "rdf": ns.RDF,
    "sh": ns.SH,
    "xsd": ns.XSD,
}


def write(report: Report, out: BinaryIO, _language: str) -> None:
    """Write the report in Turtle, in all languages, statement by statement."""
    pyoxigraph.serialize(_triples(report), out, RdfFormat.TURTLE, prefixes=PREFIXES)


def _triples(report: Report) -> Iterator[Triple]:
    for number, score in enumerate(report.scores):
        yield from _measured(number, score)
    if report.points is not None and report.rating:
        mean = Literal(f"{report.points:.1f}", datatype=NamedNode(ns.XSD + "decimal"))
        yield from _measurement(BlankNode("mean"), _node(report.address), "scoring", mean)
    for number, finding in enumerate(report.findings):
        yield from _annotation(number, finding, report.address)


def _measured(number: int, score: Score) -> Iterator[Triple]:
    for metric, value in zip(METRICS, score.values, strict=True):
        if value is not None:
            node = BlankNode(f"m{number}{metric.name}")
            met = Literal(value == metric.points)
            yield from _measurement(node, _node(score.dataset), metric.name, met)
    of_all = BlankNode(f"m{number}scoring")
    yield from _measurement(of_all, _node(score.dataset), "scoring", Literal(score.points))


def _measurement(node: Node, of: Node, metric: str, value: Literal) -> Iterator[Triple]:
    yield Triple(of, NamedNode(DQV + "hasQualityMeasurement"), node)
    yield Triple(node, TYPE, NamedNode(DQV + "QualityMeasurement"))
    yield Triple(node, NamedNode(DQV + "computedOn"), of)
    yield Triple(node, NamedNode(DQV + "isMeasurementOf"), NamedNode(VOCABULARY + metric))
    yield Triple(node, NamedNode(DQV + "value"), value)


def _annotation(number: int, finding: Finding, address: str) -> Iterator[Triple]:
    node = BlankNode(f"a{number}")
    target = _node(finding.dataset or finding.page or address)
    said: list[tuple[Node, NamedNode, Term]] = [
        (target, NamedNode(DQV + "hasQualityAnnotation"), node),
        (node, TYPE, NamedNode(DQV + "QualityAnnotation")),
        (node, NamedNode(OA + "motivatedBy"), NamedNode(DQV + "qualityAssessment")),
        (node, NamedNode(OA + "hasTarget"), target),
        (node, NamedNode(ns.DCTERMS + "identifier"), Literal(finding.code)),
        (node, SEVERITY, NamedNode(ns.SH + finding.severity.capitalize())),
    ]
    if finding.page:
        page = Literal(finding.page, datatype=NamedNode(ns.XSD + "anyURI"))
        said.append((node, NamedNode(ns.DCTERMS + "source"), page))
    yield from (Triple(*triple) for triple in said)
    for language in languages():
        body = BlankNode(f"t{number}{language}")
        yield Triple(node, NamedNode(OA + "hasBody"), body)
        yield from _body(body, finding, language)


def _body(body: Node, finding: Finding, language: str) -> Iterator[Triple]:
    text = joined((finding.message, finding.help), " ").told(language).strip()
    yield Triple(body, TYPE, NamedNode(OA + "TextualBody"))
    yield Triple(body, NamedNode(DC + "language"), Literal(language))
    yield Triple(body, NamedNode(ns.RDF + "value"), Literal(text))


def _node(name: str) -> Node:
    if name[:2] == "_:":
        return BlankNode("d" + name.removeprefix("_:"))
    try:
        return NamedNode(name)
    except ValueError:
        return NamedNode("urn:no-address:" + quote(name))
