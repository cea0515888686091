"""All faults of the examples, written in other formats by several programs: each finding of the
Turtle is found there, too, with its line, and at the text that says its value."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
import rdflib
from pyld import jsonld
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from smartregions import corpus
from smartregions import namespaces as ns
from smartregions.contribution import receive
from smartregions.validation.context import Context
from smartregions.validation.graph import Term
from smartregions.validation.judge import judge
from smartregions.validation.packaged import packaged
from smartregions.validation.report import FileReport, Finding

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*/*.ttl"))
TYPE = ns.RDF + "type"
JSON_LD, RDF_XML = "application/ld+json", "application/rdf+xml"


@cache
def triples() -> tuple[Triple, ...]:
    """Of all examples, without the reports that are expected of them."""
    found: dict[Triple, None] = {}
    for path in EXAMPLES:
        data = path.read_bytes()
        quads = pyoxigraph.parse(data, format=RdfFormat.TURTLE, rename_blank_nodes=True)
        found |= dict.fromkeys(quad.triple for quad in quads)
    reported = {t.subject for t in found if t.object.value.startswith(ns.SH)}
    return tuple(t for t in found if t.subject not in reported and not _of_a_report(t))


def _of_a_report(triple: Triple) -> bool:
    return triple.predicate.value.startswith(ns.SH)


@cache
def context() -> Context:
    return packaged(corpus.find(), published=False)


def written(form: RdfFormat) -> bytes:
    return pyoxigraph.serialize(triples(), format=form) or b""


def graph() -> rdflib.Graph:
    return rdflib.Graph().parse(data=written(RdfFormat.TURTLE), format="turtle")


def by_rdflib() -> bytes:
    return graph().serialize(format="json-ld", auto_compact=True, indent=1).encode()


def by_rdflib_in_xml() -> bytes:
    return graph().serialize(format="xml").encode()


def by_pyld() -> bytes:
    """With a context of each form that a term can have: of its type, a list, a map, and so on."""
    local: defaultdict[str, set[str]] = defaultdict(set)
    for triple in triples():
        local[triple.predicate.value.replace("#", "/").rsplit("/", 1)[1]].add(
            triple.predicate.value
        )
    names: dict[str, Any] = {n: {"@id": next(iter(i))} for n, i in local.items() if len(i) == 1}
    for name in ("label", "title", "description", "prefLabel"):
        if name in names:
            names[name]["@container"] = "@language"
    for name in ("region", "source", "role", "helix"):
        if name in names:
            names[name]["@type"] = "@id"
    scoped = {name: names.pop(name) for name in ("region", "source")}
    classes = {t.object.value for t in triples() if t.predicate.value == TYPE}
    types = {iri.removeprefix(ns.SR): iri for iri in classes if iri.startswith(ns.SR)}
    within = {name: {"@id": iri, "@context": scoped} for name, iri in types.items()}
    whole = {"@version": 1.1, **names, **within, "id": "@id", "type": "@type"}
    expanded = jsonld.from_rdf(written(RdfFormat.N_TRIPLES).decode())
    return json.dumps(jsonld.compact(expanded, whole), indent=1, ensure_ascii=False).encode()


def report(data: bytes, media_type: str) -> FileReport:
    received = receive(data, media_type, "sent")
    return judge([received.contribution], context()).files[0]


@cache
def in_turtle() -> FileReport:
    return report(written(RdfFormat.TURTLE), "text/turtle")


def key(finding: Finding) -> tuple[object, ...]:
    return finding.code, name(finding.focus_node), str(finding.path), name(finding.value)


def name(term: Term | None) -> object:
    """A term by which it is found in each format."""
    if isinstance(term, NamedNode):
        return term.value
    return "" if isinstance(term, BlankNode) or term is None else str(term)


@pytest.mark.parametrize(
    ("writer", "media_type"),
    [
        (lambda: written(RdfFormat.JSON_LD), JSON_LD),
        (by_rdflib, JSON_LD),
        (by_pyld, JSON_LD),
        (lambda: written(RdfFormat.RDF_XML), RDF_XML),
        (by_rdflib_in_xml, RDF_XML),
    ],
    ids=["JSON-LD", "JSON-LD of rdflib", "JSON-LD of pyld", "RDF/XML", "RDF/XML of rdflib"],
)
def test_a_finding_is_told_in_each_format_with_its_line(
    writer: Callable[[], bytes], media_type: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    data = writer()
    found = report(data, media_type).findings
    expected = Counter(key(f) for f in in_turtle().findings if not is_number(f.value))
    missing = expected - Counter(map(key, found))
    assert not missing and len(expected) > 100
    lines = data.decode().split("\n")
    for each in found:
        assert each.span, each
        if isinstance(each.value, NamedNode) and each.span.line == each.span.end_line:
            line = lines[each.span.line - 1]
            assert says(line[each.span.column - 1 : each.span.end_column - 1], each), each


def is_number(term: Term | None) -> bool:
    """Whether this is a double, which JSON has in another form, and without a fraction as another
    datatype."""
    return isinstance(term, Literal) and term.datatype.value == ns.XSD + "double"


def says(text: str, finding: Finding) -> bool:
    """Whether a text at which a value stands is the value, its subject, or the key of both."""
    ends = {
        term.value for term in (finding.value, finding.focus_node) if isinstance(term, NamedNode)
    }
    words = text.strip('"').replace("&amp;", "&")
    return any(end.endswith(words.partition(":")[2].strip() or words) for end in ends)
